"""PDF: the text as it is drawn; what is set larger than the running text is a heading."""

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.blocks import Block, Content, Heading, Page, Paragraph
from knowledge.failures import DocumentRefused, NotInstalled

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

MOST_PAGES = 2000
LARGER = 1.15
"""How much larger than the running text a heading is."""
LONGEST_HEADING = 90
_PARAGRAPH_END = re.compile(r"[.!?:;。！？：；]$")


@dataclass(frozen=True)
class _Line:
    page: int
    size: float
    text: str


def read_pdf(data: bytes) -> Content:
    """Gives the content of a PDF.

    Raises:
        DocumentRefused: it is protected, damaged, none, or holds pictures of text only.
        NotInstalled: pypdf is missing.
    """
    try:
        import pypdf
        from pypdf.errors import PyPdfError
    except ImportError as error:
        raise NotInstalled("pypdf") from error
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        _refuse(reader)
        lines = [
            line for number, page in enumerate(reader.pages, 1) for line in _lines(page, number)
        ]
        title = reader.metadata.title if reader.metadata is not None else None
    except (PyPdfError, ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        raise DocumentRefused("is a damaged PDF, or none; save it anew.") from error
    if not lines:
        raise DocumentRefused(
            "holds pictures of pages and no text; run text recognition (OCR) over it first."
        )
    return Content(tuple(_blocks(lines)), str(title).strip() or None if title else None)


def _refuse(reader: "PdfReader") -> None:
    """Does nothing if the pages may be read; a PDF that opens without a password may be.

    Raises:
        DocumentRefused: it needs a password, or has more pages than a document.
    """
    if reader.is_encrypted and not reader.decrypt(""):
        raise DocumentRefused("is protected by a password; save it without one.")
    if len(reader.pages) > MOST_PAGES:
        raise DocumentRefused(f"has more than {MOST_PAGES:,} pages; split it.")


def _lines(page: "PageObject", number: int) -> Iterator[_Line]:
    """Gives the lines of a page with the size that they are set in."""
    sizes: Counter[str] = Counter()
    by_text: dict[str, float] = {}

    def visit(text: str, _cm: object, tm: Sequence[float], _font: object, size: float) -> None:
        said = " ".join(text.split())
        if said:
            by_text[said] = round(size * max(abs(tm[3]), abs(tm[1])), 1)
            sizes[said] += 1

    whole = page.extract_text(visitor_text=visit)
    for line in whole.splitlines():
        said = " ".join(line.split())
        if said:
            yield _Line(number, _size(said, by_text), said)


def _size(line: str, by_text: dict[str, float]) -> float:
    """Gives the size of a line: its own, else that of the longest piece of it."""
    if line in by_text:
        return by_text[line]
    inside = [text for text in by_text if text in line]
    return by_text[max(inside, key=len)] if inside else 0.0


def _blocks(lines: Sequence[_Line]) -> Iterator[Block]:
    body = _body_size(lines)
    larger = sorted({line.size for line in lines if _is_heading(line, body)}, reverse=True)
    page = 0
    held: list[str] = []
    for line in lines:
        heading = _is_heading(line, body)
        if held and (heading or line.page != page):
            yield Paragraph(_flowing(held))
            held = []
        if line.page != page:
            page = line.page
            yield Page(page)
        if heading:
            yield Heading(larger.index(line.size) + 1, line.text)
            continue
        held.append(line.text)
    if held:
        yield Paragraph(_flowing(held))


def _body_size(lines: Sequence[_Line]) -> float:
    """Gives the size in which most of the text is set."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0]


def _is_heading(line: _Line, body: float) -> bool:
    return line.size >= body * LARGER > 0 and len(line.text) <= LONGEST_HEADING


def _flowing(lines: Sequence[str]) -> str:
    """Gives lines as running text; between Chinese characters a line's end is no space."""
    text = ""
    for line in lines:
        glued = not text or (ord(text[-1]) > 0x2E7F and ord(line[0]) > 0x2E7F)
        text += line if glued else f" {line}"
    return text
