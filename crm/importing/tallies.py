"""Counting while an import runs: rows and millionths, per source and per table."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from crm.importing.fields import TABLES, form
from crm.importing.summary import Count, SourceSummary, TableSummary
from crm.importing.values import as_decimal

OUTCOMES = ("kept", "returned", "rejected", "waiting")


@dataclass(frozen=True)
class Sum:
    """Rows and the sum of their amounts in millionths."""

    rows: int = 0
    amount: int = 0

    def __add__(self, other: "Sum") -> "Sum":
        """Gives both together."""
        return Sum(self.rows + other.rows, self.amount + other.amount)

    def count(self, *, money: bool) -> Count:
        """Gives the sum for a summary."""
        return Count(self.rows, as_decimal(self.amount) if money else None)


NOTHING = Sum()


def _sums() -> dict[str, Sum]:
    return {name: Sum() for name in ("read", *OUTCOMES)}


@dataclass
class SourceTally:
    """What became of the rows of one source on their way to one table."""

    source: str
    table: str
    sums: dict[str, Sum] = field(default_factory=_sums)

    def add(self, outcome: str, some: Sum) -> None:
        """Counts rows with that outcome; `read` before anything is decided about them."""
        self.sums[outcome] += some

    def reconcile(self) -> None:
        """Checks that every row and every cent that was read has one outcome."""
        read = self.sums["read"]
        found = sum((self.sums[name] for name in OUTCOMES), Sum())
        assert found == read, f"{self.source} to {self.table}: read {read}, accounted for {found}"

    def summary(self) -> SourceSummary:
        """Gives the counts."""
        money = form(self.table).amount is not None
        counts = {name: total.count(money=money) for name, total in self.sums.items()}
        return SourceSummary(self.source, self.table, **counts)


@dataclass
class TableTally:
    """What one table took."""

    table: str
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    resolved: int = 0
    retotalled: bool = False
    sums: dict[str, Sum] = field(default_factory=_sums)

    def add(self, outcome: str, some: Sum) -> None:
        """Counts rows with that outcome."""
        self.sums[outcome] += some

    @property
    def touched(self) -> bool:
        """Tells whether the table is another than before."""
        return self.new + self.changed + self.resolved > 0 or self.retotalled

    def summary(self) -> TableSummary:
        """Gives the counts."""
        money = form(self.table).amount is not None
        kept, rejected, waiting = (
            self.sums[name].count(money=money) for name in ("kept", "rejected", "waiting")
        )
        return TableSummary(
            self.table,
            read=kept + rejected + waiting,
            kept=kept,
            rejected=rejected,
            waiting=waiting,
            new=self.new,
            changed=self.changed,
            unchanged=self.unchanged,
            resolved=self.resolved,
        )


class Tallies:
    """All counts of one import."""

    def __init__(self) -> None:
        self.tables = {name: TableTally(name) for name in TABLES}
        self.sources: list[SourceTally] = []

    def source(self, source: str, table: str) -> SourceTally:
        """Gives the tally of a source on its way to a table, from now on part of the summary."""
        tally = SourceTally(source, table)
        self.sources.append(tally)
        return tally

    def used(self) -> Mapping[str, TableTally]:
        """Gives the tables that anything was read for."""
        return {
            name: tally
            for name, tally in self.tables.items()
            if tally.touched or any(total.rows for total in tally.sums.values())
        }
