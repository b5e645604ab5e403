"""Batches: some rows of one table, converted and ready to be staged."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from crm.importing.fields import Form
from crm.importing.values import MILLION, Stored


@dataclass(frozen=True)
class Batch:
    """Rows of one table, column by column, in the database's stored form.

    `columns` holds only those that the source fills: the others keep what they have. `custom` is
    a column too, JSON text. `lines` are the rows' lines in their source.
    """

    form: Form
    columns: Mapping[str, Sequence[Stored]]
    lines: Sequence[int]

    def __len__(self) -> int:
        return len(self.lines)

    def key_rows(self) -> Iterator[tuple[Stored, ...]]:
        """Gives the rows' keys, in order."""
        return zip(*(self.columns[name] for name in self.form.key), strict=True)

    def amount(self) -> int | None:
        """Gives the sum of the amounts in millionths, None for a table without."""
        name = self.form.amount
        if name is None:
            return None
        return sum(filter(None, cast("Sequence[int | None]", self.columns.get(name, ()))))

    def at(self, places: Sequence[int]) -> "Batch":
        """Gives the rows at some places."""
        columns = {name: [cells[at] for at in places] for name, cells in self.columns.items()}
        return Batch(self.form, columns, [self.lines[at] for at in places])


def line_amount(quantity: int, unit_price: int) -> int:
    """Gives quantity x price, all in millionths, rounded half up (away from zero)."""
    product = quantity * unit_price
    whole, rest = divmod(abs(product), MILLION)
    rounded = whole + (rest * 2 >= MILLION)
    return rounded if product >= 0 else -rounded
