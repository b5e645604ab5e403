"""The usual amount of a customer's orders: its own, or that of its peers until it has a history."""

from dataclasses import dataclass

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
    return Usual(habit_of([*peers, *own.amounts]), "peers")


def same_season(order: Order, own: CustomerPast) -> float | None:
    """Gives the log of the largest order around the same day of an earlier year."""
    today = order.at.toordinal()
    found = [
        own.largest_within(today - years * _YEAR - _SEASON, today - years * _YEAR + _SEASON)
        for years in range(1, _YEARS + 1)
    ]
    return max((one for one in found if one is not None), default=None)
