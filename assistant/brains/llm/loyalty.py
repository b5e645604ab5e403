"""Holds a model's plan against the question: nothing named is left out, and nothing is made up.

A model that forgets a place or puts in a month of its own gives a wrong number with a good face. So
all that our own reading finds in the question (names, periods, numbers, what is left out) has to be
in the plan, and the plan has nothing of these that neither the question nor the one before says.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal

from assistant.brains.llm.wanted import is_answered, is_listed, not_asked_for, not_split_by
from assistant.brains.rules.frame import TIME, Frame
from assistant.brains.rules.lexicon import is_cjk
from assistant.brains.rules.spans import EDGES, Cover, Span
from crm.periods import Period
from tools.phrases.periods import PeriodSpan

Test = Callable[[Frame], bool]


def _takes_away(frame: Frame) -> bool:
    return any(condition.negated for condition in frame.conditions)


def _compares(frame: Frame) -> bool:
    several = any(len(condition.labels) > 1 for condition in frame.conditions)
    return frame.compare is not None or several


def _orders(frame: Frame) -> bool:
    return frame.ranked or frame.limit is not None


def _grows(frame: Frame) -> bool:
    return _orders(frame) and _compares(frame)


def _in_time(frame: Frame) -> bool:
    return any(group in TIME for group in frame.groups)


def _on_weekdays(frame: Frame) -> bool:
    return any(condition.dimension == "weekday" for condition in frame.conditions)


def _averages(frame: Frame) -> bool:
    said_so = any(measure.startswith("average") for measure in frame.measures)
    return frame.per is not None or said_so


def _bounds(frame: Frame) -> bool:
    bounded = any(one.filter.operator in BOUNDS for one in frame.conditions)
    return bounded or bool(frame.having) or _orders(frame) or _compares(frame)


def _never(_frame: Frame) -> bool:
    return False


EXPECTED: dict[str, Test] = {
    **dict.fromkeys(("not", "except", "except_end"), _takes_away),
    **dict.fromkeys(("compare", "against", "change", "change_on", "more_of_two"), _compares),
    **dict.fromkeys(("rank", "first", "last", "newest", "oldest", "sorting"), _orders),
    **dict.fromkeys(("fastest", "most_growth", "most_decline", "drag"), _grows),
    **dict.fromkeys(("trend", "each_time"), _in_time),
    "more": _bounds,
    "weekday": _on_weekdays,
    "average": _averages,
    "share": lambda frame: frame.share,
    "why": lambda frame: frame.view == "why",
    **dict.fromkeys(
        "ahead unsupported lasting deed thereof pronoun pair those rest both but state overall"
        " definition count_of_those ordinal attained scope_self differing gained holding joins"
        " last_row part_from when whose whatever apart every_time due".split(),
        _never,
    ),
}
"""What must be in a plan where words of a kind are in the question; `_never`: no tool says that."""
HARMLESS = frozenset(
    "afresh amount between bound_after by conj count cue currency dimension entity filler greeting"
    " help list listed measure only or_both profile range_to scope show some split status"
    " suffix thanks total unit value verb which".split()
)
"""Kinds of words that change nothing, or are held against the plan by what stands beside them."""
UNSAID_BY = {"status": "status", "currency": "currency"}
"""Dimensions whose values are words of the lexicon, by the kind of these words."""


FILLER = "filler"
MEANT_BY_ORDER = ("sort", "rank", "largest", "smallest", "newest", "oldest", "most growth")
BOUNDS = frozenset("gt ge lt le between".split())
"""Operators of a filter that is a bound."""
LONGEST_FILLER = 3
"""Chinese characters, or English words: what is longer is more likely a name than nothing."""
TURNING = frozenset("非无未没不除外剔扣减免缺去") | frozenset(
    "aside barring beyond disregarding dropping ignoring leaving less minus neither never no nor"
    " omitting outside rather save skipping".split()
)
"""Chinese characters and English words that may turn a question round: they are no filler."""


def unknown_words(cover: Cover) -> tuple[str, ...]:
    """Gives the words that mean nothing to the rules: the reason why a model is asked."""
    pieces = (cover.text[start:end].strip(EDGES) for start, end in cover.gaps)
    return tuple(dict.fromkeys(piece for piece in pieces if piece))


def unaccounted(cover: Cover, meanings: Mapping[str, str], frame: Frame) -> str:
    """Gives the unknown words of which a plan does not say what they mean in it.

    A name that is not known here, or that the asker may not see, is an unknown word too: a plan
    that passes over it would be an answer about everybody.
    """
    held = set(_meant_by(frame))
    words = unknown_words(cover)
    return ", ".join(word for word in words if not _is_told(word, meanings.get(word, ""), held))


def _is_told(word: str, means: str, held: set[str]) -> bool:
    if means != FILLER:
        return means in held
    parts = [*word] if is_cjk(word[0]) else word.split()
    if TURNING.intersection(parts):
        return False
    length = len(parts)
    return length <= LONGEST_FILLER and not any(character.isdigit() for character in word)


def _meant_by(frame: Frame) -> Iterator[str]:
    """Gives what a word can mean that is in a plan: a measure, a dimension, an order, a kind."""
    yield from (*frame.measures, *frame.groups, *frame.states)
    for condition in frame.conditions:
        yield from (condition.dimension, *condition.labels)
    if frame.entity is not None:
        yield frame.entity
    if frame.share:
        yield "share"
    if frame.compare is not None:
        yield from ("compare", str(frame.against))
    if _orders(frame):
        yield from MEANT_BY_ORDER


def unsaid(
    cover: Cover, frame: Frame, before: Frame | None, meanings: Iterable[str] = ()
) -> tuple[str, ...]:
    """Gives what a plan says and neither the question, nor the one before, nor a meaning does."""
    said = {value for span in cover.spans for value in (*_values(span), *_worded(span))}
    said |= _kept_by(before)
    periods = {*_periods(cover), *_periods_of(before)}
    found = [
        ", ".join(condition.labels)
        for condition in frame.conditions
        if condition.labels
        if not said & {str(value) for value in condition.filter.values}
    ]
    if frame.period is not None and not any(_same(frame.period, one, frame) for one in periods):
        found.append("the period")
    if frame.view != "profile":
        carried = (*before.measures, *before.groups) if before is not None else ()
        said_so = {*meanings, *carried}
        found += not_asked_for(cover, frame.measures, said_so)
        found += not_split_by(cover, frame.groups, said_so)
    if before is None and not is_listed(cover, frame, {*meanings}):
        found.append(f"a list of {frame.entity}")
    return tuple(found)


def forgotten(cover: Cover, frame: Frame) -> tuple[Span, ...]:
    """Gives the words of a question that a plan leaves out."""
    kept = _kept_by(frame)
    return tuple(span for span in cover.spans if not _is_kept(span, frame, kept))


def _is_kept(span: Span, frame: Frame, kept: set[str]) -> bool:
    if isinstance(span.period, PeriodSpan):
        return any(_same(span.period.period, one, frame) for one in _periods_of(frame))
    if span.name is not None and not (span.name.weak or span.roles):
        return bool(kept & set(_values(span)))
    if span.number is not None:
        return span.number.value in set(_numbers_of(frame))
    if span.roles and all(role.kind == "measure" for role in span.roles):
        return frame.entity is not None or any(role.value in frame.measures for role in span.roles)
    if any(map(span.may_be, UNSAID_BY)):
        return bool(kept & set(_worded(span)))
    return is_answered(span, frame) and _is_as_expected(span, frame)


def _is_as_expected(span: Span, frame: Frame) -> bool:
    # A kind of words that is new, and of which nobody said what a plan makes of it, is in no plan.
    expected = [EXPECTED.get(r.kind, _never) for r in span.roles if r.kind not in HARMLESS]
    silent = any(role.kind in {"filler", "thanks", "greeting"} for role in span.roles)
    return silent or not expected or any(test(frame) for test in expected)


def _values(span: Span) -> Iterator[str]:
    if span.name is not None:
        for name in span.name.names:
            yield from name.values


def _worded(span: Span) -> Iterator[str]:
    """Gives the states and currencies that a word stands for."""
    for role in span.roles:
        if role.kind in UNSAID_BY:
            yield role.value


def _kept_by(frame: Frame | None) -> set[str]:
    """Gives the values that a frame keeps or leaves out."""
    if frame is None:
        return set()
    filters = [condition.filter for condition in frame.conditions]
    filters += [one for happening in frame.happenings for one in happening.fact.filters]
    return {str(value) for one in filters for value in one.values} | set(frame.only)


def _periods(cover: Cover) -> Iterable[Period]:
    for span in cover.spans:
        if isinstance(span.period, PeriodSpan):
            yield span.period.period


def _periods_of(frame: Frame | None) -> Iterable[Period]:
    if frame is not None:
        yield from (one for one in (frame.period, frame.compare) if one is not None)
        facts = (happening.fact.period for happening in frame.happenings)
        yield from (one for one in facts if one is not None)


def _same(one: Period, other: Period, frame: Frame) -> bool:
    """Whether two periods are the same, but for days cut off where two are compared."""
    cut = frame.compare is not None and one.start == other.start
    return cut or (one.start, one.end) == (other.start, other.end)


def _numbers_of(frame: Frame) -> Iterable[Decimal]:
    yield from (value for one in frame.having for value in one.values)
    for condition in frame.conditions:
        yield from (value for value in condition.filter.values if isinstance(value, Decimal))
    if frame.limit is not None:
        yield from (Decimal(frame.limit), Decimal(frame.offset + 1))
