"""COPY: how PostgreSQL takes many rows at once."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.importing.usual import Written
from crm.importing.values import Stored
from crm.models.types import Exact

_AT_ONCE = 4_000
"""Rows written at once: while the server takes them in, the next ones are put into its form."""


def copy_rows(
    connection: Connection, into: sa.Table, columns: Mapping[str, Sequence[Stored]], rows: int
) -> None:
    """Adds rows to a table; columns that are not among `columns` get their defaults."""
    names = ", ".join(f'"{name}"' for name in columns)
    cursor: Any = connection.connection.cursor()
    with cursor.copy(f"COPY {into.name} ({names}) FROM STDIN") as copy:
        for start in range(0, rows, _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            written = [
                cells.texts[some]
                if isinstance(cells, Written)
                else _written(cells[some], exact=isinstance(into.c[name].type, Exact))
                for name, cells in columns.items()
            ]
            copy.write("\n".join(map("\t".join, zip(*written, strict=True))) + "\n")


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
