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
    negation = sentence.near(at, -1)
    assert negation is not None, "what is missing stands behind a negation"
    rest = (span for i, span in enumerate(cover.spans) if i not in {at, negation[0]})
    if not all(map(_asks_for_customers, rest)):
        return None
    field = next(name for name in FIELDS if cover.spans[at].may_be("dimension", name))
    return Frame(entity="customer", conditions=(Condition(Filter(field, "unset", ())),))


def _is_missing(sentence: Sentence, index: int) -> bool:
    before = sentence.near(index, -1)
    of_customers = sentence.spans[index].may_be("dimension", *FIELDS)
    return of_customers and before is not None and before[1].text in NONE


def _asks_for_customers(span: Span) -> bool:
    return span.may_be("entity", "customer") or any(map(span.may_be, BESIDE))
