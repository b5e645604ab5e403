"""One order by its number: SO-2606-0012 什么情况, "what's in order 10248".

Whatever is asked of it (what was in it, whether it was shipped or paid, whose it is), the answer is
the order with its lines. Numbers are looked up by the database, with the asker's eyes: one that
may not be seen is like one that does not exist.
"""

import re

from assistant.brains.rules.frame import Condition, Frame
from assistant.brains.rules.outcome import NotUnderstood, Understood
from assistant.brains.rules.spans import Sources, Span, cover
from crm.names import Name
from crm.query.spec import Filter
from crm.text import fold

CARD = (
    "order_id",
    "customer",
    "ordered_at",
    "amount",
    "status",
    "outstanding",
    "due_date",
    "shipped_at",
    "delivered_at",
    "owner",
)
_DIGITS = 5
"""A number has at least so many digits; fewer are an amount, a year or a model."""
_SPELT = re.compile(
    r"(?<![a-z0-9-])[a-z]{1,5}[-_]?[0-9]{2,10}(?:[-_][0-9]{2,10}){1,3}(?![a-z0-9-])"
)
_AFTER_NOUN = re.compile(
    r"(?:订单编?号?|单号|\border(?: (?:number|no\.?|id))?)(?: ?[:#]| is|是|为)? ?"
    r"([a-z]{0,5}[-_]?[0-9]{5,12})(?![a-z0-9.,%年月日号万元块台笔单个-])"
)
_OF_IT = re.compile(
    r"了?没有?[?？]?$|分?了?几[次笔]付的?|付款记录|付款明细|还剩下?|剩下?多少|付清|结清|付完|差多少|发货|发走|发出去?|发了|到货|签收|送达|送到|物流|到哪里?|进度|交期|里面|包含|内容|详细|编?号|那[一]?[单张笔]|这[一]?[单张笔]"
    r"|\b(?:shipp?ed|ship|delivered|delivery|tracking|track|inside|contents?|arrived?|progress|lines?"
    r"|contain|contains|yet|number|no|id|placed)\b"
)
"""What may be asked of an order, whose answer its row holds."""
_PAYMENTS = re.compile(r"几[次笔]付|付款记录|付款明细|付了几[次笔]")
"""What is asked of an order and stands in its payments."""
_SILENT = frozenset(
    "filler which count amount list profile when status show thanks greeting conj scope"
    " definition whose thereof holding unit cue split total ordinal value pronoun verb".split()
)
_MEASURES = frozenset(
    "sales orders outstanding overdue collected invoiced uninvoiced returned units".split()
)
_NOUNS = frozenset("order customer product payment invoice return".split())
_DIMENSIONS = frozenset("customer product owner status channel due_date".split())


def one_order(text: str, sources: Sources) -> Understood | NotUnderstood | None:
    """Gives the order that a question names by its number; None where it names none."""
    folded = fold(text).text
    found = _number(folded)
    if found is None or is_a_name(folded, *found, sources):
        return None
    return order_numbered(folded, found, sources)


def order_numbered(
    folded: str, number: tuple[int, int], sources: Sources
) -> Understood | NotUnderstood:
    """Gives the order whose number stands at a place; what is not of it is not understood."""
    start, end = number
    rest = cover(_OF_IT.sub(" ", f"{folded[:start]} {folded[end:]}"), sources)
    words = [rest.text[left:right].strip() for left, right in rest.gaps]
    names = [span.name.names for span in rest.spans if span.name is not None]
    words += [span.text for span in rest.spans if span.name is None and not _is_of_it(span)]
    if words or len(names) > 1 or any(not _is_its_customer(each) for each in names):
        words += [span.text for span in rest.spans if span.name is not None]
        return NotUnderstood(tuple(dict.fromkeys(words)))
    if _PAYMENTS.search(folded):
        return Understood(_payments(folded[start:end]))
    return Understood(_frame(folded[start:end], names[0] if names else ()))


def _number(folded: str) -> tuple[int, int] | None:
    """Gives where the one number stands; None where there is none, or more than one."""
    spelt = [found.span() for found in _SPELT.finditer(folded) if _is_long(found.group())]
    spelt = spelt or [found.span(1) for found in _AFTER_NOUN.finditer(folded)]
    return spelt[0] if len(spelt) == 1 else None


def _is_long(number: str) -> bool:
    return sum(map(str.isdigit, number)) >= _DIGITS


def is_a_name(folded: str, start: int, end: int, sources: Sources) -> bool:
    """Whether a customer or a product is called so."""
    names = sources.names.find(folded, sources.caller)
    return any(name.start <= start and end <= name.end and not name.partial for name in names)


def _is_of_it(span: Span) -> bool:
    """Whether a word asks for what the row of an order holds, or says nothing."""
    if span.period is not None or span.number is not None:
        return False
    return (
        any(map(span.may_be, _SILENT))
        or span.may_be("measure", *_MEASURES)
        or span.may_be("entity", *_NOUNS)
        or span.may_be("dimension", *_DIMENSIONS)
    )


def _is_its_customer(names: tuple[Name, ...]) -> bool:
    return len(names) == 1 and names[0].dimension == "customer"


def _payments(number: str) -> Frame:
    spellings = tuple(dict.fromkeys((number.upper(), number)))
    return Frame(
        entity="payment",
        conditions=(Condition(Filter("order_id", "in", spellings), (number.upper(),)),),
    )


def _frame(number: str, customer: tuple[Name, ...]) -> Frame:
    spellings = tuple(dict.fromkeys((number.upper(), number)))
    conditions = (
        Condition(Filter("order_id", "in", spellings), (number.upper(),)),
        *(Condition(Filter("customer", "in", name.values), (name.label,)) for name in customer),
        Condition(Filter("status", "not_in", ())),
    )
    return Frame(
        entity="order",
        columns=CARD,
        conditions=conditions,
        limit=1,
        limited=True,
        view="order",
    )
