"""A sale: an order in the making, before it has a number, a state and rows."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self

from crm.demo.accounts import Account
from crm.demo.catalog import Article
from crm.demo.rows import AnomalyKind


@dataclass(slots=True)
class SaleLine:
    """A line that may still change; `cents` is the unit price."""

    article: Article
    quantity: int
    cents: int

    @property
    def amount_cents(self) -> int:
        """Quantity times unit price, exact."""
        return self.quantity * self.cents


@dataclass(slots=True)
class Sale:
    """An order in the making.

    A `firm` one is counted whatever its age. `late_until` keeps its payment back until that day.
    `kind`, `detail`, `twin` and `header_cents` (what a wrong header adds) are of planted anomalies.
    """

    account: Account
    placed_at: datetime
    lines: list[SaleLine]
    firm: bool = False
    late_until: date | None = None
    kind: AnomalyKind | None = None
    detail: str = ""
    twin: Self | None = None
    header_cents: int = 0

    @property
    def amount_cents(self) -> int:
        """The sum of the lines."""
        return sum(line.amount_cents for line in self.lines)

    @property
    def day(self) -> date:
        """The day it was placed."""
        return self.placed_at.date()

    @property
    def due(self) -> date:
        """The day by which it should be paid."""
        return self.day + timedelta(days=self.account.terms_days)
