"""What the reader of time phrases finds in a text."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from crm.periods import Grain, Period

Direction = Literal["past", "current", "ahead"]


class Fault(StrEnum):
    """Why a time phrase gives no period."""

    IMPOSSIBLE = "impossible"  # 2月30日, 第60周, 13月
    AMBIGUOUS = "ambiguous"  # two readings that differ: 3/1, 三个月前
    VAGUE = "vague"  # 最近几天, 3月初, early March
    UNLISTED = "unlisted"  # 春节 of a year that the calendar has no dates of
    FAR = "far"  # 9999-12-31: in a year that no calendar of a company has
    UNREAD = "unread"  # a time phrase that is longer than what is understood: 昨天上午


@dataclass(frozen=True, slots=True)
class PeriodSpan:
    """A time phrase that names one period.

    Attributes:
        start: Position of its first character.
        end: Position after its last one.
        text: The words, as they were written.
        period: The days it means.
        direction: Whether the period lies before the business date, holds it, or reaches past it.
    """

    start: int
    end: int
    text: str
    period: Period
    direction: Direction = "past"


@dataclass(frozen=True, slots=True)
class BadPeriod:
    """A time phrase that must not be answered as if it were a period.

    Attributes:
        start: Position of its first character.
        end: Position after its last one.
        text: The words, as they were written.
        reason: What is wrong with it.
        choices: The periods it may mean, likeliest first; empty where nothing is likely.
    """

    start: int
    end: int
    text: str
    reason: Fault
    choices: tuple[Period, ...] = ()


@dataclass(frozen=True, slots=True)
class SamePeriodSpan:
    """A comparison with the same stretch of time, earlier: 去年同期, "same period last year".

    Attributes:
        start: Position of its first character.
        end: Position after its last one.
        text: The words, as they were written.
        unit: What it goes back by; a year is 同比, any other is the preceding unit's same days.
        count: How many of them.
    """

    start: int
    end: int
    text: str
    unit: Grain
    count: int = 1


@dataclass(frozen=True, slots=True)
class DurationSpan:
    """A length of time without a place in the calendar: 90天 in 90天没下单, "half a year".

    Attributes:
        start: Position of its first character.
        end: Position after its last one.
        text: The words, as they were written.
        days: Its length in days, 0 if it is one in months.
        months: Its length in months, 0 if it is one in days.
    """

    start: int
    end: int
    text: str
    days: int = 0
    months: int = 0


TimeSpan = PeriodSpan | BadPeriod | SamePeriodSpan
