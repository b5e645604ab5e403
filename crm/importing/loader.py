"""Loading: batches of one table, through the stage, into the table or the waiting room."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.importing.batches import Batch
from crm.importing.completing import completed, fill_from_orders
from crm.importing.copying import copy_rows
from crm.importing.erased import ErasedCustomers
from crm.importing.fields import Form, form
from crm.importing.merging import Merged, Missing, differing, merge, take_out_waiting, use_indexes
from crm.importing.pending import PendingOrders
from crm.importing.references import References
from crm.importing.staging import Stage
from crm.importing.tallies import NOTHING, Sum, TableTally, Tallies
from crm.importing.totals import OF_INVOICES, OF_LINES, OF_PAYMENTS, Touched
from crm.importing.waiting import WaitingRoom

_STRAIGHT = ("orders", "order_lines")
"""Tables of so many rows that staging them costs much."""

_MAY_PRECEDE_TOTALS = ("orders", "order_lines", "returns")
"""Tables whose rows can be loaded while new orders are held back (see `crm.importing.pending`)."""


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
        sqlite = connection.dialect.name == "sqlite"
        self.connection = connection
        self.room = WaitingRoom(connection)
        self.erased = ErasedCustomers(connection)
        self.tallies = Tallies()
        self._touched = [Touched(connection, of) for of in (OF_LINES, OF_PAYMENTS, OF_INVOICES)]
        self._currency = currency
        self._pending = None if sqlite else PendingOrders(connection, currency)
        self._references = References(connection)
        self._seen: dict[str, set[int]] = {}
        self._empty: dict[str, bool] = {}
        self._stages: dict[str, Stage] = {}

    def load(self, batch: Batch, source: str) -> Loaded:
        """Loads a batch and counts it in its table's tally, but for rows that clash."""
        if not len(batch):
            return Loaded()
        if batch.form.name not in _MAY_PRECEDE_TOTALS:
            self.insert_pending()
        batch = completed(batch, self._currency)
        tally = self.tallies.tables[batch.form.name]
        first, again = self._repeated(batch)
        loaded = self._merge(
            batch.at(first) if again else batch, source, tally, fresh=self._was_empty(batch.form)
        )
        if again:
            loaded = self._compare(batch, again, loaded, tally)
        tally.add("kept", loaded.kept)
        tally.add("waiting", loaded.waiting)
        return loaded

    def resolve(self, table_name: str) -> None:
        """Takes in the waiting rows of a table whose missing row is there now."""
        if table_name != "orders":
            self.insert_pending()
        tally = self.tallies.tables[table_name]
        for batch in self.room.released(table_name):
            aside = TableTally(table_name)
            self._merge(completed(batch, self._currency), "waiting rows", aside, fresh=False)
            tally.resolved += aside.new + aside.changed

    def insert_pending(self) -> None:
        """Inserts the orders that were held back for their lines; from then on all can be found."""
        if self._pending:
            if self._empty.get("order_lines"):
                # Nothing is known yet of lines that have just come in.
                self.connection.exec_driver_sql("ANALYZE order_lines (order_id)")
            self._pending.insert()
            # Until now all orders were pending, so the totals of all touched ones are right.
            if self._empty.get("orders"):
                for touched in self._touched:
                    touched.forget()
            self._empty["orders"] = False

    def finish(self) -> None:
        """Brings the orders' totals up to date."""
        self.insert_pending()
        if self._pending is not None:
            self._pending.drop()
        if sum([touched.update_totals() for touched in self._touched]):
            self.tallies.tables["orders"].retotalled = True
        self.erased.finish()
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

    def _merge(self, batch: Batch, source: str, tally: TableTally, *, fresh: bool) -> Loaded:
        if fresh and self._pending is not None and self._goes_straight(batch):
            missing = self._references.missing(batch, self._pending.table)
            merged = self._copied(batch, missing, self._pending)
        else:
            stage = self._filled_stage(batch)
            missing = take_out_waiting(stage, self._pending.table if self._pending else None)
            merged = self._merged(stage, fresh=fresh)
        self.room.forget(batch)
        self.room.hold(batch, missing, source)
        waiting = _sum(batch.at(sorted(missing))) if missing else Sum()
        kept = Sum(len(batch) - waiting.rows, (batch.amount() or 0) - waiting.amount)
        tally.new += merged.new
        tally.changed += merged.changed
        tally.unchanged += kept.rows - merged.new - merged.changed
        return Loaded(kept, waiting)

    def _goes_straight(self, batch: Batch) -> bool:
        """Tells whether new rows may be copied past the stage.

        They may where there was no order before this import: then all orders are pending and get
        their totals from all lines when they are inserted, whatever was touched. Rows of erased
        customers are made ready in the stage.
        """
        plain = "custom" not in batch.columns and self.erased.none
        straight = plain and batch.form.name in _STRAIGHT
        return straight and self._was_empty(form("orders"))

    def _copied(
        self, batch: Batch, missing: Mapping[int, Missing], pending: PendingOrders
    ) -> Merged:
        """Adds new rows, but for those that miss something."""
        if missing:
            batch = batch.at([place for place in range(len(batch)) if place not in missing])
        into = pending.expect() if batch.form.name == "orders" else batch.form.table
        if len(batch):
            copy_rows(self.connection, into, batch.columns, len(batch))
        if batch.form.name == "orders":
            self._references.remember("orders", batch.columns["order_id"])
        return Merged(new=len(batch), changed=0)

    def _merged(self, stage: Stage, *, fresh: bool) -> Merged:
        """Takes the rows of a stage into its table."""
        into = stage.form.table
        if stage.form.name == "orders" and self._pending is not None:
            into = self._pending.expect()
        for touched in self._touched:
            touched.add(stage)
        return merge(stage, self._defaults(stage), into, fresh=fresh)

    def _compare(
        self, batch: Batch, again: Sequence[int], loaded: Loaded, tally: TableTally
    ) -> Loaded:
        """Adds the rows that repeat a key: the same row again is kept, another one clashes."""
        self.insert_pending()
        differs = set(differing(self._filled_stage(batch.at(again))))
        clashing = [place for at, place in enumerate(again) if at in differs]
        same = _sum(batch.at([place for at, place in enumerate(again) if at not in differs]))
        tally.unchanged += same.rows
        return Loaded(loaded.kept + same, loaded.waiting, _sum(batch.at(clashing)), clashing)

    def _was_empty(self, of: Form) -> bool:
        """Tells whether the table had no rows before this import: no key can be there then."""
        if of.name not in self._empty:
            first = self.connection.execute(sa.select(sa.literal(1)).select_from(of.table).limit(1))
            self._empty[of.name] = first.first() is None
        return self._empty[of.name]

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
        self.erased.blank(stage, self._pending.table if self._pending else None)
        return stage

    def _defaults(self, stage: Stage) -> Mapping[str, object]:
        if stage.form.name != "orders":
            return {}
        given = "amount_given" in stage.columns
        amount = sa.func.coalesce(stage.table.c.amount_given, 0) if given else 0
        empty = dict.fromkeys(("units", "line_count", "paid", "invoiced"), 0)
        return {"currency": self._currency, "amount": amount, **empty}


def _sum(batch: Batch) -> Sum:
    return Sum(len(batch), batch.amount() or 0)
