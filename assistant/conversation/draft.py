"""A text whose every figure, date and name is bound to where it comes from.

Wording builds drafts; grounding (`checked`) holds the finished text against the evidence again.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from assistant.conversation import formats
from assistant.conversation.labels import Namer
from assistant.conversation.reply import Language
from assistant.conversation.timewords import ALL_DATA, moment_words, time_words
from assistant.markup import escaped
from crm.measures import GRAINS
from crm.query.result import Cell
from tools.base import Evidence

Place = Literal["cell", "total", "rows", "shown", "period", "compare", "named", "measure", "apart"]
Style = Literal["figure", "exact", "change", "change_rate", "name", "sentence", "span"]


class UngroundedError(Exception):
    """A text states something that the evidence does not hold."""


@dataclass(frozen=True)
class Source:
    """Where a stretch of text comes from: a place in one result, and how it is written."""

    place: Place
    style: Style
    result: int = 0
    row: int = 0
    column: int = 0


@dataclass(frozen=True)
class Bound:
    """A stretch of the text and its source; `start` and `end` are positions in the text."""

    start: int
    end: int
    source: Source


@dataclass
class Draft:
    """A text in the making."""

    evidence: Sequence[Evidence]
    namer: Namer
    today: date
    text: str = ""
    bounds: list[Bound] = field(default_factory=list[Bound])
    said: list[str] = field(default_factory=list[str])
    """Words of ours, never data: what `say` was given."""

    @property
    def language(self) -> Language:
        """Gives the language of the text."""
        return self.namer.language

    def say(self, zh: str, en: str) -> "Draft":
        """Adds fixed words: ours, never what a row holds."""
        words = zh if self.language == "zh" else en
        self.said.append(words)
        self.text += words
        return self

    def put(self, source: Source) -> "Draft":
        """Adds what `source` holds."""
        words = written(source, self.evidence, self.namer, self.today)
        self.bounds.append(Bound(len(self.text), len(self.text) + len(words), source))
        self.text += words
        return self

    def cell(self, style: Style, row: int, column: int, result: int = 0) -> "Draft":
        """Adds one cell of a result."""
        return self.put(Source("cell", style, result, row, column))

    def total(self, style: Style, column: int, result: int = 0) -> "Draft":
        """Adds the total of one column."""
        return self.put(Source("total", style, result, 0, column))

    def measure(self, style: Style = "name", place: int = 0, result: int = 0) -> "Draft":
        """Adds what a measure is called; with style `sentence`, as it begins one."""
        return self.put(Source("measure", style, result, row=place))


def written(source: Source, evidence: Sequence[Evidence], namer: Namer, today: date) -> str:
    """Gives the words for what stands at `source`, as Markdown: names are data, no markup."""
    found, language = evidence[source.result], namer.language
    match source.place:
        case "named":
            return escaped(found.named[source.row], "markdown")
        case "measure":
            called = namer.average(found.measures[source.row], found.per)
            name = escaped(called, "markdown")
            return name[:1].upper() + name[1:] if source.style == "sentence" else name
        case "period" | "compare":
            period = found.compare if source.place == "compare" else found.period
            known = period is not None
            return (
                time_words(period, source.style, language, today) if known else ALL_DATA[language]
            )
        case "rows" | "shown":
            number = found.table.row_count if source.place == "rows" else len(found.table.rows)
            return _words(number, _noun(found), source.style, language)
        case "cell" | "total":
            return _cell(source, found, language, today)
        case "apart":
            return _apart(source, found, language)


def _cell(source: Source, found: Evidence, language: Language, today: date) -> str:
    rows, totals = found.table.rows, found.table.totals or ()
    cells = rows[source.row] if source.place == "cell" else totals
    column, value = found.table.columns[source.column], cells[source.column]
    if isinstance(value, date) or column.name in GRAINS:
        return moment_words(value, language, today)
    if isinstance(value, str):
        return escaped(Namer.value_of(column.name, value, language), "markdown")
    if column.unit is not None:
        return _words(value, column.unit, source.style, language)
    return _words(value, _currency_of(found, cells), source.style, language, coded=True)


def _apart(source: Source, found: Evidence, language: Language) -> str:
    """Gives by how much the first two rows differ in a column."""
    first, second = (Decimal(str(row[source.column])) for row in found.table.rows[:2])
    unit = found.table.columns[source.column].unit
    return _words(abs(first - second), unit, source.style, language)


def _currency_of(found: Evidence, cells: Sequence[Cell]) -> str | None:
    """Gives the currency of a row, where amounts of several stand beside each other."""
    for column, cell in zip(found.table.columns, cells, strict=True):
        if column.role == "dimension" and column.name == "currency":
            return str(cell)
    return None


def _noun(found: Evidence) -> str:
    nouns = {"order": "orders", "customer": "customers", "product": "products", "owner": "people"}
    first = found.table.columns[0].name if found.table.columns else ""
    if found.entity is not None:
        return nouns.get(found.entity, "rows")
    if len([column for column in found.table.columns if column.role == "dimension"]) > 1:
        # A customer who orders in two currencies has two rows.
        return "rows"
    return nouns.get(first, "groups")


def _words(
    value: Cell, unit: str | None, style: Style, language: Language, *, coded: bool = False
) -> str:
    if value is None or not isinstance(value, int | Decimal):
        return formats.NOTHING if value is None else str(value)
    number = Decimal(value)
    if style == "exact":
        return formats.exact(number, unit or "")
    if style == "change":
        return formats.change_of(number, unit, language, coded=coded)
    if style == "change_rate":
        return formats.change_rate(number)
    return formats.figure(number, unit, language, coded=coded)


_FIGURE = re.compile(r"[0-9０-９%％]|百分|[一二三四五六七八九十百千万亿]{2,}")
"""A figure in any writing; a single Chinese numeral is a part of words such as 上一期."""


def checked(
    text: str,
    bounds: Sequence[Bound],
    evidence: Sequence[Evidence],
    namer: Namer,
    today: date,
    *,
    ours: Sequence[str] = (),
) -> int:
    """Gives how many figures, dates and names of `text` stand in the evidence: all of them.

    A name that is also a word of `ours` (a customer "leads" beside "Acme leads") is none of data
    where nothing is bound.

    Raises:
        UngroundedError: one does not, or one stands where nothing vouches for it.
    """
    rest: list[str] = []
    position = 0
    for bound in bounds:
        expected = written(bound.source, evidence, namer, today)
        if text[bound.start : bound.end] != expected:
            raise UngroundedError(f"{text[bound.start : bound.end]!r} should be {expected!r}")
        rest.append(text[position : bound.start])
        position = bound.end
    rest.append(text[position:])
    words = "\n".join(ours)
    names = [name for name in _names(evidence) if not name.search(words)]
    for stretch in rest:
        if _FIGURE.search(stretch) or any(name.search(stretch) for name in names):
            raise UngroundedError(f"nothing vouches for a figure or name in {stretch!r}")
    return len(bounds)


def _names(evidence: Sequence[Evidence]) -> list[re.Pattern[str]]:
    """Gives the names in the evidence, as whole words; one of one letter is no name."""
    names = {name for found in evidence for name in found.named}
    names |= {
        cell
        for found in evidence
        for row in found.table.rows
        for cell in row
        if isinstance(cell, str)
    }
    edged = (re.escape(name).join(_EDGES[name.isascii()]) for name in names if len(name) > 1)
    return [re.compile(name) for name in edged]


_EDGES = {True: (r"(?<![A-Za-z])", r"(?![A-Za-z])"), False: ("", "")}
