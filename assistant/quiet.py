"""Quiet hours: when no message should reach a customer's phone."""

import re
from dataclasses import dataclass
from datetime import datetime, time

_WRITTEN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")


@dataclass(frozen=True)
class QuietHours:
    """Every day from `start` to `end`, the end not included, in the business time zone.

    They may go over midnight; from a time to itself there are none.
    """

    start: time = time(21)
    end: time = time(8)

    @classmethod
    def of(cls, text: str) -> "QuietHours":
        """Gives the hours of a setting, such as 21:00-08:00; `none` for none.

        Raises:
            ValueError: the text says no hours.
        """
        if text.strip().lower() == "none":
            return cls(time(0), time(0))
        found = _WRITTEN.fullmatch(text.strip())
        if found is None:
            raise ValueError("give hours such as 21:00-08:00, or none")
        first, second, third, fourth = map(int, found.groups())
        return cls(time(first, second), time(third, fourth))

    def hold(self, at: datetime) -> bool:
        """Whether a moment lies in them."""
        now = at.time()
        if self.start <= self.end:
            return self.start <= now < self.end
        return now >= self.start or now < self.end

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


USUAL = QuietHours()
