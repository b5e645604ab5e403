"""Outages: why the database or the disk cannot be used just now, told from an error.

An outage is nobody's mistake in the program: the server was stopped, the disk is full, another
process holds the file. It ends by itself or by an operator's hand, and then all goes on.
"""

import errno
import sqlite3
from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout


class Outage(StrEnum):
    """What is wrong."""

    UNREACHABLE = "unreachable"
    """No connection, or it broke; the file is gone."""
    BUSY = "busy"
    """Others hold the lock, or all connections, for too long."""
    STORAGE = "storage"
    """The disk is full, or fails."""
    READ_ONLY = "read-only"
    SCHEMA = "schema"
    """Tables or columns are missing: another database, or one of another version."""
    DAMAGED = "damaged"


# https://www.sqlite.org/rescode.html: the primary result codes
_SQLITE: Mapping[int, Outage] = {
    sqlite3.SQLITE_BUSY: Outage.BUSY,
    sqlite3.SQLITE_LOCKED: Outage.BUSY,
    sqlite3.SQLITE_INTERRUPT: Outage.BUSY,  # it took too long
    sqlite3.SQLITE_READONLY: Outage.READ_ONLY,
    sqlite3.SQLITE_IOERR: Outage.STORAGE,
    sqlite3.SQLITE_FULL: Outage.STORAGE,
    sqlite3.SQLITE_CORRUPT: Outage.DAMAGED,
    sqlite3.SQLITE_NOTADB: Outage.DAMAGED,
    sqlite3.SQLITE_CANTOPEN: Outage.UNREACHABLE,
}
# https://www.postgresql.org/docs/current/errcodes-appendix.html: codes, or the first letters of one
_POSTGRESQL: Mapping[str, Outage] = {
    "25006": Outage.READ_ONLY,
    "40001": Outage.BUSY,
    "40P01": Outage.BUSY,
    "55P03": Outage.BUSY,
    "53300": Outage.BUSY,
    "53100": Outage.STORAGE,
    "58": Outage.STORAGE,
    "42P01": Outage.SCHEMA,
    "42703": Outage.SCHEMA,
    "57014": Outage.BUSY,  # cancelled: it took too long
    "XX001": Outage.DAMAGED,
    "XX002": Outage.DAMAGED,
}
_DISK: Mapping[int, Outage] = {
    errno.ENOSPC: Outage.STORAGE,
    errno.EDQUOT: Outage.STORAGE,
    errno.EFBIG: Outage.STORAGE,
    errno.EIO: Outage.STORAGE,
    errno.EROFS: Outage.READ_ONLY,
    errno.EACCES: Outage.READ_ONLY,
}
_MISSING = ("no such table", "no such column", "has no column")


def outage(error: BaseException) -> Outage | None:
    """Gives the outage that an error tells of; None where the program is at fault."""
    if isinstance(error, OSError):
        return _DISK.get(error.errno or 0)
    if isinstance(error, PoolTimeout):
        return Outage.BUSY
    if not isinstance(error, DBAPIError):
        return None
    if isinstance(error.orig, sqlite3.Error):
        return _of_sqlite(error.orig)
    state: object = getattr(error.orig, "sqlstate", None)
    said = str(state or "")
    known = next((found for code, found in _POSTGRESQL.items() if said.startswith(code)), None)
    lost = error.connection_invalidated or isinstance(error, OperationalError)
    return known or (Outage.UNREACHABLE if lost else None)


def _of_sqlite(cause: sqlite3.Error) -> Outage | None:
    if any(sign in str(cause) for sign in _MISSING):
        return Outage.SCHEMA
    code: int | None = getattr(cause, "sqlite_errorcode", None)
    if code is None:  # not SQLite's own: see `crm.database`
        return Outage.UNREACHABLE if isinstance(cause, sqlite3.OperationalError) else None
    return _SQLITE.get(code & 0xFF)
