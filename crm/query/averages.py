"""Averages over time: the figures of a table, each divided by a number of days, weeks or months."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from crm.query.result import Cell, Column, Table

DIVISOR = "divisor"
"""The column behind the figures that says by how much they were divided."""


def divided(table: Table, number: Decimal, unit: str) -> Table:
    """Gives a table with its figures and totals over `number`, which another column tells.

    Args:
        table: figures that add up over time.
        number: of units of time, above zero.
        unit: what they are: `days`, `weeks`, `months`, `quarters`, `years`.
    """
    measures = {i for i, column in enumerate(table.columns) if column.role == "measure"}

    def over(cells: Sequence[Cell], last: Cell) -> tuple[Cell, ...]:
        found = (
            cell / number if i in measures and isinstance(cell, Decimal) else cell
            for i, cell in enumerate(cells)
        )
        return (*found, last)

    return replace(
        table,
        columns=(*table.columns, Column(DIVISOR, "field", unit)),
        rows=tuple(over(row, number) for row in table.rows),
        totals=over(table.totals, None) if table.totals is not None else None,
    )
