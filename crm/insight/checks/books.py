"""What the books say: totals that do not match, an order twice, an order beside an old debt."""

from datetime import date, timedelta
from decimal import Decimal

from crm.insight.checks.usual import OWN_ORDERS
from crm.insight.flag import Finding, Flag, NotEnough, rounded
from crm.insight.order import ZERO, Order
from crm.insight.past import AGAIN_WITHIN, COUNTED, SKIPPED, WINDOW, CustomerPast, Past

TOTALS = 20
AGREEING = 0.9
"""Where fewer totals of a source agree with their lines, its headers hold something else."""
MISMATCH = Decimal("0.005")

STANDING = 2
STANDING_SHARE = 0.1
"""A customer with more repetitions than both has a standing order."""

OVERDUE_DAYS = 60
"""A debt older than two months, the last but one class of the ageing report."""
LONGER_DAYS = 30
"""A month longer than ever before: some customers always pay late, and that is no news."""
PAID_BEFORE = 8


def total_mismatch(order: Order, past: Past) -> Finding:
    """Tells a header whose amount is not that of its lines, where the source's usually is."""
    if order.given is None or not order.lines:
        return None
    seen = past.totals[order.source or ""]
    if seen.total() < TOTALS:
        return NotEnough("total_mismatch", "orders", seen.total(), TOTALS)
    difference = order.given - order.amount
    agreeing = seen[True] / seen.total()
    if agreeing < AGREEING or abs(difference) <= MISMATCH * abs(order.amount):
        return None
    share = float(abs(difference) / max(abs(order.amount), abs(order.given)))
    figures = {
        "given": order.given,
        "lines_amount": order.amount,
        "difference": difference,
        "agreeing": rounded(100 * agreeing, 1),
        "orders": seen.total(),
        "currency": order.currency,
    }
    strength = 2.0 + 10 * share
    return Flag(order.order_id, order.customer_id, "total_mismatch", strength, figures)


def duplicate_order(order: Order, past: Past) -> Finding:
    """Tells an order that repeats one of the last days, or has the external id of another.

    Who has a standing order repeats it all the time, and that is no news.
    """
    own = past.of(order)
    for earlier in reversed(own.orders):
        if order.at - earlier.at > AGAIN_WITHIN:
            break
        if order.external_id is not None and (
            (order.external_id, order.source) == (earlier.external_id, earlier.source)
        ):
            return _copy(order, earlier, same_id=True)
    same = own.same_basket(order)
    is_habit = own.repeats > STANDING and own.repeats > STANDING_SHARE * len(own.orders)
    return None if same is None or is_habit else _copy(order, same, same_id=False)


def _copy(order: Order, earlier: Order, *, same_id: bool) -> Flag:
    minutes = round((order.at - earlier.at).total_seconds() / 60)
    # A basket of several things is hardly ever repeated by chance; one thing may be.
    likely = 4.0 if same_id or len(order.lines) > 1 else 2.0
    figures = {
        "other_order_id": earlier.order_id,
        "other_at": earlier.at,
        "minutes": minutes,
        "lines": len(order.lines),
        "amount": order.amount,
        "same_external_id": "yes" if same_id else "no",
        "currency": order.currency,
    }
    strength = likely / (1 + (order.at - earlier.at) / AGAIN_WITHIN)
    return Flag(order.order_id, order.customer_id, "duplicate_order", strength, figures)


def overdue_customer(order: Order, past: Past) -> Finding:
    """Tells the first order that comes while the customer owes longer than it ever did."""
    own = past.of(order)
    if len(own.amounts) < OWN_ORDERS:
        return NotEnough("overdue_customer", "orders", len(own.amounts), OWN_ORDERS)
    own.settle(order.at)
    old = _overdue(own, order.at.date(), order)
    if not old or len(own.days_late) < PAID_BEFORE:
        return None
    oldest = max(_days(one, order.at.date()) for one in old)
    if _told_before(own, oldest, order):
        return None
    debt = sum((one.open_at(order.at) for one in old), ZERO)
    usual = own.usual
    longest = max(own.days_late[-WINDOW:])
    figures = {
        "debt": debt,
        "debts": len(old),
        "days": oldest,
        "longest_before": max(longest, 0),
        "paid_before": len(own.days_late),
        "usual": rounded(usual.usual),
        "amount": order.amount,
        "currency": order.currency,
    }
    strength = min(
        oldest / OVERDUE_DAYS,
        oldest / (max(longest, 0) + LONGER_DAYS),
        float(debt) / usual.usual,
    )
    return Flag(order.order_id, order.customer_id, "overdue_customer", strength, figures)


def _overdue(own: CustomerPast, day: date, order: Order) -> list[Order]:
    return [
        one
        for one in own.debts
        if _days(one, day) > OVERDUE_DAYS
        and one.status in COUNTED
        and one.open_at(order.at) > 0
        and one.order_id != order.order_id
    ]


def _days(one: Order, day: date) -> int:
    assert one.due is not None
    return (day - one.due).days


def _told_before(own: CustomerPast, oldest_days: int, order: Order) -> bool:
    """Whether an earlier order came beside the same old debt: it was told then."""
    since = order.at.date() - timedelta(days=oldest_days - OVERDUE_DAYS)
    return any(one.at.date() > since for one in own.orders[-5:] if one.status not in SKIPPED)
