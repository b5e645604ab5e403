"""Whom to call first for money: what is overdue, for how long, against how each pays usually.

A customer who always pays two weeks late and is two weeks late is paying as usual; one who paid on
the day and has been silent for ten is not. So the days that count are those beyond the customer's
own habit. Amounts of several currencies stand apart.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from statistics import median

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.models import orders, payments
from crm.query.conditions import after, counted
from crm.query.entities import ENTITIES
from crm.query.fields import Reader

HABIT_DAYS = 730
"""How far back the due dates lie from which a habit is read."""
FEWEST_PAID = 3
"""Orders paid in full without which there is no habit."""

MOST_NAMED = 5_000
"""Customers that a statement names; where more owe, the habits of all are read."""
GRACE_DAYS = 7
"""Days beyond the habit that say nothing yet."""


@dataclass(frozen=True)
class Overdue:
    """One order whose payment is past due."""

    order_id: str
    days: int
    amount: Decimal


@dataclass(frozen=True)
class Debt:
    """What one customer owes past due in one currency, the longest overdue first.

    `habit` is by how many days past due the customer paid in the middle; None without a habit.
    """

    customer_id: str
    name: str
    currency: str
    orders: tuple[Overdue, ...]
    habit: int | None
    paid: int
    """How many orders the habit is read from."""

    @property
    def amount(self) -> Decimal:
        """Gives what is overdue in all."""
        return sum((one.amount for one in self.orders), Decimal(0))

    @property
    def days(self) -> int:
        """Gives for how long the oldest is overdue."""
        return self.orders[0].days

    @property
    def beyond(self) -> int:
        """Gives by how many days the oldest is later than this customer usually pays."""
        return max(0, self.days - (self.habit or 0))

    @property
    def is_later(self) -> bool:
        """Whether the oldest is clearly later than this customer usually pays."""
        return self.beyond > GRACE_DAYS

    @property
    def weight(self) -> Decimal:
        """Gives amounts times the days beyond the habit, added up: by this they are ranked."""
        usual = self.habit or 0
        late = ((one.amount, one.days - usual) for one in self.orders)
        return sum((amount * days for amount, days in late if days > 0), Decimal(0))


def debts(
    connection: Connection, reader: Reader, only: Iterable[str] | None = None
) -> tuple[Debt, ...]:
    """Gives who of the visible customers owes past due, whom to call first at the front.

    Args:
        connection: to the database.
        reader: with whose eyes, and on which day.
        only: the ids of the customers that are meant; None for all.
    """
    found, names = _overdue(connection, reader, None if only is None else frozenset(only))
    habits = _habits(connection, reader, {customer for customer, _ in found})
    owed = [_debt(key, names[key[0]], late, habits.get(key[0], ())) for key, late in found.items()]
    return tuple(sorted(owed, key=lambda d: (-d.weight, -d.amount, d.customer_id, d.currency)))


def _debt(key: tuple[str, str], name: str, late: Sequence[Overdue], habit: Sequence[int]) -> Debt:
    usual = max(0, round(median(habit))) if len(habit) >= FEWEST_PAID else None
    ordered = tuple(sorted(late, key=lambda one: (-one.days, one.order_id)))
    return Debt(key[0], name, key[1], ordered, usual, len(habit))


Late = dict[tuple[str, str], list[Overdue]]


def _overdue(
    connection: Connection, reader: Reader, only: frozenset[str] | None
) -> tuple[Late, dict[str, str]]:
    """Gives the overdue orders by customer and currency, and what the customers are called."""
    left = ENTITIES["order"].computed["@outstanding"](reader.today)
    columns = [
        orders.c.order_id,
        orders.c.customer_id,
        reader.view.column("customers", "name").label("customer"),
        orders.c.currency,
        orders.c.due_date,
        sa.type_coerce(left, orders.c.amount.type).label("owed"),
    ]
    chosen = reader.view.select("orders", columns, join=("customers",)).where(
        counted(),
        orders.c.amount != orders.c.paid,
        orders.c.due_date < reader.today,
        orders.c.ordered_at < after(reader.today),
    )
    found: defaultdict[tuple[str, str], list[Overdue]] = defaultdict(list)
    names: dict[str, str] = {}
    for row in connection.execute(chosen):
        if row.owed > 0 and (only is None or row.customer_id in only):
            names[row.customer_id] = row.customer
            late = Overdue(row.order_id, (reader.today - row.due_date).days, row.owed)
            found[row.customer_id, row.currency].append(late)
    return found, names


def _habits(connection: Connection, reader: Reader, whose: set[str]) -> Mapping[str, Sequence[int]]:
    """Gives by how many days past due each customer's orders were paid in full."""
    last = sa.func.max(payments.c.paid_at, type_=payments.c.paid_at.type)
    columns = [orders.c.customer_id, orders.c.due_date, last.label("paid_at")]
    known = orders.c.customer_id.in_(sorted(whose)) if len(whose) <= MOST_NAMED else sa.true()
    chosen = reader.view.select("payments", columns, join=("orders",)).where(
        counted(),
        known,
        orders.c.paid >= orders.c.amount,
        orders.c.amount > 0,
        orders.c.due_date >= reader.today - timedelta(days=HABIT_DAYS),
        orders.c.due_date < reader.today,
        payments.c.paid_at < after(reader.today),
    )
    grouped = chosen.group_by(orders.c.order_id, orders.c.customer_id, orders.c.due_date)
    found: defaultdict[str, list[int]] = defaultdict(list)
    for row in connection.execute(grouped):
        found[row.customer_id].append((row.paid_at.date() - row.due_date).days)
    return found
