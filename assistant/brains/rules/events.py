"""What customers or products did, or did not do, as a question tells it.

去年买过打印机但今年没买的A级客户 and "A customers who bought printers last year but not this year"
are rows of tokens. Chinese tells the time before the verb and English after it; both tell what was
bought after it. Whatever is no token here makes the question none of this kind.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from assistant.brains.rules.lexicon import is_cjk
from assistant.brains.rules.mentions import readings
from assistant.brains.rules.sentence import Sentence
from assistant.brains.rules.spans import Span
from crm.names import Name
from crm.periods import Period
from tools.phrases.periods import PeriodSpan

TokenKind = Literal[
    "not", "ever", "event", "thing", "name", "period", "lasting", "subject", "over", "filler"
]
Unit = Literal["day", "week", "month", "year"]
PRODUCTS = frozenset({"product", "model", "category"})
EVENT_OF_VERB = {"buy": "orders", "order": "orders", "sell": "orders", "return": "return_count"}
COUNTED_EVENTS = frozenset(
    {
        "orders",
        "visits",
        "calls",
        "messages",
        "emails",
        "complaints",
        "tickets",
        "trainings",
        "activities",
        "return_count",
        "payment_count",
    }
)
EVENT_OF_MEASURE = {"sales": "orders", "units": "orders", "returned": "return_count", "collected": "payment_count"}
LASTING = {"day": 1, "week": 7}
ASKED = ("measure", "entity", "verb")
"""Words that ask for something else than who it was."""
HAVING = frozenset({"with", "having", "have", "had", "has", "有", "有过", "that had", "who had"})
DONE = frozenset({"过", "了", "过的", "了的"})
SILENT = ("filler", "but", "unit", "conj", "cue", "suffix", "list", "count", "by", "which", "total")


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


@dataclass
class Event:
    """One thing that was done, or was not."""

    measure: str
    verb: str
    happened: bool
    chinese: bool
    elided: bool = False
    ever: bool = False
    handed: bool = False
    """Whether its time is that of the event before."""
    things: list[Name] = field(default_factory=list[Name])
    period: Period | None = None
    lasting: Lasting | None = None

    @property
    def timed(self) -> bool:
        """Whether it is said when."""
        return self.period is not None or self.lasting is not None


@dataclass
class Story:
    """The events of a question, whose they are, and of which customers or products."""

    events: list[Event] = field(default_factory=list[Event])
    names: list[Name] = field(default_factory=list[Name])
    of_products: bool = False


def tokens(sentence: Sentence) -> Sequence[Token] | None:
    """Gives the tokens of a question; None where a word is none of them."""
    found: list[Token] = []
    index = 0
    while index < len(sentence.spans):
        lasting, after = _lasting(sentence, index)
        if lasting is not None:
            found.append(Token("lasting", sentence.spans[index], lasting=lasting))
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


def _lasting(sentence: Sentence, index: int) -> tuple[Lasting | None, int]:
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
    if span.name is not None and not span.name.weak:
        return _named(sentence, index)
    if span.period is not None:
        found = span.period
        return Token("period", span, period=found.period) if isinstance(found, PeriodSpan) else None
    event = _verb(span)
    if event is None and _is_had(sentence, index):
        event = _noun(span)
    if event is not None:
        return event
    subject = _subject(sentence, index)
    if subject is not None:
        return subject
    if span.name is not None and _describes(sentence, index):
        return _named(sentence, index)
    if span.may_be("more", "gt") or span.may_be("bound_after", "ge"):
        return Token("over", span)
    dimension = span.may_be("dimension") and index > 0 and sentence.spans[index - 1].name
    silent = any(span.may_be(kind) for kind in SILENT) or dimension or span.text == "-"
    silent = silent or span.may_be("scope", "own", "company")
    asked = any(span.may_be(kind) for kind in ASKED)
    return Token("filler", span) if silent and not asked else None


def _named(sentence: Sentence, index: int) -> Token | None:
    span = sentence.spans[index]
    assert span.name is not None, "only spans of names come here"
    names = readings(sentence, index, span.name) or span.name.names
    if len(names) != 1:
        return None
    name = names[0]
    return Token("thing" if name.dimension in PRODUCTS else "name", span, name=name)


def _describes(sentence: Sentence, index: int) -> bool:
    """Whether a weak name is one here, by the noun beside it: A in A级客户."""
    beside = sentence.touching(index, 1)
    if beside is not None and beside.text == "-":  # A-level customers
        beside = sentence.touching(index + 1, 1)
    return beside is not None and (beside.may_be("suffix") or beside.may_be("entity", "customer"))


def _verb(span: Span) -> Token | None:
    if _names_buyers(span):
        return Token("event", span, event="orders", verb="buy")
    for verb, measure in EVENT_OF_VERB.items():
        if span.may_be("verb", verb):
            return Token("event", span, event=measure, verb=verb)
    return None


def _is_had(sentence: Sentence, index: int) -> bool:
    """Whether a noun tells of an event: with orders, 没有投诉, 拜访过. Else it is what is asked."""
    after, before = sentence.touching(index, 1), index - 1
    if after is not None and after.text in DONE:
        return True
    return before >= 0 and (
        sentence.spans[before].may_be("not") or sentence.spans[before].text in HAVING
    )


def _noun(span: Span) -> Token | None:
    if span.may_be("entity", "order"):
        return Token("event", span, event="orders", verb="order")
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


def story(found: Sequence[Token]) -> Story | None:
    """Gives what the tokens tell; None where they tell of nobody, or of nothing done.

    One thing that was bought is a plain question ("customers who bought X"), which frames answer.
    """
    teller = _Teller(found)
    told = teller.told()
    subjects = [token for token in found if token.kind == "subject"]
    if not subjects or not told.events:
        return None
    told.of_products = all(token.product for token in subjects)
    one = told.events[0] if len(told.events) == 1 else None
    if one is not None and one.happened and one.measure == "orders":
        return None
    _hand_on(told.events)
    return told


@dataclass
class _Teller:
    """Goes through the tokens from left to right."""

    found: Sequence[Token]
    story: Story = field(default_factory=Story)
    negated: bool = False
    ever: bool = False
    period: Period | None = None
    lasting: Lasting | None = None
    things: list[Name] = field(default_factory=list[Name])

    def told(self) -> Story:
        for index, token in enumerate(self.found):
            match token.kind:
                case "not" | "ever":
                    self._deny(index, token)
                case "event":
                    self._add(token.event, token.verb, chinese=is_cjk(token.span.text[0]))
                case "thing" if token.name is not None:
                    self._thing(index, token.name)
                case "name" if token.name is not None:
                    self.story.names.append(token.name)
                case "period" | "lasting":
                    self._time(index, token)
                case _:
                    pass
        if self.negated:
            self._elide()
        self._put_rest()
        return self.story

    def _add(self, measure: str, verb: str, *, chinese: bool, elided: bool = False) -> None:
        event = Event(measure, verb, not self.negated, chinese, elided, self.ever)
        event.period, event.lasting, event.things = self.period, self.lasting, self.things
        self.story.events.append(event)
        self.negated, self.ever, self.things = False, False, []
        self.period = self.lasting = None

    def _deny(self, index: int, token: Token) -> None:
        self.negated, self.ever = True, token.kind == "ever"
        following = [t.kind for t in self.found[index + 1 :] if t.kind not in {"filler", "over"}]
        if self.story.events and following[:1] != ["event"] and following[:1] != ["not"]:
            chinese = self.story.events[-1].chinese
            if not chinese or "event" not in following:
                self._elide()

    def _elide(self) -> None:
        """Adds what is denied of the event before: bought last year but not this year."""
        if self.story.events:
            last = self.story.events[-1]
            self._add(last.measure, last.verb, chinese=last.chinese, elided=True)

    def _thing(self, index: int, name: Name) -> None:
        del index
        if self.story.events and not self.negated:
            self.story.events[-1].things.append(name)
        else:
            self.things.append(name)

    def _time(self, index: int, token: Token) -> None:
        later = any(other.kind == "event" for other in self.found[index + 1 :])
        last = self.story.events[-1] if self.story.events else None
        goes_before = last is None or (last.chinese and later) or (self.negated and later)
        if goes_before or last is None or last.timed:
            self.period, self.lasting = token.period, token.lasting
        else:
            last.period, last.lasting = token.period, token.lasting

    def _put_rest(self) -> None:
        """Gives what came before no event to the last one."""
        if not self.story.events:
            return
        last = self.story.events[-1]
        last.things += self.things
        if not last.timed:
            last.period, last.lasting = self.period, self.lasting


def _hand_on(events: Sequence[Event]) -> None:
    """Hands on what is said once for two events: the thing bought, and the time."""
    for before, event in _pairs(events):
        same_thing = event.elided or (event.verb in {"buy", "sell"} and not event.things)
        if same_thing and not event.things and before.verb == event.verb:
            event.things = list(before.things)
        if not event.timed and not event.ever and before.chinese:
            event.period, event.lasting = before.period, before.lasting
            event.handed = True
        trailing = event.timed and not before.timed and event.things and not event.elided
        if trailing and not event.chinese and before.things != event.things:
            # "bought printers but no consumables last year" is about last year throughout.
            before.period, before.lasting = event.period, event.lasting


def _pairs(events: Sequence[Event]) -> Iterator[tuple[Event, Event]]:
    yield from zip(events, events[1:], strict=False)
