"""The second pass over a sheet of lines: spooled rows become order lines and returns."""

from collections.abc import Mapping, Sequence
from itertools import compress

from crm.importing.batches import Batch
from crm.importing.cancels import has_prefix, numbered, original_orders
from crm.importing.fields import form
from crm.importing.loader import Loaded
from crm.importing.mapping import SourceMapping
from crm.importing.order_ids import OrderKey
from crm.importing.rejects import Reject
from crm.importing.run import Run
from crm.importing.spool import Columns
from crm.importing.tallies import SourceTally, Sum
from crm.importing.values import Stored

_CLASH = ("stands in an earlier row of this import, with other values", "each key once")


class LineLoader:
    """Loads lines and returns of known orders; ordinals run on from chunk to chunk."""

    def __init__(self, ids: Mapping[OrderKey, str], mapping: SourceMapping, run: Run) -> None:
        self._ids = ids
        self._prefix = mapping.cancels.order_id_prefix if mapping.cancels else ""
        self._run = run
        self._originals = original_orders(ids if mapping.cancels else {})
        self._line_counts: dict[object, int] = {}
        self._return_counts: dict[object, int] = {}

    def load(self, columns: Columns, source: str, tally: SourceTally) -> None:
        """Loads a chunk of the spool."""
        is_return = columns["is return"]
        if any(is_return):
            self._load_returns(_chosen(columns, is_return), source, tally)
            columns = _chosen(columns, [not one for one in is_return])
        batch = self._lines(columns)
        loaded = self._run.loader.load(batch, source)
        tally.add("kept", loaded.kept)
        tally.add("waiting", loaded.waiting)
        self._reject_clashing(batch, loaded, source, tally)

    def _lines(self, columns: Columns) -> Batch:
        keys = zip(columns["number"], columns["customer"], columns["day"], strict=True)
        ids = [self._ids[key] for key in keys]  # pyright: ignore[reportArgumentType] (never None)
        own = {
            name.removeprefix("line "): cells
            for name, cells in columns.items()
            if name.startswith("line ")
        }
        if "line_no" not in own:
            own["line_no"] = numbered(ids, self._line_counts)
        lines = [int(line or 0) for line in columns["line"]]
        return Batch(form("order_lines"), {"order_id": ids, **own}, lines)

    def _load_returns(self, columns: Columns, source: str, tally: SourceTally) -> None:
        batch = self._returns(columns)
        loaded = self._run.loader.load(batch, source)
        signed = [int(amount or 0) for amount in columns["line amount"]]
        clashed = Sum(len(loaded.clashing), sum(signed[at] for at in loaded.clashing))
        tally.add("returned", Sum(len(signed) - clashed.rows, sum(signed) - clashed.amount))
        tally.add("rejected", clashed)
        self._run.reject([_clash(batch, at, source) for at in loaded.clashing])

    def _returns(self, columns: Columns) -> Batch:
        numbers = columns["number"]
        ordinals = numbered(numbers, self._return_counts)
        given = {
            name.removeprefix("return "): cells
            for name, cells in columns.items()
            if name.startswith("return ")
        }
        pairs = zip(numbers, columns["customer"], strict=True)
        own: dict[str, Sequence[Stored]] = {
            "return_id": [f"{number}-{at}" for number, at in zip(numbers, ordinals, strict=True)],
            "order_id": [self._original(str(number), str(who)) for number, who in pairs],
            "customer_id": columns["customer"],
            "currency": columns["currency"],
            "amount": [abs(int(amount or 0)) for amount in columns["line amount"]],
            "returned_at": columns["moment"],
            "product_id": columns["line product_id"],
            "quantity": [abs(int(quantity or 0)) for quantity in columns["line quantity"]],
        }
        if "line custom" in columns:
            own["custom"] = columns["line custom"]
        lines = [int(line or 0) for line in columns["line"]]
        return Batch(form("returns"), own | given, lines)

    def _original(self, number: str, customer: str) -> str | None:
        """Gives the order that a return's number names; a cancel invoice's number names none."""
        if self._prefix and has_prefix(number, self._prefix):
            return None
        return self._originals.get((number, customer))

    def _reject_clashing(
        self, batch: Batch, loaded: Loaded, source: str, tally: SourceTally
    ) -> None:
        tally.add("rejected", loaded.clashed)
        self._run.loader.tallies.tables["order_lines"].add("rejected", loaded.clashed)
        self._run.reject([_clash(batch, at, source) for at in loaded.clashing])


def _clash(batch: Batch, at: int, source: str) -> Reject:
    key = ", ".join(str(batch.columns[name][at]) for name in batch.form.key)
    return Reject(source, batch.lines[at], ", ".join(batch.form.key), key, *_CLASH)


def _chosen(columns: Columns, chosen: Sequence[object]) -> Columns:
    return {name: list(compress(cells, chosen)) for name, cells in columns.items()}
