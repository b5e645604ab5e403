"""Word documents."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from knowledge.blocks import Block, Content, Grid, Heading, Items, Paragraph
from knowledge.failures import DocumentRefused, NotInstalled
from knowledge.formats.packed import refuse_bad_archive

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table
    from docx.text.paragraph import Paragraph as Written

_HEADING = re.compile(r"(?:heading|标题)\s*(\d)", re.IGNORECASE)


def read_docx(data: bytes) -> Content:
    """Gives the content of a Word document; comments and removed text are left out.

    Raises:
        DocumentRefused: it is protected, damaged or none.
        NotInstalled: python-docx is missing.
    """
    try:
        import docx
    except ImportError as error:
        raise NotInstalled("python-docx") from error
    refuse_bad_archive(data, "word/document.xml", "Word document (.docx)")
    try:
        document = docx.Document(io.BytesIO(data))
        blocks = tuple(_joined(_blocks(document)))
    except (ValueError, KeyError, SyntaxError, zipfile.BadZipFile) as error:
        raise DocumentRefused("is a damaged Word document; save it anew.") from error
    return Content(blocks, (document.core_properties.title or "").strip() or None)


def _blocks(document: "Document") -> Iterator[Block]:
    from docx.table import Table

    for part in document.iter_inner_content():
        if isinstance(part, Table):
            yield _grid(part)
        elif block := _block(part):
            yield block


def _block(paragraph: "Written") -> Block | None:
    text = paragraph.text.strip()
    if not text:
        return None
    style = (paragraph.style.name or "") if paragraph.style is not None else ""
    if level := _HEADING.search(style):
        return Heading(int(level[1]) + 1, text)
    if style in {"Title", "标题"}:
        return Heading(1, text)
    if style.startswith("List"):
        return Items((f"- {text}",))
    return Paragraph(text)


def _joined(blocks: Iterator[Block]) -> Iterator[Block]:
    """Gives the blocks with neighbouring items as one list."""
    items: tuple[str, ...] = ()
    for block in blocks:
        if isinstance(block, Items):
            items += block.items
            continue
        if items:
            yield Items(items)
            items = ()
        yield block
    if items:
        yield Items(items)


def _grid(table: "Table") -> Grid:
    rows = [tuple(cell.text.strip() for cell in row.cells) for row in table.rows]
    header, *rest = rows or [()]
    return Grid(header, tuple(rest))
