"""What hears: sound in, words out."""

from collections.abc import Callable
from typing import Protocol

from assistant.conversation.reply import Language
from assistant.voice.recording import Sound

Hint = Callable[[Language | None], str]
"""Gives words that are likely to be said in a language; in either, where it is not known yet."""


def no_hint(_language: Language | None) -> str:
    """Gives no words."""
    return ""


class Recogniser(Protocol):
    """Writes down what is said."""

    @property
    def name(self) -> str:
        """Gives what is told of it to those who run the service."""
        ...

    @property
    def is_here(self) -> bool:
        """Whether sound and hints stay on this machine."""
        ...

    def words(self, sound: Sound, language: Language | None, hint: Hint) -> str:
        """Gives what is said; empty where nobody speaks. May be called by several threads.

        Raises:
            NotHeard: it does not work now, or has too much to do.
        """
        ...
