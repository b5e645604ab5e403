"""What a period is compared with, and how it is cut into buckets."""

from collections.abc import Iterator
from datetime import date, timedelta

from crm.periods.business_calendar import BusinessCalendar, standard_calendar
from crm.periods.period import (
    MONTHS_IN,
    Grain,
    Kind,
    Period,
    add_months,
    back_from,
    months_from,
    unit_of,
    units_later,
)

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_MONTHS_A_YEAR = 12


class OpenPeriodError(ValueError):
    """Asked of a period without a beginning what only a bounded one has."""

    def __init__(self, period: Period) -> None:
        super().__init__(f"the period until {period.end} has no beginning to count from")


class UnlistedFestivalError(ValueError):
    """Asked for a festival in a year that no calendar has its dates of."""

    def __init__(self, period: Period, years: int) -> None:
        super().__init__(
            f"no calendar has the dates of {period.festival!r} {years} years from "
            f"{period.start}: list them in calendar.toml"
        )


def preceding(period: Period) -> Period:
    """The period before, of the same length and kind (环比).

    A running one is compared over as many days as have elapsed, at most up to the natural end of
    the earlier unit: 1 to 21 November with 1 to 21 October. A range of whole months is preceded by
    as many whole months, a rolling stretch by the one that ends the day before.

    Raises:
        OpenPeriodError: The period has no beginning.
    """
    _require_bounded(period)
    if period.kind is Kind.MONTHS:
        end = period.start - _DAY
        return Period(back_from(end, months=period.count), end, Kind.MONTHS, count=period.count)
    if period.kind in {Kind.DAY, Kind.WEEK, Kind.WEEKEND}:
        return _elapsed_like(period, units_later(period, -1))
    months = _whole_months(period)
    if months:
        return _elapsed_like(
            period, months_from(add_months(period.start, -months), months, period.kind)
        )
    end = period.start - _DAY
    kind = Kind.DAYS if period.kind is Kind.FESTIVAL else period.kind
    return Period(end - timedelta(days=period.days - 1), end, kind, count=period.count)


def year_earlier(
    period: Period, *, years: int = 1, festivals: BusinessCalendar | None = None
) -> Period:
    """The same period `years` years earlier (同比); 29 February falls on the 28th.

    A whole February is compared with a whole February, a week with the ISO week of the same number,
    a festival with its own dates of that year, and a running period over as many elapsed days.

    Args:
        period: What is to be compared.
        years: How many years back; negative looks forward.
        festivals: Where the dates of moving festivals stand; by default those that the period
            itself knows of, then the built-in ones.

    Raises:
        OpenPeriodError: The period has no beginning.
        UnlistedFestivalError: It is a festival, and its dates of that year are not known.
    """
    _require_bounded(period)
    if period.kind in {Kind.WEEK, Kind.WEEKEND}:
        return _elapsed_like(period, _same_week(period, years))
    if period.kind is Kind.FESTIVAL:
        return _elapsed_like(period, _same_festival(period, years, festivals))
    end = _years_before(period.end, years)
    if period.kind is Kind.DAYS:
        return Period(end - timedelta(days=period.days - 1), end, Kind.DAYS, count=period.count)
    if period.kind is Kind.MONTHS:
        return Period(back_from(end, months=period.count), end, Kind.MONTHS, count=period.count)
    return _elapsed_like(period, _shifted_whole(period, years))


def aligned(period: Period, other: Period) -> tuple[Period, Period]:
    """The two periods as they may be compared with each other.

    Where one of two units of the same kind is still running, both are cut after the same number of
    elapsed days: 今年比去年 compares 1 January to the business date with as many days of last year.
    Where the other is a year and the first a part of another year (10月比去年), that part of the
    other year is meant. Anything else is left as it is.
    """
    if Kind.UNTIL in {period.kind, other.kind}:
        return period, other
    if other.kind is Kind.YEAR and _lies_in_another_year(period, other):
        return period, year_earlier(period, years=period.start.year - other.start.year)
    if period.kind is other.kind and period.running != other.running:
        if period.running:
            return period, _elapsed_like(period, other)
        return _elapsed_like(other, period), other
    return period, other


