"""Loading: batches of one table, through the stage, into the table or the waiting room."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.importing.batches import Batch
from crm.importing.completing import completed, fill_from_orders
from crm.importing.merging import differing, merge, take_out_waiting, use_indexes
from crm.importing.staging import Stage
from crm.importing.tallies import NOTHING, Sum, TableTally, Tallies
from crm.importing.totals import Touched
from crm.importing.waiting import WaitingRoom


@dataclass(frozen=True)
class Loaded:
    """What became of a batch.

    `kept` rows are in the table, `waiting` ones miss what they refer to, `clashed` ones repeat a
    key of this import with other values; `clashing` are the places of these.
    """

    kept: Sum = NOTHING
    waiting: Sum = NOTHING
    clashed: Sum = NOTHING
    clashing: Sequence[int] = ()


class Loader:
    """Loads batches in one transaction, and keeps what later batches must know."""

    def __init__(self, connection: Connection, currency: str) -> None:
        use_indexes(connection)
        self.connection = connection
        self.room = WaitingRoom(connection)
        self.tallies = Tallies()
        self.touched = Touched(connection)
        self._currency = currency
        self._seen: dict[str, set[int]] = {}
        self._stages: dict[str, Stage] = {}

    def load(self, batch: Batch, source: str) -> Loaded:
        """Loads a batch and counts it in its table's tally, but for rows that clash."""
        if not len(batch):
            return Loaded()
        batch = completed(batch, self._currency)
        tally = self.tallies.tables[batch.form.name]
        first, again = self._repeated(batch)
        loaded = self._merge(batch.at(first) if again else batch, source, tally)
        if again:
            loaded = self._compare(batch, again, loaded, tally)
        tally.add("kept", loaded.kept)
        tally.add("waiting", loaded.waiting)
        return loaded

    def resolve(self, table_name: str) -> None:
        """Takes in the waiting rows of a table whose missing row is there now."""
        tally = self.tallies.tables[table_name]
        for batch in self.room.released(table_name):
            aside = TableTally(table_name)
            self._merge(completed(batch, self._currency), "waiting rows", aside)
            tally.resolved += aside.new + aside.changed

    def finish(self) -> None:
        """Brings the orders' totals up to date."""
        if self.touched.update_totals():
            self.tallies.tables["orders"].retotalled = True
        for stage in self._stages.values():
            stage.drop()

    def _repeated(self, batch: Batch) -> tuple[list[int], list[int]]:
        """Gives the places of rows whose key is new in this import, and of the others.

        Both are empty where no key is repeated, which is almost always.
        """
        seen = self._seen.setdefault(batch.form.name, set())
        hashes = list(map(hash, batch.key_rows()))
        fresh = set(hashes)
        if len(fresh) == len(hashes) and seen.isdisjoint(fresh):
            seen |= fresh
            return [], []
        first: list[int] = []
        again: list[int] = []
        for at, key in enumerate(hashes):
            (again if key in seen else first).append(at)
            seen.add(key)
        return first, again

    def _merge(self, batch: Batch, source: str, tally: TableTally) -> Loaded:
        stage = self._filled_stage(batch)
        missing = take_out_waiting(stage)
        self.room.forget(batch)
        self.room.hold(batch, missing, source)
        merged = merge(stage, self._defaults(stage))
        self.touched.add(stage)
        waiting = _sum(batch.at(sorted(missing))) if missing else Sum()
        kept = Sum(len(batch) - waiting.rows, (batch.amount() or 0) - waiting.amount)
        tally.new += merged.new
        tally.changed += merged.changed
        tally.unchanged += kept.rows - merged.new - merged.changed
        return Loaded(kept, waiting)

    def _compare(
        self, batch: Batch, again: Sequence[int], loaded: Loaded, tally: TableTally
    ) -> Loaded:
        """Adds the rows that repeat a key: the same row again is kept, another one clashes."""
        differs = set(differing(self._filled_stage(batch.at(again))))
        clashing = [place for at, place in enumerate(again) if at in differs]
        same = _sum(batch.at([place for at, place in enumerate(again) if at not in differs]))
        tally.unchanged += same.rows
        return Loaded(loaded.kept + same, loaded.waiting, _sum(batch.at(clashing)), clashing)

    def _filled_stage(self, batch: Batch) -> Stage:
        stage = self._stages.get(batch.form.name)
        if stage is None or stage.columns != tuple(batch.columns):
            if stage is not None:
                stage.drop()
            stage = Stage(self.connection, batch.form, tuple(batch.columns))
            self._stages[batch.form.name] = stage
        stage.fill(batch)
        if batch.form.name == "returns":
            fill_from_orders(stage)
        return stage

    def _defaults(self, stage: Stage) -> Mapping[str, object]:
        if stage.form.name != "orders":
            return {}
        given = "amount_given" in stage.columns
        amount = sa.func.coalesce(stage.table.c.amount_given, 0) if given else 0
        return {"currency": self._currency, "amount": amount, "units": 0, "line_count": 0}


def _sum(batch: Batch) -> Sum:
    return Sum(len(batch), batch.amount() or 0)
