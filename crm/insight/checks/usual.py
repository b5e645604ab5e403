"""The usual amount of a customer's orders: its own, or that of its peers until it has a history."""

from dataclasses import dataclass
from math import log

from crm.insight.customer_past import CustomerPast
from crm.insight.habit import Habit, habit_of
from crm.insight.order import Order
from crm.insight.past import Past

OWN_ORDERS = 8
PEER_ORDERS = 30
_SEASON = 31
_YEAR = 365
_YEARS = 3


@dataclass(frozen=True, slots=True)
class Usual:
    """How much an order of this customer usually is; `of` says whose orders were looked at."""

    habit: Habit
    of: str

    @property
    def amount(self) -> float:
        """The usual amount itself."""
        return self.habit.usual


def usual_of(order: Order, past: Past) -> Usual | None:
    """Gives what is usual; None where neither the customer nor its peers have orders enough."""
    own = past.of(order)
    if len(own.amounts) >= OWN_ORDERS:
        return Usual(own.growing, "customer")
    peers = past.peers[order.peers, order.currency]
    if len(peers) < PEER_ORDERS:
        return None
    return Usual(habit_of(sorted([*peers.by_size, *own.amounts.by_size])), "peers")


SEASON_TIMES = 2.0
"""An order is in season if half of it was ordered at that time of an earlier year."""
SEASON_LARGE = 3.0
SEASON_SPREADS = 3.0
"""Where that was a large order, three times the usual, it is one of a yearly habit, from which this
year's may be as far off as any order from the usual."""


def past_season(amount: float, season: float, usual: Habit) -> float:
    """Gives how far an order is past what its season explains, 1 is just past it.

    Args:
        amount: of the order, a log.
        season: the log of the largest order around that day of an earlier year.
        usual: what the customer usually orders.
    """
    allowed = SEASON_SPREADS * usual.spread if is_large_season(season, usual) else 0
    return (amount - season) / max(log(SEASON_TIMES), allowed)


def is_large_season(season: float, usual: Habit) -> bool:
    """Whether there was a large order around that day of an earlier year; `season` is its log."""
    return season - usual.centre >= log(SEASON_LARGE)


def same_season(order: Order, own: CustomerPast) -> float | None:
    """Gives the log of the largest order around the same day of an earlier year."""
    today = order.at.toordinal()
    found = [
        own.largest_within(today - years * _YEAR - _SEASON, today - years * _YEAR + _SEASON)
        for years in range(1, _YEARS + 1)
    ]
    return max((one for one in found if one is not None), default=None)
