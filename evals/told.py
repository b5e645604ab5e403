"""Compares what is told in words, such as what a measure means: there is no figure to compare."""

from assistant.conversation.reply import Reply
from crm.measures import load
from crm.text import fold
from evals.case import Expected

FORMS = {
    *("value", "values", "by_currency", "rows", "listed", "current"),
    *("row_count", "periods", "group_by"),
}
"""The fields that say what rows an answer has."""


def is_told(expected: Expected) -> bool:
    """Whether words are the answer, and no rows."""
    return not FORMS & expected.model_fields_set


def told_fault(expected: Expected, reply: Reply) -> str | None:
    """Gives what is wrong with words; None where they are about what was asked for."""
    if reply.results:
        return "gives figures instead of words"
    if not reply.text.strip():
        return "says nothing"
    if expected.measure is None:
        return None
    label = load().measures[expected.measure].words.label(reply.language)
    said = fold(reply.text).text
    return None if fold(label).text in said else f"does not tell of {label}"
