"""Currencies in SQL: which amounts have one, and what an amount is in the base currency."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.access import Caller
from crm.models import customers, orders, rates
from crm.models.types import SCALE, Exact
from crm.query.fields import Expression, Field, date_column
from crm.relations import ROOTS, reachable

_UNITS = 10**SCALE
_MONEY = frozenset({"orders.amount_given", "orders.paid", "orders.invoiced"})


@dataclass(frozen=True)
class Currencies:
    """The currencies that orders have, each with the owners of the customers who placed them.

    Whether amounts may be of several currencies shows in an answer (in units, in how it is split),
    so that every caller is given the currencies of the orders that they see, and no others.
    """

    owners: Mapping[str, frozenset[str | None]]

    @classmethod
    def of(cls, connection: Connection) -> "Currencies":
        """Gives the currencies of all orders."""
        placed = orders.join(customers, orders.c.customer_id == customers.c.customer_id)
        chosen = sa.select(orders.c.currency, customers.c.owner_id).select_from(placed).distinct()
        found: dict[str, set[str | None]] = {}
        for currency, owner in connection.execute(chosen):
            found.setdefault(currency, set()).add(owner)
        return cls({currency: frozenset(owners) for currency, owners in found.items()})

    @property
    def all(self) -> frozenset[str]:
        """Gives the currencies of all orders, whoever sees them."""
        return frozenset(self.owners)

    def seen_by(self, caller: Caller) -> frozenset[str]:
        """Gives the currencies of the orders that a caller sees."""
        seen = caller.owners
        if seen is None:
            return self.all
        return frozenset(code for code, who in self.owners.items() if not who.isdisjoint(seen))


def is_money(path: str) -> bool:
    """Whether the column `table.column` (perhaps behind a root) holds an amount of money."""
    return path.endswith(".amount") or ".".join(path.split(".")[-2:]) in _MONEY


def own_currency(root: str) -> Field | None:
    """Gives the currency that rows of `root` say; None where all are in the base currency."""
    if root == "returns":
        return Field(ROOTS[root].table.c.currency, frozenset())
    if "orders" in reachable(root):
        return Field(ROOTS["orders"].table.c.currency, frozenset({"orders"}))
    return None


def currency_of(root: str, base: str) -> Field:
    """Gives the currency of rows of `root`."""
    return own_currency(root) or Field(sa.literal(base, sa.String), frozenset())


def day_of(path: str | None) -> Field:
    """Gives the column `table.column` by whose day an amount is converted; NULL without one."""
    if path is None:
        return Field(sa.cast(sa.null(), sa.Date), frozenset())
    return date_column(path)


def rate_on(currency: Expression, day: Expression) -> Expression:
    """Gives the latest rate of `currency` on or before `day`; NULL where there is none."""
    return _latest(rates.c.rate, currency, day)


def rated_on(currency: Expression, day: Expression) -> Expression:
    """Gives the day of the rate that `rate_on` gives."""
    return _latest(rates.c.date, currency, day)


def in_base(
    amount: Expression, currency: Expression, day: Expression, base: str, dialect: str
) -> Expression:
    """Gives a row's amount in the base currency, at the latest rate on or before `day`.

    It is rounded to millionths, half up, row by row. NULL where there is no rate.
    """
    if dialect == "sqlite":
        own, worth = _whole(amount), _times(_whole(amount), _whole(rates.c.rate))
    else:
        own, worth = amount, sa.func.round(amount * rates.c.rate, SCALE, type_=Exact())
    # The arithmetic stands inside the lookup, so that a row looks its rate up once.
    foreign = _latest(worth, currency, day)
    return sa.type_coerce(sa.case((currency == base, own), else_=foreign), Exact())


def _latest(value: Expression, currency: Expression, day: Expression) -> Expression:
    # A date is not after a moment of the same day: as text (SQLite) and as a timestamp alike.
    found = (
        sa.select(value)
        .where(rates.c.currency == currency, rates.c.date <= day)
        .order_by(rates.c.date.desc())
        .limit(1)
    )
    return found.correlate_except(rates).scalar_subquery()


def _whole(column: Expression) -> sa.ColumnElement[int]:
    """Gives an exact column as the whole millionths that SQLite holds."""
    return sa.type_coerce(column, sa.BigInteger())


def _times(amount: sa.ColumnElement[int], rate: sa.ColumnElement[int]) -> Expression:
    """Gives the product of two numbers of millionths in millionths, half up.

    SQLite would go on in floating point beyond 9.2e18, which the product of the two comes to at
    9.2 million; so the whole units and the rest are multiplied apart. `//` and `%` go towards zero
    there, so that the halves of negative amounts go away from it.
    """
    rest: sa.ColumnElement[Any] = amount % _UNITS
    half = sa.case((rest < 0, -_UNITS // 2), else_=_UNITS // 2)
    return (amount // _UNITS) * rate + (rest * rate + half) // _UNITS
