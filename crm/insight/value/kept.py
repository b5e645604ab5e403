"""The customers with their purchases, read once for whoever sees the same, until the data changes.

Whoever holds a `Kept` throws it away with the data that it was read from.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy.engine import Connection

from crm.insight.value.purchases import History, histories
from crm.insight.value.retention import Retention, retention
from crm.insight.value.rhythm import Market, market_of
from crm.query.fields import Reader

MOST_PURCHASES = 300_000
"""Purchases that are held in all (about 100 bytes each); beyond them the oldest readings go."""

_Seer = tuple[frozenset[str] | None, date]


@dataclass(frozen=True)
class Customers:
    """All visible customers who ever bought, up to a day, and where each stands."""

    histories: tuple[History, ...]
    today: date

    @cached_property
    def market(self) -> Market:
        """Gives what they have in common."""
        return market_of(self.histories, self.today)

    @cached_property
    def standing(self) -> tuple[Retention, ...]:
        """Gives where each stands in the own rhythm, in the order of the histories."""
        return tuple(retention(each, self.market, self.today) for each in self.histories)

    @cached_property
    def by_id(self) -> Mapping[str, Retention]:
        """Gives where each stands, by the customer's id."""
        return {one.customer_id: one for one in self.standing}

    @cached_property
    def purchases(self) -> int:
        """Gives how many purchases they made."""
        return sum(len(history.purchases) for history in self.histories)


class Kept:
    """Keeps customers by who sees them and on which day. Thread-safe."""

    def __init__(self) -> None:
        self._found: dict[_Seer, Customers] = {}
        self._lock = threading.Lock()

    def customers(self, connection: Connection, reader: Reader) -> Customers:
        """Gives the customers that a reader sees."""
        seer = reader.view.caller.owners, reader.today
        with self._lock:
            kept = self._found.get(seer)
        if kept is None:
            kept = Customers(histories(connection, reader), reader.today)
            self._keep(seer, kept)
        return kept

    def _keep(self, seer: _Seer, read: Customers) -> None:
        with self._lock:
            self._found[seer] = read
            while len(self._found) > 1 and self._held() > MOST_PURCHASES:
                del self._found[next(iter(self._found))]
            if self._held() > MOST_PURCHASES:
                self._found.clear()

    def _held(self) -> int:
        return sum(each.purchases for each in self._found.values())
