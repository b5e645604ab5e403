"""Segments: who is silent as usual is not asleep, however lately the others bought."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from crm.insight.value.purchases import History, Purchase
from crm.insight.value.segments import rfm

TODAY = date(2026, 11, 21)


def _history(name: str, silent: int, gap: int, times: int, amount: int) -> History:
    days = [TODAY - timedelta(days=silent + gap * back) for back in reversed(range(times))]
    return History(name, name, tuple(Purchase(day, Decimal(amount), "CNY") for day in days))


@pytest.mark.parametrize(
    ("silent", "gap", "times", "segment"),
    [
        (14, 10, 20, "needs_attention"),  # lately enough for anybody
        (40, 21, 5, "needs_attention"),  # no longer than two of the own gaps
        (43, 21, 5, "hibernating"),
        (31, 1, 1, "hibernating"),  # no rhythm to go by
        (30, 1, 1, "needs_attention"),
    ],
)
def test_nobody_sleeps_who_is_silent_as_usual(
    silent: int, gap: int, times: int, segment: str
) -> None:
    others = [_history(f"C{n}", n, 2, 40, 1000) for n in range(1, 10)]
    asked = _history("asked", silent, gap, times, 1)
    found = {one.customer_id: one for one in rfm((asked, *others), TODAY)}
    assert found["asked"].recency_score <= 2
    assert found["asked"].segment == segment


def test_who_was_worth_much_is_lost_only_after_an_unusual_silence() -> None:
    others = [_history(f"C{n}", n, 30, 4, 10) for n in range(1, 10)]
    often = {
        silent: _history("big", silent, 40, 9, 9000) for silent in (80, 81)
    }  # two gaps are 80 days
    segments = {
        silent: next(o.segment for o in rfm((one, *others), TODAY) if o.customer_id == "big")
        for silent, one in often.items()
    }
    assert segments == {80: "loyal", 81: "cannot_lose"}
