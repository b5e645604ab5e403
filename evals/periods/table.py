"""The table of time phrases, and how many of its cells the product reads as they must be read."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Literal, cast

from crm.periods import BusinessCalendar, Kind
from evals.periods.reference import NONE, Day, meant
from tools.phrases.periods import BadPeriod, SamePeriodSpan, TimeSpan, find_periods

_COLUMNS_OF_A_PHRASE = 4


@dataclass(frozen=True)
class Phrase:
    """One row of the table.

    Attributes:
        text: What people write.
        language: Of the words.
        fiscal_start: Month that fiscal years begin with.
        rule: What it means, for the reference.
        expected: What it means on each business date: `start..end`, `..end`, `same year N`, or
            `none` where it must not be read as a period.
    """

    text: str
    language: Literal["zh", "en"]
    fiscal_start: int
    rule: str
    expected: Mapping[date, str] = field(hash=False)

    @property
    def inside_questions(self) -> tuple[str, ...]:
        """The phrase alone, and in questions as people ask them."""
        if self.language == "zh":
            return self.text, f"{self.text}的销售额", f"请问{self.text}各区域卖了多少"
        return self.text, f"sales {self.text}", f"what were sales {self.text} by region?"

    def computed(self, today: date) -> str:
        """What the reference says that it means."""
        return meant(self.rule, Day(today, self.fiscal_start))


@dataclass(frozen=True)
class Miss:
    """One cell that was read otherwise."""

    question: str
    today: date
    expected: str
    found: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.question!r} on {self.today}: {self.expected}, read {list(self.found)}"


@dataclass(frozen=True)
class PeriodScore:
    """How the table came out; a cell is one phrase on one business date, in all its questions."""

    right: int
    total: int
    misses: tuple[Miss, ...]


@cache
def phrases() -> tuple[Phrase, ...]:
    """The rows of `table.csv`, in its order."""
    text = files("evals.periods").joinpath("table.csv").read_text("utf-8")
    header, *rows = csv.reader(text.splitlines())
    dates = [date.fromisoformat(day) for day in header[_COLUMNS_OF_A_PHRASE:]]
    return tuple(_phrase(row, dates) for row in rows)


def scored(table: Sequence[Phrase]) -> PeriodScore:
    """Reads every cell and counts those that mean what the table says."""
    misses = {phrase: tuple(missed(phrase)) for phrase in table}
    wrong = sum(len({miss.today for miss in missed_ones}) for missed_ones in misses.values())
    total = sum(len(phrase.expected) for phrase in table)
    return PeriodScore(total - wrong, total, tuple(chain.from_iterable(misses.values())))


def missed(phrase: Phrase) -> Iterator[Miss]:
    """The questions with that phrase that are read otherwise, on every business date."""
    calendar = BusinessCalendar(phrase.fiscal_start)
    for today, expected in phrase.expected.items():
        for question in phrase.inside_questions:
            found = tuple(map(said, find_periods(question, today, calendar=calendar)))
            if found != (expected,):
                yield Miss(question, today, expected, found)


def said(span: TimeSpan) -> str:
    """What was read, as the table writes it."""
    if isinstance(span, BadPeriod):
        return NONE
    if isinstance(span, SamePeriodSpan):
        return f"same {span.unit.value} {span.count}"
    period = span.period
    return f"..{period.end}" if period.kind is Kind.UNTIL else f"{period.start}..{period.end}"


def _phrase(row: list[str], dates: list[date]) -> Phrase:
    text, language, fiscal_start, rule, *expected = row
    return Phrase(
        text,
        cast("Literal['zh', 'en']", language),
        int(fiscal_start),
        rule,
        dict(zip(dates, expected, strict=True)),
    )
