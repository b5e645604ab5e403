"""Misses as they are listed: grouped by the words that were not understood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from assistant.misses.redaction import NUMBER
from crm.models import misses

EXAMPLES = 3
PLACEHOLDER = NUMBER[0]
"""With what a placeholder begins."""


@dataclass(frozen=True)
class Example:
    """A question in which the words stood."""

    question: str
    reading: Mapping[str, object]
    role: str
    times: int
    askable: bool
    """Whether it can be asked again as it is: nothing was taken out of it."""


@dataclass(frozen=True)
class Group:
    """The misses of the same words."""

    kind: str
    words: str
    times: int
    roles: tuple[str, ...]
    first_at: datetime
    last_at: datetime
    examples: tuple[Example, ...]
    """The most asked first, those that can be asked again before the others."""

    @property
    def teachable(self) -> bool:
        """Whether the words, or the whole word that they are a piece of, can get a meaning."""
        spoken = any(letter.isalpha() for letter in self.words)
        return self.kind == "words" and spoken and PLACEHOLDER not in self.words


def grouped(connection: Connection, limit: int) -> Sequence[Group]:
    """Gives the groups, the most frequent first, of those alike the newest."""
    times, last = sa.func.sum(misses.c.times), sa.func.max(misses.c.last_at)
    statement = (
        sa.select(misses.c.kind, misses.c.words, times, sa.func.min(misses.c.first_at), last)
        .where(~misses.c.ignored)
        .group_by(misses.c.kind, misses.c.words)
        .order_by(times.desc(), last.desc(), misses.c.kind, misses.c.words)
        .limit(limit)
    )
    return [_group(connection, *row) for row in connection.execute(statement).all()]


def _group(
    connection: Connection, kind: str, words: str, times: int, first: datetime, last: datetime
) -> Group:
    same = (misses.c.kind == kind, misses.c.words == words)
    statement = sa.select(misses).where(*same)
    ordered = statement.order_by(
        misses.c.question.contains(PLACEHOLDER), misses.c.times.desc(), misses.c.miss_id
    )
    rows = connection.execute(ordered.limit(EXAMPLES)).all()
    roles = connection.execute(sa.select(misses.c.role).where(*same).distinct()).scalars()
    examples = tuple(
        Example(row.question, row.reading, row.role, row.times, PLACEHOLDER not in row.question)
        for row in rows
    )
    return Group(kind, words, int(times), tuple(sorted(roles)), first, last, examples)
