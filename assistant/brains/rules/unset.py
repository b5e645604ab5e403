"""Customers of whom something is not on file: customers without an owner, "with no industry"."""

from assistant.brains.rules.frame import Condition, Frame
from assistant.brains.rules.sentence import Sentence
from assistant.brains.rules.spans import Cover, Span
from crm.query.spec import Filter

FIELDS = ("owner", "industry", "level", "city", "province", "region")
"""What is on file of customers, and may be missing."""
NONE = frozenset(
    {"without", "without any", "with no", "have no", "has no", "no", "don't have", "having no"}
    | {"not having", "without a", "without an", "lacking", "missing", "not any"}
)
ARTICLES = frozenset({"a", "an", "any", "the"})
BESIDE = ("which", "list", "filler", "count", "scope", "thanks", "greeting", "show", "conj")


def unset(cover: Cover) -> Frame | None:
    """Gives the customers without a value of one field; None where that is not asked."""
    if cover.gaps or not any(span.may_be("entity", "customer") for span in cover.spans):
        return None
    sentence = Sentence(cover.text, cover.spans)
    missing = [i for i in range(len(cover.spans)) if _is_missing(sentence, i)]
    if len(missing) != 1:
        return None
    at = missing[0]
    rest = [*cover.spans[: _negation(sentence, at)], *cover.spans[at + 1 :]]
    if not all(map(_asks_for_customers, rest)):
        return None
    field = next(name for name in FIELDS if cover.spans[at].may_be("dimension", name))
    return Frame(entity="customer", conditions=(Condition(Filter(field, "unset", ())),))


def _negation(sentence: Sentence, index: int) -> int:
    """Gives where the word before stands, past an article: without an owner, without a region."""
    before, span = index - 1, sentence.spans[index]
    while before > 0 and sentence.spans[before].text in ARTICLES:
        name = sentence.spans[before].name
        if name is not None and any(span.may_be("dimension", n.dimension) for n in name.names):
            break  # without A level
        before -= 1
    return before


def _is_missing(sentence: Sentence, index: int) -> bool:
    before = _negation(sentence, index)
    of_customers = sentence.spans[index].may_be("dimension", *FIELDS)
    return of_customers and before >= 0 and sentence.spans[before].text in NONE


def _asks_for_customers(span: Span) -> bool:
    return span.may_be("entity", "customer") or any(map(span.may_be, BESIDE))
