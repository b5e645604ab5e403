"""Who is leaving: each customer's silence against the customer's own rhythm."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from crm.insight.value.purchases import History
from crm.insight.value.rhythm import (
    Due,
    Market,
    Rhythm,
    churn_risk,
    due,
    market_of,
    rhythm,
    usual_by,
)

Standing = Literal["on_rhythm", "late", "at_risk", "lost", "unknown"]
"""`late`: later than four of five gaps; `unknown`: too few purchases to say."""
AT_RISK = 0.5
LOST_AFTER = 365
"""Days of silence after which a customer at risk counts as lost, and no longer as leaving."""
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Retention:
    """Where one customer stands, with the figures that say so.

    `risk`, `rhythm` and `due` are None where there are too few purchases; `sales` is what was
    bought in the year up to the last purchase, in `currency` alone. `usual` is the day by which
    four of five such gaps were over: whoever bought nothing by then is late.
    """

    customer_id: str
    name: str
    standing: Standing
    last: date
    silent: int
    purchases: int
    sales: Decimal
    currency: str
    risk: float | None = None
    rhythm: Rhythm | None = None
    usual: date | None = None
    due: Due | None = None


def retention(history: History, market: Market, today: date) -> Retention:
    """Gives where one customer stands on `today`."""
    days = history.days
    found = rhythm(history, market)
    silent = (today - days[-1]).days
    sales, currency = history.sales(days[-1] - YEAR), history.currency
    known = Retention(
        history.customer_id,
        history.name,
        "unknown",
        days[-1],
        silent,
        len(days),
        sales,
        currency,
    )
    return known if found is None else _judged(known, found, market, today)


def retentions(histories: Iterable[History], today: date) -> tuple[Retention, ...]:
    """Gives where each customer stands, in the order of the histories."""
    known = tuple(histories)
    market = market_of(known, today)
    return tuple(retention(history, market, today) for history in known)


def leaving(found: Iterable[Retention], base: str) -> tuple[Retention, ...]:
    """Gives those at risk, who are not yet lost, by what they bought in their last year.

    Amounts of other currencies than `base` are not compared with it: they come after.
    """
    return _by_sales((each for each in found if each.standing == "at_risk"), base)


def to_call(found: Iterable[Retention], base: str) -> tuple[Retention, ...]:
    """Gives whom to call: those who are late and those at risk, by what they bought."""
    return _by_sales((each for each in found if each.standing in {"late", "at_risk"}), base)


def _by_sales(found: Iterable[Retention], base: str) -> tuple[Retention, ...]:
    def rank(each: Retention) -> tuple[bool, str, Decimal, str]:
        return each.currency != base, each.currency, -each.sales, each.customer_id

    return tuple(sorted(found, key=rank))


def _judged(known: Retention, found: Rhythm, market: Market, today: date) -> Retention:
    risk = churn_risk(found, market.leaving, today)
    usual = usual_by(found, market)
    return Retention(
        customer_id=known.customer_id,
        name=known.name,
        standing=_standing(risk, known.silent, late=today > usual),
        last=known.last,
        silent=known.silent,
        purchases=known.purchases,
        sales=known.sales,
        currency=known.currency,
        risk=risk,
        rhythm=found,
        usual=usual,
        due=due(found, market, today) if risk < AT_RISK else None,
    )


def _standing(risk: float, silent: int, *, late: bool) -> Standing:
    if risk >= AT_RISK:
        return "lost" if silent > LOST_AFTER else "at_risk"
    return "late" if late else "on_rhythm"


def counted(found: Sequence[Retention], standing: Standing) -> int:
    """Gives how many customers stand so."""
    return sum(each.standing == standing for each in found)
