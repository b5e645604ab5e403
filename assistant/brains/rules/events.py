"""What customers or products did, or did not do, as a question tells it.

去年买过打印机但今年没买的A级客户 and "A customers who bought printers last year but not this year"
are rows of tokens. Chinese tells the time before the verb and English after it; both tell what was
bought after it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from assistant.brains.rules.lexicon import is_cjk
from assistant.brains.rules.tokens import Lasting, Token
from crm.names import Name
from crm.periods import Period


@dataclass
class Event:
    """One thing that was done, or was not."""

    measure: str
    verb: str
    happened: bool
    chinese: bool
    elided: bool = False
    nothing: bool = False
    """Whether nothing at all was bought: bought printers last year but nothing this year."""
    ever: bool = False
    lapsed: bool = False
    """Whether it was done before, and then no more: 今年不再下单的客户."""
    handed: bool = False
    """Whether its time is that of the event before."""
    things: list[Name] = field(default_factory=list[Name])
    begun_with: int = 0
    """How many of the things were named before it."""
    period: Period | None = None
    lasting: Lasting | None = None
    every: str = ""
    """The unit in each of which it was done: every month."""
    also: tuple[Period, ...] = ()
    """Times before its own in which it was done too: 前年和去年都买了."""

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


def story(found: Sequence[Token], *, alone: bool = True) -> Story | None:
    """Gives what the tokens tell; None where they tell of nobody, or of nothing done.

    One thing that was bought is a plain question ("customers who bought X"), which frames answer.
    """
    teller = _Teller(found)
    told = teller.told()
    subjects = [token for token in found if token.kind == "subject"]
    named = (not subjects and _names_goods(found, told)) or _asks_for_goods(found, subjects)
    ends_open = not subjects and not named and _ends_open(found)
    implied = ends_open or (not subjects and not named and _implies_customers(found))
    if teller.broken or not (subjects or named or implied) or not told.events:
        return None
    head = _head(subjects)
    if _is_unclear(found, told) or (head is not None and _is_of_others(found, told, head)):
        return None
    if any(event.lapsed and not event.timed for event in told.events):
        return None  # since when?
    if teller.every or not all(map(_is_told, told.events)):
        return None
    if any(token.kind == "both" for token in found):
        told.events = [each for event in told.events for each in _each_thing(event)]
    told.events = [each for event in told.events for each in _each_time(event)]
    one = told.events[0] if len(told.events) == 1 else None
    plain = one is not None and one.happened and one.measure == "orders" and not one.every
    if alone and plain and not (_is_described(found) or ends_open):
        return None
    _time_all(told.events, found)
    told.of_products = named or (head is not None and head.product)
    _hand_on(told.events)
    return told


def _is_told(event: Event) -> bool:
    """Whether it is said since when, and that something happened, where it did in each month."""
    since = event.period is not None and not event.period.open_start
    return not event.every or (since and event.happened and event.measure == "orders")


NOTHING = frozenset(
    "nothing|but nothing|bought nothing|啥都没|什么都没|啥也没|什么也没|一点没|一点都没".split("|")
)
NO_MORE = frozenset("不再|没再|没有再|未再|no longer|stopped|quit|ceased".split("|"))
"""Words by which something was done before, and no more: since when has to be said."""
_IF_OR_NOT = re.compile(r"(\w)没有?\1")
"""How Chinese asks whether something was done, which denies nothing: 买没买过."""


def _implies_customers(found: Sequence[Token]) -> bool:
    """Whether something that customers do was not done, and nobody is named: 过去180天没买的."""
    text = "".join(token.span.text for token in found)
    lasts = any(token.kind == "lasting" for token in found)
    for before, token in pairwise(t for t in found if t.kind not in {"filler", "over"}):
        denied = before.kind in {"not", "ever"} and token.kind == "event"
        told = token.verb in {"buy", "do"} or token.span.may_be("verb", "order")
        told = told or token.span.may_be("entity", "order")
        if denied and told and (lasts or is_cjk(token.span.text[0])):
            return _IF_OR_NOT.search(text) is None
    return False


_DONE_BY = re.compile(r"(?:买|采购|订|进|下|购买|购|拿|要)过[^，,。的]{0,12}的[\s?？。]*$")


def _ends_open(found: Sequence[Token]) -> bool:
    """Whether those who did something are asked for, and no noun says who: 今年买过打印机的."""
    text = "".join(token.span.text for token in found)
    asked = any(token.span.may_be("which") or token.span.may_be("count") for token in found)
    return _DONE_BY.search(text) is not None and not asked


def _head(subjects: Sequence[Token]) -> Token | None:
    """Gives who or what is asked for: the last noun in Chinese, the first in English."""
    if not subjects:
        return None
    return subjects[-1 if is_cjk(subjects[-1].span.text[0]) else 0]


def _goes_on(found: Sequence[Token], head: Token) -> bool:
    """Whether something is told of them before and behind the noun, in Chinese."""
    if not is_cjk(head.span.text[0]):
        return False
    at = found.index(head)
    before = any(token.kind == "event" for token in found[:at])
    return before and any(token.kind == "event" for token in found[at:])


def _is_unclear(found: Sequence[Token], told: Story) -> bool:
    """Whether several things were bought: one of them, or each? 同时 would say so."""
    several = any(event.happened and len(event.things) > 1 for event in told.events)
    return several and not any(token.kind == "both" for token in found)


def _is_of_others(found: Sequence[Token], told: Story, head: Token) -> bool:
    """Whether reps are asked for (谁没卖过M40), or what they did then (没下单的客户买了什么)."""
    return (head.span.may_be("which", "who") and _of_reps(told)) or _goes_on(found, head)


def _of_reps(told: Story) -> bool:
    """Whether selling is what somebody did: 谁没卖过M40 asks for reps."""
    return any(event.verb == "sell" for event in told.events)


def _is_described(found: Sequence[Token]) -> bool:
    """Whether customers are told by what they did, and not asked for: 买过传感器的上海客户."""
    last = found[-1]
    asked = any(token.span.may_be("which") or token.span.may_be("count") for token in found)
    return last.kind == "subject" and is_cjk(last.span.text[0]) and not asked


def _names_goods(found: Sequence[Token], told: Story) -> bool:
    """Whether goods themselves are asked for: which printers didn't sell."""
    asked = any(token.span.may_be("which") for token in found) or _are_unsold(told)
    return asked and bool(told.events) and all(event.verb == "sell" for event in told.events)


