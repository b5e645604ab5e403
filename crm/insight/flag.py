"""A flag: what is unusual about an order, as figures; the words are written elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, TypeAlias, get_args

from crm.insight.order import Order

Kind = Literal[
    "amount_spike",
    "quantity_typo",
    "price_off_list",
    "unusual_discount",
    "duplicate_order",
    "unusual_product",
    "off_rhythm",
    "odd_hour",
    "overdue_customer",
    "stuck_state",
    "total_mismatch",
    "unusual_return",
]
Severity = Literal["low", "medium", "high"]
Value: TypeAlias = Decimal | int | str | date | datetime
KINDS: tuple[Kind, ...] = get_args(Kind)
SEVERITIES: tuple[Severity, ...] = get_args(Severity)

STRONGEST = 20.0
_HIGH, _MEDIUM = 2.0, 1.35
LEAST_SCORES: Mapping[str, str] = {"low": "0.5", "medium": "0.63", "high": "0.75"}
"""The least score of each severity: what is left of a score that would tell too much."""


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing that is unusual about one order.

    `strength` is how far the weakest of the kind's conditions is past its threshold: 1 is just on
    it. `figures` are what was compared, by the names that `crm/insight/words.toml` uses.
    """

    order_id: str
    customer_id: str
    kind: Kind
    strength: float
    figures: Mapping[str, Value]

    @property
    def score(self) -> Decimal:
        """How unusual, above 0 and below 1; 0.5 is just on the threshold. Three places."""
        bounded = min(max(self.strength, 0.001), STRONGEST)
        share = 1 - 0.5 / bounded if bounded >= 1 else bounded / 2
        return Decimal(str(share)).quantize(Decimal("0.001"), ROUND_HALF_UP)

    @property
    def severity(self) -> Severity:
        """How much it matters that somebody looks."""
        if self.strength >= _HIGH:
            return "high"
        return "medium" if self.strength >= _MEDIUM else "low"


@dataclass(frozen=True, slots=True)
class NotEnough:
    """A check that could say nothing, and what it lacked: it had `has` of what it needs."""

    kind: Kind
    of: Literal["orders", "amount", "prices", "currency"]
    has: int
    needs: int


def near(order: Order, kind: Kind, strength: float) -> Flag:
    """Gives what stayed below its threshold: without figures, as nobody is shown any."""
    return Flag(order.order_id, order.customer_id, kind, strength, {})


Finding: TypeAlias = Flag | NotEnough | None
"""What a check gives; None is: looked at, and nothing unusual."""


def rounded(value: float, places: int = 2) -> Decimal:
    """Gives a statistic as it is stored and shown, rounded half up."""
    # Plus nothing: a share of -0.01 % is 0.0, not -0.0.
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0
