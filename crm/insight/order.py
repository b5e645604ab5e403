"""An order as the checks see it, with what was paid on it and when."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from math import log
from typing import Self


@dataclass(slots=True)
class Line:
    """One line of an order. It never changes; freezing it would cost as much as reading it."""

    product_id: str
    quantity: Decimal
    price: Decimal
    amount: Decimal
    is_sound: bool = field(init=False)
    """Whether quantity, price and amount are above zero: of others nothing is compared."""
    log_quantity: float = field(init=False, default=0.0)
    log_price: float = field(init=False, default=0.0)
    log_amount: float = field(init=False, default=0.0)
    """The logs of these, of a sound line."""

    def __post_init__(self) -> None:
        """Works out what many checks need, once."""
        quantity, price, amount = float(self.quantity), float(self.price), float(self.amount)
        self.is_sound = quantity > 0 and price > 0 and amount > 0
        if self.is_sound:
            self.log_quantity, self.log_price = log(quantity), log(price)
            self.log_amount = log(amount)


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that came in on an order."""

    at: datetime
    amount: Decimal


@dataclass
class Order:
    """An order with its lines and payments. `given` is the amount that its header says.

    It never changes.
    """

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

    log_amount: float | None = field(init=False, compare=False)
    """The log of the amount; None where that is not above zero."""
    hour: int | None = field(init=False, compare=False)
    """The hour of the day; None for a date without a time, which is kept as midnight exactly.

    An order of that very second is taken for one: a guess at its hour would be worse.
    """

    def __post_init__(self) -> None:
        """Works out what many checks need, once."""
        amount, at = float(self.amount), self.at
        is_day = not (at.hour or at.minute or at.second or at.microsecond)
        self.log_amount = log(amount) if amount > 0 else None
        self.hour = None if is_day else at.hour

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
