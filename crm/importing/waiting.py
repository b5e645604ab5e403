"""Rows that wait for what they refer to: kept whole, taken in when the missing row has arrived."""

import json
from collections.abc import Iterator, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.importing.batches import Batch
from crm.importing.fields import Form, form
from crm.importing.merging import Missing
from crm.importing.values import Stored, as_decimal, millionths
from crm.models import waiting_rows

_AT_ONCE = 20_000


class WaitingRoom:
    """The table `waiting_rows` during one import."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._occupied = set(
            connection.execute(sa.select(waiting_rows.c.table_name).distinct()).scalars()
        )

    def __len__(self) -> int:
        """Gives how many rows wait."""
        count = sa.select(sa.func.count()).select_from(waiting_rows)
        return self._connection.execute(count).scalar_one()

    def hold(self, batch: Batch, missing: Mapping[int, Missing], source: str) -> None:
        """Keeps the rows at the places of `missing`; one that waits already is replaced."""
        if not missing:
            return
        places = sorted(missing)
        rows = [
            {
                "table_name": batch.form.name,
                "row_key": key,
                "missing_table": missing[place].table,
                "missing_id": missing[place].key,
                "row": row,
                "source": source,
            }
            for place, key, row in zip(places, *_keys_and_rows(batch.at(places)), strict=True)
        ]
        self._remove(batch.form.name, [str(row["row_key"]) for row in rows])
        self._connection.execute(waiting_rows.insert(), rows)
        self._occupied.add(batch.form.name)

    def forget(self, batch: Batch) -> None:
        """Drops older versions of rows that have come in now."""
        if batch.form.name in self._occupied:
            self._remove(batch.form.name, [_row_key(key) for key in batch.key_rows()])

    def released(self, table_name: str) -> Iterator[Batch]:
        """Gives the rows of a table whose missing row is there now, and drops them here.

        Rows that still miss something come back through `hold`.
        """
        if table_name not in self._occupied:
            return
        for parent in sorted(set(form(table_name).hard.values())):
            while rows := self._ready(table_name, parent):
                self._remove(table_name, [key for key, _ in rows])
                yield from _batches(form(table_name), [row for _, row in rows])

    def _ready(self, table_name: str, parent: str) -> list[tuple[str, dict[str, str]]]:
        there = form(parent).table
        (key,) = there.primary_key.columns
        found = self._connection.execute(
            sa.select(waiting_rows.c.row_key, waiting_rows.c.row)
            .where(
                waiting_rows.c.table_name == table_name,
                waiting_rows.c.missing_table == parent,
                sa.exists().where(key == waiting_rows.c.missing_id),
            )
            .order_by(waiting_rows.c.row_key)
            .limit(_AT_ONCE)
        )
        return [(key_text, row) for key_text, row in found]

    def _remove(self, table_name: str, keys: Sequence[str]) -> None:
        for start in range(0, len(keys), 5000):
            self._connection.execute(
                waiting_rows.delete().where(
                    waiting_rows.c.table_name == table_name,
                    waiting_rows.c.row_key.in_(keys[start : start + 5000]),
                )
            )


def _row_key(key: tuple[Stored, ...]) -> str:
    return json.dumps(key, ensure_ascii=False)


def _keys_and_rows(batch: Batch) -> tuple[list[str], list[dict[str, Stored]]]:
    """Gives each row's key and the row as the file might say it: decimals are written plainly."""
    written = {
        name: [_written(cell) for cell in cells] if _is_exact(batch.form, name) else cells
        for name, cells in batch.columns.items()
    }
    rows = [dict(zip(written, cells, strict=True)) for cells in zip(*written.values(), strict=True)]
    return [_row_key(key) for key in batch.key_rows()], rows


def _written(cell: Stored) -> Stored:
    return None if cell is None else format(as_decimal(int(cell)), "f")


def _batches(of: Form, rows: Sequence[Mapping[str, str]]) -> Iterator[Batch]:
    """Gives the rows again as batches, one for each set of columns."""
    by_columns: dict[tuple[str, ...], list[Mapping[str, str]]] = {}
    for row in rows:
        by_columns.setdefault(tuple(sorted(row)), []).append(row)
    for names, group in by_columns.items():
        columns: dict[str, Sequence[Stored]] = {
            name: [_read(of, name, row[name]) for row in group] for name in names
        }
        yield Batch(of, columns, [0] * len(group))


def _read(of: Form, name: str, cell: Stored) -> Stored:
    if not _is_exact(of, name):
        return cell
    found = millionths(cell)
    assert not hasattr(found, "reason"), "written by ourselves, so it can be read"
    return found  # pyright: ignore[reportReturnType]


def _is_exact(of: Form, name: str) -> bool:
    return name != "custom" and of.field(name).kind == "decimal"
