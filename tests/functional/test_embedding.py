"""An embedding of one's own, behind an OpenAI-compatible address."""

import json
import threading
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from knowledge.access import Reader
from knowledge.base import KnowledgeBase
from knowledge.embedding import AT_ONCE, Endpoint
from knowledge.failures import KnowledgeError
from knowledge.ingest import add
from knowledge.keeping import reindex
from knowledge.library import Library
from knowledge.search import search
from tests.unit.knowledge.fakes import MemoryVectors, WordVectors
from tests.unit.knowledge.making import write

NOW = datetime(2026, 11, 21, 9)  # noqa: DTZ001  (business time has no offset)


class Model(BaseHTTPRequestHandler):
    """Answers as such a server does, with the vectors of `WordVectors`, the last text first."""

    status = 200
    broken = ""
    asked: list[tuple[str | None, int]] = []  # noqa: RUF012  (set anew for each server)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        texts = body["input"]
        self.asked.append((self.headers["Authorization"], len(texts)))
        rows = WordVectors().vectors(texts) * 3
        data = [{"index": at, "embedding": row.tolist()} for at, row in enumerate(rows)]
        answer = self.broken or json.dumps({"data": data[::-1]})
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(answer.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        del format, args


@contextmanager
def model(status: int = 200, broken: str = "") -> Generator[tuple[Endpoint, type[Model]]]:
    handler = type("Asked", (Model,), {"status": status, "broken": broken, "asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Endpoint(f"http://127.0.0.1:{server.server_port}/v1/", "m", "secret"), handler
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_vectors_come_in_the_order_of_the_texts_at_length_one_and_in_batches() -> None:
    texts = [f"word{n}" for n in range(AT_ONCE + 5)]
    with model() as (endpoint, handler):
        found = endpoint.vectors(texts)
    assert np.allclose(found, WordVectors().vectors(texts), atol=1e-6)
    assert handler.asked == [("Bearer secret", AT_ONCE), ("Bearer secret", 5)]


@pytest.mark.parametrize(
    ("status", "broken", "why"),
    [
        (401, "", "it answered 401"),
        (500, "", "it answered 500"),
        (200, "no json", "cannot be used"),
        (200, '{"data": []}', "0 vectors for 1 texts"),
        (200, '{"data": [{"index": 0, "embedding": [0, 0]}]}', "vectors that are none"),
        (200, '{"data": [{"index": 0, "embedding": [NaN, 1]}]}', "vectors that are none"),
        (200, '{"data": [{"index": 0}]}', "cannot be used"),
    ],
)
def test_an_answer_without_vectors_is_an_error_that_says_what_to_do(
    status: int, broken: str, why: str
) -> None:
    with model(status, broken) as (endpoint, _), pytest.raises(KnowledgeError) as raised:
        endpoint.vectors(["text"])
    assert why in str(raised.value)
    assert "secret" not in f"{raised.value} {endpoint!r}"


def test_a_library_is_indexed_anew_for_it_and_stays_whole_where_it_fails(tmp_path: Path) -> None:
    old = KnowledgeBase(Library(tmp_path / "kb"), WordVectors(), MemoryVectors())
    write(tmp_path / "d", a="# Alpha\n\nparrots", b="# Beta\n\nowls")
    add(old, tmp_path / "d", now=NOW)
    with model(status=500) as (endpoint, _), pytest.raises(KnowledgeError):
        reindex(KnowledgeBase(old.library, endpoint, old.vectors), anew=False)
    assert search(old, "owls", Reader("rep")).hits[0].kept.passage.text == "owls"
    with model() as (endpoint, _):
        new = KnowledgeBase(old.library, endpoint, old.vectors)
        assert reindex(new, anew=False) == 2
        assert search(new, "owls", Reader("rep")).hits[0].kept.passage.text == "owls"
