"""What an answer found, as a text about it is held against it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from assistant.brains.rules.frame import Frame
from assistant.conversation.labels import Namer
from assistant.conversation.timewords import moment_words
from crm.measures import GRAINS
from crm.periods import BusinessCalendar, Period
from crm.query.buckets import bucket_start
from crm.query.result import Cell, Column, ColumnRole, Table
from tools.base import Evidence

NOT_SET = {"zh": "未填写", "en": "not set"}
"""What a row without a value is called."""


TOTAL = -1
"""The place of the totals, which are as a row that has no name."""


@dataclass(frozen=True)
class Row:
    """A row of one of the results, or its totals."""

    result: int
    place: int


@dataclass(frozen=True)
class Spot:
    """A name of a row: the column that it stands in."""

    row: Row
    column: int


@dataclass(frozen=True)
class Facts:
    """The results of one answer, and the question that they answer."""

    evidence: tuple[Evidence, ...]
    frame: Frame
    namer: Namer
    today: date
    calendar: BusinessCalendar

    def table(self, row: Row) -> Table:
        """Gives the table of a row."""
        return self.evidence[row.result].table

    def title(self, row: Row) -> str | None:
        """Gives what the result of a row is among several."""
        return self.evidence[row.result].title

    def column_name(self, spot: Spot) -> str:
        """Gives the column in which a name stands."""
        return self.table(spot.row).columns[spot.column].name

    def cell(self, row: Row, column: int) -> Cell:
        """Gives a cell; None in totals that there are not, or that are of more than is shown."""
        table = self.table(row)
        if row.place != TOTAL:
            return table.rows[row.place][column]
        unseen = table.totals is None or self.frame.only or self.frame.limited
        return None if unseen or table.totals is None else table.totals[column]

    def number(self, row: Row, column: int) -> Decimal | None:
        """Gives a cell that is a number; None for any other."""
        return number(self.cell(row, column))

    @cached_property
    def names(self) -> Mapping[str, frozenset[Spot]]:
        """Gives what names the rows, and where each name stands."""
        found: dict[str, set[Spot]] = {}
        for name, spot in self._named():
            found.setdefault(name, set()).add(spot)
        return {name: frozenset(spots) for name, spots in found.items()}

    def _named(self) -> Iterator[tuple[str, Spot]]:
        for row, column, cell in self._cells():
            at = self.table(row).columns[column]
            if at.role == "measure" or at.name == "currency" or at.name in GRAINS:
                continue
            if isinstance(cell, str):
                said = self.namer.value_of(at.name, cell, self.namer.language)
                yield said, Spot(row, column)
            elif cell is None and at.role == "dimension":
                yield NOT_SET[self.namer.language], Spot(row, column)

    def _cells(self) -> Iterator[tuple[Row, int, Cell]]:
        for result, found in enumerate(self.evidence):
            for place, cells in enumerate(found.table.rows):
                for column, cell in enumerate(cells):
                    yield Row(result, place), column, cell

    @cached_property
    def buckets(self) -> Mapping[tuple[str, date], frozenset[Spot]]:
        """Gives the rows of each day, week, month, quarter or year, by its grain and first day."""
        found: dict[tuple[str, date], set[Spot]] = {}
        for row, column, cell in self._cells():
            name = self.table(row).columns[column].name
            if name in GRAINS and isinstance(cell, str):
                key = name, bucket_start(cell)
                found.setdefault(key, set()).add(Spot(row, column))
        return {key: frozenset(spots) for key, spots in found.items()}

    def began(self, rows: frozenset[Row]) -> date | None:
        """Gives the first day of the time that one row is of; None where it is of none."""
        found = {
            first
            for (_, first), spots in self.buckets.items()
            if any(spot.row in rows for spot in spots)
        }
        return found.pop() if len(found) == 1 else None

    @cached_property
    def bucket_names(self) -> Mapping[str, frozenset[Spot]]:
        """Gives the days, months … of the rows as answers call them."""
        found: dict[str, frozenset[Spot]] = {}
        for spots in self.buckets.values():
            spot = next(iter(spots))
            said = moment_words(self.cell(spot.row, spot.column), self.namer.language, self.today)
            found[said] = spots
        return found

    @cached_property
    def scope(self) -> frozenset[str]:
        """Gives the names that all rows are of, such as that of a customer asked about."""
        return frozenset(name for found in self.evidence for name in found.named)

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """Gives the catalog names of all measures."""
        return tuple(dict.fromkeys(name for found in self.evidence for name in found.measures))

    @cached_property
    def measure_words(self) -> Mapping[str, frozenset[str]]:
        """Gives the words of the measures that were asked for."""
        found: dict[str, frozenset[str]] = {}
        for name in self.measures:
            measure = self.namer.catalog.measures[name].words
            for word in (*measure.zh, *measure.en):
                found[word.lower()] = found.get(word.lower(), frozenset()) | {name}
        return found

    @cached_property
    def nouns(self) -> Mapping[str, str]:
        """Gives what the rows are called: a region, customers. A quarter may also be a share."""
        catalog = self.namer.catalog.dimensions
        found: dict[str, str] = {}
        for evidence in self.evidence:
            for column in evidence.table.columns:
                if column.name in catalog and column.name not in {"currency", "day"}:
                    said = catalog[column.name].words
                    english = () if column.name == "quarter" else said.en
                    found |= dict.fromkeys(
                        (one.lower() for one in (*said.zh, *english)), column.name
                    )
        return found

    @property
    def period(self) -> Period | None:
        """Gives the period that the figures are of."""
        return self.evidence[0].period

    @property
    def compare(self) -> Period | None:
        """Gives the period that they are compared with."""
        return self.evidence[0].compare

    def days(self, row: Row) -> frozenset[date]:
        """Gives the days that stand in a row."""
        found = (self.cell(row, column) for column in range(len(self.table(row).columns)))
        return frozenset(
            one.date() if isinstance(one, datetime) else one
            for one in found
            if isinstance(one, date)
        )

    def column(self, result: int, role: ColumnRole, measure: str | None) -> int | None:
        """Gives the column of that role, of a measure where one is said."""
        return self.evidence[result].table.position(role, measure)

    def unit(self, row: Row, column: Column) -> str | None:
        """Gives the unit of a figure: in a table of several currencies that of its row."""
        if column.unit is not None or column.role == "change_rate":
            return column.unit or "ratio"
        return self.currency(row)

    def currency(self, row: Row) -> str | None:
        """Gives the currency of a row, where amounts of several stand beside each other."""
        for column, at in enumerate(self.table(row).columns):
            if at.role == "dimension" and at.name == "currency":
                return str(self.cell(row, column))
        return None

    def is_mixed(self, result: int) -> bool:
        """Whether amounts of several currencies stand beside each other."""
        columns = self.evidence[result].table.columns
        return any(column.role == "dimension" and column.name == "currency" for column in columns)

    @cached_property
    def whole(self) -> tuple[Row, ...]:
        """Gives the rows that are of nobody in particular: one for each currency, or the totals."""
        if self.is_named(0):
            return (Row(0, TOTAL),)
        return tuple(Row(0, place) for place in range(len(self.evidence[0].table.rows)))

    def is_named(self, result: int) -> bool:
        """Whether the rows of a result have names: a currency alone is none."""
        columns = self.evidence[result].table.columns
        return any(
            column.role in {"dimension", "field"} and column.name != "currency"
            for column in columns
        )

    @property
    def is_whole(self) -> bool:
        """Whether all groups are shown, so that the highest of them is the highest of all."""
        frame, table = self.frame, self.evidence[0].table
        return not (table.truncated or frame.limited or frame.offset or frame.only or frame.having)


def number(cell: Cell) -> Decimal | None:
    """Gives a cell as a number; None where it is none."""
    if isinstance(cell, bool) or not isinstance(cell, int | Decimal):
        return None
    return Decimal(cell)
