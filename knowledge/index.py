"""The vectors, in a persistent chromadb: the only module that knows it.

Vectors lie in segments. A segment is a collection that is written once, by one run, for passages
under one label, and never changed: so no other process reads half of it, an interrupted run leaves
nothing that counts, and what one may not read is in another collection altogether, where it cannot
change what is found. chromadb gets vectors only; it makes none and reports to nobody.
"""

import threading
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from knowledge.failures import KnowledgeError, NotInstalled

if TYPE_CHECKING:
    from chromadb import Collection
    from chromadb.api import ClientAPI

    from knowledge.embedding import Vectors

FOLDER = "vectors"
AT_ONCE = 500
_SPACE = {"hnsw:space": "ip", "hnsw:construction_ef": 128, "hnsw:search_ef": 128}
_opening = threading.Lock()


@dataclass(frozen=True)
class Near:
    """A vector that is near: its key, and how near, 1 at most."""

    key: str
    similarity: float


class Vectorstore(Protocol):
    """What keeps segments of vectors; tests have one of their own."""

    def write(self, segment: str, keys: Sequence[str], vectors: "Vectors") -> None:
        """Makes a segment."""
        ...

    def near(self, segment: str, vector: "Vectors", count: int) -> tuple[Near, ...]:
        """Gives the nearest vectors of a segment to one, the nearest first."""
        ...

    def get(self, segment: str, keys: Sequence[str]) -> dict[str, "Vectors"]:
        """Gives vectors by their keys; one that is not there is left out."""
        ...

    def names(self) -> frozenset[str]:
        """Gives the names of all segments."""
        ...

    def drop(self, segments: Iterable[str]) -> None:
        """Removes segments; one that is gone already is no fault."""
        ...


@dataclass(frozen=True)
class Chroma:
    """Segments in a folder, or on a chromadb server where its address is given."""

    folder: Path
    server: str | None = None
    _opened: dict[str, "Collection"] = field(default_factory=dict, repr=False)

    @cached_property
    def _client(self) -> "ClientAPI":
        try:
            import chromadb
            from chromadb.config import Settings
        except ImportError as error:
            raise NotInstalled("chromadb") from error
        settings = Settings(anonymized_telemetry=False)
        with _opening, self._explained():
            if self.server is not None:
                return _served(self.server, settings)
            return chromadb.PersistentClient(self.folder / FOLDER, settings=settings)

    @contextmanager
    def _explained(self) -> Generator[None]:
        """Turns what chromadb and its storage or connection raise into what to do.

        Raises:
            SegmentGone: another process has replaced what was asked for.
            KnowledgeError: anything else.
        """
        from chromadb.errors import NotFoundError

        try:
            yield
        except NotFoundError as error:
            raise SegmentGone(str(error)) from error
        except KnowledgeError:
            raise
        except Exception as error:  # its storage and its connection have errors of their own
            where = self.server or self.folder / FOLDER
            advice = "Run `wendan knowledge reindex --anew`."
            if self.server is not None:
                advice = "See that the server runs and can be reached."
            raise KnowledgeError(
                f"The vectors at {where} cannot be used: {error}. {advice}"
            ) from error

    @contextmanager
    def _reading(self, segment: str) -> Generator["Collection"]:
        """Gives a segment's collection; as it never changes, it is opened once.

        Raises:
            SegmentGone: another process has replaced it.
        """
        with self._explained():
            try:
                if segment not in self._opened:
                    found = self._client.get_collection(segment, embedding_function=None)
                    self._opened[segment] = found
                yield self._opened[segment]
            except Exception:
                self._opened.pop(segment, None)
                raise

    def write(self, segment: str, keys: Sequence[str], vectors: "Vectors") -> None:
        """Makes a segment."""
        with self._explained():
            made = self._client.create_collection(segment, metadata=_SPACE, embedding_function=None)
            for start in range(0, len(keys), AT_ONCE):
                part = slice(start, start + AT_ONCE)
                made.add(ids=list(keys[part]), embeddings=vectors[part])

    def near(self, segment: str, vector: "Vectors", count: int) -> tuple[Near, ...]:
        """Gives the nearest vectors of a segment to one, the nearest first.

        Raises:
            SegmentGone: another process has replaced it.
        """
        with self._reading(segment) as collection:
            found = collection.query(
                query_embeddings=[vector], n_results=count, include=["distances"]
            )
        distances = (found["distances"] or [[]])[0]
        return tuple(
            Near(key, 1.0 - distance)
            for key, distance in zip(found["ids"][0], distances, strict=True)
        )

    def get(self, segment: str, keys: Sequence[str]) -> dict[str, "Vectors"]:
        """Gives vectors by their keys; one that is not there is left out.

        Raises:
            SegmentGone: another process has replaced it.
        """
        with self._reading(segment) as collection:
            found = collection.get(ids=list(keys), include=["embeddings"])
        vectors = cast("Sequence[Vectors]", found["embeddings"])
        return dict(zip(found["ids"], vectors, strict=True))

    def names(self) -> frozenset[str]:
        """Gives the names of all segments."""
        with self._explained():
            return frozenset(one.name for one in self._client.list_collections())

    def drop(self, segments: Iterable[str]) -> None:
        """Removes segments; one that is gone already is no fault."""
        for segment in segments:
            self._opened.pop(segment, None)
            with suppress(SegmentGone), self._explained():
                self._client.delete_collection(segment)


class SegmentGone(KnowledgeError):
    """A segment was replaced meanwhile: read the library again."""


def _served(address: str, settings: object) -> "ClientAPI":
    import urllib.parse

    import chromadb
    from chromadb.config import Settings

    parts = urllib.parse.urlsplit(address)
    secure = parts.scheme == "https"
    return chromadb.HttpClient(
        host=parts.hostname or "localhost",
        port=parts.port or (443 if secure else 80),
        ssl=secure,
        settings=cast("Settings", settings),
    )
