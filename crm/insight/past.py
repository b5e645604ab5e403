"""What was known before an order came: of its customer, its products, its peers, the company.

A past only grows: `learn` takes the orders in the order of time, and a check that is asked before
an order is learnt sees nothing of that order, nor of any later one.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import log

from crm.insight.flag import Kind
from crm.insight.habit import Habit, habit_of
from crm.insight.order import Order

WINDOW = 60
"""How many of the latest orders make a habit: older ones leave, so that it grows along."""
PRICES = 40
PEER_ORDERS = 200
AGAIN_WITHIN = timedelta(days=3)
"""Within that time the same basket is looked at as ordered twice."""
COUNTED = frozenset({"confirmed", "shipped", "completed"})
SKIPPED = frozenset({"cancelled", "draft"})
"""States of orders that nobody learns a habit from."""

Doubts = AbstractSet[Kind]
"""As what an order is flagged that nobody called normal: of that it teaches nothing."""
NONE: Doubts = frozenset()
OF_AMOUNTS: Doubts = frozenset({"amount_spike", "quantity_typo"})
OF_PRICES: Doubts = frozenset({"price_off_list", "unusual_discount"})


@dataclass(slots=True)
class CustomerPast:
    """The orders of one customer in one currency, the oldest first."""

    orders: list[Order] = field(default_factory=list[Order])
    amounts: list[float] = field(default_factory=list[float])
    amounts_at: list[datetime] = field(default_factory=list[datetime])
    """When the orders of `amounts` came."""
    moments: list[datetime] = field(default_factory=list[datetime])
    """When orders came, also those whose amount teaches nothing."""
    hours: list[int] = field(default_factory=list[int])
    """At which hours, as far as they say."""
    lines: deque[float] = field(default_factory=lambda: deque[float](maxlen=3 * WINDOW))
    """Logs of the lines' amounts."""
    quantities: defaultdict[str, list[float]] = field(
        default_factory=lambda: defaultdict[str, list[float]](list)
    )
    prices: defaultdict[str, list[float]] = field(
        default_factory=lambda: defaultdict[str, list[float]](list)
    )
    times_bought: Counter[str] = field(default_factory=Counter[str])
    debts: list[Order] = field(default_factory=list[Order])
    days_late: list[int] = field(default_factory=list[int])
    """Of paid orders, how long after they were due."""
    settled: list[date] = field(default_factory=list[date])
    """When the orders of `days_late` were due."""
    repeats: int = 0
    """How many orders had the basket of one in the days before."""
    _usual: Habit | None = None

    @property
    def usual(self) -> Habit:
        """What the amounts of the latest orders say; there is one at least."""
        if self._usual is None:
            self._usual = habit_of(self.amounts[-WINDOW:])
        return self._usual

    def learn(self, order: Order, doubts: Doubts = NONE) -> None:
        """Takes an order in; it is later than those before."""
        if order.status in SKIPPED:
            return
        if "duplicate_order" not in doubts:
            self.repeats += self.same_basket(order) is not None
        self.orders.append(order)
        if order.log_amount is not None:
            self.moments.append(order.at)
            if order.hour is not None and "odd_hour" not in doubts:
                self.hours.append(order.hour)
            if not doubts & OF_AMOUNTS:
                self.amounts.append(order.log_amount)
                self.amounts_at.append(order.at)
                self._usual = None
        self._learn_lines(order, doubts)
        if order.due is not None and order.status in COUNTED and order.amount > 0:
            self.debts.append(order)

    def _learn_lines(self, order: Order, doubts: Doubts) -> None:
        for line in order.lines:
            self.times_bought[line.product_id] += 1  # a fact: the next is not the first
            if line.is_sound and not doubts & OF_AMOUNTS:
                self.lines.append(log(line.amount))
                self.quantities[line.product_id].append(log(line.quantity))
            if line.is_sound and not doubts & OF_PRICES:
                self.prices[line.product_id].append(log(line.price))

    def same_basket(self, order: Order) -> Order | None:
        """Gives the latest order of the days before with the same basket."""
        for earlier in reversed(self.orders):
            if order.at - earlier.at > AGAIN_WITHIN:
                return None
            if order.lines and order.basket == earlier.basket:
                return earlier
        return None

    def share_at(self, hours: frozenset[int]) -> float:
        """Gives the share of the latest orders that came at those hours; none of no orders."""
        latest = self.hours[-WINDOW:]
        return sum(hour in hours for hour in latest) / len(latest) if latest else 0.0

    def settle(self, moment: datetime) -> None:
        """Moves what was paid by that moment from the debts to what is known of paying."""
        still: list[Order] = []
        for order in self.debts:
            if order.settled_at is not None and order.settled_at <= moment:
                assert order.due is not None
                self.days_late.append((order.settled_at.date() - order.due).days)
                self.settled.append(order.due)
            else:
                still.append(order)
        self.debts = still


@dataclass(slots=True)
class Past:
    """All that was known before the next order."""

    list_prices: dict[str, float] = field(default_factory=dict[str, float])
    """Logs of the list prices, which are in the company's own currency."""
    currency: str = "CNY"
    customers: defaultdict[tuple[str, str], CustomerPast] = field(
        default_factory=lambda: defaultdict[tuple[str, str], CustomerPast](CustomerPast)
    )
    prices: defaultdict[tuple[str, str], deque[float]] = field(
        default_factory=lambda: defaultdict[tuple[str, str], deque[float]](
            lambda: deque[float](maxlen=PRICES)
        )
    )
    """Logs of the unit prices of a product in a currency, whoever paid them."""
    peers: defaultdict[tuple[str, str], deque[float]] = field(
        default_factory=lambda: defaultdict[tuple[str, str], deque[float]](
            lambda: deque[float](maxlen=PEER_ORDERS)
        )
    )
    """Logs of the amounts of orders of customers that are alike, in a currency."""
    discounts: defaultdict[str, deque[float]] = field(
        default_factory=lambda: defaultdict[str, deque[float]](lambda: deque[float](maxlen=PRICES))
    )
    """Of a rep, the logs of price over list price."""
    hours: Counter[int] = field(default_factory=Counter[int])
    totals: defaultdict[str, Counter[bool]] = field(
        default_factory=lambda: defaultdict[str, Counter[bool]](Counter[bool])
    )
    """Of a source system, on how many orders header and lines agree, and on how many not."""
    numbered: dict[tuple[str, str], Order] = field(default_factory=dict[tuple[str, str], Order])
    """The latest order of a source system with an external id."""

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
        if order.external_id is not None and order.status not in SKIPPED:
            self.numbered[order.source or "", order.external_id] = order

    def _learn_prices(self, order: Order) -> None:
        for line in order.lines:
            if line.is_sound:
                price = log(line.price)
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
