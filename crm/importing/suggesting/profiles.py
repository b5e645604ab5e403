"""Profiles: what the values of a source's columns look like."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from crm.importing.cells import Source
from crm.importing.registry import normal
from crm.importing.values import Cell, DateOrder, Dating, Problem, exact, moment, plain_text

_ROWS = 20_000
_AS_WRITTEN = Dating()
_SHORT = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}).*")
_ROW_NUMBERS = frozenset("行id rowid row index 序号 行号 行 no id rownumber lineid".split())
_DIGITS = re.compile(r"\d+(?:\.\d+)?")


@dataclass
class Profile:
    """The values of one column: how many are numbers, dates, other text; the frequent ones."""

    header: str
    at: int
    filled: int = 0
    numbers: int = 0
    dates: int = 0
    integers: int = 0
    negative: int = 0
    values: Counter[str] = field(default_factory=Counter[str])
    lowest: float = float("inf")
    highest: float = float("-inf")

    def is_number(self) -> bool:
        """Tells whether (almost) all values are numbers."""
        return self.filled > 0 and self.numbers >= 0.9 * self.filled

    def is_date(self) -> bool:
        """Tells whether (almost) all values are dates."""
        return self.filled > 0 and self.dates >= 0.8 * self.filled

    def is_integer(self) -> bool:
        """Tells whether (almost) all values are whole numbers."""
        return self.filled > 0 and self.integers >= 0.9 * self.filled

    def is_row_number(self) -> bool:
        """Tells whether the values only number the rows."""
        if not self.is_integer() or len(self.values) != self.filled or self.filled < 2:
            return False
        return self.highest - self.lowest + 1 == self.filled or normal(self.header) in _ROW_NUMBERS


@dataclass(frozen=True)
class Sheet:
    """A source with the profiles of its columns, over its first rows (kept as `columns`)."""

    source: Source
    profiles: Mapping[str, Profile]
    columns: Sequence[Sequence[Cell]]
    rows: int

    def cells(self, header: str) -> Sequence[Cell]:
        """Gives the cells of a column in the first rows."""
        return self.columns[self.profiles[header].at]


def profiled(source: Source) -> Sheet:
    """Gives a source with its profiles."""
    chunk = next(islice(source.chunks(_ROWS), 1), None)
    width = len(source.headers)
    columns = chunk.columns if chunk else [() for _ in range(width)]
    profiles = {
        header: _profile(header, at, columns[at])
        for at, header in enumerate(source.headers)
        if header
    }
    return Sheet(source, profiles, columns, len(chunk.lines) if chunk else 0)


def _profile(header: str, at: int, cells: Sequence[Cell]) -> Profile:
    found = Profile(header, at)
    for cell, count in Counter(cells).items():
        text = plain_text(cell)
        if text is None:
            continue
        found.filled += count
        found.values[text] += count
        number = None if isinstance(cell, date) else exact(cell)
        if number is not None and not isinstance(number, Problem):
            found.numbers += count
            found.integers += count * (number == number.to_integral_value())
            found.negative += count * (number < 0)
            found.lowest = min(found.lowest, float(number))
            found.highest = max(found.highest, float(number))
        found.dates += count * _is_date(cell, text)
    return found


def _is_date(cell: Cell, text: str) -> bool:
    if isinstance(cell, date):
        return True
    if _DIGITS.fullmatch(text) and not re.fullmatch(r"(19|20)\d{6}", text):
        return False
    if _SHORT.fullmatch(text):
        return True
    return not isinstance(moment(cell, _AS_WRITTEN), Problem)


def date_order(profile: Profile, today: date) -> tuple[DateOrder, str]:
    """Gives the order of 12/1/2010 in a column, and the reason; it takes the values to tell."""
    parts = [found for value in profile.values if (found := _SHORT.fullmatch(value))]
    if not parts:
        return "year-first", ""
    if any(int(part[1]) > 12 for part in parts):
        return "day-first", "a first number is above 12"
    if any(int(part[2]) > 12 for part in parts):
        return "month-first", "a second number is above 12"
    orders: tuple[DateOrder, DateOrder] = ("day-first", "month-first")
    possible: list[DateOrder] = [order for order in orders if not _any_after(parts, order, today)]
    if len(possible) == 1:
        return possible[0], "the other order has dates in the future"
    return "year-first", "CHECK: may be day-first or month-first, the values do not tell"


def _any_after(parts: Sequence[re.Match[str]], order: DateOrder, today: date) -> bool:
    for part in parts:
        day, month = (1, 2) if order == "day-first" else (2, 1)
        if (int(part[3]), int(part[month]), int(part[day])) > (today.year, today.month, today.day):
            return True
    return False
