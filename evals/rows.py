"""Compares rows of groups: the right ones, with the right figures, in the right order."""

from collections.abc import Sequence

from assistant.conversation.reply import Scalar
from evals.case import Expected, Row
from evals.shown import Shown, all_spelled_alike


def rows_fault(expected: Expected, table: Shown) -> str | None:
    """Gives what is wrong with the rows of an answer; None where nothing is."""
    if expected.periods and _is_comparison(expected, table):
        return None
    column = table.measure(expected.measure)
    if column is None:
        return f"no {expected.measure}"
    for place, wanted in enumerate(expected.rows):
        found = _row(wanted, table)
        if found is None:
            if not wanted.figure and not wanted.previous:
                continue
            return f"no row for {wanted.labels} among {_labels(table)[:5]}"
        fault = _cells_fault(wanted, table, column, found)
        if fault is not None:
            return f"{wanted.labels}: {fault}"
        if expected.ordered and not _in_place(wanted, table, column, place):
            return f"{wanted.labels} is not in place {place + 1}"
    return _more_fault(expected, table, column) if expected.complete else None


def _labels(table: Shown) -> Sequence[tuple[Scalar, ...]]:
    return [tuple(cells[i] for i in table.labels) for cells in table.rows]


def _row(wanted: Row, table: Shown) -> tuple[Scalar, ...] | None:
    for cells, said in zip(table.rows, _labels(table), strict=True):
        if _is(wanted, table, cells, said):
            return cells
    return None


def _is(wanted: Row, table: Shown, cells: Sequence[Scalar], said: Sequence[Scalar]) -> bool:
    if not all_spelled_alike(said, wanted.labels):
        return False
    currency = table.currency
    return wanted.currency is None or currency is None or cells[currency] == wanted.currency


def _cells_fault(wanted: Row, table: Shown, column: int, cells: Sequence[Scalar]) -> str | None:
    pairs = [(column, wanted.figure)]
    for role, figure in (("previous", wanted.previous), ("share", wanted.share)):
        if figure is not None:
            place = table.role(role)
            if place is None:
                return f"no {role}"
            pairs.append((place, figure))
    for place, figure in pairs:
        if not table.same(place, cells[place], figure):
            return f"{table.columns[place].role} {cells[place]} instead of {figure}"
    return None


def _in_place(wanted: Row, table: Shown, column: int, place: int) -> bool:
    """Whether a row stands in its place; equal ones may swap. Times are in theirs by nature."""
    if table.columns[0].type == "period" or place >= len(table.rows):
        return True
    return table.same(column, table.rows[place][column], wanted.figure)


def _more_fault(expected: Expected, table: Shown, column: int) -> str | None:
    for cells, said in zip(table.rows, _labels(table), strict=True):
        if cells[column] and not any(_is(row, table, cells, said) for row in expected.rows):
            return f"a row too many: {said} {cells[column]}"
    return None


def _is_comparison(expected: Expected, table: Shown) -> bool:
    """Whether two periods come as a figure and its comparison."""
    column, previous = table.measure(expected.measure), table.role("previous")
    if column is None or previous is None or len(table.rows) != 1:
        return False
    cells = table.rows[0]
    return any(
        table.same(column, cells[column], one.figure)
        and table.same(previous, cells[previous], other.figure)
        for one, other in (expected.rows, expected.rows[::-1])
    )
