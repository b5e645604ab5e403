"""RFM segments: how lately, how often and for how much each customer bought, against the others.

Each of the three is a score from 1 to 5, by fifths of the customers with a purchase; equals score
alike. Money is ranked within its currency. With fewer than `FEWEST` customers there are no fifths.
Nobody sleeps, or is nearly lost, after less than `AWAKE_DAYS`, or `SILENT_GAPS` of the own mean
gaps: where all buy every week, the fifth that bought last is not asleep after a fortnight.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from crm.insight.value.purchases import History
from crm.insight.value.retention import LOST_AFTER

Segment = Literal[
    "champion", "loyal", "new", "promising", "needs_attention", "cannot_lose", "hibernating"
]
FEWEST = 5
SILENT_GAPS = 2
AWAKE_DAYS = 30
FEWEST_GAPS = 2
"""Gaps between purchases from which there is a usual one."""
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Rfm:
    """One customer's figures and scores; the frequency and the sales are those of a year."""

    customer_id: str
    name: str
    silent: int
    purchases: int
    sales: Decimal
    currency: str
    recency_score: int
    frequency_score: int
    money_score: int
    segment: Segment


def rfm(histories: Sequence[History], today: date) -> tuple[Rfm, ...]:
    """Gives the scores of each customer whose currency at least `FEWEST` customers buy in."""
    by_currency: defaultdict[str, list[History]] = defaultdict(list)
    for history in histories:
        by_currency[history.currency].append(history)
    found: list[Rfm] = []
    for _, group in sorted(by_currency.items()):
        if len(group) >= FEWEST:
            found += _scored(group, today)
    return tuple(found)


def _scored(group: Sequence[History], today: date) -> list[Rfm]:
    silent = {each.customer_id: (today - each.days[-1]).days for each in group}
    often = {each.customer_id: len(each.since(today - YEAR)) for each in group}
    sales = {each.customer_id: each.sales(today - YEAR) for each in group}
    recency = _fifths({key: -days for key, days in silent.items()})
    frequency, money = _fifths(often), _fifths(sales)
    return [
        Rfm(
            customer_id=key,
            name=each.name,
            silent=silent[key],
            purchases=often[key],
            sales=sales[key],
            currency=each.currency,
            recency_score=recency[key],
            frequency_score=frequency[key],
            money_score=money[key],
            segment=_segment(
                (recency[key], frequency[key], money[key]),
                len(each.days),
                sleeps=_sleeps(each.days, silent[key]),
            ),
        )
        for each in group
        for key in (each.customer_id,)
    ]


def _fifths(values: Mapping[str, int] | Mapping[str, Decimal]) -> dict[str, int]:
    """Gives each key's fifth, 5 for the largest; equals are in the one that their middle is in."""
    ranked: Sequence[int | Decimal] = sorted(values.values())
    found: dict[str, int] = {}
    for key, value in values.items():
        middle = (bisect_left(ranked, value) + bisect_right(ranked, value)) / 2
        found[key] = min(5, 1 + int(5 * middle / len(ranked)))
    return found


def _sleeps(days: Sequence[date], silent: int) -> bool:
    """Whether somebody has been silent for longer than is usual for them, as far as it is known."""
    gaps = len(days) - 1
    known = gaps >= FEWEST_GAPS and silent <= LOST_AFTER
    usual = known and silent * gaps <= SILENT_GAPS * (days[-1] - days[0]).days
    return silent > AWAKE_DAYS and not usual


def _segment(scores: tuple[int, int, int], purchases: int, *, sleeps: bool) -> Segment:
    """Gives the segment of a customer's scores; the first that fits."""
    recency, frequency, money = scores
    if purchases <= 2 and recency >= 3:
        return "new"
    worth = max(frequency, money)
    if recency >= 4:
        return "champion" if min(frequency, money) >= 4 else "loyal" if worth >= 3 else "promising"
    if recency == 3 or not sleeps:
        return "loyal" if worth >= 4 else "needs_attention"
    return "cannot_lose" if worth >= 4 else "hibernating"
