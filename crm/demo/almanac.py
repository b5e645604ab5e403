"""The days the demo company lives through: its span, months, and holidays."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

YEARS = 3

# First day of the Chinese new year; in a year that is not listed the week is an ordinary one.
SPRING_FESTIVALS = frozenset(
    date.fromisoformat(day)
    for day in (
        "2018-02-16 2019-02-05 2020-01-25 2021-02-12 2022-02-01 2023-01-22 2024-02-10 2025-01-29 "
        "2026-02-17 2027-02-06 2028-01-26 2029-02-13 2030-02-03 2031-01-23 2032-02-11 2033-01-31 "
        "2034-02-19 2035-02-08"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Span:
    """The days with data, both included: the running month and the 36 whole months before it."""

    start: date
    today: date

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.today - self.start).days + 1

    @property
    def now(self) -> datetime:
        """The morning of the last day: nothing that has happened is dated later."""
        return datetime.combine(self.today, time(9, 55))

    def day(self, index: int) -> date:
        """The day `index` days after the first."""
        return self.start + timedelta(days=index)

    def share_gone(self, day: date) -> float:
        """How much of the span lies before `day`, from 0 to 1."""
        return (day - self.start).days / self.days


def span_to(today: date) -> Span:
    """The span that ends with `today`."""
    return Span(start=date(today.year - YEARS, today.month, 1), today=today)


def months_between(first: date, last: date) -> list[date]:
    """First days of the months from that of `first` to that of `last`, both included."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [
        date(first.year + index // 12, index % 12 + 1, 1)
        for index in range(first.month - 1, first.month - 1 + count)
    ]


def on_holiday(day: date, region: str) -> bool:
    """Whether hardly anybody orders in that region on that day."""
    if region == "海外":
        return (day.month, day.day) >= (12, 24) or (day.month, day.day) == (1, 1)
    if day.month == 10 and day.day <= 7:
        return True
    if day.month > 2:
        return False
    return any(day - timedelta(days=back) in SPRING_FESTIVALS for back in range(-2, 7))
