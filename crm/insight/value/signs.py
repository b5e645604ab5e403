"""What was seen of customers lately, and what is normal for each: what health is made of.

All is read with the caller's eyes, a few statements for all customers. A topic of which a customer
has no rows is no sign: no complaint counts as good only of somebody with whom something is noted.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.insight.value.health import Seen, Topic
from crm.insight.value.purchases import History
from crm.insight.value.retention import Retention
from crm.models import activities, orders, payments, usage
from crm.query.conditions import after, counted
from crm.query.fields import Reader

LATELY = 90
"""Days that count as lately for what is noted; the year before them is what is normal."""
YEAR = 365
HALF_YEAR = 182
WEEKS_NOW, WEEKS_BEFORE = 28, 112
"""Days of the latest usage, and of what is normal together with them."""
FEWEST_READINGS = 8
FEWEST_DUE = 3
CONTACTS = frozenset({"call", "visit"})
TOPICS: Mapping[str, Topic] = {"complaint": "complaints", "ticket": "tickets"}

Signs = dict[str, list[Seen]]


@dataclass(frozen=True)
class Known:
    """Where the customers stand in their rhythm, and what they bought."""

    standing: Mapping[str, Retention]
    histories: Mapping[str, History]


def signs(connection: Connection, reader: Reader, known: Known, only: str | None = None) -> Signs:
    """Gives what was seen of each customer who ever bought, by id; of `only` one if given."""
    found: Signs = defaultdict(list)
    for customer_id in known.histories if only is None else {only} & known.histories.keys():
        found[customer_id] += _bought(known, customer_id, reader.today)
    for read in (_paid, _noted, used_lately):
        for customer_id, seen in read(connection, reader, only):
            if customer_id in found:
                found[customer_id].append(seen)
    return found


def _bought(known: Known, customer_id: str, today: date) -> Iterable[Seen]:
    """Gives the silence against the customer's gap, and half a year's sales against the one before.

    No sales of a customer whose first purchase is not a year ago: there is no half year before.
    """
    own, history = known.standing[customer_id], known.histories[customer_id]
    if own.rhythm is not None and own.rhythm.gap > 0:
        yield Seen("orders", own.silent, max(1.0, own.rhythm.gap), "days")
    now = history.sales(today - timedelta(days=HALF_YEAR))
    before = history.sales(today - timedelta(days=2 * HALF_YEAR)) - now
    if before > 0 and history.days[0] <= today - timedelta(days=2 * HALF_YEAR):
        yield Seen("sales", float(now), float(before), history.currency)


def _paid(connection: Connection, reader: Reader, only: str | None) -> Iterable[tuple[str, Seen]]:
    """Gives by how many days payment came after the due date, of the orders due within a year.

    Each order counts by its amount; what is not paid is as late as today.
    """
    first = reader.today - timedelta(days=YEAR)
    last = sa.func.max(payments.c.paid_at, type_=payments.c.paid_at.type)
    own = payments.c.order_id == orders.c.order_id, payments.c.paid_at < after(reader.today)
    paid_on = sa.select(last).where(*own).correlate(orders).scalar_subquery().label("paid_at")
    columns = [orders.c.customer_id, orders.c.due_date, orders.c.amount, orders.c.paid, paid_on]
    chosen = reader.view.select("orders", columns).where(
        counted(), orders.c.due_date >= first, orders.c.due_date < reader.today, orders.c.amount > 0
    )
    if only is not None:
        chosen = chosen.where(orders.c.customer_id == only)
    late: defaultdict[str, list[tuple[Decimal, int]]] = defaultdict(list)
    for row in connection.execute(chosen):
        settled = row.paid_at if row.paid >= row.amount else None
        days = ((reader.today if settled is None else settled.date()) - row.due_date).days
        late[row.customer_id].append((row.amount, max(0, days)))
    for customer_id, orders_due in late.items():
        if len(orders_due) >= FEWEST_DUE:
            whole = sum(amount for amount, _ in orders_due)
            mean = float(sum(amount * days for amount, days in orders_due) / whole)
            yield customer_id, Seen("payments", mean, 0.0, "days")


def _noted(connection: Connection, reader: Reader, only: str | None) -> Iterable[tuple[str, Seen]]:
    """Gives complaints, tickets, and calls and visits, lately and as usual in so many days."""
    since = reader.today - timedelta(days=LATELY + YEAR)
    recent = activities.c.occurred_at >= after(reader.today - timedelta(days=LATELY))
    lately = sa.func.sum(sa.case((recent, 1), else_=0)).label("lately")
    every = sa.func.count().label("every")
    columns = [activities.c.customer_id, activities.c.kind, every, lately]
    chosen = reader.view.select("activities", columns).where(
        activities.c.occurred_at >= after(since), activities.c.occurred_at < after(reader.today)
    )
    if only is not None:
        chosen = chosen.where(activities.c.customer_id == only)
    grouped = chosen.group_by(activities.c.customer_id, activities.c.kind)
    rows = connection.execute(grouped.order_by(activities.c.customer_id)).all()
    for customer_id, own in groupby(rows, key=lambda row: str(row.customer_id)):
        numbers = {str(row.kind): (int(row.every), int(row.lately)) for row in own}
        yield from ((customer_id, seen) for seen in _counts(numbers))


def _counts(numbers: Mapping[str, tuple[int, int]]) -> Iterable[Seen]:
    """Gives the numbers of a customer's kinds of notes; `numbers` has all, and those of lately."""
    for kind, topic in TOPICS.items():
        every, now = numbers.get(kind, (0, 0))
        yield Seen(topic, now, (every - now) * LATELY / YEAR, "times")
    talked = [numbers[kind] for kind in CONTACTS if kind in numbers]
    usual = sum(every - now for every, now in talked) * LATELY / YEAR
    if usual >= 1:  # of whom is seen once a year, ninety days without a visit say nothing
        yield Seen("visits", sum(now for _, now in talked), usual, "times")


