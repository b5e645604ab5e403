"""Compares what explains a change: the two figures, and the rows that most of it comes from."""

from collections.abc import Sequence

from evals.case import Expected
from evals.rows import rows_fault
from evals.shown import Shown


def explained_fault(expected: Expected, tables: Sequence[Shown]) -> str | None:
    """Gives what is wrong with a change and its rows, in whichever tables they stand."""
    if not any(_says_both(expected, table) for table in tables):
        return f"does not say {expected.current} against {expected.previous}"
    faults = [rows_fault(expected, table) for table in tables if table.labels]
    return None if None in faults else "; ".join(filter(None, faults)) or "no rows"


def _says_both(expected: Expected, table: Shown) -> bool:
    """Whether the one row of a table, or its totals, are the two figures."""
    column, previous = table.measure(expected.measure), table.role("previous")
    if column is None or previous is None:
        return False
    one = table.rows[0] if len(table.rows) == 1 else None
    return any(
        table.same(column, cells[column], expected.current)
        and table.same(previous, cells[previous], expected.previous)
        for cells in (one, table.totals)
        if cells is not None
    )
