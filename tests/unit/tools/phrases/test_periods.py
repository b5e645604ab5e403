"""Time phrases mean the days that users expect."""

import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.periods import BusinessCalendar, Kind, Period
from tools.phrases.periods import (
    BadPeriod,
    Fault,
    PeriodSpan,
    SamePeriodSpan,
    TimeSpan,
    find_durations,
    find_periods,
)

TODAY = date(2026, 11, 21)
_TABLE: dict[str, dict[str, list[str]]] = tomllib.loads(
    Path(__file__).with_name("period_phrases.toml").read_text("utf-8")
)
_CASES = [
    pytest.param(heading, phrase, expected, id=f"{heading}: {phrase}")
    for heading, phrases in _TABLE.items()
    for phrase, expected in phrases.items()
]


def _said(span: TimeSpan) -> str:
    if isinstance(span, BadPeriod):
        return span.reason.value
    if isinstance(span, SamePeriodSpan):
        return f"same {span.unit.value} {span.count}"
    period = span.period
    if period.kind is Kind.UNTIL:
        return f"..{period.end}"
    return str(period.start) if period.kind is Kind.DAY else f"{period.start}..{period.end}"


def _same_days(said: str) -> str:
    """One day, written as a day or as a stretch of one, is the same."""
    start, _, end = said.partition("..")
    return start if start == end and start else said


@pytest.mark.parametrize(("heading", "phrase", "expected"), _CASES)
def test_a_phrase_means_the_days_that_users_expect(
    heading: str, phrase: str, expected: list[str]
) -> None:
    day, _, ahead = heading.partition(" ")
    spans = find_periods(phrase, date.fromisoformat(day), ahead=bool(ahead))
    found = [_same_days(_said(span)) for span in spans]
    assert found == [_same_days(item) for item in expected]
