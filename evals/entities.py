"""Compares lists of customers, contracts, deals and the like: how many, and which."""

from collections.abc import Sequence

from assistant.conversation.reply import ResultPart, Scalar
from evals.case import Expected, Spellings
from evals.shown import Shown, spelled_alike


def entities_fault(expected: Expected, table: Shown, result: ResultPart) -> str | None:
    """Gives what is wrong with a list of something; None where nothing is."""
    if not _lists(str(expected.entity), result):
        return f"lists {result.arguments.get('entity')} instead of {expected.entity}"
    if table.row_count != expected.row_count:
        return f"{table.row_count} rows instead of {expected.row_count}"
    wanted = [row.labels for row in expected.rows]
    if expected.complete:
        other = [row for row in table.rows if not any(_is(row, labels) for labels in wanted)]
        if other:
            return f"a row too many: {other[0]}"
    if expected.complete and result.truncated:
        return None
    lacking = [labels for labels in wanted if not any(_is(row, labels) for row in table.rows)]
    return f"lacks {lacking[0]}" if lacking else None


def _lists(entity: str, result: ResultPart) -> bool:
    """Whether the rows are such things: listed, or counted one by one."""
    listed = result.arguments.get("entity")
    if listed is not None:
        return _one(str(listed)) == _one(entity)
    return any(column.name == _one(entity) for column in result.columns)


def _one(entity: str) -> str:
    """Gives the word for one of them: contracts, opportunities."""
    return entity[:-3] + "y" if entity.endswith("ies") else entity.removesuffix("s")


def _is(row: Sequence[Scalar], labels: tuple[Spellings, ...]) -> bool:
    """Whether a row is about the thing that is called so."""
    return all(any(spelled_alike(cell, names) for cell in row) for names in labels)
