"""What was known before an order came: of its customer, its products, its peers, the company.

A past only grows: `learn` takes the orders in the order of time, and a check that is asked before
an order is learnt sees nothing of that order, nor of any later one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import partial

from crm.insight.customer_past import NONE, OF_AMOUNTS, OF_PRICES, SKIPPED, CustomerPast, Doubts
from crm.insight.habit import Latest
from crm.insight.order import Order

PRICES = 40
PEER_ORDERS = 200


@dataclass(slots=True)
class Past:
    """All that was known before the next order."""

    list_prices: dict[str, float] = field(default_factory=dict[str, float])
    """Logs of the list prices, which are in the company's own currency."""
    currency: str = "CNY"
    customers: defaultdict[tuple[str, str], CustomerPast] = field(
        default_factory=lambda: defaultdict[tuple[str, str], CustomerPast](CustomerPast)
    )
    prices: defaultdict[tuple[str, str], Latest] = field(
        default_factory=lambda: defaultdict[tuple[str, str], Latest](partial(Latest, PRICES))
    )
    """Logs of the unit prices of a product in a currency, whoever paid them."""
    peers: defaultdict[tuple[str, str], Latest] = field(
        default_factory=lambda: defaultdict[tuple[str, str], Latest](partial(Latest, PEER_ORDERS))
    )
    """Logs of the amounts of orders of customers that are alike, in a currency."""
    discounts: defaultdict[str, Latest] = field(
        default_factory=lambda: defaultdict[str, Latest](partial(Latest, PRICES))
    )
    """Of a rep, the logs of price over list price."""
    hours: Counter[int] = field(default_factory=Counter[int])
    totals: defaultdict[str, Counter[bool]] = field(
        default_factory=lambda: defaultdict[str, Counter[bool]](Counter[bool])
    )
    """Of a source system, on how many orders header and lines agree, and on how many not."""
    numbered: dict[tuple[str, str], Order] = field(default_factory=dict[tuple[str, str], Order])
    """The latest order of a source system with an external id."""
    repeated: AbstractSet[str] | None = None
    """The external ids that come more than once, where that is known: others need no memory."""

    def of(self, order: Order) -> CustomerPast:
        """Gives what is known of the order's customer in the order's currency."""
        return self.customers[order.customer_id, order.currency]

    def learn(self, order: Order, doubts: Doubts = NONE) -> None:
        """Takes an order in; it is later than those before.

        What is flagged and was not called normal does not teach what is normal: an error that is
        repeated before anybody looked stays an error.
        """
        self.of(order).learn(order, doubts)
        if order.status in SKIPPED:
            return
        self.learn_number(order)
        if order.hour is not None and "odd_hour" not in doubts:
            self.hours[order.hour] += 1
        if order.log_amount is not None and not doubts & OF_AMOUNTS:
            self.peers[order.peers, order.currency].append(order.log_amount)
        if order.given is not None and order.lines and "total_mismatch" not in doubts:
            self.totals[order.source or ""][order.given == order.amount] += 1
        if not doubts & OF_PRICES:
            self._learn_prices(order)

    def learn_number(self, order: Order) -> None:
        """Takes in only under which external id an order came."""
        if order.external_id is None or order.status in SKIPPED:
            return
        if self.repeated is None or order.external_id in self.repeated:
            self.numbered[order.source or "", order.external_id] = order.bare

    def _learn_prices(self, order: Order) -> None:
        for line in order.lines:
            if line.is_sound:
                price = line.log_price
                self.prices[line.product_id, order.currency].append(price)
                listed = self.list_price(line.product_id, order.currency)
                if listed is not None and order.owner_id is not None:
                    self.discounts[order.owner_id].append(price - listed)

    def list_price(self, product_id: str, currency: str) -> float | None:
        """Gives the log of a list price, where it is in that currency."""
        return self.list_prices.get(product_id) if currency == self.currency else None


def hours_around(hour: int) -> frozenset[int]:
    """Gives an hour of the day and those beside it."""
    return frozenset({(hour - 1) % 24, hour, (hour + 1) % 24})


def learnt(past: Past, orders: Iterable[Order]) -> Past:
    """Gives the past after those orders, the oldest first."""
    for order in orders:
        past.learn(order)
    return past
