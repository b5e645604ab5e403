"""Cuts a document into passages along its own structure.

A passage is what stands under one heading; where that is long, as much of it as fits, cut between
paragraphs, items and rows. It carries the path of its headings, and a table's rows the names of
their columns, so that it can be understood by itself.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from knowledge.blocks import Block, Content, Grid, Heading, Items, Page, Paragraph
from knowledge.harmless import harmless

LONGEST = 600
"""Characters of a passage, but for a sentence that is longer by itself."""
PREFACE = 120
"""Characters of what stands before the first heading and goes with what follows."""
_SENTENCE_END = re.compile(r"(?<=[。！？；])|(?<=[.!?;])\s+(?=[^\s])")


@dataclass(frozen=True)
class Passage:
    """A piece of a document that answers by itself; `lines` are its paragraphs, items or rows."""

    headings: tuple[str, ...]
    lines: tuple[str, ...]
    page: int | None = None

    @property
    def text(self) -> str:
        """Gives what it says, without its headings."""
        return "\n".join(self.lines)


def passages(content: Content, title: str) -> Iterator[Passage]:
    """Gives the passages of a document, in order; each has some text."""
    preface: list[str] = []
    for headings, page, lines in _sections(content.blocks, title):
        if len(headings) == 1 and not preface and sum(map(len, lines)) <= PREFACE:
            # A line or two under the title say nothing without what follows.
            preface = lines
            continue
        for part in _fitting([*preface, *lines]):
            yield Passage(headings, part, page)
        preface = []
    if preface:
        yield Passage((harmless(title),), tuple(preface))


def _sections(
    blocks: Iterable[Block], title: str
) -> Iterator[tuple[tuple[str, ...], int | None, list[str]]]:
    path: list[tuple[int, str]] = []
    page = begun = None
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Page):
            page = block.number
        elif isinstance(block, Heading):
            if lines:
                yield _named(path, title), begun, lines
            path = [*((level, text) for level, text in path if level < block.level)]
            path.append((block.level, harmless(block.text)))
            lines, begun = [], None
        else:
            begun = page if begun is None else begun
            lines.extend(line for line in map(harmless, _lines(block)) if line)
    if lines:
        yield _named(path, title), begun, lines


def _named(path: Sequence[tuple[int, str]], title: str) -> tuple[str, ...]:
    """Gives the path of headings from the title down, none twice in a row."""
    names = [harmless(title), *(text for _, text in path if text)]
    return tuple(name for at, name in enumerate(names) if at == 0 or name != names[at - 1])


def _lines(block: Paragraph | Items | Grid) -> Iterator[str]:
    match block:
        case Paragraph(text):
            yield text
        case Items(items):
            yield from items
        case Grid(header, rows):
            for row in rows:
                yield _row(header, row)


def _row(header: Sequence[str], row: Sequence[str]) -> str:
    """Gives a row in words: the first cell, then each other one with the name of its column."""
    cells = row or ("",)
    told = [
        f"{name}: {cell}" if name else cell
        for name, cell in zip_longest(header[1:], cells[1:], fillvalue="")
        if cell
    ]
    return " | ".join(filter(None, (cells[0], *told)))


def _fitting(lines: Iterable[str]) -> Iterator[tuple[str, ...]]:
    held: list[str] = []
    for line in _cut(lines):
        if held and sum(map(len, held)) + len(line) > LONGEST:
            yield tuple(held)
            held = []
        held.append(line)
    if held:
        yield tuple(held)


def _cut(lines: Iterable[str]) -> Iterator[str]:
    """Gives lines none of which is longer than a passage, cut after sentences, else anywhere."""
    for line in lines:
        if len(line) <= LONGEST:
            yield line
            continue
        held = ""
        for sentence in sentences(line):
            if held and len(held) + len(sentence) > LONGEST:
                yield held
                held = ""
            held = f"{held} {sentence}".strip() if held.isascii() else held + sentence
            while len(held) > LONGEST:
                yield held[:LONGEST]
                held = held[LONGEST:]
        if held:
            yield held


def sentences(text: str) -> Iterator[str]:
    """Gives the sentences of a text."""
    for piece in _SENTENCE_END.split(text):
        if stripped := piece.strip():
            yield stripped
