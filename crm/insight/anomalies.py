"""What is unusual about one order, beside all that was known before it came."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from crm.insight.checks.books import duplicate_order, overdue_customer, total_mismatch
from crm.insight.checks.price import price_off_list, unusual_discount
from crm.insight.checks.product import unusual_product
from crm.insight.checks.rhythm import off_rhythm
from crm.insight.checks.size import amount_spike, odd_hour, quantity_typo
from crm.insight.flag import Finding, Flag, Kind, NotEnough
from crm.insight.order import Order
from crm.insight.past import Past

Check = Callable[[Order, Past], Finding]
CHECKS: tuple[Check, ...] = (
    amount_spike,
    quantity_typo,
    price_off_list,
    unusual_discount,
    duplicate_order,
    unusual_product,
    off_rhythm,
    odd_hour,
    overdue_customer,
    total_mismatch,
)
UNCHECKED = frozenset({"cancelled"})
"""States of orders that nobody needs to look at any more."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the checks found; `near` are those that stayed below their threshold."""

    order: Order
    flags: tuple[Flag, ...]
    near: tuple[Flag, ...]
    not_enough: tuple[NotEnough, ...]


def judged(order: Order, past: Past) -> Judgement:
    """Gives what is unusual about an order that the past does not hold yet."""
    found = [] if order.status in UNCHECKED else [check(order, past) for check in CHECKS]
    flags = [one for one in found if isinstance(one, Flag)]
    return Judgement(
        order,
        flags=_unexplained([one for one in flags if one.strength >= 1]),
        near=tuple(one for one in flags if one.strength < 1),
        not_enough=tuple(one for one in found if isinstance(one, NotEnough)),
    )


EXPLAINS: Mapping[Kind, Kind] = {
    "quantity_typo": "amount_spike",
    "price_off_list": "unusual_discount",
}
"""A slip in one quantity explains why the amount is large: one flag is enough."""


def _unexplained(flags: Sequence[Flag]) -> tuple[Flag, ...]:
    explained = {EXPLAINS.get(one.kind) for one in flags}
    return tuple(one for one in flags if one.kind not in explained)


def judged_in_turn(
    orders: Iterable[Order], past: Past, is_normal: Callable[[Flag], bool] = lambda _flag: False
) -> Iterator[Judgement]:
    """Gives what is unusual about each order, the oldest first; each is learnt after that.

    Args:
        orders: what came.
        past: what was known before; it learns.
        is_normal: whether somebody called a flag normal, so that its order teaches all the same.
    """
    for order in orders:
        found = judged(order, past)
        yield found
        past.learn(order, {flag.kind for flag in found.flags if not is_normal(flag)})
