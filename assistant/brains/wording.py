"""A language model as the author of an answer's sentence, from the rows that the asker sees.

No library of language models is imported here: a deployment without a model has none.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.brains.hidden import Hidden
from assistant.brains.planning import Spent

Fault = Callable[[str], str | None]
"""Gives what is wrong with a text, for its author; None where nothing is."""


@dataclass(frozen=True)
class ToWord:
    """What is to be worded.

    Attributes:
        question: as it was asked.
        language: of the answer.
        data: what was found, as JSON in which no tag can stand.
        hidden: words of both that may not leave as they are.
        tokens: how many may be taken, read and written together.
        spent_s: how long the model has worked at the question before, in seconds.
    """

    question: str
    language: Literal["zh", "en"]
    data: str
    hidden: tuple[Hidden, ...] = ()
    tokens: int = 20_000
    spent_s: float = 0


@dataclass(frozen=True)
class Wording:
    """What a model wrote; no text where it failed, or what it wrote was refused twice."""

    text: str | None
    model: str
    spent: Spent


class Writer(Protocol):
    """Words answers."""

    @property
    def name(self) -> str:
        """Gives the model's name."""
        ...

    def write(self, asked: ToWord, fault: Fault) -> Wording:
        """Gives a text without a fault, after one more try where there was one."""
        ...


class LateWriter:
    """A writer that is made when it is first needed: its libraries take seconds to load."""

    def __init__(self, name: str, make: Callable[[], Writer]) -> None:
        self.name = name
        self._make = make
        self._made: Writer | None = None
        self._lock = threading.Lock()

    def write(self, asked: ToWord, fault: Fault) -> Wording:
        """Gives a text without a fault, after one more try where there was one."""
        with self._lock:
            if self._made is None:
                self._made = self._make()
        return self._made.write(asked, fault)
