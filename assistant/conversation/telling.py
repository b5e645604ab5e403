"""Has a language model word an answer that was found, where that helps and the house allows it.

The model sees the question and the rows that the asker sees. What it writes is sent only where each
figure, name, time and comparison of it is borne out (`grounding/`); else our own words stand. What
the figures cover is said by us in either case.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from assistant.brains.hidden import Hidden
from assistant.brains.rules.frame import Frame
from assistant.brains.wording import ToWord, Wording, Writer
from assistant.conversation import formats
from assistant.conversation.costs import usage_with
from assistant.conversation.draft import Draft, UngroundedError, checked
from assistant.conversation.grounding import Facts, Grounded, Ungrounded, grounded
from assistant.conversation.hiding import hidden_cells
from assistant.conversation.labels import Namer, label
from assistant.conversation.reply import CheckedPart, Reply
from assistant.conversation.results import heading
from assistant.conversation.timewords import moment_words, time_words
from assistant.conversation.wording.closing import closing
from assistant.markup import visible
from assistant.token_budget import Price
from crm.measures import GRAINS
from crm.periods import BusinessCalendar
from crm.query.result import Cell, Column
from tools.base import Evidence

SHAPES = frozenset({"ranking", "breakdown", "trend", "comparison", "why", "profile"})
"""Answers that have more to say than one figure, and are no list."""
ROWS = 20
"""Of each result: what is not shown is not spoken of."""
LONGEST_CELL = 60
LONGEST = 6_000
"""Characters of all that is shown; more is not sent."""
FEWEST = 300
"""Tokens without which it is not tried."""


@dataclass(frozen=True)
class Told:
    """An answer that a model may word."""

    facts: Facts

    @cached_property
    def closing(self) -> Grounded:
        """Gives what stands behind a model's text: what the figures are of, in our words.

        Raises:
            UngroundedError: it does not agree with the evidence.
        """
        facts = self.facts
        draft = Draft(facts.evidence, facts.namer, facts.today)
        closing(draft, facts.frame)
        figures = checked(
            draft.text, draft.bounds, facts.evidence, facts.namer, facts.today, ours=draft.said
        )
        return Grounded(draft.text, figures)

    @property
    def can_be_closed(self) -> bool:
        """Whether our own words behind the text hold."""
        try:
            return bool(self.closing.text)
        except UngroundedError:
            return False

    def text(self, written: str) -> Grounded:
        """Gives a model's text with what it covers, and how many figures both have.

        Raises:
            Ungrounded: something is wrong with it; says what, for its author.
        """
        found = grounded(written, self.facts)
        gap = "" if self.facts.namer.language == "zh" else " "
        end = "" if found.text[-1:] in ".。!！" else "。" if not gap else "."
        figures = found.figures + self.closing.figures
        return Grounded(f"{found.text}{end}{gap}{self.closing.text}", figures)

    def shown(self) -> str:
        """Gives the data as JSON, of which nothing can be taken for the end of its block."""
        return json.dumps(list(_shown(self.facts)), ensure_ascii=False).replace("<", "\\u003c")


def told(
    found: tuple[Evidence, ...], frame: Frame, namer: Namer, today: date, calendar: BusinessCalendar
) -> Told | None:
    """Gives an answer as a model may word it; None where ours say all, or would be misread."""
    if not _helps(frame, found) or not _is_plain(frame):
        return None
    return Told(Facts(found, frame, namer, today, calendar))


def _helps(frame: Frame, found: tuple[Evidence, ...]) -> bool:
    rows = len(found[0].table.rows)
    grouped = frame.shape in {"ranking", "breakdown", "trend"}
    return frame.shape in SHAPES and rows > (1 if grouped else 0)


def _is_plain(frame: Frame) -> bool:
    """Whether the rows are all of what is named: "without X" may not be worded as of X."""
    several = any(
        len(condition.labels) > 1 and condition.dimension not in frame.groups
        for condition in frame.conditions
    )
    left_out = any(condition.negated for condition in frame.conditions)
    of_units = frame.per is not None or frame.each is not None  # averages, and first ones of each
    others = frame.happenings or frame.having or frame.apart
    return not (several or left_out or of_units or others)


def worded(reply: Reply, what: Told, question: str, writer: Writer, left: "Left") -> Reply:
    """Gives a reply in a model's words, where they hold; with what was taken in either case."""
    data = what.shown()
    if left.tokens < FEWEST or len(data) > LONGEST or not what.can_be_closed:
        return reply
    language = what.facts.namer.language
    asked = ToWord(question, language, data, _hidden(what, left), left.tokens, left.spent_s)
    began = time.perf_counter()
    held: list[Grounded] = []

    def fault(text: str) -> str | None:
        try:
            held.append(what.text(text))
        except Ungrounded as found:
            return str(found)
        return None

    written = writer.write(asked, fault)
    found = _with_cost(reply, written, (time.perf_counter() - began) * 1000, left.price)
    if written.text is None:
        return found
    checks = CheckedPart(figures=held[-1].figures, matched=held[-1].figures)
    update = {"text": held[-1].text, "checked": checks, "worded_by": written.model}
    return found.model_copy(update=update)


