"""The answers that the page shows: each question is read and looked up as if it were asked."""

from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.brains.rules.brain import understand
from assistant.brains.rules.frame import Frame
from assistant.brains.rules.outcome import Understood
from assistant.brains.rules.thread import Thread
from assistant.conversation import formats
from assistant.conversation.circumstances import Circumstances
from assistant.conversation.labels import Namer
from assistant.conversation.lookups import looked_up
from crm.query.result import Table
from crm.query.spec import QueryError
from tools.base import Evidence


@dataclass(frozen=True)
class Answer:
    """What a question means, and what was found."""

    question: str
    frame: Frame
    evidence: tuple[Evidence, ...]


def answer_to(question: str, around: Circumstances, namer: Namer) -> Answer | None:
    """Gives the answer; None where the deployment's words or data have none."""
    outcome = understand(question, Thread(), around.sources).outcome
    if not isinstance(outcome, Understood):
        return None
    try:
        found = looked_up(outcome.frame, around.tools, namer, around.today)
    except QueryError:
        return None
    return Answer(question, outcome.frame, found)


def in_base(evidence: Evidence, base: str) -> Evidence:
    """Gives the rows of the base currency alone, without the column that says so."""
    table = evidence.table
    at = _currency_at(table)
    if at is None:
        return evidence
    kept = [place for place in range(len(table.columns)) if place != at]
    chosen = [n for n, row in enumerate(table.rows) if row[at] == base]
    columns = tuple(replace(table.columns[place], unit=_unit(table, place, base)) for place in kept)
    rows = tuple(tuple(table.rows[n][place] for place in kept) for n in chosen)
    keys = tuple(table.keys[n] for n in chosen)
    own = replace(table, columns=columns, rows=rows, keys=keys, totals=None, row_count=len(rows))
    return replace(evidence, table=own)


def _unit(table: Table, place: int, base: str) -> str | None:
    column = table.columns[place]
    money = column.additive or column.role in {"measure", "previous", "change"}
    money = money and column.unit is None
    return base if money else column.unit


def _currency_at(table: Table) -> int | None:
    names = [column.name for column in table.columns]
    return names.index("currency") if "currency" in names else None


def in_others(evidence: Evidence, base: str, namer: Namer) -> tuple[str, ...]:
    """Gives the first measure in each other currency, as text."""
    table = evidence.table
    at, value = _currency_at(table), table.position("measure")
    if at is None or value is None:
        return ()
    return tuple(
        formats.figure(Decimal(str(row[value])), str(row[at]), namer.language)
        for row in table.rows
        if row[at] != base and row[value]
    )
