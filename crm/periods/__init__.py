"""Spans of whole days: what they are, how they are cut up, and what they are compared with.

The rules are the contract's, section 2 "Time" and "Growth".
"""

from crm.periods.comparison import (
    OpenPeriodError,
    aligned,
    fraction_elapsed,
    months_begun,
    preceding,
    split,
    year_earlier,
)
from crm.periods.festivals import BusinessCalendar, Festival, standard_calendar
from crm.periods.period import (
    Grain,
    Kind,
    Period,
    add_months,
    back_from,
    between,
    is_whole,
    unit_of,
    units_later,
)

__all__ = [
    "BusinessCalendar",
    "Festival",
    "Grain",
    "Kind",
    "OpenPeriodError",
    "Period",
    "add_months",
    "aligned",
    "back_from",
    "between",
    "fraction_elapsed",
    "is_whole",
    "months_begun",
    "preceding",
    "split",
    "standard_calendar",
    "unit_of",
    "units_later",
    "year_earlier",
]
