"""Verified questions as the database keeps them: one row a pattern, without names."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter, ValidationError
from sqlalchemy.engine import Connection, Row

from assistant.brains.rules.thread import Thread, restored
from assistant.verified.grounds import Grounds
from assistant.verified.plan import Plan
from crm.models import verified_questions
from crm.upserts import insert_into

_WIDE = r"[\u2e80-\uffff〈〉]"
_NEEDLESS = re.compile(rf"(?<={_WIDE}) | (?={_WIDE})")
"""Spaces beside a slot or a Chinese character: 宁波 上季度 is 宁波上季度."""
_PLAN = TypeAdapter(Plan)
_GROUNDS = TypeAdapter(Grounds)
_ID = sa.bindparam("id", type_=sa.String())
_ONE = sa.select(verified_questions).where(verified_questions.c.verified_id == _ID)
_ALL = sa.select(verified_questions).order_by(
    verified_questions.c.verified_at.desc(), verified_questions.c.verified_id
)
_ANY = sa.select(sa.exists().where(verified_questions.c.verified_id.is_not(None)))


@dataclass(frozen=True)
class Kept:
    """A verified question."""

    pattern: str
    plan: Plan | None
    """None where another version wrote it, in a form that this one does not know."""
    grounds: Grounds
    user_id: str
    """Who verified it, or confirmed it last; empty for the operator."""
    at: datetime

    @property
    def verified_id(self) -> str:
        """Gives what the question is known by."""
        return id_of(self.pattern)


def id_of(pattern: str) -> str:
    """Gives what the question of a pattern is known by, wherever in it spaces may be left out."""
    return hashlib.sha256(_NEEDLESS.sub("", pattern).encode()).hexdigest()[:12]


def are_any(connection: Connection) -> bool:
    """Whether any question was verified."""
    return bool(connection.execute(_ANY).scalar())


def kept_as(connection: Connection, verified_id: str) -> Kept | None:
    """Gives a verified question; None where there is none of that id."""
    row = connection.execute(_ONE, {"id": verified_id}).one_or_none()
    return None if row is None else _kept(row)


def kept_all(connection: Connection) -> Sequence[Kept]:
    """Gives the verified questions, the latest first."""
    return [_kept(row) for row in connection.execute(_ALL)]


def patterns(connection: Connection) -> Sequence[str]:
    """Gives the patterns of all verified questions; to read their plans takes longer."""
    return connection.execute(sa.select(verified_questions.c.pattern)).scalars().all()


def keep(connection: Connection, kept: Kept) -> None:
    """Stores a verified question, in place of one of the same pattern."""
    assert kept.plan is not None, "what cannot be read is not written again"
    values = {
        "pattern": kept.pattern,
        "plan": _PLAN.dump_python(kept.plan, mode="json"),
        "grounds": _GROUNDS.dump_python(kept.grounds, mode="json"),
        "user_id": kept.user_id,
        "verified_at": kept.at,
    }
    statement = insert_into(connection, verified_questions).values(
        verified_id=kept.verified_id, **values
    )
    connection.execute(statement.on_conflict_do_update(index_elements=["verified_id"], set_=values))


def remove(connection: Connection, verified_id: str) -> bool:
    """Removes a verified question; False where there is none of that id."""
    gone = verified_questions.delete().where(verified_questions.c.verified_id == verified_id)
    return bool(connection.execute(gone).rowcount)


def _kept(row: Row[Any]) -> Kept:
    return Kept(
        row.pattern,
        _plan(row.plan),
        _GROUNDS.validate_python(row.grounds),
        row.user_id,
        row.verified_at,
    )


def _plan(document: Mapping[str, Any]) -> Plan | None:
    try:
        found = _PLAN.validate_python(document)
    except ValidationError:
        return None
    frame = restored(Thread(found.frame)).frame
    assert frame is not None, "it was given"
    return replace(found, frame=frame)
