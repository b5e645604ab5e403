"""Cells of an answer's tables by the names of their columns, as wording uses them."""

from assistant.conversation.draft import Draft, Style
from crm.query.result import Cell


def value(draft: Draft, row: int, name: str, result: int = 0) -> Cell:
    """Gives what stands in a cell."""
    return draft.evidence[result].table.rows[row][_at(draft, name, result)]


def put(draft: Draft, row: int, name: str, *, style: Style = "figure", result: int = 0) -> Draft:
    """Adds a cell to the text."""
    return draft.cell(style, row, _at(draft, name, result), result)


def _at(draft: Draft, name: str, result: int) -> int:
    return [column.name for column in draft.evidence[result].table.columns].index(name)
