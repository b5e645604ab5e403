"""Erased customers in an import: their rows come in without what is personal, and it is said."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.erasure import blank_waiting, blanking, erased_ids
from crm.importing.rejects import Reject
from crm.importing.staging import Stage
from crm.importing.summary import Summary
from crm.models import orders


class ErasedCustomers:
    """The erased customers during one import."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._ids = erased_ids(connection)
        self._blanked: Counter[str] = Counter()

    @property
    def none(self) -> bool:
        """Whether nobody was erased."""
        return not self._ids

    def blank(self, stage: Stage, pending: sa.Table | None) -> None:
        """Takes what is personal out of staged rows of erased customers."""
        if not self._ids:
            return
        order_tables = (orders,) if pending is None else (orders, pending)
        statement = blanking(stage.table, stage.form.name, order_tables)
        if statement is not None:
            self._blanked[stage.form.name] += self._connection.execute(statement).rowcount

    def finish(self) -> None:
        """Does the same for rows that began to wait."""
        if self._ids:
            blank_waiting(self._connection, self._ids)

    def notes(self) -> Iterator[str]:
        """Gives what the summary says of it."""
        found = {table: count for table, count in self._blanked.items() if count}
        if found:
            counts = ", ".join(f"{table} {count:,}" for table, count in found.items())
            yield (
                f"Rows of erased customers came in without personal data: {counts}. "
                "`wendan customer erased` lists these customers; `wendan customer lift ID` and "
                "another import take one in again."
            )

    def without(self, summary: Summary) -> Summary:
        """Gives a summary as the database may keep it: with nothing of erased customers."""
        if not self._ids:
            return summary
        return replace(
            summary,
            rejects=tuple(map(self._without, summary.rejects)),
            conflicts=tuple(
                one
                for one in summary.conflicts
                if one.table != "customers" or one.key not in self._ids
            ),
        )

    def _without(self, reject: Reject) -> Reject:
        row: dict[str, object] = json.loads(reject.row)
        if self._ids.isdisjoint(map(str, row.values())):
            return reject
        return replace(reject, value="", row="{}")
