"""What is bought together: pairs of products that go together in the past, and still did after it.

Of a pair A → B, the support is the number of orders with both, the confidence the share of the
orders with A that have B too, the lift by how many times that is more than of all orders. A pair
counts where it stands out by more than chance in the earlier two thirds of a year's orders, and
again in the last third, which nothing was chosen by.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import permutations
from math import sqrt

from sqlalchemy.engine import Connection

from crm.insight.value.assortment import Bought
from crm.models import order_lines, orders
from crm.query.conditions import after, counted
from crm.query.fields import Reader

DAYS = 365
FEWEST = 8
"""Orders with both that a pair needs in the earlier part."""
LIFT = 1.3
CHANCE, LATER_CHANCE = 4.5, 2.0
"""By how many standard deviations more than by chance: in the earlier part, and in the later.

Among the thousands of pairs of a catalog some are three above by chance."""
LATER_SHARE = 1 / 3
RECENT = 365
"""Days within which a customer has a product already."""

Basket = frozenset[str]


@dataclass(frozen=True)
class Pair:
    """Orders with `first` often hold `then` too; the figures are those of all orders read."""

    first: str
    then: str
    together: int
    with_first: int
    with_then: int
    orders: int

    @property
    def confidence(self) -> float:
        """Gives the share of the orders with the first that hold the other too."""
        return self.together / self.with_first

    @property
    def lift(self) -> float:
        """Gives by how many times that is more than of all orders."""
        return self.confidence * self.orders / self.with_then


@dataclass(frozen=True)
class Offer:
    """A product to offer to a customer, who has the first one of the pair and not the other."""

    pair: Pair
    last: date
    """When the customer last bought the first one."""


def baskets(connection: Connection, reader: Reader) -> tuple[Basket, ...]:
    """Gives the products of each visible order of the last year, the oldest first."""
    columns = [orders.c.ordered_at, orders.c.order_id, order_lines.c.product_id]
    first = after(reader.today - timedelta(days=DAYS))
    chosen = (
        reader.view.select("order_lines", columns, join=("orders",))
        .where(counted(), orders.c.ordered_at >= first, orders.c.ordered_at < after(reader.today))
        .where(order_lines.c.quantity > 0)
        .order_by(orders.c.ordered_at, orders.c.order_id)
    )
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in connection.execute(chosen):
        found[row.order_id].add(row.product_id)
    return tuple(frozenset(products) for products in found.values())


def pairs(found: Sequence[Basket]) -> tuple[Pair, ...]:
    """Gives the pairs that hold in both parts, the highest confidence first."""
    cut = round(len(found) * (1 - LATER_SHARE))
    earlier, later, whole = (_Counts(part) for part in (found[:cut], found[cut:], found))
    chosen = [
        key
        for key, together in earlier.together.items()
        if together >= FEWEST
        and earlier.stands_out(key, CHANCE)
        and later.stands_out(key, LATER_CHANCE)
    ]
    held = (
        Pair(a, b, whole.together[a, b], whole.single[a], whole.single[b], whole.orders)
        for a, b in chosen
    )
    return tuple(sorted(held, key=lambda p: (-p.confidence, p.first, p.then)))


def offers(found: Iterable[Pair], bought: Sequence[Bought], today: date) -> tuple[Offer, ...]:
    """Gives what to offer a customer: of each product the best reason, the surest first."""
    last = {each.product_id: each.day for each in bought if (today - each.day).days <= RECENT}
    best: dict[str, Offer] = {}
    for pair in found:
        if pair.first in last and pair.then not in last:
            best.setdefault(pair.then, Offer(pair, last[pair.first]))
    return tuple(best.values())


class _Counts:
    """How many orders hold a product, and two of them."""

    def __init__(self, found: Sequence[Basket]) -> None:
        self.orders = len(found)
        self.single = Counter(product for basket in found for product in basket)
        self.together = Counter(pair for basket in found for pair in permutations(basket, 2))

    def stands_out(self, key: tuple[str, str], deviations: float) -> bool:
        """Whether two products are together more than by chance, and clearly more."""
        together, (first, then) = self.together[key], key
        if not self.orders or not together:
            return False
        chance = self.single[first] * self.single[then] / self.orders
        return together >= LIFT * chance and together - chance >= deviations * sqrt(chance)
