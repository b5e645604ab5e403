"""Customers of whom something is not on file: 没有负责人的客户, "customers without a region"."""

from assistant.brains.rules.frame import Condition, Frame
from assistant.brains.rules.sentence import Sentence
from assistant.brains.rules.spans import Cover, Span
from crm.query.spec import Filter

OF_CUSTOMERS = frozenset({"level", "city", "province", "region", "country", "industry", "owner"})
_SILENT = ("filler", "which", "list", "cue", "unit", "thanks", "greeting", "scope", "total")


def left_blank(cover: Cover) -> Frame | None:
    """Gives the frame of a question for customers without a value; None where it says more."""
    sentence = Sentence(cover.text, cover.spans)
    at = [index for index, span in enumerate(cover.spans) if _denies(span)]
    if cover.gaps or len(at) != 1 or not sentence.any_may_be("entity"):
        return None
    noun = _noun_behind(sentence, at[0])
    if noun is None:
        return None
    rest = [span for index, span in enumerate(cover.spans) if index not in {at[0], noun}]
    customers = [span for span in rest if span.may_be("entity", "customer")]
    others = [span for span in rest if span not in customers]
    if len(customers) != 1 or not all(_is_silent(span) for span in others):
        return None
    condition = Condition(Filter(sentence.spans[noun].value("dimension"), "unset", ()))
    if any(span.may_be("count") for span in others):
        return Frame(measures=("customers",), conditions=(condition,))
    return Frame(entity="customer", conditions=(condition,))


def _denies(span: Span) -> bool:
    return span.may_be("not") or span.may_be("except")


def _noun_behind(sentence: Sentence, index: int) -> int | None:
    """Gives where the noun stands that is denied: behind the word, past an article."""
    near = sentence.near(index, 1)
    while near is not None and near[1].may_be("filler") and not near[1].may_be("dimension"):
        near = sentence.near(near[0], 1)
    if near is None or near[1].may_be("measure") or near[1].may_be("entity"):
        return None
    return near[0] if near[1].may_be("dimension", *OF_CUSTOMERS) else None


def _is_silent(span: Span) -> bool:
    plain = span.name is None or (span.name.weak and span.may_be("filler"))
    silent = any(map(span.may_be, _SILENT)) or span.may_be("count")
    return plain and span.period is None and span.number is None and silent
