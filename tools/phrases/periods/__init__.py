"""Time as people say it, Chinese and English, read as periods of days (contract, section 2)."""

from tools.phrases.periods.durations import find_durations
from tools.phrases.periods.finder import find_periods
from tools.phrases.periods.spans import (
    BadPeriod,
    Direction,
    DurationSpan,
    Fault,
    PeriodSpan,
    SamePeriodSpan,
    TimeSpan,
)

__all__ = [
    "BadPeriod",
    "Direction",
    "DurationSpan",
    "Fault",
    "PeriodSpan",
    "SamePeriodSpan",
    "TimeSpan",
    "find_durations",
    "find_periods",
]
