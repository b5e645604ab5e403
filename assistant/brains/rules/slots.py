"""Fills slots from the spans of one question, each span by its own words and its neighbours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from assistant.brains.rules.lexicon import is_cjk
from assistant.brains.rules.spans import EDGES, Cover, Span
from crm.names import Name, NameSpan
from crm.periods import Grain, Period
from tools.phrases.periods import BadPeriod, SamePeriodSpan

PLACES = ("city", "province", "region", "country")
"""Which reading of a place name comes first (contract section 2, lists and states)."""


@dataclass(frozen=True)
class Mention:
    """A name in the question: what it means, or the several things that it may mean."""

    text: str
    names: tuple[Name, ...]
    negated: bool = False
    matched: bool = False
    """Whether the words are not the name itself, so that the answer says what was used."""

    @property
    def dimension(self) -> str:
        """Gives what the name is a value of."""
        return self.names[0].dimension


@dataclass(frozen=True)
class Bound:
    """A numeric condition: 超过10万, between 5k and 10k."""

    operator: str
    values: tuple[Decimal, ...]


@dataclass
class Slots:
    """What the words of one question say, before it is decided what is asked."""

    measures: list[str] = field(default_factory=list[str])
    groups: list[str] = field(default_factory=list[str])
    asked: list[str] = field(default_factory=list[str])
    """Dimensions or entities asked for with 哪个, which, who."""
    mentions: list[Mention] = field(default_factory=list[Mention])
    ambiguous: list[Mention] = field(default_factory=list[Mention])
    periods: list[Period] = field(default_factory=list[Period])
    bad_periods: list[BadPeriod] = field(default_factory=list[BadPeriod])
    against_at: int | None = None
    """How many periods had been named when 比 or vs came."""
    compare: list[str] = field(default_factory=list[str])
    compare_words: list[str] = field(default_factory=list[str])
    bounds: list[Bound] = field(default_factory=list[Bound])
    statuses: list[str] = field(default_factory=list[str])
    currencies: list[str] = field(default_factory=list[str])
    entities: list[str] = field(default_factory=list[str])
    units: list[str] = field(default_factory=list[str])
    verbs: list[str] = field(default_factory=list[str])
    flags: set[str] = field(default_factory=set[str])
    rank: str | None = None
    rank_text: str = ""
    limit: int | None = None
    nth: int | None = None
    scope: str | None = None
    unexplained: tuple[str, ...] = ()
    period_words: list[str] = field(default_factory=list[str])
    verb_words: dict[str, str] = field(default_factory=dict[str, str])

    def has(self, *flags: str) -> bool:
        """Whether one of the flags was raised."""
        return bool(self.flags & set(flags))


PARTICLES = "的了吗呢啊吧是有在都也和与跟把就"
ADDING = {"再", "also", "同时", "and also"}
"""Cues that put a split beside the one before instead of in its place."""
SIMPLE_FLAGS = {
    "count",
    "amount",
    "list",
    "split",
    "trend",
    "change",
    "share",
    "total",
    "only",
    "pronoun",
    "overall",
    "definition",
    "help",
    "greeting",
    "thanks",
    "newest",
    "oldest",
    "or_both",
    "ahead",
}
UNIT_ENTITY = {"orders": "order", "customers": "customer", "products": "product"}
ORDERS = {"fastest": "fastest", "most_growth": "most_growth", "most_decline": "most_decline"}


def fill(cover: Cover, chosen: Mapping[str, str]) -> Slots:
    """Gives the slots of a question.

    Args:
        cover: the question's spans.
        chosen: what the asker chose earlier for an ambiguous name, by its words.
    """
    return _Filler(cover, chosen).fill()


class _Filler:
    def __init__(self, cover: Cover, chosen: Mapping[str, str]) -> None:
        self.text = cover.text
        self.spans = cover.spans
        self.chosen = chosen
        self.slots = Slots()
        self.used: set[int] = set()
        self.unexplained: list[tuple[int, int]] = list(cover.gaps)

    def fill(self) -> Slots:
        for index, span in enumerate(self.spans):
            if index in self.used:
                continue
            if span.name is not None:
                self._name(index, span, span.name)
            elif span.period is not None:
                self._period(span)
            elif span.number is not None:
                self._number(index, span)
            else:
                self._word(index, span)
        self.slots.unexplained = tuple(self._unexplained_words())
        return self.slots

    def _unexplained_words(self) -> list[str]:
        """Gives the words behind what was not explained: stretches that touch are one word."""
        words: list[tuple[int, int]] = []
        for start, end in sorted(self.unexplained):
            start, end = self._whole_word(start, end)
            if words and start <= words[-1][1]:
                words[-1] = (words[-1][0], max(end, words[-1][1]))
            else:
                words.append((start, end))
        return [self.text[start:end].strip(EDGES) for start, end in words]

    def _whole_word(self, start: int, end: int) -> tuple[int, int]:
        """Widens a Chinese stretch by a single filler that touches it: 线 of 线上 is no word."""
        for span in self.spans:
            single = len(span.text) == 1 and span.text not in PARTICLES and span.may_be("filler")
            joins = (single or span.name is not None) and is_cjk(span.text[0])
            if joins and is_cjk(self.text[start]):
                start = span.start if span.end == start else start
                end = span.end if span.start == end else end
        return start, end

    # -- neighbours ------------------------------------------------------------------------

    def _near(self, index: int, step: int) -> tuple[int, Span] | None:
        """Gives the next span in a direction, past fillers."""
        index += step
        while 0 <= index < len(self.spans):
            span = self.spans[index]
            if not (span.roles and all(r.kind in {"filler", "unit"} for r in span.roles)):
                return index, span
            index += step
        return None

    def _touching(self, index: int, step: int) -> Span | None:
        """Gives the span right beside, with at most a space between."""
        other = index + step
        if not 0 <= other < len(self.spans):
            return None
        left, right = sorted((self.spans[index], self.spans[other]), key=lambda span: span.start)
        between = self.text[left.end : right.start]
        return self.spans[other] if between.strip(" -·") == "" else None

    def _near_is(self, index: int, step: int, kind: str, *values: str) -> bool:
        near = self._near(index, step)
        return near is not None and near[1].may_be(kind, *values)

    def _touches(self, index: int, step: int, kind: str, *values: str) -> bool:
        span = self._touching(index, step)
        return span is not None and span.may_be(kind, *values)

    def _drop(self, span: Span) -> None:
        self.unexplained.append((span.start, span.end))

    # -- names -----------------------------------------------------------------------------

    def _name(self, index: int, span: Span, found: NameSpan) -> None:
        names = self._readings(index, found)
        if not names:
            self._word(index, span)
            return
        key = self.chosen.get(span.text)
        if key is not None:
            names = tuple(name for name in names if key in name.values) or names
        mention = Mention(span.text, names, self._negated(index), matched=not names[0].exact)
        if len(names) > 1:
            self.slots.ambiguous.append(mention)
        else:
            self.slots.mentions.append(mention)

    def _readings(self, index: int, found: NameSpan) -> tuple[Name, ...]:
        """Gives the readings of a name that its neighbours allow; places come first."""
        names = found.names
        beside = {
            role.value
            for step in (1, -1)
            if (span := self._touching(index, step)) is not None
            for role in span.roles
            if role.kind == "dimension"
        }
        fitting = tuple(name for name in names if name.dimension in beside)
        if fitting:
            return fitting
        if found.weak and not self._touches(index, 1, "suffix"):
            return ()
        for place in PLACES:
            here = tuple(name for name in names if name.dimension == place)
            if here:
                return here
        return names

    def _negated(self, index: int) -> bool:
        """Whether 不含 or except stands before a name, or 以外 behind it."""
        step = index - 1
        while step >= 0:
            span = self.spans[step]
            if span.may_be("except"):
                return True
            if span.name is None and not span.may_be("conj") and not span.may_be("filler"):
                break
            step -= 1
        near = self._near(index, 1)
        return near is not None and near[1].may_be("except_end")

    # -- time and numbers ------------------------------------------------------------------

    def _period(self, span: Span) -> None:
        found = span.period
        if isinstance(found, BadPeriod):
            self.slots.bad_periods.append(found)
        elif isinstance(found, SamePeriodSpan):
            self.slots.compare.append("year" if found.unit is Grain.YEAR else "previous")
            self.slots.compare_words.append(span.text)
        elif found is not None:
            self.slots.periods.append(found.period)
            self.slots.period_words.append(span.text)

    def _number(self, index: int, span: Span) -> None:
        number = span.number
        if number is None or not self._count_of_rows(index, span) and not self._bound(index, span):
            self._drop(span)

    def _count_of_rows(self, index: int, span: Span) -> bool:
        """Reads a number as how many rows are wanted, or as a place in the ranking."""
        number = span.number
        if number is None or number.value != int(number.value) or not 0 < number.value <= 1000:
            return False
        before, after = self._near(index, -1), self._near(index, 1)
        if number.ordinal and self._ranked_somewhere():
            self.slots.nth = int(number.value)
            return True
        if before is not None and before[1].may_be("first", "any"):
            self.slots.rank = self.slots.rank or "top"
        elif before is not None and before[1].may_be("last", "any") and not self._newest_nearby():
            self.slots.rank = self.slots.rank or "bottom"
        elif not (self._countable(after) and self._ranked_somewhere()):
            near_rank = before is not None and before[1].may_be("rank", "top", "bottom")
            if not near_rank and not (before and before[1].may_be("newest")):
                return False
        self.slots.limit = int(number.value)
        return True

    def _countable(self, near: tuple[int, Span] | None) -> bool:
        kinds = ("dimension", "entity", "unit", "measure", "rank", "newest", "oldest")
        return near is not None and any(near[1].may_be(kind) for kind in kinds)

    def _ranked_somewhere(self) -> bool:
        kinds = ("rank", "newest", "oldest", "fastest", "most_growth", "most_decline")
        return any(span.may_be(kind) for span in self.spans for kind in kinds)

    def _newest_nearby(self) -> bool:
        return any(span.may_be("entity", "order") for span in self.spans) and not any(
            span.may_be("dimension") and not span.may_be("entity") for span in self.spans
        )

    def _bound(self, index: int, span: Span) -> bool:
        """Reads a number as a condition: 超过10万, 10万以上, between 5k and 10k."""
        number = span.number
        if number is None:
            return False
        pair = self._second_of_pair(index)
        if pair is not None:
            self.slots.bounds.append(Bound("between", (number.value, pair)))
            return True
        before, after = self._near(index, -1), self._near(index, 1)
        if before is not None and before[1].may_be("more"):
            self.slots.bounds.append(Bound(before[1].value("more"), (number.value,)))
            self.slots.flags.add("bounded")
            return True
        if after is not None and after[1].may_be("bound_after"):
            self.slots.bounds.append(Bound(after[1].value("bound_after"), (number.value,)))
            return True
        return False

    def _second_of_pair(self, index: int) -> Decimal | None:
        """Gives the upper end where this number and the next are two ends of a range."""
        joint = self._near(index, 1)
        if joint is None or not (joint[1].may_be("range_to") or joint[1].may_be("conj")):
            return None
        second = self._near(joint[0], 1)
        if second is None or second[1].number is None:
            return None
        around = any(span.may_be("between") for span in self.spans)
        if not around and not joint[1].may_be("range_to"):
            return None
        self.used |= {joint[0], second[0]}
        return second[1].number.value

    # -- words -----------------------------------------------------------------------------

    def _word(self, index: int, span: Span) -> None:
        for read in (
            self._as_bound_word,
            self._as_dimension,
            self._as_measure,
            self._as_entity,
            self._as_rank,
            self._as_comparison,
            self._as_plain,
        ):
            if read(index, span):
                return
        self._drop(span)

    def _as_bound_word(self, index: int, span: Span) -> bool:
        """Reads words that only mean something beside a number or a name."""
        after, before = self._near(index, 1), self._near(index, -1)
        if self._is_bound(index):
            return True
        if span.may_be("more") and after is not None and after[1].period is not None:
            return True
        if span.may_be("first") and after is not None and after[1].number is not None:
            return True
        if span.may_be("last") and after is not None and after[1].number is not None:
            return True
        if span.may_be("except"):
            return self._excludes(index)
        if span.may_be("except_end"):
            return before is not None and before[1].name is not None
        if span.may_be("suffix") and not span.may_be("dimension"):
            left = self._touching(index, -1)
            return left is not None and left.name is not None
        return False

    def _excludes(self, index: int) -> bool:
        near = self._near(index, 1)
        if near is None or near[1].name is None:
            return False
        return True

    def _as_dimension(self, index: int, span: Span) -> bool:
        if not span.may_be("dimension"):
            return False
        name = span.value("dimension")
        if self._describes_a_name(index, name):
            return True
        asked = self._near_is(index, -1, "which") or self._near_is(index, -1, "by")
        single = len(span.text) == 1 and is_cjk(span.text)
        if single and not asked and not (self._ranked_somewhere() or self.slots.rank):
            return False
        if not asked and self._is_rather_something_else(index, span):
            return False
        if self._near_is(index, -1, "which"):
            self.slots.asked.append(name)
        if name not in self.slots.groups:
            self.slots.groups.append(name)
        return True

    def _describes_a_name(self, index: int, dimension: str) -> bool:
        """Whether a dimension word only says what the name beside it is: A级, 客户青禾电子."""
        if self._near_is(index, -1, "by") or self._touches(index, -1, "which"):
            return False
        for step in (-1, 1):
            near = self._touching(index, step)
            if near is None or near.name is None:
                continue
            dimensions = {name.dimension for name in near.name.names}
            if dimension in dimensions or (step == -1 and self._describes_customers(dimension)):
                return True
        return False

    def _describes_customers(self, dimension: str) -> bool:
        """Whether 客户 or 产品 behind a name is just the noun that the name goes with: A级客户."""
        if dimension not in {"customer", "product"} or self.slots.rank or self._ranked_somewhere():
            return False
        return not any(span.may_be("which") or span.may_be("split") for span in self.spans)

    def _is_rather_something_else(self, index: int, span: Span) -> bool:
        """Whether a word that may be a dimension is a measure or an entity here."""
        counted = self._near_is(index, -1, "count") or self._near_is(index, 1, "count")
        if counted and (span.may_be("measure") or span.may_be("entity") or span.may_be("unit")):
            return True
        if span.may_be("measure") and span.may_be("entity"):
            return not self._ranked_somewhere()
        if span.may_be("measure"):
            ranked = self._near_is(index, -1, "rank", "top", "bottom") or self._numbered(index)
            return not ranked and not self._other_measure(index)
        if span.may_be("entity") and any(other.may_be("list") for other in self.spans):
            return not self._other_measure(index)
        return False

    def _numbered(self, index: int) -> bool:
        near = self._near(index, -1)
        return near is not None and near[1].number is not None

    def _other_measure(self, index: int) -> bool:
        return any(
            other.may_be("measure") or other.may_be("verb")
            for position, other in enumerate(self.spans)
            if position != index
        )

    def _as_measure(self, index: int, span: Span) -> bool:
        if not span.may_be("measure") or self._is_a_list(index, span):
            return False
        name = span.value("measure")
        if name == "customers" and self._describes_places(index):
            return True
        if name not in self.slots.measures:
            self.slots.measures.append(name)
        if span.may_be("entity"):
            self.slots.flags.add("noun")
            self.slots.entities.append(span.value("entity"))
        return True

    def _describes_places(self, index: int) -> bool:
        """Whether "customers" goes with the names behind it: sales of customers in Ningbo."""
        near = self._near(index, 1)
        return near is not None and near[1].name is not None and self._other_measure(index)

    def _is_a_list(self, index: int, span: Span) -> bool:
        """Whether a word that is both a measure and an entity asks for the rows themselves."""
        if not span.may_be("entity") or self._near_is(index, -1, "count"):
            return False
        cues = ("list", "newest", "oldest", "which")
        listed = any(other.may_be(cue) for other in self.spans for cue in cues)
        if span.may_be("entity", "order") and self._of_somebody(index):
            return True
        big = span.may_be("entity", "order") and self._near_is(index, -1, "rank", "top", "bottom")
        big = big or (span.may_be("entity", "order") and self._numbered(index))
        bounded = bool(self.slots.bounds) or any(self._is_bound(i) for i in range(len(self.spans)))
        counted = any(other.may_be("count") for other in self.spans)
        grouped = any(other.may_be("by") or other.may_be("each_time") for other in self.spans)
        return (listed or big or bounded) and not counted and not grouped

    def _of_somebody(self, index: int) -> bool:
        """Whether orders are somebody's: Northgate's orders, their orders, orders of Northgate."""
        before = self._touching(index, -1)
        if before is not None and (before.text in {"'s", "their"} or before.name is not None):
            return before.text in {"'s", "their"}
        after = self._touching(index, 1)
        named = self._near(index, 1)
        if named is not None and named[1].may_be("dimension"):
            named = self._near(named[0], 1)
        return after is not None and after.text == "of" and named is not None and (
            named[1].name is not None
        )

    def _is_bound(self, index: int) -> bool:
        """Whether a word there bounds a number: over 50k, 三十万以上."""
        after, before = self._near(index, 1), self._near(index, -1)
        span = self.spans[index]
        return (span.may_be("more") and after is not None and after[1].number is not None) or (
            span.may_be("bound_after") and before is not None and before[1].number is not None
        )

    def _as_entity(self, index: int, span: Span) -> bool:
        if not span.may_be("entity"):
            return False
        self.slots.entities.append(span.value("entity"))
        if self._near_is(index, -1, "which"):
            self.slots.asked.append(span.value("entity"))
        return True

    def _as_rank(self, index: int, span: Span) -> bool:
        if span.may_be("rank"):
            value = span.value("rank")
            if value == "list":
                self.slots.flags.add("ranking")
            else:
                self.slots.rank = value
                self.slots.rank_text = span.text
            return True
        for kind, flag in ORDERS.items():
            if span.may_be(kind):
                self.slots.flags |= {flag, "change"}
                return True
        if span.may_be("more_of_two") and self._two_of_a_kind():
            self.slots.flags.add("of_two")
            return True
        return False

    def _two_of_a_kind(self) -> bool:
        kinds = [span.name.names[0].dimension for span in self.spans if span.name]
        periods = sum(span.period is not None for span in self.spans)
        return len(kinds) > len(set(kinds)) or periods > 1

    def _as_comparison(self, index: int, span: Span) -> bool:
        if span.may_be("compare"):
            self.slots.compare.append(span.value("compare"))
            self.slots.compare_words.append(span.text)
            return True
        if span.may_be("against") and not (span.may_be("conj") and self._is_conjunction(index)):
            self.slots.flags.add("against")
            self.slots.against_at = len(self.slots.periods)
            return True
        if span.may_be("each_time"):
            grain = span.value("each_time")
            if grain not in self.slots.groups:
                self.slots.groups.append(grain)
            return True
        return False

    def _is_conjunction(self, index: int) -> bool:
        later = self.spans[index + 1 :]
        return not any(s.may_be("against") and not s.may_be("conj") for s in later)

    def _as_plain(self, index: int, span: Span) -> bool:
        slots = self.slots
        if span.may_be("status"):
            slots.statuses.append(span.value("status"))
            return True
        if span.may_be("currency"):
            slots.currencies.append(span.value("currency").upper())
            return True
        if span.may_be("verb"):
            slots.verbs.append(span.value("verb"))
            slots.verb_words[span.value("verb")] = span.text
            return True
        if span.may_be("which"):
            slots.flags.add(f"which_{span.value('which')}")
            return True
        if span.may_be("scope"):
            slots.scope = slots.scope or span.value("scope")
            return True
        if span.may_be("cue") and (index == 0 or index == len(self.spans) - 1 or self._leads(index)):
            slots.flags.add("cue")
            if span.text in ADDING:
                slots.flags.add("adds")
            return True
        for flag in SIMPLE_FLAGS:
            if span.may_be(flag):
                slots.flags.add(flag)
                if flag == "count" and not is_cjk(span.text[0]):
                    slots.flags.add("count_en")
                return True
        if span.may_be("unit"):
            return self._unit(index, span)
        if span.may_be("by"):
            return self._leads_to_a_group(index)
        return any(span.may_be(kind) for kind in ("filler", "conj", "between", "cue", "range_to"))

    def _leads(self, index: int) -> bool:
        """Whether only fillers and cues stand before."""
        return all(span.may_be("filler") or span.may_be("cue") for span in self.spans[:index])

    def _leads_to_a_group(self, index: int) -> bool:
        near = self._near(index, 1)
        if near is None:
            return False
        if near[1].name is not None:
            return True
        kinds = ("dimension", "each_time", "measure", "entity", "rank", "by", "split")
        return any(near[1].may_be(kind) for kind in kinds)

    def _unit(self, index: int, span: Span) -> bool:
        """Reads a measure word: it says what 多少 counts, or goes with a number."""
        before = self._touching(index, -1)
        if before is not None and before.may_be("count"):
            self.slots.units.append(span.value("unit"))
            return True
        near = self._near(index, -1)
        if near is None or not (near[1].number is not None or near[1].may_be("which")):
            return False
        entity = UNIT_ENTITY.get(span.value("unit"))
        if entity is not None and (self.slots.limit or self._ranked_somewhere()):
            self.slots.entities.append(entity)
        return True
