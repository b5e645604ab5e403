"""What a deployment settles about its time: the fiscal year, holidays and campaigns."""

from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from crm.periods.calendar_file import read_festivals
from crm.periods.festivals import Festival

CALENDAR = "calendar.toml"
"""The file in a deployment's home that names its campaigns and holidays."""


@cache
def built_in_festivals() -> tuple[Festival, ...]:
    """The festivals that come with the product."""
    return read_festivals()


@dataclass(frozen=True)
class BusinessCalendar:
    """What a deployment settles about its time: fiscal years and festivals.

    Attributes:
        fiscal_start_month: Month that fiscal years begin with; 1 is the calendar year. A fiscal
            year is named after the calendar year it ends in: starting in April, FY25 is the
            year to 31 March 2025.
        festivals: The holidays and campaigns that questions may name.
    """

    fiscal_start_month: int = 1
    festivals: tuple[Festival, ...] = field(default_factory=built_in_festivals)

    def festival(self, festival_id: str | None) -> Festival | None:
        """The festival of that id, or None."""
        return self._by_id.get(festival_id) if festival_id else None

    @cached_property
    def _by_id(self) -> dict[str, Festival]:
        return {festival.festival_id: festival for festival in self.festivals}


@cache
def standard_calendar() -> BusinessCalendar:
    """Calendar years and the built-in festivals."""
    return BusinessCalendar()


def load_calendar(own: Path, *, fiscal_start_month: int = 1) -> BusinessCalendar:
    """The calendar with a deployment's own file, if it is there, laid over the product's.

    Raises:
        CalendarError: The file is no TOML, or an entry of it is wrong.
        OSError: It is there and cannot be read.
    """
    if not own.exists():
        return BusinessCalendar(fiscal_start_month)
    return BusinessCalendar(fiscal_start_month, read_festivals(own))
