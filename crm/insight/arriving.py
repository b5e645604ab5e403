"""Orders that have just come in, each beside what the last scan kept and its customer's since."""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.insight import baselines, flags
from crm.insight.anomalies import Judgement, judged
from crm.insight.checks.books import told_anew
from crm.insight.customer_past import AGAIN_WITHIN, COUNTED, NONE, SKIPPED, CustomerPast
from crm.insight.flag import Flag, Kind
from crm.insight.order import Order
from crm.insight.past import Past
from crm.insight.reading import list_prices_of, orders_named, orders_of, same_number
from crm.models import orders

_WHOSE = sa.select(orders.c.customer_id, orders.c.ordered_at).where(
    orders.c.order_id == sa.bindparam("order_id")
)
_FEW = 20
"""So many of the oldest debts are looked at before all are: one that is still open is enough."""


@dataclass(slots=True)
class _Known:
    """What is known of a customer in one currency; `learnt` of its orders since are in it."""

    own: CustomerPast
    debts: Mapping[str, int]
    """What it owed at the last scan, and may have paid since, not read yet: ids, when due."""
    learnt: int = 0


@dataclass(slots=True)
class _Customer:
    """A customer's orders since shortly before the last scan, the oldest first."""

    orders: Sequence[Order]
    doubted: dict[str, AbstractSet[Kind]]
    known: dict[str, _Known] = field(default_factory=dict[str, _Known])


class Arriving:
    """Judges orders that came after the last scan, the oldest first.

    Of its customer it reads what the scan kept and the orders since, once for all that arrive
    together. What was corrected or reviewed in older orders counts from the next scan on.

    Args:
        connection: the database.
        currency: that of the list prices.
        is_normal: whether somebody called a flag normal.
    """

    def __init__(
        self,
        connection: Connection,
        currency: str,
        is_normal: Callable[[Flag], bool] = lambda _flag: False,
    ) -> None:
        self._connection = connection
        self._currency = currency
        self._is_normal = is_normal
        self._until = baselines.kept_until(connection)
        self._customers: dict[str, _Customer] = {}

    def judged(self, order_id: str) -> Judgement | None:
        """Gives what is unusual about an order.

        None where no scan has yet said what is usual, and for an order from before that scan: what
        was kept then would tell the order's future.
        """
        row = self._connection.execute(_WHOSE, {"order_id": order_id}).one_or_none()
        if self._until is None or row is None or row.ordered_at <= self._until:
            return None
        customer = self._customer(row.customer_id)
        ids = [one.order_id for one in customer.orders]
        place = ids.index(order_id)
        order = customer.orders[place]
        past = Past(list_prices_of(self._connection, order), self._currency)
        baselines.load(self._connection, past, order)
        past.customers[order.customer_id, order.currency] = self._own(customer, place)
        for earlier in customer.orders[:place]:
            if earlier.external_id == order.external_id:
                past.learn_number(earlier)
        for earlier in same_number(self._connection, order):
            past.learn_number(earlier)
        found = judged(order, past)
        customer.doubted[order_id] = {
            flag.kind for flag in found.flags if not self._is_normal(flag)
        }
        return found

    def _customer(self, customer_id: str) -> _Customer:
        assert self._until is not None
        if customer_id not in self._customers:
            since = self._until - AGAIN_WITHIN
            doubted: Mapping[str, AbstractSet[Kind]] = flags.doubted(
                self._connection, customer_id, since
            )
            theirs = orders_of(self._connection, customer_id, since)
            self._customers[customer_id] = _Customer(theirs, dict(doubted))
        return self._customers[customer_id]

    def _own(self, customer: _Customer, place: int) -> CustomerPast:
        """Gives what was known of the customer before its order at that place."""
        order = customer.orders[place]
        known = customer.known.get(order.currency)
        if known is None or known.learnt > place:
            known = _Known(*baselines.customer(self._connection, order))
            customer.known[order.currency] = known
        self._learn(customer, known, place)
        if known.debts and self._may_tell_debts(order, known):
            known.own, debts = baselines.customer(self._connection, order)
            known.own.debts = orders_named(self._connection, list(debts))
            known.debts, known.learnt = {}, 0
            self._learn(customer, known, place)
        return known.own

    def _learn(self, customer: _Customer, known: _Known, place: int) -> None:
        """Takes in the orders before that place; what a scan knew, as a basket that may return."""
        assert self._until is not None
        currency = customer.orders[place].currency
        for earlier in customer.orders[known.learnt : place]:
            if earlier.currency != currency:
                continue
            if earlier.at > self._until:
                known.own.learn(earlier, customer.doubted.get(earlier.order_id, NONE))
            elif earlier.status not in SKIPPED:
                known.own.remember(earlier)
        known.learnt = place

    def _may_tell_debts(self, order: Order, known: _Known) -> bool:
        """Whether the order may be the first beside a debt, so that all that was owed is read.

        It is not where no debt became overdue since the last order, and where an older one is open
        still: that was told then.
        """
        anew = told_anew(known.own.last_day, order.at.date())
        new = (one.due.toordinal() for one in known.own.debts if one.due is not None)
        if not any(anew.start <= due < anew.stop for due in chain(known.debts.values(), new)):
            return False
        oldest = sorted(known.debts, key=lambda one: known.debts[one])[:_FEW]
        told = [one for one in oldest if known.debts[one] < anew.start]
        return not any(_is_owed(one, order.at) for one in orders_named(self._connection, told))


def _is_owed(order: Order, moment: datetime) -> bool:
    is_settled = order.settled_at is not None and order.settled_at <= moment
    return order.status in COUNTED and not is_settled and order.open_at(moment) > 0
