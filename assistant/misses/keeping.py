"""Misses as the database keeps them: one row for the same words, question and role."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.models import misses
from crm.text import fold
from crm.upserts import insert_into

Kind = Literal["words", "period", "lacking", "impossible", "dispute"]
"""Why: words without a meaning here; a period that is none; a question that lacks something;
figures that do not go together; an answer that its asker disputes."""
MOST_KEPT = 5_000
MOST_WORDS = 4
"""A question with more words that nobody knows teaches none of them."""


@dataclass(frozen=True)
class Miss:
    """One thing that was not understood, without personal data."""

    kind: Kind
    words: str
    """Folded; for what is no word, what is wrong: `measure`, `period`."""
    question: str
    reading: Mapping[str, object]
    role: str

    @property
    def miss_id(self) -> str:
        """Gives what the same miss is known by the next time."""
        told_by = json.dumps([self.kind, self.words, self.question, self.role])
        return hashlib.sha256(told_by.encode()).hexdigest()


def keep(connection: Connection, found: Sequence[Miss], now: datetime) -> None:
    """Stores misses, and drops the oldest beyond `MOST_KEPT`."""
    # In one order, so that two who miss the same words do not wait for each other.
    for miss in sorted(found[:MOST_WORDS], key=lambda one: one.miss_id):
        statement = insert_into(connection, misses).values(
            miss_id=miss.miss_id,
            kind=miss.kind,
            words=miss.words,
            question=miss.question,
            reading=dict(miss.reading),
            role=miss.role,
            times=1,
            first_at=now,
            last_at=now,
            ignored=_is_ignored(miss),
        )
        again = {"times": misses.c.times + 1, "last_at": now, "reading": dict(miss.reading)}
        connection.execute(statement.on_conflict_do_update(index_elements=["miss_id"], set_=again))
    _drop_oldest(connection)


def _is_ignored(miss: Miss) -> sa.ColumnElement[bool]:
    other = misses.alias()
    return sa.exists().where(
        other.c.kind == miss.kind, other.c.words == miss.words, other.c.ignored
    )


def _drop_oldest(connection: Connection) -> None:
    count = connection.execute(sa.select(sa.func.count()).select_from(misses)).scalar_one()
    if count <= MOST_KEPT:
        return
    oldest = sa.select(misses.c.miss_id).order_by(misses.c.last_at, misses.c.miss_id)
    gone = oldest.limit(count - MOST_KEPT).scalar_subquery()
    connection.execute(misses.delete().where(misses.c.miss_id.in_(gone)))


def ignore(connection: Connection, kind: str, words: str) -> int:
    """Takes a group off the list, also what will be asked later; gives how many rows it has."""
    same = (misses.c.kind == kind, misses.c.words == words)
    return connection.execute(misses.update().where(*same).values(ignored=True)).rowcount


def forget(connection: Connection, word: str) -> None:
    """Drops the misses of a word that has a meaning now, and of its pieces: 魔 of 魔都."""
    folded = fold(word).text
    piece = sa.literal(folded).contains(misses.c.words) & misses.c.question.contains(
        word, autoescape=True
    )
    gone = (misses.c.kind == "words") & ((misses.c.words == folded) | piece)
    connection.execute(misses.delete().where(gone))
