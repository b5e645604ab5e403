"""What a backup is of: a database, and the files of the home that belong to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from crm.backups.manifest import held
from crm.schema import OURS, Schema

Progress: TypeAlias = Callable[[str, int, int | None], None]
"""Is called on the way: so many rows of a table are done, of so many if that is known."""


@dataclass(frozen=True)
class Deployment:
    """A database and its home."""

    engine: Engine
    home: Path
    files: tuple[str, ...]
    """Names of files in the home that belong to the data, whether they are there or not."""
    schema: Schema = OURS

    @property
    def tables(self) -> tuple[sa.Table, ...]:
        """Gives the tables that a backup holds."""
        return held(self.schema.tables)

    def contents(self) -> Mapping[str, bytes]:
        """Gives the files that are there, by name.

        Raises:
            OSError: one of them cannot be read.
        """
        found: dict[str, bytes] = {}
        for name in self.files:
            path = self.home / name
            if path.is_file():
                found[name] = path.read_bytes()
        return found

    def filled(self, connection: Connection) -> tuple[str, ...]:
        """Gives the names of the tables that have rows."""
        return tuple(
            table.name
            for table in self.tables
            if connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first()
        )


def silent(source: str, rows: int, total: int | None) -> None:
    """Tells nobody how far it is."""
    del source, rows, total
