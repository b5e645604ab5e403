"""When something comes back: in any time zone, across changed clocks, at the ends of months."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from crm.periods.rhythm import Rhythm, after, coming, due, local, moment_of

BERLIN, SHANGHAI = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Shanghai")
NIGHTLY = Rhythm("day", time(2, 30))
ZONES = [BERLIN, SHANGHAI, *map(ZoneInfo, ("America/New_York", "Australia/Lord_Howe", "UTC"))]


utc = datetime.fromisoformat


def there(rhythm: Rhythm, start: str, zone: ZoneInfo, number: int) -> list[str]:
    """Gives the next times of a rhythm as the clocks there show them."""
    times = coming(rhythm, moment_of(datetime.fromisoformat(start), zone), zone, number)
    return [local(one, zone).isoformat(" ", "minutes") for one in times]


def test_a_time_that_a_day_does_not_have_comes_as_much_later_as_the_clock_jumps() -> None:
    assert there(NIGHTLY, "2026-03-28 00:00", BERLIN, 3) == [
        "2026-03-28 02:30",
        "2026-03-29 03:30",
        "2026-03-30 02:30",
    ]


def test_a_time_that_a_day_has_twice_comes_once_the_first_time() -> None:
    found = coming(NIGHTLY, utc("2026-10-24 12:00"), BERLIN, 2)
    assert found == (utc("2026-10-25 00:30"), utc("2026-10-26 01:30"))


def test_nine_in_the_morning_stays_nine_when_clocks_change() -> None:
    weekly = Rhythm("week", time(9), (0,))
    assert there(weekly, "2026-10-19 12:00", BERLIN, 2) == ["2026-10-26 09:00", "2026-11-02 09:00"]


@pytest.mark.parametrize(
    ("rhythm", "expected"),
    [
        (Rhythm("week", time(9), (0, 4)), ["2026-01-30 09:00", "2026-02-02 09:00"]),
        (Rhythm("weekday", time(8, 30)), ["2026-01-29 08:30", "2026-01-30 08:30"]),
        (Rhythm("month", time(9), (31,)), ["2026-01-31 09:00", "2026-02-28 09:00"]),
        (Rhythm("month", time(9), (-1,)), ["2026-01-31 09:00", "2026-02-28 09:00"]),
        (Rhythm("month", time(9), (-2,)), ["2026-01-30 09:00", "2026-02-27 09:00"]),
        (Rhythm("quarter", time(9), (1,)), ["2026-04-01 09:00", "2026-07-01 09:00"]),
        (Rhythm("quarter", time(9), (-1,)), ["2026-03-31 09:00", "2026-06-30 09:00"]),
        (Rhythm("once", time(9), on=date(2026, 2, 1)), ["2026-02-01 09:00"]),
        (Rhythm("once", time(9), on=date(2026, 1, 1)), []),
    ],
)
def test_each_rhythm_comes_on_its_days(rhythm: Rhythm, expected: list[str]) -> None:
    assert there(rhythm, "2026-01-28 12:00", SHANGHAI, 2) == expected


def test_of_several_that_were_missed_the_latest_is_due_and_the_others_are_counted() -> None:
    daily = Rhythm("day", time(9))
    first = utc("2026-11-01 01:00")
    found = due(daily, first, first + timedelta(days=3, hours=5), SHANGHAI)
    assert (found.moment, found.missed) == (first + timedelta(days=3), 3)
    assert due(daily, first, first, SHANGHAI).missed == 0


@given(
    zone=some.sampled_from(ZONES),
    at=some.times().map(lambda at: at.replace(second=0, microsecond=0)),
    start=some.datetimes(utc("2026-01-01"), utc("2027-12-31")),
)
def test_every_day_there_is_one_moment_in_any_zone(
    zone: ZoneInfo, at: time, start: datetime
) -> None:
    daily = Rhythm("day", at)
    first = after(daily, start, zone)
    assert first is not None
    second = after(daily, first, zone)
    assert second is not None
    assert first > start
    days = [local(one, zone).date() for one in (first, second)]
    assert days[1] - days[0] == timedelta(1)
    assert timedelta(hours=22) <= second - first <= timedelta(hours=26)