def _are_unsold(told: Story) -> bool:
    """Whether goods of a kind were not sold: printers that did not sell."""
    things = [name for event in told.events for name in event.things]
    unsold = not any(event.happened for event in told.events)
    return unsold and bool(things) and all(name.dimension == "category" for name in things)


def _asks_for_goods(found: Sequence[Token], subjects: Sequence[Token]) -> bool:
    """Whether it is asked which goods customers did not buy: which printers did they not buy."""
    said = [token for token in found if token.kind != "filler" or token.span.may_be("which")]
    for before, token in pairwise(said):
        if not (before.span.may_be("which", "any") and token.kind == "thing"):
            continue
        described = any(one.span.start == token.span.end for one in subjects)  # 哪些打印机客户
        goods = all(each.event in {"", "orders"} and not each.product for each in said)
        return bool(subjects) and goods and not described
    return False


def _each_thing(event: Event) -> list[Event]:
    """Gives an event for each of several things: 同时买过A和B is having bought each."""
    if len(event.things) < 2:
        return [event]
    return [replace(event, things=[thing]) for thing in event.things]


def _each_time(event: Event) -> list[Event]:
    """Gives an event for each of the times in which it was done."""
    earlier = [replace(event, period=period, also=()) for period in event.also]
    return [*earlier, replace(event, also=())] if earlier else [event]


