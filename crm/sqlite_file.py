"""Watches the file behind an SQLite engine: somebody may take it away, or put another in its place.

SQLite would go on with the file that it has open, though no name leads to it now: answers would
come from yesterday's rows, and what is written would be lost with the process.
"""

import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

_OPENED = "file that was opened"


def watch(engine: Engine, path: Path) -> None:
    """Has the engine use the file that is at `path` now, and make none where one has been."""
    watched = _Watched(path.absolute())
    event.listen(engine, "do_connect", watched.require)
    event.listen(engine, "connect", watched.remember)
    event.listen(engine, "checkout", watched.compare)


@dataclass
class _Watched:
    path: Path
    _was_there: bool = field(default=False, init=False)

    def require(
        self,
        _dialect: Dialect,
        _entry: ConnectionPoolEntry,
        _args: list[Any],
        _named: dict[str, Any],
    ) -> None:
        """Keeps SQLite from making an empty database in the place of one that is gone.

        Raises:
            sqlite3.OperationalError: it is gone.
        """
        if self._was_there and _identity(self.path) is None:
            raise sqlite3.OperationalError(f"unable to open database file: {self.path} is gone")

    def remember(self, _connection: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
        """Keeps which file a connection has open."""
        self._was_there = True
        entry.info[_OPENED] = _identity(self.path)

    def compare(
        self, _connection: sqlite3.Connection, entry: ConnectionPoolEntry, _proxy: object
    ) -> None:
        """Sees that a connection has the file open that is there now.

        Raises:
            InvalidatePoolError: all connections are to be opened anew.
        """
        if entry.info[_OPENED] != _identity(self.path):
            raise InvalidatePoolError


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
