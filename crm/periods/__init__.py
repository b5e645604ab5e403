"""Spans of whole days: what they are, how they are cut up, and what they are compared with.

The rules are the contract's, section 2 "Time" and "Growth".
"""

from crm.periods.business_calendar import (
    CALENDAR,
    BusinessCalendar,
    load_calendar,
    standard_calendar,
)
from crm.periods.calendar_file import CalendarError
from crm.periods.comparison import (
    OpenPeriodError,
    UnlistedFestivalError,
    aligned,
    fraction_elapsed,
    months_begun,
    preceding,
    split,
    year_earlier,
)
from crm.periods.festivals import Festival
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
    "CALENDAR",
    "BusinessCalendar",
    "CalendarError",
    "Festival",
    "Grain",
    "Kind",
    "OpenPeriodError",
    "Period",
    "UnlistedFestivalError",
    "add_months",
    "aligned",
    "back_from",
    "between",
    "fraction_elapsed",
    "is_whole",
    "load_calendar",
    "months_begun",
    "preceding",
    "split",
    "standard_calendar",
    "unit_of",
    "units_later",
    "year_earlier",
]
