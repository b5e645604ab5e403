"""An order as the checks see it, with what was paid on it and when."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from math import log
from typing import Self


@dataclass(frozen=True)
class Line:
    """One line of an order."""

    product_id: str
    quantity: Decimal
    price: Decimal
    amount: Decimal

    @cached_property
    def is_sound(self) -> bool:
        """Whether quantity and price are above zero: of others nothing is compared."""
        return self.quantity > 0 and self.price > 0 and self.amount > 0

    @cached_property
    def log_quantity(self) -> float:
        """The log of the quantity of a sound line; so of the two below."""
        return log(self.quantity)

    @cached_property
    def log_price(self) -> float:
        """The log of the unit price."""
        return log(self.price)

    @cached_property
    def log_amount(self) -> float:
        """The log of the amount."""
        return log(self.amount)


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that came in on an order."""

    at: datetime
    amount: Decimal


@dataclass(frozen=True)
class Order:
    """An order with its lines and payments. `given` is the amount that its header says."""

    order_id: str
    customer_id: str
    at: datetime
    status: str
    currency: str
    amount: Decimal
    given: Decimal | None = None
    due: date | None = None
    owner_id: str | None = None
    source: str | None = None
    external_id: str | None = None
    peers: str = ""
    """Which customers its customer is like: industry and level."""
    lines: tuple[Line, ...] = ()
    payments: tuple[Payment, ...] = ()

    @cached_property
    def log_amount(self) -> float | None:
        """The log of the amount; None where that is not above zero."""
        return log(self.amount) if self.amount > 0 else None

    @property
    def hour(self) -> int | None:
        """The hour of the day; None for a date without a time, which is kept as midnight exactly.

        An order of that very second is taken for one: a guess at its hour would be worse.
        """
        return None if self.at.time() == time() else self.at.hour

    @cached_property
    def basket(self) -> tuple[tuple[str, Decimal, Decimal], ...]:
        """What is in it, whatever the order of the lines."""
        return tuple(sorted((one.product_id, one.quantity, one.price) for one in self.lines))

    @cached_property
    def bare(self) -> Self:
        """The order without lines and payments, which take most of the memory."""
        return replace(self, lines=(), payments=())

    def open_at(self, moment: datetime) -> Decimal:
        """What was not paid yet at that moment."""
        return self.amount - sum((one.amount for one in self.payments if one.at <= moment), ZERO)

    @cached_property
    def settled_at(self) -> datetime | None:
        """When it was paid in full; None if it is not."""
        left = self.amount
        for one in sorted(self.payments, key=lambda payment: payment.at):
            left -= one.amount
            if left <= 0:
                return one.at
        return None


ZERO = Decimal(0)