def _with_cost(reply: Reply, written: Wording, taken_ms: float, price: Price | None) -> Reply:
    """Gives a reply that says what its wording took, also where nothing came of it."""
    usage = usage_with(reply.usage, written.spent, price)
    total = reply.timings_ms["total"] + taken_ms
    timings = {**reply.timings_ms, "wording": round(taken_ms, 2), "total": round(total, 2)}
    return reply.model_copy(update={"model": written.model, "usage": usage, "timings_ms": timings})


def _hidden(what: Told, left: "Left") -> tuple[Hidden, ...]:
    if left.hidden is None:
        return ()
    cells = hidden_cells(what.facts.evidence, what.facts.frame)
    return (*left.hidden, *(replace(word, text=_cut(word.text)) for word in cells if word.text))


@dataclass(frozen=True)
class Left:
    """What a question may still take of the model.

    `hidden` are words of the question that may not leave as they are; where it is None, all may.
    """

    tokens: int
    hidden: tuple[Hidden, ...] | None = None
    spent_s: float = 0
    price: Price | None = None

    def after(self, reply: Reply) -> "Left":
        """Gives what is left after a reply was planned."""
        taken = reply.usage.prompt_tokens + reply.usage.completion_tokens
        spent_s = reply.timings_ms.get("model", 0) / 1000
        return replace(self, tokens=self.tokens - taken, spent_s=spent_s)


def _shown(facts: Facts) -> Iterator[dict[str, object]]:
    for found in facts.evidence:
        if found.table.rows:
            yield {**_about(found, facts), **_rows(found, facts)}


def _about(found: Evidence, facts: Facts) -> dict[str, object]:
    """Gives of what the rows are."""
    namer, part = facts.namer, dict[str, object]()
    if found.title:
        part["title"] = label("titles", found.title, namer.language)
    for name, period in (("period", found.period), ("compared with", found.compare)):
        if period is not None:
            part[name] = time_words(period, "name", namer.language, facts.today)
    if found.named:
        part["of"] = [_cut(name) for name in found.named]
    return part


def _rows(found: Evidence, facts: Facts) -> dict[str, object]:
    table, namer = found.table, facts.namer
    rows = [_row(row, table.columns, namer, facts.today) for row in table.rows[:ROWS]]
    part: dict[str, object] = {
        "columns": [heading(column, found, namer) for column in table.columns],
        "rows": rows,
    }
    if table.row_count > len(rows):
        part["rows in all"] = table.row_count
    if table.totals is not None and len(rows) > 1 and not _is_cut(facts.frame):
        part["total"] = _row(table.totals, table.columns, namer, facts.today)
    return part


def _is_cut(frame: Frame) -> bool:
    """Whether a total of all would be read as that of the rows that were asked for."""
    return frame.limited or bool(frame.only)


def _row(
    cells: tuple[Cell, ...], columns: tuple[Column, ...], namer: Namer, today: date
) -> list[str | None]:
    at = {column.name: cell for column, cell in zip(columns, cells, strict=True)}
    currency = at.get("currency")
    return [
        _cell(cell, column, str(currency) if currency else None, namer, today)
        for column, cell in zip(columns, cells, strict=True)
    ]


def _cell(
    cell: Cell, column: Column, currency: str | None, namer: Namer, today: date
) -> str | None:
    if cell is None:
        return None
    if isinstance(cell, date | datetime) or column.name in GRAINS:
        return moment_words(cell, namer.language, today)
    if isinstance(cell, int | Decimal) and column.role != "dimension":
        return _figure(Decimal(cell), column, currency, namer)
    return _cut(namer.value_of(column.name, str(cell), namer.language))


def _figure(number: Decimal, column: Column, currency: str | None, namer: Namer) -> str:
    unit, coded = column.unit or currency, currency is not None
    if column.role == "change_rate":
        return formats.change_rate(number)
    if column.role == "change":
        return formats.change_of(number, unit, namer.language, coded=coded)
    return formats.figure(number, unit, namer.language, coded=coded)


def _cut(text: str) -> str:
    seen = visible(text)
    return seen if len(seen) <= LONGEST_CELL else f"{seen[: LONGEST_CELL - 1]}…"
