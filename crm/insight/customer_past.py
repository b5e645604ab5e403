"""What is known of one customer in one currency, as far as the next order is compared with it.

It is as much of a customer with a million orders as of one with sixty: what is older than a window
leaves, and of what never leaves there are counts. So it can be kept, and an arriving order begins
where the last scan ended.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from crm.insight.flag import Kind
from crm.insight.habit import ByProduct, Habit, Latest, Window, habit_of, middle
from crm.insight.order import Order

WINDOW = 60
"""How many of the latest orders make a habit: older ones leave, so that it grows along."""
LATEST = 8
LINES = 3 * WINDOW
LINE_SPREAD = 0.7
"""The spread that is assumed of lines and of quantities: wider than that of whole orders."""
OWN_PRICES = 10
MOST_DEBTS = 1000
"""Unpaid orders that are remembered, the latest: a company may never tell us what was paid."""
YEARS = timedelta(days=3 * 365 + 31)
"""How far back orders of the same season are looked for."""
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
    """The latest orders of one customer in one currency, the oldest first."""

    orders: int = 0
    """How many there were."""
    repeats: int = 0
    """How many of them had the basket of one in the days before."""
    paid: int = 0
    """How many that had fallen due were paid."""
    amounts: Latest = field(default_factory=partial(Latest, WINDOW))
    """Logs."""
    days: Window[int] = field(default_factory=partial(Window[int], YEARS.days))
    largest: Window[float] = field(default_factory=partial(Window[float], YEARS.days))
    """Of each of those days, which are ordinals, the log of the largest amount."""
    moments: Window[datetime] = field(default_factory=partial(Window[datetime], WINDOW))
    """When orders came, also those whose amount teaches nothing."""
    last_day: date | None = None
    """When the last order came, whatever its amount."""
    hours: Window[int] = field(default_factory=partial(Window[int], WINDOW))
    """At which hours, as far as they say."""
    lines: Latest = field(default_factory=partial(Latest, LINES))
    """Logs of the lines' amounts."""
    quantities: ByProduct = field(default_factory=partial(ByProduct, WINDOW))
    prices: ByProduct = field(default_factory=partial(ByProduct, OWN_PRICES))
    """Logs, of each product."""
    times_bought: Counter[str] = field(default_factory=Counter[str])
    days_late: Window[int] = field(default_factory=partial(Window[int], WINDOW))
    """Of paid orders, how long after they were due."""
    settled: Window[date] = field(default_factory=partial(Window[date], WINDOW))
    """When the orders of `days_late` were due."""
    debts: list[Order] = field(default_factory=list[Order])
    recent: list[Order] = field(default_factory=list[Order])
    """The orders of the latest days, whose baskets may come again."""
    _usual: Habit | None = None
    _growing: Habit | None = None
    _usual_line: Habit | None = None

    @property
    def usual(self) -> Habit:
        """What the amounts of the latest orders say; there is one at least."""
        if self._usual is None:
            self._usual = habit_of(self.amounts.by_size)
        return self._usual

    @property
    def growing(self) -> Habit:
        """The usual, around the latest orders where these are larger than those before."""
        if self._growing is None:
            latest = middle(sorted(self.amounts[-LATEST:]))
            # Half the way: eight orders alone would follow every two large ones.
            centre = max(self.usual.centre, (self.usual.centre + latest) / 2)
            self._growing = self.usual.around(centre)
        return self._growing

    @property
    def usual_line(self) -> Habit:
        """What the amounts of the latest lines say; there is one at least."""
        if self._usual_line is None:
            self._usual_line = habit_of(self.lines.by_size, expected=LINE_SPREAD)
        return self._usual_line

    def learn(self, order: Order, doubts: Doubts = NONE) -> None:
        """Takes an order in; it is later than those before."""
        self.settle(order.at)
        if order.status in SKIPPED:
            return
        if "duplicate_order" not in doubts:
            self.repeats += self.same_basket(order) is not None
        self.orders += 1
        self.last_day = order.at.date()
        self.remember(order)
        if order.log_amount is not None:
            self.moments.append(order.at)
            if order.hour is not None and "odd_hour" not in doubts:
                self.hours.append(order.hour)
            if not doubts & OF_AMOUNTS:
                self._learn_amount(order.at.toordinal(), order.log_amount)
        self._learn_lines(order, doubts)
        if order.due is not None and order.status in COUNTED and order.amount > 0:
            self.debts = [*self.debts[1 - MOST_DEBTS :], order]

    def remember(self, order: Order) -> None:
        """Takes in only what an order's basket was."""
        self.recent = [one for one in self.recent if order.at - one.at <= AGAIN_WITHIN]
        self.recent.append(order)

    def _learn_amount(self, day: int, amount: float) -> None:
        self.amounts.append(amount)
        self._usual = self._growing = None
        if self.days and self.days[-1] == day:
            self.largest[-1] = max(self.largest[-1], amount)
        else:
            self.days.append(day)
            self.largest.append(amount)

    def _learn_lines(self, order: Order, doubts: Doubts) -> None:
        amounts_teach, prices_teach = not doubts & OF_AMOUNTS, not doubts & OF_PRICES
        for line in order.lines:
            self.times_bought[line.product_id] += 1  # a fact: the next is not the first
            if line.is_sound and amounts_teach:
                self.lines.append(line.log_amount)
                self.quantities[line.product_id].append(line.log_quantity)
                self._usual_line = None
            if line.is_sound and prices_teach:
                self.prices[line.product_id].append(line.log_price)

    def same_basket(self, order: Order) -> Order | None:
        """Gives the latest order of the days before with the same basket."""
        for earlier in reversed(self.recent):
            if order.at - earlier.at > AGAIN_WITHIN:
                return None
            if order.lines and order.basket == earlier.basket:
                return earlier
        return None

    def largest_within(self, first: int, last: int) -> float | None:
        """Gives the log of the largest order of some days, ordinals; both are included."""
        found = range(bisect_left(self.days, first), bisect_right(self.days, last))
        return max((self.largest[place] for place in found), default=None)

    def share_at(self, hours: frozenset[int]) -> float:
        """Gives the share of the latest orders that came at those hours; none of no orders."""
        return sum(hour in hours for hour in self.hours) / len(self.hours) if self.hours else 0.0

    def settle(self, moment: datetime) -> None:
        """Moves what was paid by that moment from the debts to what is known of paying."""
        if not self.debts:
            return
        still: list[Order] = []
        for order in self.debts:
            if order.settled_at is not None and order.settled_at <= moment:
                assert order.due is not None
                self.paid += 1
                self.days_late.append((order.settled_at.date() - order.due).days)
                self.settled.append(order.due)
            else:
                still.append(order)
        self.debts = still

    def kept(self) -> dict[str, Any]:
        """Gives all this as a document, except the orders themselves.

        Debts are named, with when they were due; what came in the latest days is read anew as well.
        """
        return {
            **{name: getattr(self, name) for name in _COUNTS},
            **{name: list(getattr(self, name)) for name in _VALUES},
            "moments": [one.isoformat() for one in self.moments],
            "settled": [one.toordinal() for one in self.settled],
            "last_day": self.last_day and self.last_day.toordinal(),
            **{
                name: {product: values.packed() for product, values in getattr(self, name).items()}
                for name in _BY_PRODUCT
            },
            "times_bought": dict(self.times_bought),
            "debts": {one.order_id: one.due.toordinal() for one in self.debts if one.due},
        }


_COUNTS = ("orders", "repeats", "paid")
_VALUES = ("amounts", "days", "largest", "hours", "lines", "days_late")
_BY_PRODUCT = {"quantities": WINDOW, "prices": OWN_PRICES}


def brought_back(kept: Mapping[str, Any]) -> CustomerPast:
    """Gives what was kept, without debts and without what came in the latest days."""
    past = CustomerPast(*(kept[name] for name in _COUNTS))
    for name in _VALUES:
        getattr(past, name).extend(kept[name])
    past.moments.extend(datetime.fromisoformat(one) for one in kept["moments"])
    past.settled.extend(date.fromordinal(one) for one in kept["settled"])
    past.last_day = date.fromordinal(kept["last_day"]) if kept["last_day"] else None
    for name, most in _BY_PRODUCT.items():
        setattr(past, name, ByProduct(most, kept[name]))
    past.times_bought.update(kept["times_bought"])
    return past