def used_lately(
    connection: Connection, reader: Reader, only: str | None = None
) -> Iterable[tuple[str, Seen]]:
    """Gives the mean usage of four weeks against that of twelve before: the mean over metrics."""
    since = reader.today - timedelta(days=WEEKS_BEFORE)
    recent = usage.c.date > reader.today - timedelta(days=WEEKS_NOW)
    now = sa.func.sum(sa.case((recent, usage.c.value), else_=0), type_=usage.c.value.type)
    times = sa.func.sum(sa.case((recent, 1), else_=0)).label("times")
    whole = sa.func.sum(usage.c.value, type_=usage.c.value.type)
    readings = sa.func.count().label("readings")
    columns = [usage.c.customer_id, now.label("now"), times, whole.label("whole"), readings]
    chosen = reader.view.select("usage", columns).where(
        usage.c.date > since, usage.c.date <= reader.today
    )
    if only is not None:
        chosen = chosen.where(usage.c.customer_id == only)
    shares: defaultdict[str, list[float]] = defaultdict(list)
    for row in connection.execute(chosen.group_by(usage.c.customer_id, usage.c.metric)):
        share = _share(row.now, int(row.times), row.whole, int(row.readings))
        if share is not None:
            shares[row.customer_id].append(share)
    for customer_id, found in shares.items():
        yield customer_id, Seen("usage", sum(found) / len(found), 1.0, "ratio")


def _share(now: Decimal, times: int, whole: Decimal, readings: int) -> float | None:
    """Gives the mean of lately over the mean before; None where there are too few readings."""
    before, earlier = whole - now, readings - times
    if readings < FEWEST_READINGS or not times or not earlier or before <= 0:
        return None
    return float(now / times) / float(before / earlier)


def by_customer(found: Sequence[History]) -> dict[str, History]:
    """Gives the histories by their customers' ids."""
    return {history.customer_id: history for history in found}
