"""Checks the chain: the first entry that is not what was written, or not where it was written."""

from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from assistant.audit.chain import Head, Link, head, links
from assistant.audit.heads import Noted
from assistant.audit.sealing import last_sealed
from crm.models import audit_log

Kind = Literal["changed", "missing", "moved", "unlinked", "restored", "rewritten", "cut"]
MOST_SET_BACK = 20
WAITED = timedelta(minutes=1)
"""An entry's moment is when it happened; until it is written it may wait for others."""
Outside = Mapping[int, set[str]]
"""The hashes that were noted outside, by number."""


@dataclass(frozen=True)
class Sound:
    """A chain without a fault."""

    head: Head
    entries: int
    sealed: int
    """The number up to which entries were removed, on record; 0 if none were."""
    set_back: tuple["SetBack", ...] = field(default=(), compare=False)
    """Where the clock was set back, the first places of all."""


@dataclass(frozen=True)
class SetBack:
    """An entry whose moment is before that of the one before: no fault of the chain."""

    number: int
    at: str
    before: str
    """The moment of the entry before."""


@dataclass(frozen=True)
class Fault:
    """The first fault of a chain: the number of an entry, and for some kinds of another one."""

    kind: Kind
    number: int
    other: int = 0

    def __str__(self) -> str:
        return _TOLD[self.kind].format(number=self.number, other=self.other, before=self.number - 1)


_TOLD: Mapping[Kind, str] = {
    "changed": "Entry {number} was changed: its hash does not fit it.",
    "missing": "Entries are missing, from {number} to {other}: somebody removed them.",
    "moved": "Entry {number} was written as entry {other}: others were put in or taken out, "
    "or their order was changed.",
    "unlinked": "Entry {number} does not follow entry {before}: that one was replaced, "
    "or this one was put in.",
    "restored": "Entry {number} had been removed by sealing, and was put in again.",
    "rewritten": "Entry {number} is not the one that was noted outside: "
    "the chain was written anew.",
    "cut": "Entries are missing, from {number} to {other}: the end was cut off; "
    "entry {other} was noted outside.",
}


def verify(connection: Connection, noted: Iterable[Noted] = ()) -> Sound | Fault:
    """Gives the first fault of the chain, or how far it is sound.

    Args:
        connection: one view of the database for all that is read (`crm.database.reading`).
        noted: the heads that were noted outside, before. Without them nobody can tell a chain that
            was cut off, or computed anew as a whole, from the one that was written.
    """
    outside: dict[int, set[str]] = {}
    for one in noted:
        outside.setdefault(one.head.number, set()).add(one.head.hash)
    sealed = last_sealed(connection)
    if _differs(sealed, outside):
        return Fault("rewritten", sealed.number)
    last, count, clock = sealed, 0, _Clock()
    with closing(links(connection)) as chain:
        for link in chain:
            fault = _fault(link, last, connection)
            if fault is None and _differs(link.head, outside):
                fault = Fault("rewritten", link.number)
            if fault is not None:
                return fault
            last, count = link.head, count + 1
            clock.note(link)
    furthest = max(outside, default=0)
    if furthest > last.number:
        return Fault("cut", last.number + 1, furthest)
    return Sound(last, count, sealed.number, tuple(clock.set_back))


@dataclass
class _Clock:
    """Watches the moments of the entries go on."""

    set_back: list[SetBack] = field(default_factory=list[SetBack])
    _last: str = ""

    def note(self, link: Link) -> None:
        """Takes the next entry in."""
        if link.at < self._last and len(self.set_back) < MOST_SET_BACK:
            with suppress(ValueError):  # a chain that somebody computed anew may hold anything
                earlier = datetime.fromisoformat(self._last) - datetime.fromisoformat(link.at)
                if earlier > WAITED:
                    self.set_back.append(SetBack(link.number, link.at, self._last))
        self._last = link.at


def holds(connection: Connection, noted: Head) -> bool:
    """Tells whether the entry of a head that was noted is still in the log, or was sealed."""
    number, found = audit_log.c.number, audit_log.c.hash
    there = connection.execute(sa.select(found).where(number == noted.number)).scalar_one_or_none()
    if there is None:
        return last_sealed(connection).number >= noted.number
    return there == noted.hash


def _differs(found: Head, outside: Outside) -> bool:
    return outside.get(found.number, {found.hash}) != {found.hash}


def _fault(link: Link, last: Head, connection: Connection) -> Fault | None:
    """Gives what is wrong with the entry that stands behind `last`."""
    if link.number <= last.number:
        return Fault("restored", link.number)
    if link.number > last.number + 1:
        return Fault("missing", last.number + 1, link.number - 1)
    if link.digest() != link.hash:
        written = _written_as(link, head(connection).number)
        return (
            Fault("changed", link.number)
            if written is None
            else Fault("moved", link.number, written)
        )
    return None if link.previous == last.hash else Fault("unlinked", link.number)


def _written_as(link: Link, furthest: int) -> int | None:
    """Gives the number under which an entry is whole; None where there is none."""
    places = (number for number in range(1, furthest + 1) if number != link.number)
    return next((n for n in places if replace(link, number=n).digest() == link.hash), None)
