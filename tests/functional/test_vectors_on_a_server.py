"""Vectors on a chromadb server that several installations share (WENDAN_KNOWLEDGE_SERVER)."""

import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.functional.running import Wendan, free_port, wait_until_answered
from tests.unit.knowledge import making

SERVER = Path(sys.executable).parent / "chroma"
WARRANTY = "# Warranty\n\nEvery T30 has a warranty of {} months.\n"
QUESTION = "document: what is the warranty of the T30"

WRITES_READS_DROPS = """
import sys, numpy as np
from pathlib import Path
from knowledge.index import Chroma, SegmentGone
store, other = (Chroma(Path(sys.argv[1]), sys.argv[2]) for _ in range(2))
one = np.eye(4, dtype=np.float32)
store.write("wendan-a", ["1.0", "1.1"], one[:2])
nearest, farther = other.near("wendan-a", one[0], 5)
assert (nearest.key, round(nearest.similarity, 5)) == ("1.0", 1.0)
assert (farther.key, round(farther.similarity, 5)) == ("1.1", 0.0)
assert np.allclose(other.get("wendan-a", ["1.1", "9.9"])["1.1"], one[1])
store.drop(["wendan-a", "wendan-a"])
assert store.names() == frozenset()
try:
    other.near("wendan-a", one[0], 1)
except SegmentGone:
    sys.exit(0)
sys.exit("it is still there")
"""
"""In a process of its own: chromadb's client of a server leaves its connections open."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    """The address of chromadb's own server."""
    folder, port = tmp_path_factory.mktemp("chroma"), free_port()
    address = f"http://127.0.0.1:{port}"
    command = [SERVER, "run", "--path", folder / "data", "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=folder)
    try:
        wait_until_answered(f"{address}/api/v2/heartbeat", process)
        yield address
    finally:
        process.terminate()
        process.wait()


def test_segments_on_a_server_are_like_those_in_a_folder(server: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITES_READS_DROPS, tmp_path, server]
    subprocess.run(command, check=True, cwd=Path.cwd())
    assert list(tmp_path.iterdir()) == []


def test_two_installations_share_a_server_and_not_their_documents(
    server: str, tmp_path: Path
) -> None:
    months = {"here": "24", "there": "36"}
    homes = {name: _filled(tmp_path / name, server, months[name]) for name in months}
    for name, home in homes.items():
        found = home.run("ask", QUESTION)
        assert f"warranty of {months[name]} months" in found.stdout, found.stderr
        assert not (home.home / "knowledge" / "vectors").exists()
    removed = homes["there"].run("knowledge", "remove", homes["there"].home / "documents")
    assert removed.returncode == 0, removed.stderr
    assert "24 months" in homes["here"].run("ask", QUESTION).stdout
    assert "documents: 1," in homes["here"].run("doctor").stdout
    away = homes["here"].run("doctor", KNOWLEDGE_SERVER="http://127.0.0.1:9")
    assert "BROKEN  documents" in away.stdout
    assert "See that the server runs" in away.stdout


def _filled(home: Path, server: str, months: str) -> Wendan:
    making.write(home / "documents", warranty=WARRANTY.format(months))
    wendan = Wendan(home, {"KNOWLEDGE_SERVER": server})
    (home / "users.csv").write_text("user_id,name,role\nr,Rep,rep\n")
    assert wendan.run("import", "users.csv").returncode == 0
    added = wendan.run("knowledge", "add", home / "documents")
    assert added.returncode == 0, added.stderr
    return wendan
