"""A campaign, month or quarter in two years: 双十一今年和去年比, "Double 11, this year vs last"."""

import re

from assistant.brains.rules.slots import Slots
from crm.periods import Kind, OpenPeriodError, Period, UnlistedFestivalError, year_earlier

YEARS = 2
RECURRING = frozenset({Kind.FESTIVAL, Kind.MONTH, Kind.QUARTER, Kind.HALF, Kind.RANGE})
_RELATIVE = re.compile(r"\d{4}|年|year|本|这|上|this|last|current|previous")
"""What says which one is meant, beside its name."""
_HALF = re.compile("[上下]半年")


def take_years(slots: Slots) -> None:
    """Puts what comes round in each of the two years in the place of the three periods named."""
    years = [period for period in slots.periods if period.kind is Kind.YEAR]
    others = [period for period in slots.periods if period.kind in RECURRING]
    if len(years) != YEARS or len(others) != 1 or len(slots.periods) != YEARS + 1:
        return
    at = slots.periods.index(others[0])
    if _RELATIVE.search(_HALF.sub("", slots.period_words[at])) or at == 1:
        return
    found = tuple(_in_the_year(others[0], year) for year in years)
    if None in found:
        return
    slots.periods = [period for period in found if period is not None]
    del slots.period_words[at], slots.period_at[at]
    if slots.against_at is not None and at < slots.against_at:
        slots.against_at -= 1


def _in_the_year(period: Period, year: Period) -> Period | None:
    """Gives what comes round in a year; None where its dates are not known."""
    years = period.start.year - year.start.year
    if not years:
        return period
    try:
        return year_earlier(period.whole(), years=years)
    except (OpenPeriodError, UnlistedFestivalError):
        return None
