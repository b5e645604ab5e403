"""An embedding and a store of vectors of our own: exact, in memory, without any package."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from knowledge.index import Near, SegmentGone
from knowledge.words import words

if TYPE_CHECKING:
    from knowledge.embedding import Vectors

SIZE = 256


@dataclass
class WordVectors:
    """Texts are as like as they have words in common. `fails_after` texts it fails."""

    name: str = "words"
    fails_after: int | None = None
    asked: int = 0

    def vectors(self, texts: Sequence[str]) -> "Vectors":
        self.asked += len(texts)
        if self.fails_after is not None and self.asked > self.fails_after:
            raise KilledError
        return np.vstack([_vector(text) for text in texts])


class KilledError(Exception):
    """The process ends here."""


def _vector(text: str) -> "Vectors":
    found = np.full(SIZE, 0.01, dtype=np.float32)
    for word in words(text):
        found[int.from_bytes(hashlib.sha256(word.encode()).digest()[:4]) % SIZE] += 1
    return (found / np.linalg.norm(found)).astype(np.float32)


@dataclass
class MemoryVectors:
    """Segments in a dictionary."""

    segments: dict[str, dict[str, "Vectors"]] = field(default_factory=dict)

    def write(self, segment: str, keys: Sequence[str], vectors: "Vectors") -> None:
        self.segments[segment] = dict(zip(keys, vectors, strict=True))

    def near(self, segment: str, vector: "Vectors", count: int) -> tuple[Near, ...]:
        found = [Near(key, float(vector @ one)) for key, one in self._own(segment).items()]
        return tuple(sorted(found, key=lambda near: (-near.similarity, near.key))[:count])

    def get(self, segment: str, keys: Sequence[str]) -> dict[str, "Vectors"]:
        own = self._own(segment)
        return {key: own[key] for key in keys if key in own}

    def names(self) -> frozenset[str]:
        return frozenset(self.segments)

    def drop(self, segments: Iterable[str]) -> None:
        for segment in segments:
            self.segments.pop(segment, None)

    def _own(self, segment: str) -> dict[str, "Vectors"]:
        if segment not in self.segments:
            raise SegmentGone(segment)
        return self.segments[segment]
