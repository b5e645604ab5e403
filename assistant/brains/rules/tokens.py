"""The words of a question that tells what somebody did, or did not do.

Whatever is no token makes the question none of this kind.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.brains.rules.lexicon import is_cjk
from assistant.brains.rules.mentions import IS, readings
from assistant.brains.rules.sentence import Sentence
from assistant.brains.rules.spans import Span
from crm.names import Name
from crm.periods import Period
from tools.phrases.periods import PeriodSpan

TokenKind = Literal[
    "not",
    "ever",
    "event",
    "thing",
    "name",
    "period",
    "lasting",
    "subject",
    "over",
    "both",
    "every",
    "filler",
]
Unit = Literal["day", "week", "month", "year"]
PRODUCTS = frozenset({"product", "model", "category"})
EVENT_OF_VERB = {"buy": "orders", "order": "orders", "sell": "orders", "return": "return_count"}
COUNTED_EVENTS = frozenset(
    {
        "orders",
        "visits",
        "calls",
        "complaints",
        "tickets",
        "trainings",
        "activities",
        "return_count",
        "payment_count",
        "contracts",
        "open_deals",
    }
)
EVENT_OF_MEASURE = {
    "sales": "orders",
    "units": "orders",
    "returned": "return_count",
    "collected": "payment_count",
}
EVENT_OF_ENTITY = {"order": "orders", "contract": "contracts", "opportunity": "open_deals"}
LASTING = {"day": 1, "week": 7}
ASKED = ("measure", "entity", "verb", "only", "except", "share")
"""Words that ask for something else than who it was."""
HAVING = frozenset({"with", "having", "have", "had", "has", "有", "有过", "that had", "who had"})
DONE = frozenset({"过", "了", "过的", "了的"})
SILENT = (
    "filler",
    "thanks",
    "greeting",
    "but",
    "unit",
    "conj",
    "cue",
    "suffix",
    "list",
    "count",
    "by",
    "which",
    "total",
)


@dataclass(frozen=True)
class Lasting:
    """A stretch of time without a place: 90 days, three months."""

    number: int
    unit: Unit

    @property
    def days(self) -> int | None:
        """Gives its days; None for months and years, which have none that is fixed."""
        per = LASTING.get(self.unit)
        return self.number * per if per is not None else None


@dataclass(frozen=True)
class Token:
    """One word with what it is here."""

    kind: TokenKind
    span: Span
    event: str = ""
    verb: str = ""
    name: Name | None = None
    period: Period | None = None
    lasting: Lasting | None = None
    product: bool = False
    """Whether a subject is products, not customers."""


def tokens(sentence: Sentence) -> Sequence[Token] | None:
    """Gives the tokens of a question; None where a word is none of them."""
    found: list[Token] = []
    index = 0
    while index < len(sentence.spans):
        long, after = lasting(sentence, index)
        if long is not None:
            found.append(Token("lasting", sentence.spans[index], lasting=long))
            index = after
            continue
        token = _token(sentence, index)
        if token is None:
            return None
        if _names_buyers(token.span):
            found.append(Token("subject", token.span))
        found.append(token)
        index += 1
    return found


def lasting(sentence: Sentence, index: int) -> tuple[Lasting | None, int]:
    """Gives a number of days, weeks, months or years, and the index behind it."""
    if sentence.spans[index].may_be("lasting"):
        return Lasting(int(sentence.spans[index].value("lasting")), "month"), index + 1
    number = sentence.spans[index].number
    if number is None or number.value != int(number.value) or not 0 < number.value < 10_000:
        return None, index
    near = sentence.near(index, 1)
    if near is None:
        return None, index
    units: tuple[Unit, ...] = ("day", "week", "month", "year")
    for unit in units:
        if near[1].may_be("dimension", unit):
            return Lasting(int(number.value), unit), near[0] + 1
    return None, index


def _token(sentence: Sentence, index: int) -> Token | None:
    span = sentence.spans[index]
    if span.may_be("not"):
        return Token("ever" if span.may_be("not", "never") else "not", span)
    if span.name is not None and (not span.name.weak or _describes(sentence, index)):
        return _named(sentence, index)
    if isinstance(span.period, PeriodSpan):
        return Token("period", span, period=span.period.period)
    told = _event(sentence, index) or _subject(sentence, index)
    return told or (None if _may_name(sentence, index) else _between(sentence, index))


def _may_name(sentence: Sentence, index: int) -> bool:
    """Whether a word may be a name after all, where it is no English article: A behind 是."""
    span, after = sentence.spans[index], sentence.touching(index, 1)
    article = span.text == "a" and after is not None and not is_cjk(after.text[0])
    return span.name is not None and not article


def _between(sentence: Sentence, index: int) -> Token | None:
    """Gives a word that only stands between the others; None where it says something else."""
    span = sentence.spans[index]
    if span.may_be("every_time"):
        return Token("every", span)
    if span.may_be("both"):
        return Token("both", span)
    if span.may_be("more", "gt") or span.may_be("bound_after", "ge"):
        return Token("over", span)
    dimension = span.may_be("dimension") and index > 0 and sentence.spans[index - 1].name
    if span.may_be("state", "open_deal"):
        return Token("filler", span)
    silent = any(span.may_be(kind) for kind in SILENT) or dimension or span.text == "-"
    silent = silent or span.may_be("scope", "own", "company", "team")
    asked = any(span.may_be(kind) for kind in ASKED) and span.text not in AUXILIARY
    return Token("filler", span) if silent and not asked else None


def _named(sentence: Sentence, index: int) -> Token | None:
    span = sentence.spans[index]
    assert span.name is not None, "only spans of names come here"
    names = readings(sentence, index, span.name) or span.name.names
    if len(names) != 1:
        return None
    name = names[0]
    sold = name.dimension in PRODUCTS or name.dimension.startswith("products:")
    return Token("thing" if sold else "name", span, name=name)


def _describes(sentence: Sentence, index: int) -> bool:
    """Whether a weak name is one here, by the noun beside it: A in A级客户."""
    before, name = sentence.touching(index, -1), sentence.spans[index].name
    if before is not None and before.text in IS:
        before = sentence.touching(index - 1, -1)  # 级别是A
    kinds = {found.dimension for found in name.names} if name is not None else set[str]()
    if before is not None and any(before.may_be("dimension", kind) for kind in kinds):
        return True  # level A
    beside = sentence.touching(index, 1)
    if beside is not None and beside.text == "-":  # A-level customers
        beside = sentence.touching(index + 1, 1)
    return beside is not None and (beside.may_be("suffix") or beside.may_be("entity", "customer"))


def _event(sentence: Sentence, index: int) -> Token | None:
    span = sentence.spans[index]
    return _verb(span) or (_noun(span) if _is_had(sentence, index) else None)


AUXILIARY = frozenset({"do", "did", "does", "have", "has", "had"})


def _verb(span: Span) -> Token | None:
    if span.text in AUXILIARY:
        return None
    if _names_buyers(span):
        return Token("event", span, event="orders", verb="buy")
    if span.may_be("deed"):
        return Token("event", span, event=span.value("deed"), verb="do")
    for verb, measure in EVENT_OF_VERB.items():
        if span.may_be("verb", verb):
            return Token("event", span, event=measure, verb=verb)
    return None


def _is_had(sentence: Sentence, index: int) -> bool:
    """Whether a noun tells of an event: with orders, 没有投诉, 拜访过. Else it is what is asked."""
    after, before = sentence.touching(index, 1), index - 1
    if after is not None and after.text in DONE:
        return True
    if before >= 0 and sentence.spans[before].text in {"a", "an", "any"}:
        before -= 1
    had = before >= 0 and sentence.spans[before].text in HAVING
    return had or (
        before >= 0
        and (sentence.spans[before].may_be("not") or sentence.spans[before].may_be("every_time"))
    )


def _noun(span: Span) -> Token | None:
    for entity, measure in EVENT_OF_ENTITY.items():
        if span.may_be("entity", entity):
            return Token("event", span, event=measure, verb="order")
    for kind in ("visit", "complaint", "ticket"):
        if span.may_be("listed", f"activity-{kind}"):
            return Token("event", span, event=f"{kind}s", verb="order")
    for role in span.roles:
        measure = EVENT_OF_MEASURE.get(role.value, role.value)
        if role.kind == "measure" and measure in COUNTED_EVENTS:
            return Token("event", span, event=measure, verb="order")
    return None


def _names_buyers(span: Span) -> bool:
    """Whether a word says who did it and what: customers who bought."""
    return span.may_be("measure", "buyers") and " who " in span.text


def _subject(sentence: Sentence, index: int) -> Token | None:
    span = sentence.spans[index]
    if span.may_be("entity", "customer") or span.may_be("which", "who"):
        return Token("subject", span)
    if span.may_be("entity", "product"):
        return Token("subject", span, product=True)
    return None
