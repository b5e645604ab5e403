"""When something comes back: every Monday at nine, the day before a month ends.

A rhythm is of local time; moments are UTC without an offset. Where clocks change, a time that
there is twice counts the first time, and one that there is not comes as much later as the clock
jumps: 02:30 is 03:30 on that day. So there is one moment a day, in every time zone.
"""

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal

Every = Literal["day", "weekday", "week", "month", "quarter", "once"]
LONGEST_GAP = 190
"""Days without a moment of any rhythm, at most."""
MOST_MISSED = 5_000
"""Moments that are counted one by one: a daily one of more than ten years."""


@dataclass(frozen=True)
class Rhythm:
    """When something comes back.

    `days` of a week count from 0, Monday. Those of a month or a quarter count from 1, or backwards
    from -1, the last; one that a month does not have is its last. `on` is the day of what comes
    once.
    """

    every: Every
    at: time
    days: tuple[int, ...] = ()
    on: date | None = None

    def falls_on(self, day: date) -> bool:
        """Whether it comes on a day."""
        match self.every:
            case "day":
                return True
            case "weekday":
                return day.weekday() < calendar.SATURDAY
            case "week":
                return day.weekday() in self.days
            case "once":
                return day == self.on
            case "month":
                return day in _chosen(self.days, *_month(day))
            case "quarter":
                return day in _chosen(self.days, *_quarter(day))


@dataclass(frozen=True)
class Due:
    """The latest moment of a rhythm that has come."""

    moment: datetime
    missed: int
    """How many came before it and were not noticed."""


def moment_on(day: date, at: time, zone: tzinfo) -> datetime:
    """Gives the moment of a local time on a day."""
    return moment_of(datetime.combine(day, at), zone)


def moment_of(there: datetime, zone: tzinfo) -> datetime:
    """Gives the moment of a local time without an offset; the first, where there are two."""
    return there.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)


def local(moment: datetime, zone: tzinfo) -> datetime:
    """Gives a moment in local time, without an offset."""
    return moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)


def after(rhythm: Rhythm, moment: datetime, zone: tzinfo) -> datetime | None:
    """Gives the first moment of a rhythm after another; None where there is none any more."""
    if rhythm.on is not None:
        found = moment_on(rhythm.on, rhythm.at, zone)
        return found if found > moment else None
    first = local(moment, zone).date()
    for later in range(LONGEST_GAP):
        day = first + timedelta(later)
        if rhythm.falls_on(day) and (found := moment_on(day, rhythm.at, zone)) > moment:
            return found
    return None


def coming(rhythm: Rhythm, moment: datetime, zone: tzinfo, number: int) -> tuple[datetime, ...]:
    """Gives the next so many moments of a rhythm after another, or as many as there are."""
    found: list[datetime] = []
    following = after(rhythm, moment, zone)
    while following is not None and len(found) < number:
        found.append(following)
        following = after(rhythm, following, zone)
    return tuple(found)


def due(rhythm: Rhythm, first: datetime, now: datetime, zone: tzinfo) -> Due:
    """Gives the latest moment that has come, of those from `first` on, which has come itself."""
    latest = first
    for missed in range(MOST_MISSED):
        following = after(rhythm, latest, zone)
        if following is None or following > now:
            return Due(latest, missed)
        latest = following
    return Due(latest, MOST_MISSED)


def _month(day: date) -> tuple[date, date]:
    length = calendar.monthrange(day.year, day.month)[1]
    return day.replace(day=1), day.replace(day=length)


def _quarter(day: date) -> tuple[date, date]:
    month = 3 * ((day.month - 1) // 3) + 1
    first, last = _month(date(day.year, month, 1))[0], _month(date(day.year, month + 2, 1))[1]
    return first, last


def _chosen(days: tuple[int, ...], first: date, last: date) -> frozenset[date]:
    length = (last - first).days + 1
    places = (min(n, length) if n > 0 else max(1, length + 1 + n) for n in days)
    return frozenset(first + timedelta(place - 1) for place in places)
