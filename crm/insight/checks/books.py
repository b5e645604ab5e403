"""What the books say: totals that do not match, an order twice, an order beside an old debt."""

from datetime import date, timedelta
from decimal import Decimal

from crm.insight.checks.usual import OWN_ORDERS
from crm.insight.customer_past import AGAIN_WITHIN, COUNTED, CustomerPast
from crm.insight.flag import Finding, Flag, NotEnough, Value, rounded
from crm.insight.order import ZERO, Order
from crm.insight.past import Past

TOTALS = 20
AGREEING = 0.9
"""Where fewer totals of a source agree with their lines, its headers hold something else."""
MISMATCH = Decimal("0.005")

NUMBER_WITHIN = timedelta(days=365)
"""Some systems begin their numbers anew each year."""
STANDING = 2
STANDING_SHARE = 0.1
"""A customer with more repetitions than both has a standing order."""

OVERDUE_DAYS = 60
"""A debt older than two months, the last but one class of the ageing report."""
LONGER_DAYS = 30
"""A month longer than ever before: some customers always pay late, and that is no news."""
PAID_BEFORE = 8
OPEN_SHARE = 0.25
"""Of the orders that fell due since the oldest debt did, so many are still owed. Who paid nearly
all of them forgot or disputes one invoice, which is a matter for collections, and still pays."""


def total_mismatch(order: Order, past: Past) -> Finding:
    """Tells a header whose amount is not that of its lines, where the source's usually is."""
    if order.given is None or not order.lines:
        return None
    seen = past.totals[order.source or ""]
    count = seen[True] + seen[False]
    if count < TOTALS:
        return NotEnough("total_mismatch", "orders", count, TOTALS)
    difference = order.given - order.amount
    if not difference:
        return None
    agreeing = seen[True] / count
    if agreeing < AGREEING or abs(difference) <= MISMATCH * abs(order.amount):
        return None
    share = float(abs(difference) / max(abs(order.amount), abs(order.given)))
    figures = {
        "given": order.given,
        "lines_amount": order.amount,
        "difference": difference,
        "agreeing": rounded(100 * agreeing, 1),
        "orders": count,
        "currency": order.currency,
    }
    strength = 2.0 + 10 * share
    return Flag(order.order_id, order.customer_id, "total_mismatch", strength, figures)


def duplicate_order(order: Order, past: Past) -> Finding:
    """Tells an order that repeats one of the last days, or has the external id of another.

    Who has a standing order repeats it all the time, and that is no news.
    """
    own = past.of(order)
    numbered = _same_number(order, past)
    if numbered is not None:
        return _copy(order, numbered, same_id=True)
    same = own.same_basket(order)
    is_habit = own.repeats > STANDING and own.repeats > STANDING_SHARE * own.orders
    return None if same is None or is_habit else _copy(order, same, same_id=False)


def _same_number(order: Order, past: Past) -> Order | None:
    """Gives the earlier order with the same external id of the same source.

    One customer may put many orders on one number of its own; two customers never share one that a
    source system gave.
    """
    if order.external_id is None:
        return None
    earlier = past.numbered.get((order.source or "", order.external_id))
    if earlier is None:
        return None
    is_own = earlier.customer_id == order.customer_id
    if not is_own and order.source is None:
        return None
    within = AGAIN_WITHIN if is_own else NUMBER_WITHIN
    return earlier if order.at - earlier.at <= within else None


def _copy(order: Order, earlier: Order, *, same_id: bool) -> Flag:
    # A basket of several things is hardly ever repeated by chance; one thing may be.
    likely = 4.0 if same_id or len(order.lines) > 1 else 2.0
    figures: dict[str, Value] = {
        "other_order_id": earlier.order_id,
        "other_at": earlier.at,
        **_between(earlier, order),
        "lines": len(order.lines),
        "amount": order.amount,
        "same_external_id": "yes" if same_id else "no",
        "currency": order.currency,
    }
    strength = likely / (1 + (order.at - earlier.at) / AGAIN_WITHIN)
    if earlier.customer_id != order.customer_id:
        figures["other_customer_id"] = earlier.customer_id
        strength = likely  # whenever it was
    return Flag(order.order_id, order.customer_id, "duplicate_order", strength, figures)


def _between(earlier: Order, order: Order) -> dict[str, Value]:
    """Gives the minutes between two orders; the days where one of them has no time."""
    if earlier.hour is None or order.hour is None:
        return {"days": (order.at.date() - earlier.at.date()).days}
    return {"minutes": round((order.at - earlier.at).total_seconds() / 60)}


def overdue_customer(order: Order, past: Past) -> Finding:
    """Tells the first order that comes while the customer owes longer than it ever did.

    One old invoice among many later ones that were paid is no sign that the customer cannot pay.
    """
    own = past.of(order)
    if len(own.amounts) < OWN_ORDERS:
        return NotEnough("overdue_customer", "orders", len(own.amounts), OWN_ORDERS)
    own.settle(order.at)
    old = _overdue(own, order.at.date(), order)
    if not old or own.paid < PAID_BEFORE:
        return None
    first_due = min(one.due for one in old if one.due is not None)
    if first_due.toordinal() not in told_anew(own.last_day, order.at.date()):
        return None
    oldest = (order.at.date() - first_due).days
    debt = sum((one.open_at(order.at) for one in old), ZERO)
    usual = own.usual
    longest = max(own.days_late)
    paid_since = _paid_since(own, first_due)
    figures = {
        "debt": debt,
        "debts": len(old),
        "paid_since": paid_since,
        "days": oldest,
        "longest_before": max(longest, 0),
        "paid_before": own.paid,
        "usual": rounded(usual.usual),
        "amount": order.amount,
        "currency": order.currency,
    }
    strength = min(
        oldest / OVERDUE_DAYS,
        oldest / (max(longest, 0) + LONGER_DAYS),
        float(debt) / usual.usual,
        len(old) / (len(old) + paid_since) / OPEN_SHARE,
    )
    return Flag(order.order_id, order.customer_id, "overdue_customer", strength, figures)


def _overdue(own: CustomerPast, day: date, order: Order) -> list[Order]:
    return [
        one
        for one in own.debts
        if one.due is not None
        and is_long_overdue(one.due, day)
        and one.status in COUNTED
        and one.open_at(order.at) > 0
        and one.order_id != order.order_id
    ]


def _paid_since(own: CustomerPast, oldest: date) -> int:
    """Gives how many orders that fell due after the oldest debt are paid."""
    return sum(due > oldest for due in own.settled)


def told_anew(last_order: date | None, day: date) -> range:
    """Gives when debts were due, as ordinals, that are long overdue and were not at the last order.

    A debt is told once, with the first order beside it.

    Args:
        last_order: the day of the customer's last order; None without any.
        day: on which the next one comes.
    """
    before = last_order.toordinal() if last_order is not None else OVERDUE_DAYS
    return range(before - OVERDUE_DAYS, day.toordinal() - OVERDUE_DAYS)


def is_long_overdue(due: date, day: date) -> bool:
    """Whether what was due on a day is overdue for more than two months on another."""
    return (day - due).days > OVERDUE_DAYS
