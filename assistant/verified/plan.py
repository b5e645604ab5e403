"""The plan of a pattern: a frame with signs for the names, and places for the periods.

What a frame holds and the slots do not say (a day counted from today, a name of the question
before) cannot be kept: it would be another question tomorrow. So a plan is only made where its own
question, put back into it, gives the very frame.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.brains.rules.frame import Condition, Frame, Happening
from assistant.brains.rules.situation import EndOfReading
from assistant.brains.rules.slots import Mention
from assistant.brains.rules.timing import comparison
from assistant.verified.pattern import Pattern
from assistant.verified.refusal import NotVerifiable
from crm.periods import Kind, OpenPeriodError, Period, UnlistedFestivalError, aligned
from crm.query.spec import Filter, Value
from tools.phrases.periods import PeriodSpan

LITERAL = frozenset({"status", "currency"})
"""Dimensions whose values are words of the question, and no names."""
Values = Callable[[tuple[Value, ...]], tuple[Value, ...]]
Labels = Callable[[tuple[str, ...]], tuple[str, ...]]


@dataclass(frozen=True)
class Sort:
    """What kind of period a slot held."""

    kind: Kind
    ahead: bool
    """Whether it reached past the business date."""


@dataclass(frozen=True)
class Plan:
    """A frame in which the slots of a pattern stand.

    Attributes:
        frame: signs such as «1» stand for names; it holds no period.
        names: how many names the pattern has.
        periods: what its periods were.
        period: which of them the frame is about.
        other: which of them it is compared with, where both are named.
        cut: whether the longer of the two is cut to the days of the other, where the question that
            was verified tells.
        newer: whether it is about the later of the two.
        facts: which of them each happening is about.
    """

    frame: Frame
    names: int = 0
    periods: tuple[Sort, ...] = ()
    period: int | None = None
    other: int | None = None
    cut: bool | None = None
    newer: bool = False
    facts: tuple[int | None, ...] = ()


def plan_of(frame: Frame, pattern: Pattern) -> Plan:
    """Gives the plan that answers a question like this one.

    Raises:
        NotVerifiable: the frame rests on something that is no slot of the pattern.
    """
    _require_timeless(frame)
    signing = _Signing(pattern.mentions)
    signed = _with(frame, signing.values, signing.labels)
    taking = _Taking([span.period for span in pattern.periods])
    other, cut = taking.compared(frame)
    plan = Plan(
        _without_periods(signed),
        len(pattern.mentions),
        tuple(map(_sort, pattern.periods)),
        period=taking.main(frame, other),
        other=None if other is None else other[1],
        cut=cut,
        newer=_is_newer(frame.period, frame.compare),
        facts=tuple(taking.place(one.fact.period) for one in frame.happenings),
    )
    if signing.left or taking.left or filled(plan, pattern) != frame:
        raise _rests_on_more()
    return plan


def filled(plan: Plan, pattern: Pattern) -> Frame | None:
    """Gives the frame of a question of the plan's pattern; None where its periods do not fit."""
    if not _may_stand(plan, pattern):
        return None
    names = {sign(number): one for number, one in enumerate(pattern.mentions)}
    frame = _with(plan.frame, _values_of(names), _labels_of(names))
    try:
        return _timed(frame, plan, [span.period for span in pattern.periods])
    except (EndOfReading, OpenPeriodError, UnlistedFestivalError):
        return None


def _may_stand(plan: Plan, pattern: Pattern) -> bool:
    """Whether periods of such kinds may stand in the plan.

    With what a period is compared may depend on its kind (a year with the year before), and how
    long nothing happened is counted otherwise in days. Of what lies ahead 12月 is the next one, of
    all else the last.
    """
    if plan.frame.against is not None or plan.frame.happenings:
        return same_sorts(plan, pattern)
    sorts = map(_sort, pattern.periods)
    return [one.ahead for one in sorts] == [one.ahead for one in plan.periods]


def same_sorts(plan: Plan, pattern: Pattern) -> bool:
    """Whether the periods of a question are of the kinds that were verified."""
    return tuple(map(_sort, pattern.periods)) == plan.periods


def sign(number: int) -> str:
    """Gives what stands for a name, by its place in the pattern."""
    return f"«{number + 1}»"


def _require_timeless(frame: Frame) -> None:
    """Sees that no condition is on a day, which was counted from today."""
    filters = [condition.filter for condition in frame.conditions]
    filters += [one for happening in frame.happenings for one in happening.fact.filters]
    bounds = (one for one in filters if one.operator not in {"in", "not_in", "unset"})
    if any(not isinstance(value, Decimal) for one in bounds for value in one.values):
        raise _rests_on_more()


def _is_newer(period: Period | None, other: Period | None) -> bool:
    return period is not None and other is not None and period.start > other.start


def _sort(span: PeriodSpan) -> Sort:
    return Sort(span.period.kind, span.direction == "ahead")


def _rests_on_more() -> NotVerifiable:
    return NotVerifiable(
        "这个回答用到了问题里没说的东西（比如从今天算起的日子，或上一句说的），换了名字和时间就不一定对，不能核实。",
        "This answer rests on something that the question does not say as a name or a period (days"
        " counted from today, or the question before): with others it may be wrong, so it cannot be"
        " verified.",
    )


