"""What an import did: rows and amounts of every source and table, reconciled."""

import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from crm.importing.rejects import Reject


@dataclass(frozen=True)
class Count:
    """Rows, and the sum of their amounts.

    The sum is a check of completeness, whatever the currencies, like a line count; it is None for
    a table without amounts. An amount that cannot be read counts as zero.
    """

    rows: int = 0
    amount: Decimal | None = None

    def __add__(self, other: "Count") -> "Count":
        """Gives both together."""
        amounts = [amount for amount in (self.amount, other.amount) if amount is not None]
        return Count(self.rows + other.rows, sum(amounts, Decimal(0)) if amounts else None)


@dataclass(frozen=True)
class SourceSummary:
    """What became of the rows of one source: read = kept + returned + rejected + waiting.

    `table` is where its rows went; for a sheet of invoice lines order_lines, and `returned` are
    the rows that became returns (their amounts as in the sheet: negative).
    """

    source: str
    table: str
    read: Count
    kept: Count
    rejected: Count
    waiting: Count
    returned: Count = Count()


@dataclass(frozen=True)
class TableSummary:
    """What one table took: kept = new + changed + unchanged.

    `resolved` rows had waited since an earlier import and came in now; they are not in `kept`.
    """

    table: str
    read: Count
    kept: Count
    rejected: Count
    waiting: Count
    new: int
    changed: int
    unchanged: int
    resolved: int = 0


@dataclass(frozen=True)
class Split:
    """An order number that stood for several orders, and the ids that these got."""

    number: str
    order_ids: tuple[str, ...]


@dataclass(frozen=True)
class Conflict:
    """One id with several values in a column; the most frequent one (`kept`) was taken."""

    table: str
    column: str
    key: str
    kept: str
    others: tuple[str, ...]


@dataclass(frozen=True)
class Summary:
    """The whole import. Lists of examples hold the first ones; their counts are complete."""

    path: str
    finished_at: datetime
    business_date: date
    sources: tuple[SourceSummary, ...]
    tables: tuple[TableSummary, ...]
    rejected_rows: int = 0
    rejects: tuple[Reject, ...] = ()
    reject_file: Path | None = None
    split_numbers: int = 0
    splits: tuple[Split, ...] = ()
    conflicts_found: int = 0
    conflicts: tuple[Conflict, ...] = ()
    rounded_values: int = 0
    waiting_rows: int = 0
    notes: tuple[str, ...] = field(default=())

    @property
    def changed(self) -> bool:
        """Tells whether any table changed."""
        return any(table.new + table.changed + table.resolved for table in self.tables)

    def table(self, name: str) -> TableSummary:
        """Gives the summary of one table, all zero if nothing was read for it."""
        nothing = TableSummary(name, Count(), Count(), Count(), Count(), 0, 0, 0)
        return next((table for table in self.tables if table.table == name), nothing)

    def to_json(self, rejects: tuple[Reject, ...] | None = None) -> str:
        """Gives the summary as JSON, amounts as text; `rejects` replaces the first ones."""
        document = asdict(self)
        if rejects is not None:
            document["rejects"] = [asdict(reject) for reject in rejects]
        return json.dumps(document, ensure_ascii=False, indent=2, default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else str(value)
