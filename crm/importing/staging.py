"""Stages: temporary tables that hold a batch, from which it is merged in a few statements."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.importing.batches import Batch
from crm.importing.copying import copy_rows
from crm.importing.fields import Form
from crm.importing.values import Stored

PLACE = "place_in_batch"


class Stage:
    """A temporary table with the columns that a source fills, plus the place in the batch."""

    def __init__(self, connection: Connection, of: Form, columns: Sequence[str]) -> None:
        self.form = of
        self.columns = tuple(columns)
        self.connection = connection
        self.table = sa.Table(
            f"stage_{of.name}",
            sa.MetaData(),
            sa.Column(PLACE, sa.Integer, primary_key=connection.dialect.name == "sqlite"),
            *(sa.Column(name, of.table.c[name].type) for name in self.columns),
            prefixes=["TEMPORARY"],
        )
        self.table.create(connection)

    @property
    def place(self) -> sa.Column[int]:
        """Gives the column that holds the row's place in the batch, from 0."""
        return self.table.c[PLACE]

    def same_key(self) -> sa.ColumnElement[bool]:
        """Gives the condition that a row of the table has the key of a row of the stage."""
        target = self.form.table
        return sa.and_(*(target.c[name] == self.table.c[name] for name in self.form.key))

    def fill(self, batch: Batch) -> None:
        """Holds these rows and no others."""
        if self.connection.dialect.name == "postgresql":
            self.connection.exec_driver_sql(f"TRUNCATE pg_temp.{self.table.name}")
        else:
            self.connection.execute(self.table.delete())
        columns = {PLACE: range(len(batch)), **{name: batch.columns[name] for name in self.columns}}
        if self.connection.dialect.name == "postgresql":
            copy_rows(self.connection, self.table, columns, len(batch))
        else:
            _insert(self.connection, self.table, columns)

    def drop(self) -> None:
        """Removes the temporary table."""
        self.table.drop(self.connection)


def _insert(
    connection: Connection, table: sa.Table, columns: Mapping[str, Sequence[Stored]]
) -> None:
    # Past SQLAlchemy's types: the cells are in their stored form, and half the time is saved.
    marks = ", ".join("?" * len(columns))
    names = ", ".join(f'"{name}"' for name in columns)
    statement = f"INSERT INTO temp.{table.name} ({names}) VALUES ({marks})"  # noqa: S608  (own names)
    cursor: Any = connection.connection.cursor()
    cursor.executemany(statement, zip(*columns.values(), strict=True))
