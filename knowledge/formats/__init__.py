"""Turns files into blocks: one module a format, and each imports its library only when it reads."""

from collections.abc import Callable
from pathlib import Path

from knowledge.blocks import Content
from knowledge.failures import DocumentRefused
from knowledge.formats.docx import read_docx
from knowledge.formats.html import read_html
from knowledge.formats.markdown import read_markdown
from knowledge.formats.pdf import read_pdf
from knowledge.formats.xlsx import read_xlsx

READERS: dict[str, Callable[[bytes], Content]] = {
    ".docx": read_docx,
    ".htm": read_html,
    ".html": read_html,
    ".markdown": read_markdown,
    ".md": read_markdown,
    ".pdf": read_pdf,
    ".xlsx": read_xlsx,
}
LARGEST = 50 * 1024 * 1024


def readable(path: Path) -> bool:
    """Whether a file is of a format that can be read; a hidden or a half-written one is not."""
    return path.suffix.lower() in READERS and not path.name.startswith((".", "~$"))


def read(suffix: str, data: bytes) -> Content:
    """Gives the content of a file.

    Raises:
        DocumentRefused: it is empty, damaged, protected, of another format, or holds no text.
        NotInstalled: the library for the format is missing.
    """
    if not data.strip():
        raise DocumentRefused("is empty.")
    return READERS[suffix.lower()](data)
