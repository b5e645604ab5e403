"""The audit log in a restore: a log that goes on from the backup's is never cut back to it."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.models import audit_log

Trail = Literal["kept", "taken", "replaced"]
"""What becomes of the log that is here: it goes on from the backup's, and is kept; it has nothing
that the backup's lacks, which is taken; or it is another one, and is replaced."""
_NEWEST = "SELECT number, hash FROM audit_log ORDER BY number DESC LIMIT 1"


def trail(connection: Connection, stage: Path) -> Trail:
    """Gives what becomes of the log.

    Every entry holds the hash of the one before it: with the same number and hash, all before them
    are the same too.
    """
    here = _head(connection)
    with closing(sqlite3.connect(stage)) as staged:
        there = staged.execute(_NEWEST).fetchone()
        taken = here is None or _has(staged, here)
    if there is None or _holds(connection, *there):
        return "kept"
    return "taken" if taken else "replaced"


def _head(connection: Connection) -> tuple[int, str] | None:
    row = connection.execute(
        sa.select(audit_log.c.number, audit_log.c.hash).order_by(audit_log.c.number.desc()).limit(1)
    ).one_or_none()
    return None if row is None else (row.number, row.hash)


def _holds(connection: Connection, number: int, hashed: str) -> bool:
    same = (audit_log.c.number == number, audit_log.c.hash == hashed)
    return connection.execute(sa.select(audit_log.c.number).where(*same)).first() is not None


def _has(staged: sqlite3.Connection, head: tuple[int, str]) -> bool:
    same = "SELECT 1 FROM audit_log WHERE number = ? AND hash = ?"
    return staged.execute(same, head).fetchone() is not None
