from pathlib import Path

import pytest

from knowledge.base import KnowledgeBase
from knowledge.library import Library
from tests.unit.knowledge.fakes import MemoryVectors, WordVectors


@pytest.fixture
def base(tmp_path: Path) -> KnowledgeBase:
    """An empty knowledge base without chromadb and without the encoder."""
    return KnowledgeBase(Library(tmp_path / "knowledge"), WordVectors(), MemoryVectors())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for documents."""
    found = tmp_path / "documents"
    found.mkdir()
    return found
