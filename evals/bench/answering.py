"""Questions over a big company, from words to the stored answer, beside SQL written by hand."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from statistics import median

from sqlalchemy.engine import Engine

from assistant.brains.planning import Planner
from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.desk import Desk
from crm.access import operator
from crm.measures import standard
from evals.bench.big_company import NOW, TODAY, Size, copied_to_postgres, found_in_sqlite
from evals.bench.postgres import new_database, postgres_server
from evals.bench.questions import QUESTIONS, Asked, by_hand
from evals.bench.sampling import Sample, Spent, in_turn, spent
from evals.bench.tables import Table, met, ms, times

ALLOWED_MS = 15
BUDGET_S = 10
"""For one question on one database, both ways."""
MILLIONTHS = Decimal(1_000_000)
HEADER = (
    "question", "by hand ms", "product ms", "difference", "ratio", "CPU diff.",
    "parse", "query", "rest", "same figures", f"+{ALLOWED_MS} ms",
)  # fmt: skip


def answering(workplace: Path, scale: float) -> Iterator[Table]:
    """Gives one table a database."""
    size = Size(int(1_000_000 * scale), int(20_000 * scale**0.5), int(5_000 * scale**0.5))
    file = workplace / "big.db"
    engine = found_in_sqlite(file, size)
    yield _table(engine, "SQLite", size)
    engine.dispose()
    with postgres_server() as address:
        engine = copied_to_postgres(file, new_database(address, "big"))
        yield _table(engine, "PostgreSQL", size)
        engine.dispose()
    file.unlink()


def new_desk(engine: Engine, *, planner: Planner | None = None) -> Desk:
    """Gives a desk on the bench's day."""
    return Desk(engine, catalog=standard(), today=lambda: TODAY, now=lambda: NOW, planner=planner)


def _table(engine: Engine, database: str, size: Size) -> Table:
    desk = new_desk(engine)
    learning = spent(desk.warm)
    rows = [_row(engine, desk, asked) for asked in QUESTIONS]
    return Table(
        f"Questions over {size.orders:,} orders on {database}: the answer beside SQL by hand",
        HEADER,
        rows,
        (
            "Product: Desk.ask in process: parsing, query, wording, check, storing the turn.",
            "Difference: median over the rounds; CPU diff.: the same of this process's CPU time.",
            "Parse, query, rest: medians of the answer's parts in ms.",
            _learning(size, learning),
        ),
    )


def _learning(size: Size, taken: Spent) -> str:
    names = f"{size.customers:,} customers and {size.products:,} products"
    took = f"{ms(taken.wall_ms)} ms (CPU {ms(taken.cpu_ms)} ms)"
    return f"Not in it, once after a start or an import: reading the names of {names}, {took}."


@dataclass(frozen=True)
class Both:
    """One question, measured both ways, and what each found."""

    hand: Sample
    product: Sample
    replies: Sequence[Reply]
    found: Sequence[tuple[object, ...]]


def _row(engine: Engine, desk: Desk, asked: Asked) -> tuple[str, ...]:
    both = _both(engine, desk, asked)
    pairs = tuple(zip(both.product.runs, both.hand.runs, strict=True))
    difference = median(ours.wall_ms - theirs.wall_ms for ours, theirs in pairs)
    reply = both.replies[-1]
    if reply.status != "answered":
        return (asked.topic, ms(both.hand.wall_ms), reply.status, *[""] * (len(HEADER) - 3))
    parse, query, rest = _parts(both)
    return (
        asked.topic,
        ms(both.hand.wall_ms),
        ms(both.product.wall_ms),
        ms(difference),
        times(both.product.wall_ms, both.hand.wall_ms),
        ms(median(ours.cpu_ms - theirs.cpu_ms for ours, theirs in pairs)),
        ms(parse),
        ms(query),
        ms(rest),
        met(_agree(reply, both.found, engine.dialect.name)),
        met(difference <= ALLOWED_MS),
    )


def _both(engine: Engine, desk: Desk, asked: Asked) -> Both:
    statement = by_hand(asked, engine.dialect.name)
    replies: list[Reply] = []
    found: list[tuple[object, ...]] = []
    with closing(engine.raw_connection()) as raw:

        def hand() -> None:
            cursor = raw.cursor()
            cursor.execute(statement)
            found[:] = cursor.fetchall()
            raw.rollback()

        def product() -> None:
            replies.append(desk.ask(operator(), Question(asked.text)))

        by_them, by_us = in_turn(lambda: spent(hand), lambda: spent(product), budget_s=BUDGET_S)
    return Both(by_them, by_us, replies, found)


def _parts(both: Both) -> tuple[float, float, float]:
    """Gives the median times of parsing, of the query, and of all the rest."""
    parse = median(reply.timings_ms["parse"] for reply in both.replies)
    query = median(reply.timings_ms["query"] for reply in both.replies)
    return parse, query, both.product.wall_ms - parse - query


def _agree(reply: Reply, found: Sequence[tuple[object, ...]], dialect: str) -> bool:
    """Whether the answer's rows hold the figures that were found by hand, in the same order."""
    unit = MILLIONTHS if dialect == "sqlite" else Decimal(1)
    ours = [[cell for cell in row if _is_figure(cell)] for row in reply.results[0].rows]
    if len(ours) > len(found):
        return False
    figures = [Decimal(str(row[-1] or 0)) for row in found]
    return all(
        any(Decimal(str(cell)) in {exact, exact / unit} for cell in cells)
        for cells, exact in zip(ours, figures, strict=False)
    )


def _is_figure(cell: object) -> bool:
    return isinstance(cell, int | float | Decimal)
