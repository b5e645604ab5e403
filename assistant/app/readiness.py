"""Whether this process can answer questions now, and if not, the one word that says why.

The word is for whoever runs the service; a stranger learns nothing from it. Each look costs a few
statements by key, so that a load balancer may look every second.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from assistant import audit
from assistant.app.problems import BUSY, Kind
from crm.database import DatabaseError
from crm.schema import HEAD, revision

LEAST_FREE = 32 << 20
"""Bytes on the disk below which questions will soon not be kept."""


def _unready(code: str, zh: str, en: str) -> Kind:
    return Kind(HTTPStatus.SERVICE_UNAVAILABLE, code, zh, en, {"Retry-After": "30"})


SCHEMA = _unready("E-SCHEMA", "数据库结构的版本不对。", "The database is of another version.")
READ_ONLY = _unready("E-READ-ONLY", "数据库不能写入。", "The database cannot be written.")
AUDIT = _unready("E-AUDIT", "审计日志不完整。", "The audit log lacks what was noted of it.")
HOME = _unready("E-HOME", "数据文件夹不能写入。", "The home cannot be written.")
SPACE = _unready("E-SPACE", "磁盘空间不足。", "The disk is nearly full.")


@dataclass(frozen=True)
class Readiness:
    """Looks at all that a question needs."""

    engine: Engine
    home: Path
    least_free: int = LEAST_FREE

    def fault(self) -> Kind | None:
        """Gives the first thing that is not as it should be; None where all is well."""
        return next(self._faults(), None)

    def _faults(self) -> Iterator[Kind]:
        if not os.access(self.home, os.W_OK | os.X_OK):
            yield HOME
        elif any(shutil.disk_usage(folder).free < self.least_free for folder in self._folders()):
            yield SPACE
        try:
            with self.engine.connect() as connection:
                yield from self._faults_within(connection)
        except DatabaseError:  # a newer version made it
            yield SCHEMA
        except SQLAlchemyError:
            yield BUSY

    def _folders(self) -> tuple[Path, ...]:
        file = self._file
        return (self.home,) if file is None or not file.exists() else (self.home, file.parent)

    @property
    def _file(self) -> Path | None:
        url = self.engine.url
        named = url.get_backend_name() == "sqlite" and url.database
        return Path(named) if named else None

    def _faults_within(self, connection: Connection) -> Iterator[Kind]:
        if revision(connection) != HEAD:
            yield SCHEMA
        elif not self._is_writable(connection):
            yield READ_ONLY
        elif not self._holds_what_was_noted(connection):
            yield AUDIT

    def _is_writable(self, connection: Connection) -> bool:
        if self._file is not None:  # beside it stands its log
            return os.access(self._file, os.W_OK) and os.access(self._file.parent, os.W_OK)
        state = sa.select(sa.func.current_setting("transaction_read_only"))
        return connection.execute(state).scalar_one() == "off"

    def _holds_what_was_noted(self, connection: Connection) -> bool:
        try:
            noted = audit.Heads(self.home / audit.HEADS).last()
        except (audit.HeadsError, OSError):
            return False
        return noted is None or audit.holds(connection, noted.head)
