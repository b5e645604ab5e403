"""Periods, what they are compared with, and how they are cut up."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.periods import (
    BusinessCalendar,
    Festival,
    Grain,
    Kind,
    OpenPeriodError,
    Period,
    add_months,
    aligned,
    back_from,
    fraction_elapsed,
    is_whole,
    months_begun,
    preceding,
    split,
    standard_calendar,
    unit_of,
    units_later,
    year_earlier,
)

TODAY = date(2026, 11, 21)
DAYS = st.dates(min_value=date(1995, 1, 1), max_value=date(2060, 12, 31))
GRAINS = st.sampled_from(Grain)


def _days(period: Period) -> tuple[str, str]:
    return str(period.start), str(period.end)


def _running(grain: Grain, today: date) -> Period:
    return unit_of(grain, today).until(today)


@st.composite
def _periods(draw: st.DrawFn) -> Period:
    """Any bounded period: a unit, whole or running, a rolling stretch, or a range."""
    day = draw(DAYS)
    shape = draw(st.sampled_from(["whole", "running", "days", "months", "range"]))
    if shape in {"whole", "running"}:
        unit = unit_of(draw(GRAINS), day)
        return unit if shape == "whole" else unit.until(day)
    length = draw(st.integers(1, 40))
    if shape == "days":
        return Period(day - timedelta(days=length - 1), day, Kind.DAYS, count=length)
    if shape == "months":
        return Period(back_from(day, months=length), day, Kind.MONTHS, count=length)
    return Period(day, day + timedelta(days=length * 11))


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        Period(date(2026, 3, 2), date(2026, 3, 1))


def test_the_natural_end_is_kept_while_a_unit_is_running() -> None:
    month = _running(Grain.MONTH, TODAY)
    assert _days(month) == ("2026-11-01", "2026-11-21")
    assert month.running
    assert month.calendar_end == date(2026, 11, 30)
    assert month.days == 21
    assert fraction_elapsed(month) == pytest.approx(0.7)
    assert _days(month.whole()) == ("2026-11-01", "2026-11-30")


def test_a_unit_is_no_longer_running_on_its_last_day() -> None:
    assert not _running(Grain.QUARTER, date(2026, 12, 31)).running


def test_weeks_begin_on_monday() -> None:
    assert _days(unit_of(Grain.WEEK, TODAY)) == ("2026-11-16", "2026-11-22")


def test_fiscal_years_begin_with_the_month_that_is_set() -> None:
    year = unit_of(Grain.YEAR, TODAY, fiscal_start_month=4)
    quarter = unit_of(Grain.QUARTER, TODAY, fiscal_start_month=2)
    assert _days(year) == ("2026-04-01", "2027-03-31")
    assert _days(quarter) == ("2026-11-01", "2027-01-31")


def test_the_last_three_months_begin_on_the_day_after_the_same_day() -> None:
    assert back_from(TODAY, months=3) == date(2026, 8, 22)
    assert back_from(date(2026, 5, 31), months=3) == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("period", "before"),
    [
        (unit_of(Grain.DAY, date(2026, 3, 1)), ("2026-02-28", "2026-02-28")),
        (unit_of(Grain.WEEK, date(2027, 1, 1)), ("2026-12-21", "2026-12-27")),
        (unit_of(Grain.MONTH, date(2024, 3, 5)), ("2024-02-01", "2024-02-29")),
        (unit_of(Grain.QUARTER, date(2026, 1, 5)), ("2025-10-01", "2025-12-31")),
        (unit_of(Grain.HALF, date(2026, 1, 5)), ("2025-07-01", "2025-12-31")),
        (unit_of(Grain.YEAR, date(2025, 1, 5)), ("2024-01-01", "2024-12-31")),
        (_running(Grain.MONTH, TODAY), ("2026-10-01", "2026-10-21")),
        (_running(Grain.WEEK, date(2026, 11, 18)), ("2026-11-09", "2026-11-11")),
        (_running(Grain.QUARTER, TODAY), ("2026-07-01", "2026-08-21")),
        (_running(Grain.MONTH, date(2026, 3, 30)), ("2026-02-01", "2026-02-28")),
        (Period(date(2026, 3, 1), date(2026, 5, 31)), ("2025-12-01", "2026-02-28")),
        (Period(date(2026, 3, 5), date(2026, 4, 2)), ("2026-02-04", "2026-03-04")),
        (
            Period(date(2026, 8, 22), TODAY, Kind.MONTHS, count=3),
            ("2026-05-22", "2026-08-21"),
        ),
        (Period(date(2026, 11, 15), TODAY, Kind.DAYS, count=7), ("2026-11-08", "2026-11-14")),
    ],
)
def test_the_preceding_period_has_the_same_length_and_kind(
    period: Period, before: tuple[str, str]
) -> None:
    assert _days(preceding(period)) == before


@pytest.mark.parametrize(
    ("period", "earlier"),
    [
        (unit_of(Grain.DAY, date(2024, 2, 29)), ("2023-02-28", "2023-02-28")),
        (unit_of(Grain.MONTH, date(2024, 2, 29)), ("2023-02-01", "2023-02-28")),
        (unit_of(Grain.MONTH, date(2025, 2, 1)), ("2024-02-01", "2024-02-29")),
        (unit_of(Grain.QUARTER, date(2025, 1, 1)), ("2024-01-01", "2024-03-31")),
        (_running(Grain.MONTH, TODAY), ("2025-11-01", "2025-11-21")),
        (_running(Grain.YEAR, TODAY), ("2025-01-01", "2025-11-21")),
        # The same number of elapsed days, across a leap day: 60 of them.
        (_running(Grain.YEAR, date(2024, 2, 29)), ("2023-01-01", "2023-03-01")),
        (unit_of(Grain.WEEK, TODAY), ("2025-11-17", "2025-11-23")),
        (unit_of(Grain.WEEK, date(2027, 1, 1)), ("2025-12-22", "2025-12-28")),
        (Period(date(2026, 3, 1), date(2026, 5, 31)), ("2025-03-01", "2025-05-31")),
        (Period(date(2024, 2, 29), date(2024, 3, 9)), ("2023-02-28", "2023-03-09")),
        (Period(date(2026, 11, 15), TODAY, Kind.DAYS, count=7), ("2025-11-15", "2025-11-21")),
        (
            Period(date(2026, 8, 22), TODAY, Kind.MONTHS, count=3),
            ("2025-08-22", "2025-11-21"),
        ),
    ],
)
def test_the_same_period_one_year_earlier(period: Period, earlier: tuple[str, str]) -> None:
    assert _days(year_earlier(period)) == earlier


def test_a_festival_is_compared_with_its_own_days_of_the_year_before() -> None:
    festival = standard_calendar().festival("spring_festival")
    assert festival
    this = festival.period_in(2026)
    assert this
    assert _days(this) == ("2026-02-16", "2026-02-23")
    assert _days(year_earlier(this)) == ("2025-01-28", "2025-02-04")


def test_a_running_campaign_is_compared_over_as_many_days() -> None:
    campaign = standard_calendar().festival("double_eleven")
    assert campaign
    this = campaign.period_in(2026)
    assert this
    assert _days(year_earlier(this.until(date(2026, 11, 5)))) == ("2025-11-01", "2025-11-05")


def test_a_deployment_names_its_own_campaigns() -> None:
    own = Festival("anniversary", zh=("周年庆",), first=(9, 1), last=(9, 3))
    calendar = BusinessCalendar(festivals=(own,))
    period = own.period_in(2026)
    assert period
    assert _days(year_earlier(period, festivals=calendar)) == ("2025-09-01", "2025-09-03")


def test_this_year_and_last_year_are_compared_over_the_same_elapsed_days() -> None:
    this, last = _running(Grain.YEAR, TODAY), unit_of(Grain.YEAR, date(2025, 1, 1))
    assert [_days(each) for each in aligned(this, last)] == [
        ("2026-01-01", "2026-11-21"),
        ("2025-01-01", "2025-11-21"),
    ]
    assert [_days(each) for each in aligned(last, this)] == [
        ("2025-01-01", "2025-11-21"),
        ("2026-01-01", "2026-11-21"),
    ]


def test_a_month_against_another_year_means_that_years_month() -> None:
    october, last_year = (
        unit_of(Grain.MONTH, date(2026, 10, 1)),
        unit_of(Grain.YEAR, date(2025, 1, 1)),
    )
    assert _days(aligned(october, last_year)[1]) == ("2025-10-01", "2025-10-31")


def test_two_whole_quarters_are_compared_as_they_are() -> None:
    second, first = (unit_of(Grain.QUARTER, date(2026, month, 1)) for month in (4, 1))
    assert aligned(second, first) == (second, first)


def test_buckets_are_clipped_to_the_period() -> None:
    buckets = split(Period(date(2026, 1, 15), date(2026, 3, 9)), Grain.MONTH)
    assert [_days(bucket) for bucket in buckets] == [
        ("2026-01-15", "2026-01-31"),
        ("2026-02-01", "2026-02-28"),
        ("2026-03-01", "2026-03-09"),
    ]
    assert [is_whole(bucket, Grain.MONTH) for bucket in buckets] == [False, True, False]
    assert buckets[-1].calendar_end == date(2026, 3, 31)


def test_fiscal_quarters_are_buckets_too() -> None:
    year = unit_of(Grain.YEAR, TODAY, fiscal_start_month=4)
    quarters = split(year, Grain.QUARTER, fiscal_start_month=4)
    assert [str(quarter.start) for quarter in quarters] == [
        "2026-04-01",
        "2026-07-01",
        "2026-10-01",
        "2027-01-01",
    ]


def test_a_target_counts_the_months_that_have_begun() -> None:
    assert months_begun(_running(Grain.QUARTER, TODAY), TODAY) == ("2026-10", "2026-11")
    assert months_begun(unit_of(Grain.YEAR, TODAY), date(2026, 2, 1)) == ("2026-01", "2026-02")
    assert months_begun(unit_of(Grain.YEAR, TODAY), date(2025, 12, 31)) == ()


def _by_month(period: Period) -> tuple[Period, ...]:
    return split(period, Grain.MONTH)


@pytest.mark.parametrize("ask", [preceding, year_earlier, _by_month])
def test_a_period_without_beginning_has_no_comparison(ask: Callable[[Period], object]) -> None:
    everything = Period(date.min, TODAY, Kind.UNTIL)
    assert everything.open_start
    with pytest.raises(OpenPeriodError):
        ask(everything)


def test_stepping_by_something_that_is_no_unit_is_refused() -> None:
    with pytest.raises(ValueError, match="no calendar unit"):
        units_later(Period(date(2026, 3, 5), date(2026, 4, 2)), 1)


@given(_periods())
def test_the_preceding_period_ends_before_the_period_starts(period: Period) -> None:
    before = preceding(period)
    assert before.start <= before.end < period.start


@given(_periods())
def test_the_preceding_period_of_a_whole_unit_ends_the_day_before(period: Period) -> None:
    if not period.running:
        assert preceding(period).end == period.start - timedelta(days=1)


@given(_periods())
def test_the_year_earlier_is_never_reversed_and_lies_about_a_year_back(period: Period) -> None:
    earlier = year_earlier(period)
    assert earlier.start <= earlier.end
    assert 355 <= (period.start - earlier.start).days <= 376
    assert earlier.kind is period.kind


@given(_periods())
def test_a_running_period_is_never_compared_over_more_days(period: Period) -> None:
    if period.running:
        assert preceding(period).days <= period.days
        assert year_earlier(period).days <= period.days


@given(_periods(), GRAINS, st.integers(1, 12))
def test_buckets_cover_a_period_exactly(period: Period, grain: Grain, month: int) -> None:
    buckets = split(period, grain, fiscal_start_month=month)
    assert buckets[0].start == period.start
    assert buckets[-1].end == period.end
    for left, right in pairwise(buckets):
        assert right.start == left.end + timedelta(days=1)
    assert sum(bucket.days for bucket in buckets) == period.days


@given(DAYS, GRAINS, st.integers(1, 12))
def test_a_day_lies_in_its_unit_and_units_follow_each_other(
    day: date, grain: Grain, month: int
) -> None:
    unit = unit_of(grain, day, fiscal_start_month=month)
    assert unit.start <= day <= unit.end
    following = units_later(unit, 1)
    assert following.start == unit.end + timedelta(days=1)
    assert units_later(following, -1) == unit


@given(DAYS, st.integers(-200, 200))
def test_months_later_is_never_the_wrong_month(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day
