"""Stages: temporary tables that hold a batch, from which it is merged in a few statements."""

from collections.abc import Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.importing.batches import Batch
from crm.importing.fields import Form
from crm.importing.values import Stored
from crm.models.types import Exact

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
        columns = [batch.columns[name] for name in self.columns]
        if self.connection.dialect.name == "postgresql":
            _copy(self.connection, self.table, columns)
        else:
            _insert(self.connection, self.table, columns)

    def drop(self) -> None:
        """Removes the temporary table."""
        self.table.drop(self.connection)


def _insert(connection: Connection, table: sa.Table, columns: Sequence[Sequence[Stored]]) -> None:
    # Past SQLAlchemy's types: the cells are in their stored form, and half the time is saved.
    marks = ", ".join("?" * (len(columns) + 1))
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    statement = f"INSERT INTO temp.{table.name} ({names}) VALUES ({marks})"  # noqa: S608  (own names)
    cursor: Any = connection.connection.cursor()
    cursor.executemany(statement, zip(range(len(columns[0])), *columns, strict=True))


def _copy(connection: Connection, table: sa.Table, columns: Sequence[Sequence[Stored]]) -> None:
    written = [
        _written(cells, exact=isinstance(table.c[at].type, Exact))
        for at, cells in enumerate(columns, start=1)
    ]
    places = map(str, range(len(columns[0])))
    block = "\n".join(map("\t".join, zip(places, *written, strict=True)))
    cursor: Any = connection.connection.cursor()
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    with cursor.copy(f"COPY pg_temp.{table.name} ({names}) FROM STDIN") as copy:
        copy.write(block + "\n")


def _written(cells: Sequence[Stored], *, exact: bool) -> Sequence[str]:
    """Gives cells in the text format of COPY; millionths as `12500000e-6`."""
    if exact:
        return ["\\N" if cell is None else f"{cell}e-6" for cell in cells]
    types = set(map(type, cells))
    if types == {int}:
        return list(map(str, cells))
    if types == {str}:
        texts = cast("Sequence[str]", cells)
        return texts if _is_plain("".join(texts)) else list(map(_escaped, texts))
    return ["\\N" if cell is None else _escaped(str(cell)) for cell in cells]


def _is_plain(text: str) -> bool:
    return not any(mark in text for mark in "\\\t\n\r")


def _escaped(text: str) -> str:
    if _is_plain(text):
        return text
    text = text.replace("\\", "\\\\").replace("\t", "\\t")
    return text.replace("\n", "\\n").replace("\r", "\\r")
