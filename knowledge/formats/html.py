"""HTML: what a reader of the page would see."""

import re
from collections.abc import Iterator
from typing import Protocol, Self, cast

from knowledge.blocks import Block, Content, Grid, Heading, Items, Paragraph
from knowledge.failures import DocumentRefused, NotInstalled
from knowledge.formats.texts import decoded
from knowledge.harmless import safe_link

_SILENT = frozenset(
    "script style template noscript iframe object embed svg math canvas form input button select"
    " textarea nav head title meta link".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_WHOLE = frozenset("p pre blockquote dt dd figcaption address".split())
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0", re.IGNORECASE)
_SPACE = re.compile(r"\s+")


class _Element(Protocol):
    """What is used of an element of lxml, which has no types."""

    tag: object
    text: str | None
    tail: str | None

    def __iter__(self) -> Iterator[Self]: ...
    def get(self, key: str) -> str | None: ...
    def find(self, path: str) -> Self | None: ...
    def iter(self, *tags: str) -> Iterator[Self]: ...
    def iterchildren(self, *tags: str) -> Iterator[Self]: ...


def read_html(data: bytes) -> Content:
    """Gives the content of an HTML page; scripts, forms and what is hidden are left out.

    Raises:
        DocumentRefused: there is no page in it.
        NotInstalled: lxml is missing.
    """
    root = _parsed(decoded(data))
    named = root.find(".//title")
    body = root.find("body")
    return Content(
        tuple(_blocks(root if body is None else body)),
        _SPACE.sub(" ", named.text or "").strip() or None if named is not None else None,
    )


def _parsed(text: str) -> _Element:
    try:
        from lxml import etree, html  # pyright: ignore[reportMissingTypeStubs, reportAttributeAccessIssue, reportUnknownVariableType]
    except ImportError as error:
        raise NotInstalled("lxml") from error
    parser = html.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    # An XML declaration would make lxml refuse the text.
    bare = re.sub(r"^\s*<\?xml[^>]*>", "", text)
    try:
        return cast("_Element", html.document_fromstring(bare, parser=parser))
    except (cast("type[Exception]", etree.LxmlError), ValueError) as error:
        raise DocumentRefused("is no page of HTML that can be read; save it anew.") from error


def _blocks(element: _Element) -> Iterator[Block]:
    loose: list[str] = [element.text or ""]
    for child in element:
        if not isinstance(child.tag, str) or _is_silent(child):
            pass
        elif _is_inline(child):
            loose.append(_said(child))
        else:
            yield from _loose(loose)
            loose = []
            yield from _block(child)
        loose.append(child.tail or "")
    yield from _loose(loose)


def _loose(words: list[str]) -> Iterator[Block]:
    text = _SPACE.sub(" ", "".join(words)).strip()
    if text:
        yield Paragraph(text)


def _block(element: _Element) -> Iterator[Block]:
    tag = str(element.tag)
    if tag in _HEADINGS:
        yield Heading(_HEADINGS[tag], _tidy(element))
    elif tag in {"ul", "ol"}:
        items = [_tidy(item) for item in element.iterchildren("li") if not _is_silent(item)]
        marks = (f"{n}." if tag == "ol" else "-" for n in range(1, len(items) + 1))
        yield Items(
            tuple(f"{mark} {item}" for mark, item in zip(marks, items, strict=True) if item)
        )
    elif tag == "table":
        yield _grid(element)
    elif tag in _WHOLE and element.find(".//p") is None:
        yield Paragraph(_tidy(element))
    else:
        yield from _blocks(element)


def _grid(table: _Element) -> Grid:
    rows = [
        tuple(_tidy(cell) for cell in row.iterchildren("th", "td"))
        for row in table.iter("tr")
        if not _is_silent(row)
    ]
    header, *rest = [row for row in rows if any(row)] or [()]
    return Grid(header, tuple(rest))


def _tidy(element: _Element) -> str:
    return _SPACE.sub(" ", _said(element)).strip()


def _said(element: _Element) -> str:
    """Gives the words of an element; of a link its words and, where it is http, the address."""
    words = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and not _is_silent(child):
            words.append(" " if child.tag == "br" else _said(child))
        words.append(child.tail or "")
    said = "".join(words)
    target = safe_link(element.get("href")) if element.tag == "a" else None
    return f"{said} ({target})" if target is not None and target not in said else said


def _is_inline(element: _Element) -> bool:
    inline = frozenset(
        "a abbr b bdi bdo br cite code em i kbd mark q s small span strong sub sup u".split()
    )
    return element.tag in inline


def _is_silent(element: _Element) -> bool:
    hidden = element.get("hidden") is not None or element.get("aria-hidden") == "true"
    return element.tag in _SILENT or hidden or bool(_HIDDEN.search(element.get("style") or ""))
