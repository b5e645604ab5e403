"""Markdown, with front matter."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from knowledge.blocks import Block, Content, Grid, Heading, Items, Paragraph
from knowledge.failures import DocumentRefused, NotInstalled
from knowledge.formats.texts import decoded
from knowledge.harmless import safe_link

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT = re.compile(
    r"\A---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE
)
_LINE = re.compile(r"(?P<key>[A-Za-z_][\w-]*)\s*:\s*(?P<value>.*)")
_ITEM = re.compile(r"\s*-\s+(?P<item>.+)")


def read_markdown(data: bytes) -> Content:
    """Gives the content of a Markdown file.

    Raises:
        DocumentRefused: it is no text, or its front matter has no end.
        NotInstalled: markdown-it-py is missing.
    """
    try:
        from markdown_it import MarkdownIt
    except ImportError as error:
        raise NotInstalled("markdown-it-py") from error
    text = decoded(data)
    front, body = _front(text)
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(body)
    title = front.get("title")
    return Content(tuple(_blocks(tokens)), title if isinstance(title, str) else None, front)


def _front(text: str) -> tuple[Mapping[str, str | tuple[str, ...]], str]:
    """Gives the front matter's lines, of which only texts and lists of texts are read."""
    found = _FRONT.match(text)
    if found is None:
        if re.match(r"---[ \t]*\r?\n\s*[A-Za-z_]+\s*:", text):
            raise DocumentRefused("begins with front matter that never ends; close it with ---.")
        return {}, text
    values: dict[str, str | tuple[str, ...]] = {}
    key = ""
    for line in found[1].splitlines():
        if told := _LINE.fullmatch(line):
            key = told["key"].lower()
            values[key] = _value(told["value"].strip())
        elif (item := _ITEM.fullmatch(line)) and key:
            before = values[key]
            held = before if isinstance(before, tuple) else ()
            values[key] = (*held, _bare(item["item"]))
    return values, text[found.end() :]


def _value(written: str) -> str | tuple[str, ...]:
    if written.startswith("[") and written.endswith("]"):
        return tuple(filter(None, map(_bare, written[1:-1].split(","))))
    return _bare(written)


def _bare(written: str) -> str:
    return written.strip().strip("\"'").strip()


def _blocks(tokens: Sequence["Token"]) -> Iterator[Block]:
    """Gives the blocks of a flat list of tokens; what is inside a list or a table is its own."""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        end = _end(tokens, at)
        inside = tokens[at + 1 : end]
        match token.type:
            case "heading_open":
                yield Heading(int(token.tag[1]), _said(inside))
            case "paragraph_open":
                yield Paragraph(_said(inside))
            case "bullet_list_open" | "ordered_list_open":
                yield Items(tuple(_items(inside, token)))
            case "table_open":
                yield _grid(inside)
            case "blockquote_open":
                yield from _blocks(inside)
            case "fence" | "code_block":
                yield Paragraph(token.content)
            case _:
                pass
        at = end + 1


def _end(tokens: Sequence["Token"], start: int) -> int:
    """Gives where what opens at `start` closes; `start` itself for what has no inside."""
    depth = 0
    for at in range(start, len(tokens)):
        depth += tokens[at].nesting
        if depth <= 0:
            return at
    return len(tokens) - 1


def _items(tokens: Sequence["Token"], opening: "Token") -> Iterator[str]:
    number = int(opening.attrs.get("start", 1)) if opening.type == "ordered_list_open" else None
    at = 0
    while at < len(tokens):
        end = _end(tokens, at)
        text = _said(tokens[at : end + 1])
        yield f"{number}. {text}" if number is not None else f"- {text}"
        number = number + 1 if number is not None else None
        at = end + 1


def _grid(tokens: Sequence["Token"]) -> Grid:
    rows: list[list[str]] = []
    for at, token in enumerate(tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in {"th_open", "td_open"}:
            rows[-1].append(_said(tokens[at + 1 : at + 2]))
    header, *rest = rows or [[]]
    return Grid(tuple(header), tuple(map(tuple, rest)))


def _said(tokens: Sequence["Token"]) -> str:
    """Gives the words of tokens."""
    words: list[str] = []
    for token in tokens:
        if token.type in {"fence", "code_block"}:
            words.append(token.content)
        elif token.type == "inline":
            words.append(f"{_inline(token.children or ())} ")
    return "".join(words).strip()


def _inline(tokens: Iterable["Token"]) -> str:
    """Gives the words of a line: of a link its words and, where it is http, the address."""
    words: list[str] = []
    target: str | None = None
    for token in tokens:
        match token.type:
            case "text" | "code_inline":
                words.append(token.content)
            case "softbreak" | "hardbreak":
                words.append(" ")
            case "link_open":
                target = safe_link(str(token.attrs.get("href", "")))
            case "link_close" if target is not None and target not in words:
                words.append(f" ({target})")
            case _:  # images and raw HTML say nothing
                pass
    return "".join(words)
