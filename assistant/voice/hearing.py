"""Hears one recording: decodes it, has it recognised, and tells why where that fails."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from assistant.conversation.reply import Language
from assistant.voice.failures import BUSY, NOTHING, NotHeard
from assistant.voice.recogniser import Hint, Recogniser, no_hint
from assistant.voice.recording import sound_of
from crm.access import Caller

AT_ONCE = 8
"""So many recordings are heard or wait to be; whoever comes then is told to come again."""
MOST_LETTERS = 2000
"""As of a question that is typed."""
_log = structlog.get_logger("wendan")


@dataclass(frozen=True)
class Hearing:
    """Hears recordings for one process. Thread-safe."""

    recogniser: Recogniser
    hint_for: Callable[[Caller], Hint] = lambda _caller: no_hint
    """Gives the words that help to understand a caller."""
    _seats: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(AT_ONCE)
    )

    def words(self, recording: bytes, caller: Caller, language: Language | None = None) -> str:
        """Gives what a caller says in a recording; logs how long it took, and not a word of it.

        Raises:
            NotHeard: nothing can be heard, or not now.
        """
        if not self._seats.acquire(blocking=False):
            raise NotHeard(BUSY)
        began = time.monotonic()
        try:
            text = self._words(recording, caller, language)
        except NotHeard as why:
            _log.info("voice.not_heard", why=why.trouble.code, cause=why.cause)
            raise
        finally:
            self._seats.release()
        _log.info("voice.heard", ms=round((time.monotonic() - began) * 1000), letters=len(text))
        return text

    def _words(self, recording: bytes, caller: Caller, language: Language | None) -> str:
        sound = sound_of(recording)
        found = self.recogniser.words(sound, language, self.hint_for(caller))
        text = " ".join(found.replace("\0", " ").split())[:MOST_LETTERS]
        if not any(character.isalnum() for character in text):
            raise NotHeard(NOTHING)
        return text