def split(period: Period, grain: Grain, *, fiscal_start_month: int = 1) -> tuple[Period, ...]:
    """The period's buckets of `grain`, oldest first, without gap or overlap.

    The first and the last are clipped to the period's ends. A bucket that is cut at its end knows
    its natural end; `is_whole` tells whether it is cut at all.

    Raises:
        OpenPeriodError: The period has no beginning.
    """
    _require_bounded(period)
    return tuple(_buckets(period, grain, fiscal_start_month))


def months_begun(period: Period, today: date) -> tuple[str, ...]:
    """The months, as `YYYY-MM`, that the period touches and that have begun, oldest first.

    They are the months whose targets a to-date measure is held against.

    Raises:
        OpenPeriodError: The period has no beginning.
    """
    _require_bounded(period)
    last = min(period.end, today)
    if last < period.start:
        return ()
    return tuple(f"{month.start:%Y-%m}" for month in split(Period(period.start, last), Grain.MONTH))


def fraction_elapsed(period: Period) -> float:
    """The part of the whole unit's days that the period covers: 1.0 unless it is running."""
    return period.days / ((period.calendar_end - period.start).days + 1)


def _require_bounded(period: Period) -> None:
    if period.kind is Kind.UNTIL:
        raise OpenPeriodError(period)


def _elapsed_like(model: Period, whole: Period) -> Period:
    if not model.running:
        return whole
    return whole.until(whole.start + timedelta(days=model.days - 1))


def _whole_months(period: Period) -> int:
    """How many months a unit or range of whole months has; 0 if it is not one."""
    if period.kind in MONTHS_IN:
        return MONTHS_IN[period.kind]
    after = period.calendar_end + _DAY
    if period.kind is not Kind.RANGE or period.start.day != 1 or after.day != 1:
        return 0
    return (after.year - period.start.year) * _MONTHS_A_YEAR + after.month - period.start.month


def _shifted_whole(period: Period, years: int) -> Period:
    months = _whole_months(period)
    start = _years_before(period.start, years)
    if months:
        return months_from(start, months, period.kind)
    return Period(start, _years_before(period.calendar_end, years), period.kind, count=period.count)


def _years_before(day: date, years: int) -> date:
    return add_months(day, -years * _MONTHS_A_YEAR)


def _same_week(period: Period, years: int) -> Period:
    year, week, _ = period.start.isocalendar()
    into = period.start.weekday()
    last = date(year - years, 12, 28).isocalendar().week
    start = date.fromisocalendar(year - years, min(week, last), 1) + timedelta(days=into)
    return Period(start, start + (period.calendar_end - period.start), period.kind)


def _same_festival(period: Period, years: int, festivals: BusinessCalendar | None) -> Period:
    """The festival `years` years earlier, never shifted from this year's dates."""
    if festivals is None and years == 1 and period.year_before:
        return Period(*period.year_before, Kind.FESTIVAL, festival=period.festival)
    festival = (festivals or standard_calendar()).festival(period.festival)
    here = (period.start, period.calendar_end)
    for year in (period.start.year, period.start.year + 1):  # one may begin in the year before
        if festival and festival.dates_in(year) == here:
            earlier = festival.period_in(year - years)
            if earlier:
                return earlier
    raise UnlistedFestivalError(period, years)


def _lies_in_another_year(period: Period, year: Period) -> bool:
    inside = unit_of(Grain.YEAR, period.start, fiscal_start_month=year.start.month)
    finer = period.kind is not Kind.YEAR and period.calendar_end <= inside.end
    return finer and inside.start != year.start


def _buckets(period: Period, grain: Grain, fiscal_start_month: int) -> Iterator[Period]:
    unit = unit_of(grain, period.start, fiscal_start_month=fiscal_start_month)
    while unit.start <= period.end:
        start, end = max(unit.start, period.start), min(unit.end, period.end)
        yield Period(start, end, unit.kind, unit.end if end < unit.end else None)
        if unit.end >= period.end:
            return
        unit = units_later(unit, 1)
