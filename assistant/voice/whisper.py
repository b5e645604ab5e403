"""A recogniser on this machine: Whisper by faster-whisper, one recording at a time."""

import threading
import time
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from assistant.conversation.reply import Language
from assistant.voice.failures import AWAY, BUSY, NotHeard
from assistant.voice.recogniser import Hint
from assistant.voice.recording import Sound

if TYPE_CHECKING:
    from faster_whisper import WhisperModel  # pyright: ignore[reportMissingTypeStubs]  (typed inside)

_KNOWN: tuple[Language, ...] = ("zh", "en")
_SAMPLE = 32768.0
"""What the largest 16-bit sample is divided by."""


class Whisper:
    """A model by its name (downloaded at first use) or its folder; loaded once, when first used."""

    def __init__(self, model: str, *, seconds: float = 30.0, threads: int = 0) -> None:
        self._model = model
        self._seconds = seconds
        self._threads = threads
        self._turn = threading.Lock()

    @property
    def name(self) -> str:
        """Gives the model."""
        return f"faster-whisper with {self._model}"

    @property
    def is_here(self) -> bool:
        """Whether it is on this machine: always."""
        return True

    def words(self, sound: Sound, language: Language | None, hint: Hint) -> str:
        """Gives what is said.

        Raises:
            NotHeard: others are heard for too long, it takes too long, or cannot be loaded.
        """
        until = time.monotonic() + self._seconds
        if not self._turn.acquire(timeout=self._seconds):
            raise NotHeard(BUSY, "others are heard")
        try:
            return self._heard(sound, language, hint, until)
        except (RuntimeError, OSError, ValueError) as error:
            raise NotHeard(AWAY, type(error).__name__) from error
        finally:
            self._turn.release()

    def _heard(self, sound: Sound, language: Language | None, hint: Hint, until: float) -> str:
        import numpy as np  # noqa: PLC0415  (with faster-whisper)

        audio = np.frombuffer(sound.samples, dtype=np.int16).astype(np.float32) / _SAMPLE
        spoken = language or self._language_of(audio)
        parts, _ = self._loaded.transcribe(
            audio,
            language=spoken,
            beam_size=5,
            temperature=0.0,
            condition_on_previous_text=False,
            vad_filter=True,  # silence would become words that nobody said
            initial_prompt=hint(spoken) or None,
        )
        return _joined((part.text for part in parts), until)

    def _language_of(self, audio: Any) -> Language:
        """Gives the likelier of the two languages."""
        _, _, chances = self._loaded.detect_language(audio, vad_filter=True)
        likely = dict(cast("Iterable[tuple[str, float]]", chances))
        likely["zh"] = likely.get("zh", 0) + likely.get("yue", 0)
        return max(_KNOWN, key=lambda one: likely.get(one, 0))

    @cached_property
    def _loaded(self) -> "WhisperModel":
        from faster_whisper import WhisperModel  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs]  (1 s, and its weights)

        return WhisperModel(
            self._model, device="auto", compute_type="int8", cpu_threads=self._threads
        )


def _joined(parts: Iterable[str], until: float) -> str:
    """Gives the parts as one text: they are recognised while they are read."""
    found = ""
    for part in parts:
        found += part
        if time.monotonic() > until:
            raise NotHeard(AWAY, "takes too long")
    return found
