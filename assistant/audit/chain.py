"""The chain: entries numbered without gaps, each with the hash of the one before."""

import hashlib
import json
from collections.abc import Generator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from json import JSONEncoder
from typing import Literal, TypeAlias, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.models import audit_log

Event = Literal[
    "question.asked",
    "question.hidden",
    "answer.disputed",
    "word.taught",
    "word.forgotten",
    "misses.ignored",
    "question.verified",
    "question.confirmed",
    "question.unverified",
    "token.issued",
    "token.revoked",
    "user.locked",
    "user.unlocked",
    "service.added",
    "service.removed",
    "binding.code",
    "binding.made",
    "binding.refused",
    "binding.removed",
    "import.run",
    "anomaly.confirmed",
    "anomaly.dismissed",
    "anomaly.snoozed",
    "schedule.kept",
    "schedule.paused",
    "schedule.resumed",
    "schedule.removed",
    "schedule.wanted",
    "digest.sent",
    "data.exported",
    "export.completed",
    "export.broken_off",
    "export.refused",
    "customer.exported",
    "customer.erased",
    "customer.lifted",
    "database.backed_up",
    "database.restored",
    "audit.sealed",
]
Value: TypeAlias = "str | int | bool | Sequence[Value] | Mapping[str, Value] | None"
"""What a detail may hold: no fractions, which are not written alike everywhere."""
AT_ONCE = 2_000
_LOCK = 7_306_943
"""The key of the advisory lock on PostgreSQL; any number, the same in every version."""


@dataclass(frozen=True)
class Entry:
    """Something that happened. Ids and catalog names only: no names, no texts of people."""

    at: datetime
    actor: str
    """The id of the user who did it; empty for the operator at the command line."""
    event: Event
    subject: str | None = None
    """The id of what it concerns: a turn, a user."""
    detail: Mapping[str, Value] = field(default_factory=dict[str, Value])


@dataclass(frozen=True)
class Head:
    """Where the chain ends: the last entry's number and hash."""

    number: int
    hash: str


START = Head(0, "0" * 64)
"""What the first entry stands behind."""


@dataclass(frozen=True)
class Link:
    """An entry as it is stored, in its place in the chain."""

    number: int
    at: str
    actor: str
    event: str
    subject: str | None
    detail: str
    previous: str
    hash: str = ""

    @classmethod
    def behind(cls, last: Head, entry: Entry) -> "Link":
        """Gives the entry as the one that follows `last`."""
        link = cls(
            last.number + 1,
            entry.at.isoformat(sep=" ", timespec="seconds"),
            entry.actor,
            entry.event,
            entry.subject,
            _sorted(entry.detail),
            last.hash,
        )
        return replace(link, hash=link.digest())

    def digest(self) -> str:
        """Gives the SHA-256 of all that the entry says and of where it stands.

        It is taken of a JSON array in UTF-8, without spaces and with nothing escaped that need not
        be: number, at, actor, event, subject, detail (the text as it is stored), previous.
        """
        told = [
            self.number,
            self.at,
            self.actor,
            self.event,
            self.subject,
            self.detail,
            self.previous,
        ]
        return hashlib.sha256(_written(told).encode()).hexdigest()

    @property
    def head(self) -> Head:
        """Gives what the next entry stands behind."""
        return Head(self.number, self.hash)

    @property
    def told(self) -> Mapping[str, Value]:
        """Gives the detail; an empty one where somebody made it unreadable."""
        try:
            found: object = json.loads(self.detail)
        except ValueError:
            return {}
        return cast("Mapping[str, Value]", found) if isinstance(found, dict) else {}


# A column that somebody filled with bytes is told as such, and then has another hash.
_written = JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=repr).encode
_sorted = JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode
_COLUMNS = sa.select(*audit_log.c)
_LAST = sa.select(audit_log.c.number, audit_log.c.hash).order_by(audit_log.c.number.desc()).limit(1)
_INSERT = audit_log.insert()
_ALONE = sa.select(sa.func.pg_advisory_xact_lock(_LOCK))


def record(connection: Connection, entry: Entry) -> Head:
    """Appends an entry, as a part of the caller's transaction, and gives the chain's new end.

    Call it last, inside `crm.database.writing`: until that transaction ends, no other can append.
    """
    alone(connection)
    link = Link.behind(head(connection), entry)
    connection.execute(_INSERT, asdict(link))
    return link.head


def alone(connection: Connection) -> None:
    """Waits until nobody else can append before this transaction ends."""
    if connection.dialect.name == "postgresql":  # SQLite's write lock is held already
        connection.execute(_ALONE)


def head(connection: Connection) -> Head:
    """Gives where the chain ends now."""
    row = connection.execute(_LAST).one_or_none()
    return START if row is None else Head(row.number, row.hash)


def links(connection: Connection) -> Generator[Link]:
    """Gives all entries, the oldest first, without holding them all in memory.

    Whoever does not go to the end closes it (`contextlib.closing`): the server keeps a cursor.
    """
    statement = _COLUMNS.order_by(audit_log.c.number)
    with connection.execute(statement, execution_options={"yield_per": AT_ONCE}) as rows:
        for row in rows:
            yield Link(*row)


def links_where(
    connection: Connection, conditions: Sequence[sa.ColumnElement[bool]], limit: int
) -> tuple[Link, ...]:
    """Gives the entries that meet all conditions, the newest first."""
    statement = _COLUMNS.where(*conditions).order_by(audit_log.c.number.desc()).limit(limit)
    return tuple(Link(*row) for row in connection.execute(statement))
