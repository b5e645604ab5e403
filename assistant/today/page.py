"""What the page Today is made of. Every part has the question whose answer explains it."""

from typing import Any

from pydantic import BaseModel

from assistant.conversation.reply import (
    ChangePart,
    ResultPart,
    ScopePart,
    Shown,
    SourcePart,
)


class Line(BaseModel):
    """One thing that waits: `kind` says what, `title` and `detail` are plain text."""

    kind: str
    title: Shown
    detail: Shown
    question: str


class Section(BaseModel):
    """What waits of one kind: how much in all, the first of it, and the question for all."""

    kind: str
    waiting: int
    lines: tuple[Line, ...]
    question: str


class Mark(BaseModel):
    """Where a bar should have come to by now, and what that share is."""

    share: float
    text: str


class Tile(BaseModel):
    """One figure, rounded and exact; `others` are the amounts in other currencies."""

    label: Shown
    text: Shown
    exact: str
    unit: str | None
    others: tuple[str, ...] = ()
    change: ChangePart | None = None
    share: float | None = None
    """Of a rate, how full its bar is; None of all else."""
    elapsed: Mark | None = None
    """Of a rate of targets, the share of the month's working days that are over."""
    question: str


class Trend(BaseModel):
    """One figure over time: a Vega-Lite chart, and the table that it is drawn from."""

    title: str
    chart: dict[str, Any]
    result: ResultPart
    question: str


class Bar(BaseModel):
    """One row of a small table: its figure, and how long its bar is, from 0 to 1."""

    label: Shown
    text: Shown
    share: float


class Bars(BaseModel):
    """A small table of bars."""

    title: str
    rows: tuple[Bar, ...]
    mark: Mark | None = None
    question: str


class Today(BaseModel):
    """The whole page, as one caller may see it; `waiting` counts the lines."""

    business_date: str
    scope: ScopePart
    sources: tuple[SourcePart, ...]
    waiting: int
    sections: tuple[Section, ...]
    left_out: int
    """Kinds of which a line stated what no tool gave, and which are not shown therefore."""
    tiles: tuple[Tile, ...]
    trend: Trend | None
    bars: Bars | None
    questions: tuple[str, ...]
