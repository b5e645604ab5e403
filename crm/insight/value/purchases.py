"""The purchases of each customer, as the caller may see them: what all of customer value reads.

A purchase is a day with counted orders that come to more than nothing. Two orders of one day are
one purchase: they are one visit to the shop. What is free or negative tells nothing of a rhythm.
Amounts are kept by currency and never added across.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.engine import Connection

from crm.models import customers, orders
from crm.query.conditions import after, counted
from crm.query.fields import Reader

YEARS = 3
"""How far back is read: a rhythm of long ago is none of today, and the work stays bounded."""


@dataclass(frozen=True)
class Purchase:
    """What one customer ordered on one day, in one currency."""

    day: date
    amount: Decimal
    currency: str


@dataclass(frozen=True)
class History:
    """The purchases of one customer up to a day, the oldest first."""

    customer_id: str
    name: str
    purchases: tuple[Purchase, ...]

    @property
    def days(self) -> tuple[date, ...]:
        """Gives the days with a purchase, each once."""
        return tuple(dict.fromkeys(purchase.day for purchase in self.purchases))

    def since(self, day: date) -> tuple[Purchase, ...]:
        """Gives the purchases from `day` on."""
        return tuple(purchase for purchase in self.purchases if purchase.day >= day)

    @property
    def currency(self) -> str:
        """Gives the currency of most purchases, the latest one's where that is a tie."""
        times: dict[str, int] = defaultdict(int)
        for purchase in reversed(self.purchases):
            times[purchase.currency] += 1
        return max(times, key=lambda code: times[code])

    def sales(self, since: date) -> Decimal:
        """Gives what was bought from `since` on in `currency`, and in no other."""
        return sum((p.amount for p in self.since(since) if p.currency == self.currency), Decimal(0))


def histories(
    connection: Connection, reader: Reader, only: Sequence[str] | None = None
) -> tuple[History, ...]:
    """Gives the history of each visible customer who bought in the last three years, by id.

    Args:
        connection: to the database.
        reader: with whose eyes, and up to which day, that day included.
        only: the ids of the customers that are wanted; None for all.
    """
    columns = [
        orders.c.customer_id,
        reader.view.column("customers", "name"),
        orders.c.ordered_at,
        orders.c.currency,
        orders.c.amount,
    ]
    first = after(reader.today - timedelta(days=366 * YEARS))
    chosen = reader.view.select("orders", columns, join=("customers",)).where(
        counted(), orders.c.ordered_at >= first, orders.c.ordered_at < after(reader.today)
    )
    if only is not None:
        chosen = chosen.where(customers.c.customer_id.in_(sorted(only)))
    names: dict[str, str] = {}
    sums: defaultdict[str, defaultdict[tuple[date, str], Decimal]]
    sums = defaultdict(lambda: defaultdict(Decimal))
    for row in connection.execute(chosen):
        names[row.customer_id] = row.name
        sums[row.customer_id][row.ordered_at.date(), row.currency] += row.amount
    found = (_history(key, names[key], sums[key]) for key in sorted(names))
    return tuple(history for history in found if history.purchases)


def _history(customer_id: str, name: str, sums: Mapping[tuple[date, str], Decimal]) -> History:
    purchases = (
        Purchase(day, amount, currency)
        for (day, currency), amount in sorted(sums.items())
        if amount > 0
    )
    return History(customer_id, name, tuple(purchases))