@dataclass
class _Teller:
    """Goes through the tokens from left to right."""

    found: Sequence[Token]
    story: Story = field(default_factory=Story)
    negated: bool = False
    ever: bool = False
    nothing: bool = False
    lapsed: bool = False
    every: str = ""
    period: Period | None = None
    also: tuple[Period, ...] = ()
    lasting: Lasting | None = None
    things: list[Name] = field(default_factory=list[Name])
    broken: bool = False
    """Whether something is said that no story holds: two times of one event, not and not."""

    def told(self) -> Story:
        for index, token in enumerate(self.found):
            match token.kind:
                case "not" | "ever":
                    self._deny(index, token)
                case "event" | "every":
                    self._tell(token)
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
        event = Event(measure, verb, not self.negated, chinese, elided, ever=self.ever)
        event.period, event.lasting, event.things = self.period, self.lasting, self.things
        event.begun_with = len(self.things)
        event.nothing, event.lapsed, event.every = self.nothing, self.lapsed, self.every
        event.also, self.also = self.also, ()
        self.story.events.append(event)
        self.negated, self.ever, self.nothing, self.things = False, False, False, []
        self.lapsed, self.every = False, ""
        self.period = self.lasting = None

    def _deny(self, index: int, token: Token) -> None:
        self.broken |= self.negated
        self.negated, self.ever = True, token.kind == "ever"
        self.nothing = token.span.text in NOTHING
        self.lapsed = token.span.text in NO_MORE
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
        if self.story.events and not self.negated and not self._begins_anew(index):
            last = self.story.events[-1]
            # M40的客户里没买TN40的: who bought the one, and not the other.
            self.broken |= last.begun_with > 0 and not last.happened
            last.things.append(name)
        else:
            self.things.append(name)

    def _begins_anew(self, index: int) -> bool:
        """Whether goods stand before the next verb, as before the last: 打印机买了耗材没碰."""
        last = self.story.events[-1]
        later = any(token.kind == "event" for token in self.found[index + 1 :])
        return last.chinese and last.begun_with > 0 and later

    def _tell(self, token: Token) -> None:
        if token.kind == "every":
            self._each(token.span.value("every_time"))
        else:
            self._add(token.event, token.verb, chinese=is_cjk(token.span.text[0]))

    def _each(self, unit: str) -> None:
        """Says of the event, before it in English and behind it in Chinese, that it was in each."""
        last = self.story.events[-1] if self.story.events else None
        if last is None or last.chinese:
            self.every = unit
        else:
            last.every = unit

    def _time(self, index: int, token: Token) -> None:
        later = any(other.kind == "event" for other in self.found[index + 1 :])
        last = self.story.events[-1] if self.story.events else None
        goes_before = last is None or (last.chinese and later) or (self.negated and later)
        if self._is_one_more(index, token):
            self.also = (*self.also, self.period) if self.period is not None else self.also
            self.period = token.period
        elif goes_before or last is None or last.timed:
            self.broken |= self.period is not None or self.lasting is not None
            self.period, self.lasting = token.period, token.lasting
        else:
            last.period, last.lasting = token.period, token.lasting

    def _is_one_more(self, index: int, token: Token) -> bool:
        """Whether a time stands beside the one before it, and 都 says that both are meant."""
        following = [t for t in self.found[index + 1 :] if t.kind != "filler"][:1]
        each = bool(following) and _is_of_each(following[0])
        both = self.period is not None and token.period is not None and each
        return both and self.found[index - 1].span.may_be("conj")

    def _put_rest(self) -> None:
        """Gives what came before no event to the last one."""
        if not self.story.events:
            return
        last = self.story.events[-1]
        last.things += self.things
        if not last.timed:
            last.period, last.lasting = self.period, self.lasting
        elif self.period is not None or self.lasting is not None:
            self.broken = True  # a time of which nothing is told


def _is_of_each(token: Token) -> bool:
    """Whether a word says that all before it are meant: 都, 都没."""
    return token.kind == "both" or (token.kind == "not" and token.span.text.startswith("都"))


def _time_all(events: Sequence[Event], found: Sequence[Token]) -> None:
    """Gives the one time behind a Chinese noun to all that was done: 没下单的客户 这个季度."""
    times = [at for at, token in enumerate(found) if token.kind in {"period", "lasting"}]
    nouns = [at for at, token in enumerate(found) if token.kind == "subject"]
    behind = len(times) == 1 and nouns and nouns[-1] < times[0]
    if not behind or not is_cjk(found[nouns[-1]].span.text[0]):
        return
    for event in events:
        event.period, event.lasting = found[times[0]].period, found[times[0]].lasting


def _hand_on(events: Sequence[Event]) -> None:
    """Hands on what is said once for two events: the thing bought, and the time."""
    for before, event in pairwise(events):
        same_thing = event.elided or (event.verb in {"buy", "sell"} and not event.things)
        same_thing = same_thing and not (event.nothing or event.things)
        if same_thing and before.verb == event.verb:
            event.things = list(before.things)
        if not event.timed and not event.ever and (before.chinese or event.elided):
            event.period, event.lasting = before.period, before.lasting
            event.handed = True
        alike = bool(event.things) == bool(before.things)
        trailing = event.timed and not before.timed and alike
        if trailing and not event.chinese and (before.things != event.things or not event.things):
            # "bought printers but no consumables last year" is about last year throughout.
            before.period, before.lasting = event.period, event.lasting
