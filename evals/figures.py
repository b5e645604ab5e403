"""Compares single figures: one, one a currency, several measures, two periods."""

from collections.abc import Mapping, Sequence

from assistant.conversation.reply import Dates
from evals.case import Expected, Figure
from evals.shown import Shown


def figure_fault(expected: Expected, table: Shown) -> str | None:
    """Gives what is wrong with the one figure asked for; None where nothing is."""
    column = table.measure(expected.measure)
    if not table.rows and (expected.zero_ok or expected.value == 0):
        return None
    if column is None or len(table.rows) != 1:
        return f"{len(table.rows)} rows of {table.measures} instead of one figure"
    if expected.current is not None:
        return _comparison_fault(expected, table, column)
    (cells,) = table.rows
    cell = cells[column]
    if expected.currency not in {None, table.unit(0, column)}:
        return f"in {table.unit(0, column)} instead of {expected.currency}"
    if table.same(column, cell, expected.value):
        return None
    careless = cell in expected.wrong_values
    return f"{cell} instead of {expected.value}" + (", a careless reading" if careless else "")


def _comparison_fault(expected: Expected, table: Shown, column: int) -> str | None:
    previous = table.role("previous")
    if previous is None:
        return "no comparison"
    cells = table.rows[0]
    if not table.same(column, cells[column], expected.current):
        return f"{cells[column]} instead of {expected.current}"
    if not table.same(previous, cells[previous], expected.previous):
        return f"before: {cells[previous]} instead of {expected.previous}"
    rate = table.role("change_rate")
    if rate is None or expected.growth is None or table.same(rate, cells[rate], expected.growth):
        return None
    return f"growth {cells[rate]} instead of {expected.growth}"


def currencies_fault(figures: Mapping[str, float], table: Shown, measure: str | None) -> str | None:
    """Gives what is wrong with one figure a currency."""
    column = table.measure(measure)
    if column is None:
        return f"no {measure}"
    found = {table.unit(row, column): cells[column] for row, cells in enumerate(table.rows)}
    for currency in {*found, *figures}:
        if not table.same(column, found.get(currency), figures.get(str(currency))):
            return f"{found} instead of {figures}"
    return None


def measures_fault(figures: Sequence[Figure], tables: Sequence[Shown]) -> str | None:
    """Gives what is wrong with several measures, beside each other or in tables of their own."""
    for figure in figures:
        faults = [_measure_fault(figure, table) for table in tables]
        if None not in faults:
            return f"{figure.measure}: {'; '.join(filter(None, faults))}"
    return None


def _measure_fault(figure: Figure, table: Shown) -> str | None:
    column = table.measure(figure.measure)
    if column is None:
        return f"shows {table.measures}"
    if figure.by_currency is not None:
        return currencies_fault(figure.by_currency, table, figure.measure)
    if len(table.rows) == 1 and table.same(column, table.rows[0][column], figure.value):
        return None
    return f"{table.rows[:2]} instead of {figure.value}"


def periods_fault(expected: Expected, table: Shown) -> str | None:
    """Gives what is wrong with the periods that an answer says it covers."""
    if "period" in expected.model_fields_set and not _same(table.period, expected.period):
        return f"covers {table.period} instead of {expected.period}"
    wanted = expected.compare_period
    if wanted is not None and not _same(table.compare_period, wanted):
        return f"compared with {table.compare_period} instead of {wanted}"
    return None


def _same(found: Dates | None, wanted: Dates | None) -> bool:
    return found == wanted
