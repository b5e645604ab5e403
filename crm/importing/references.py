"""References: which ids that rows name are in the database, for rows that no stage holds."""

import json
from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.importing.batches import Batch
from crm.importing.fields import form
from crm.importing.merging import Missing
from crm.importing.values import Stored

_MEMORY = 200_000
"""Ids of a table that are remembered, in some 25 MB; the database is asked for the others."""


class References:
    """What rows refer to, on PostgreSQL; nothing is asked twice of what is there."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._there: dict[str, set[Stored]] = {}

    def remember(self, table_name: str, ids: Iterable[Stored]) -> None:
        """Remembers that these are there."""
        known = self._there.setdefault(table_name, set())
        if len(known) < _MEMORY:
            known.update(ids)

    def missing(self, batch: Batch, pending: sa.Table) -> Mapping[int, Missing]:
        """Gives the places of rows that refer to something missing; orders may be in `pending`."""
        found: dict[int, Missing] = {}
        for column, referred in batch.form.hard.items():
            cells = batch.columns.get(column, ())
            parents = [form(referred).table, *([pending] if referred == "orders" else [])]
            absent = self._absent(set(cells) - {None}, column, parents)
            if absent:
                for place, cell in enumerate(cells):
                    if cell in absent:
                        found.setdefault(place, Missing(referred, str(cell)))
        return found

    def _absent(self, ids: set[Stored], column: str, parents: Sequence[sa.Table]) -> set[Stored]:
        """Gives the ids that are in a column of none of the tables."""
        name = parents[0].name
        asked = ids.difference(self._there.get(name, ()))
        absent: set[Stored] = {*self._asked(asked, column, parents)} if asked else set()
        self.remember(name, asked - absent)
        return absent

    def _asked(
        self, ids: Iterable[Stored], column: str, parents: Sequence[sa.Table]
    ) -> Iterable[str]:
        # As JSON: the driver takes a list apart in a loop of its own, ten times as long.
        written = sa.cast(sa.literal(json.dumps([*ids], ensure_ascii=False), sa.Text), sa.JSON)
        key = sa.func.json_array_elements_text(written).column_valued("id")
        absent = [~sa.exists().where(parent.c[column] == key) for parent in parents]
        return self._connection.execute(sa.select(key).where(*absent)).scalars()
