"""The usual amount of a customer's orders: its own, or that of its peers until it has a history."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from datetime import timedelta

from crm.insight.habit import Habit, habit_of, middle
from crm.insight.order import Order
from crm.insight.past import CustomerPast, Past

OWN_ORDERS = 8
PEER_ORDERS = 30
_LATEST = 8
_SEASON = timedelta(days=31)
_YEAR = timedelta(days=365)
_YEARS = 3


@dataclass(frozen=True, slots=True)
class Usual:
    """How much an order of this customer usually is; `of` says whose orders were looked at."""

    habit: Habit
    of: str
    season: float | None = None
    """The log of the largest order around the same day of an earlier year."""

    @property
    def amount(self) -> float:
        """The usual amount itself."""
        return self.habit.usual


def usual_of(order: Order, past: Past) -> Usual | None:
    """Gives what is usual; None where neither the customer nor its peers have orders enough."""
    own = past.of(order)
    if len(own.amounts) >= OWN_ORDERS:
        return Usual(_growing(own), "customer", _same_season(order, own))
    peers = past.peers[order.peers, order.currency]
    if len(peers) < PEER_ORDERS:
        return None
    return Usual(habit_of([*peers, *own.amounts]), "peers")


def _growing(own: CustomerPast) -> Habit:
    """Gives the habit, around the latest orders where these are larger than those before."""
    habit = own.usual
    latest = middle(sorted(own.amounts[-_LATEST:]))
    # Half the way: eight orders alone would follow every two large ones.
    return replace(habit, centre=max(habit.centre, (habit.centre + latest) / 2))


def _same_season(order: Order, own: CustomerPast) -> float | None:
    found: list[float] = []
    for years in range(1, _YEARS + 1):
        day = order.at - years * _YEAR
        first = bisect_left(own.amounts_at, day - _SEASON)
        found += own.amounts[first : bisect_right(own.amounts_at, day + _SEASON)]
    return max(found, default=None)