# ------------------------------------------------------------------------------------- names


class _Signing:
    """Puts signs in the place of names; `left` are the names that were not met."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        self._mentions = mentions
        self.left = set(range(len(mentions)))

    def values(self, values: tuple[Value, ...]) -> tuple[Value, ...]:
        """Gives the signs of names whose values these are, one behind the other."""
        signs: list[Value] = []
        while values:
            number = self._first(values)
            self.left.discard(number)
            signs.append(sign(number))
            values = values[len(self._mentions[number].names[0].values) :]
        return tuple(signs)

    def _first(self, values: tuple[Value, ...]) -> int:
        for number, mention in enumerate(self._mentions):
            own = mention.names[0].values
            if own and values[: len(own)] == own:
                return number
        raise _rests_on_more()

    def labels(self, labels: tuple[str, ...]) -> tuple[str, ...]:
        """Gives the signs of names that are called so."""
        called = {one.names[0].label: sign(n) for n, one in enumerate(self._mentions)}
        if not set(labels) <= called.keys():
            raise _rests_on_more()
        return tuple(called[label] for label in labels)


def _values_of(names: dict[str, Mention]) -> Values:
    return lambda signs: tuple(v for one in signs for v in names[str(one)].names[0].values)


def _labels_of(names: dict[str, Mention]) -> Labels:
    return lambda signs: tuple(names[one].names[0].label for one in signs)


def _with(frame: Frame, values: Values, labels: Labels) -> Frame:
    """Gives a frame with other values and labels for its names."""
    return replace(
        frame,
        conditions=tuple(_condition(one, values, labels) for one in frame.conditions),
        happenings=tuple(_happening(one, values, labels) for one in frame.happenings),
        only=tuple(map(str, values(frame.only))),
    )


def _condition(one: Condition, values: Values, labels: Labels) -> Condition:
    if not _is_named(one.filter):
        return one
    return Condition(replace(one.filter, values=values(one.filter.values)), labels(one.labels))


def _happening(one: Happening, values: Values, labels: Labels) -> Happening:
    filters = tuple(
        replace(each, values=values(each.values)) if _is_named(each) else each
        for each in one.fact.filters
    )
    return Happening(replace(one.fact, filters=filters), labels(one.labels))


def _is_named(one: Filter) -> bool:
    return one.operator in {"in", "not_in"} and one.dimension not in LITERAL


# ----------------------------------------------------------------------------------- periods


class _Taking:
    """Finds the slots that the periods of a frame stand in; `left` are those not met."""

    def __init__(self, periods: Sequence[Period]) -> None:
        self._periods = periods
        self.left = set(range(len(periods)))

    def place(self, period: Period | None) -> int | None:
        """Gives the slot of a period.

        Raises:
            NotVerifiable: it stands in none.
        """
        if period is None:
            return None
        places = [at for at, one in enumerate(self._periods) if one == period]
        if not places:
            raise _rests_on_more()
        fresh = [at for at in places if at in self.left]
        self.left.discard((fresh or places)[0])
        return (fresh or places)[0]

    def main(self, frame: Frame, other: tuple[int, int] | None) -> int | None:
        """Gives the slot of what the frame is about."""
        return self.place(frame.period) if other is None else other[0]

    def compared(self, frame: Frame) -> tuple[tuple[int, int] | None, bool | None]:
        """Gives the slots of two periods that are compared, and whether the longer is cut."""
        if frame.compare is None or frame.against != "named" or frame.period is None:
            return None, None
        wanted, numbers = (frame.period, frame.compare), range(len(self._periods))
        for first, second in ((a, b) for a in numbers for b in numbers if a != b):
            plain = self._periods[first], self._periods[second]
            if wanted in {plain, aligned(*plain)}:
                self.left -= {first, second}
                return (first, second), None if aligned(*plain) == plain else wanted != plain
        raise _rests_on_more()


def _without_periods(frame: Frame) -> Frame:
    happenings = tuple(
        replace(one, fact=replace(one.fact, period=None)) for one in frame.happenings
    )
    return replace(frame, period=None, compare=None, happenings=happenings)


def _timed(frame: Frame, plan: Plan, periods: Sequence[Period]) -> Frame | None:
    """Gives a frame with the periods of a question."""
    happenings = tuple(
        replace(one, fact=replace(one.fact, period=None if at is None else periods[at]))
        for one, at in zip(frame.happenings, plan.facts, strict=True)
    )
    period = None if plan.period is None else periods[plan.period]
    frame = replace(frame, period=period, happenings=happenings)
    if period is None or frame.against is None:
        return frame
    if plan.other is None:
        return replace(frame, compare=comparison(period, frame.against))
    plain, both = (period, periods[plan.other]), aligned(period, periods[plan.other])
    if plan.cut is None and both != plain:
        return None
    period, other = both if plan.cut else plain
    if _is_newer(period, other) != plan.newer:
        return None  # in the other order they may mean the other way round
    return replace(frame, period=period, compare=other)
