"""The books of a demo company: what its tests look at."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from crm.demo import Company, company
from crm.demo.rows import Order, Row

COUNTED = {"confirmed", "shipped", "completed"}
# An ordinary day, a leap day, and a day on which the month, the quarter and the year begin.
DAYS = ("2026-11-21", "2024-02-29", "2027-01-01")
CASES = tuple((seed, date.fromisoformat(day)) for seed, day in enumerate(DAYS, 5))
Table = Callable[[Company], tuple[Row, ...]]


@dataclass(frozen=True)
class Books:
    """A demo company with the sums that the tests look at."""

    company: Company
    orders: dict[str, Order]
    amounts: dict[str, Decimal]
    paid: dict[str, Decimal]

    @property
    def today(self) -> date:
        return self.company.today

    @property
    def counted(self) -> list[Order]:
        return [order for order in self.orders.values() if order.status in COUNTED]

    def owed(self, order: Order) -> Decimal:
        return self.amounts[order.order_id] - self.paid[order.order_id]


@cache
def books_of(seed: int, today: date) -> Books:
    made = company(seed, today)
    amounts: defaultdict[str, Decimal] = defaultdict(Decimal)
    for line in made.tables.order_lines:
        amounts[line.order_id] += line.amount
    paid: defaultdict[str, Decimal] = defaultdict(Decimal)
    for payment in made.tables.payments:
        paid[payment.order_id] += payment.amount
    return Books(made, {order.order_id: order for order in made.tables.orders}, amounts, paid)
