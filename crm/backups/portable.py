"""Rows as a backup holds them: a JSON array a line, the same from every database.

Every row is looked at before it is written, and again when it is read: what could not be restored
is never called a backup, and what is restored is of the kinds that the tables hold.
"""

import json
import re
from array import array
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal, TypeAlias, cast

import sqlalchemy as sa

from crm.models.types import Document, Exact

Kind = Literal["text", "integer", "exact", "boolean", "date", "moment", "document"]
"""What a column holds. In a line: `exact` is a whole number of millionths, `boolean` is 0 or 1,
`date` is 2026-11-22, `moment` is 2026-11-22 09:00:00, `document` is a text that holds JSON."""
Cell: TypeAlias = str | int | None
LONGEST_ROW = 1 << 26

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?", re.ASCII)


class UnfitRow(ValueError):
    """Some row is not what a backup holds; the message says in which way."""


def kind_of(column: sa.Column[object]) -> Kind:
    """Gives what a column of ours holds.

    Raises:
        NotImplementedError: it is of a type that backups do not know yet.
    """
    for of, kind in _KINDS.items():
        if isinstance(column.type, of):
            return kind
    raise NotImplementedError(f"backups hold no {column.type!r}, as {column} is: add it here")


_KINDS: Mapping[type[sa.types.TypeEngine[Any]], Kind] = {
    Exact: "exact",
    sa.Boolean: "boolean",
    sa.Integer: "integer",
    sa.DateTime: "moment",
    sa.Date: "date",
    Document: "document",
    sa.String: "text",
}


def decoded(lines: bytes, columns: Mapping[str, Kind]) -> Sequence[Sequence[Cell]]:
    """Gives the rows of whole lines (the last one without its end).

    Raises:
        UnfitRow: a line is no row of these columns.
    """
    try:
        found: object = json.loads("[" + lines.decode().replace("\n", ",") + "]")
    except (ValueError, RecursionError) as error:
        raise UnfitRow("a line is no JSON") from error
    rows = cast("list[list[Cell]]", found)
    whole = len(rows) == lines.count(b"\n") + 1 and set(map(type, rows)) == {list}
    if not whole or set(map(len, rows)) != {len(columns)}:
        raise UnfitRow(f"a line does not have {len(columns)} values")
    for (name, kind), cells in zip(columns.items(), zip(*rows, strict=True), strict=True):
        if not _CHECKS[kind](cells):
            raise UnfitRow(f"{name} holds something else than {kind}")
    return rows


def _are_texts(cells: Sequence[Cell]) -> bool:
    return set(map(type, cells)) <= {str, type(None)}


def _are_integers(cells: Sequence[Cell]) -> bool:
    if not set(map(type, cells)) <= {int, type(None)}:
        return False
    try:
        array("q", cast("list[int]", [cell for cell in cells if cell is not None]))
    except OverflowError:
        return False
    return True


def _are_booleans(cells: Sequence[Cell]) -> bool:
    return _are_integers(cells) and set(cells) <= {0, 1, None}


def _are_documents(cells: Sequence[Cell]) -> bool:
    return _are(cells, _JSON.decode)


def _are_dates(cells: Sequence[Cell]) -> bool:
    return _are(cells, _as_date)


def _are_moments(cells: Sequence[Cell]) -> bool:
    return _are(cells, _as_moment)


def _are(cells: Sequence[Cell], read: Callable[[str], object]) -> bool:
    if not _are_texts(cells):
        return False
    try:
        for cell in set(cells) - {None}:
            read(str(cell))
    except (ValueError, RecursionError):
        return False
    return True


def _as_date(text: str) -> date:
    if not _DATE.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _as_moment(text: str) -> datetime:
    if not _MOMENT.fullmatch(text):
        raise ValueError(text)
    return datetime.fromisoformat(text)


def _refuse(constant: str) -> object:
    raise ValueError(constant)


# Python would take NaN and Infinity too, which no database does.
_JSON = json.JSONDecoder(parse_constant=_refuse)
_CHECKS: Mapping[Kind, Callable[[Sequence[Cell]], bool]] = {
    "text": _are_texts,
    "integer": _are_integers,
    "exact": _are_integers,
    "boolean": _are_booleans,
    "date": _are_dates,
    "moment": _are_moments,
    "document": _are_documents,
}
