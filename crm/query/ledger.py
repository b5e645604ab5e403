"""The values that statements give, by group, and the rows that formulas make of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from crm.measures import Measure
from crm.query.result import Cell
from crm.query.spec import Having

Key = tuple[Cell, ...]
Values = dict[str, Decimal]
ZERO = Decimal(0)


@dataclass
class Ledger:
    """Component values by group, for one period, and the SQL that gave them.

    A key has the ids of the dimensions and, where orders have several currencies, the currency.
    """

    components: tuple[str, ...]
    groups: dict[Key, Values] = field(default_factory=dict[Key, Values])
    totals: dict[Cell, Values] = field(default_factory=dict[Cell, Values])
    """The values over all groups, by currency (None where there is one)."""
    row_count: int | None = None
    """How many groups there are, where the statement itself cut them off."""
    sql: list[str] = field(default_factory=list[str])

    def rename(self, places: Mapping[int, Mapping[Cell, Cell]]) -> None:
        """Gives the groups other keys, by place; those without one keep to the totals alone."""
        for place, names in places.items():
            self.groups = {
                (*key[:place], names[key[place]], *key[place + 1 :]): values
                for key, values in self.groups.items()
                if key[place] in names
            }

    def values(self, key: Key) -> Values:
        """Gives the values of a group; zeros where nothing happened in it."""
        return {name: self.groups.get(key, {}).get(name, ZERO) for name in self.components}

    def total(self, currency: Cell = None) -> Values:
        """Gives the values over all groups of `currency`."""
        return self.totals.get(currency) or dict.fromkeys(self.components, ZERO)


@dataclass(frozen=True)
class Row:
    """One group: what its measures are, now and in the comparison period."""

    key: Key
    values: tuple[Decimal | None, ...]
    before: tuple[Decimal | None, ...] = ()

    def change(self, index: int) -> Decimal | None:
        """Gives the difference to the comparison; None where one side is unknown."""
        now, then = self.values[index], self.before[index]
        return None if now is None or then is None else now - then

    def change_rate(self, index: int) -> Decimal | None:
        """Gives the change over the earlier value; None where that is zero or unknown."""
        change, then = self.change(index), self.before[index]
        return None if change is None or not then else change / abs(then)


def row(key: Key, measures: Iterable[Measure], now: Values, before: Values | None) -> Row:
    """Gives the row of one group from its component values."""
    measures = tuple(measures)
    values = tuple(_formula(measure, now) for measure in measures)
    if before is None:
        return Row(key, values)
    return Row(key, values, tuple(_formula(measure, before) for measure in measures))


def _formula(measure: Measure, values: Mapping[str, Decimal | None]) -> Decimal | None:
    return measure.formula.value(values)


def holds(value: Decimal | None, having: Having) -> bool:
    """Whether `value` meets the condition; an unknown value meets none."""
    if value is None:
        return False
    first = having.values[0]
    match having.operator:
        case "gt":
            return value > first
        case "ge":
            return value >= first
        case "lt":
            return value < first
        case "le":
            return value <= first
        case "between":
            return first <= value <= having.values[1]
