"""Holds the directions of a plan against the question: what is left out, which end comes first.

A plan can have every name, number and time of a question and still say the opposite: without Suzhou
for without Ningbo, below for above, last month against this one. The rules read such words also
where they do not understand the rest, so what they read is what counts.
"""

from collections.abc import Iterator
from itertools import pairwise

from assistant.brains.llm.loyalty import BOUNDS
from assistant.brains.llm.wanted import WANTED
from assistant.brains.rules.continuing import TRADED
from assistant.brains.rules.filling import fill
from assistant.brains.rules.frame import Frame
from assistant.brains.rules.mentions import Known
from assistant.brains.rules.situation import EndOfReading, Situation
from assistant.brains.rules.slots import Slots
from assistant.brains.rules.spans import Cover
from assistant.brains.rules.timing import periods
from assistant.brains.rules.valued import GOODS
from crm.periods import Period

GROWING = ("fastest", "most_growth", "most_decline")


def turned(cover: Cover, frame: Frame, known: Known, situation: Situation) -> tuple[str, ...]:
    """Gives the words of a question of which a plan says the opposite, or something else.

    Args:
        cover: the question.
        frame: the plan.
        known: what the conversation has decided about names.
        situation: the day, without the question before.
    """
    slots = fill(cover, known)
    said = (
        *_of_nobody(cover),
        *_left_out(slots, frame),
        *_bounded(slots, frame),
        *_counted(slots, frame),
        *_dated(cover, frame),
        *_of_what(slots, frame),
    )
    if frame.view is not None:
        return said
    return (*said, *_ranked(slots, frame), *_compared(slots, frame, situation))


OF_THE_LAST = frozenset("list filler pronoun cue which those last_row show thanks".split())


def _of_nobody(cover: Cover) -> Iterator[str]:
    """Gives a question that names nothing by itself: "list them", with nothing before."""
    names = any(span.name or span.period or span.number for span in cover.spans)
    small = all({role.kind for role in span.roles} <= OF_THE_LAST for span in cover.spans)
    if cover.spans and small and not (names or cover.gaps):
        yield cover.text


def _left_out(slots: Slots, frame: Frame) -> Iterator[str]:
    """Gives the names that a plan keeps where they are to be left out, or the other way round."""
    for mention in (*slots.mentions, *slots.ambiguous):
        values = {str(value) for name in mention.names for value in name.values}
        for condition in frame.conditions:
            met = values & {str(value) for value in condition.filter.values}
            if met and condition.negated != mention.negated:
                yield mention.text


def _bounded(slots: Slots, frame: Frame) -> Iterator[str]:
    """Gives the bounds that a plan has with another operator, or not at all."""
    there = {(one.operator, tuple(one.values)) for one in frame.having}
    there |= {
        (one.filter.operator, one.filter.values)
        for one in frame.conditions
        if one.filter.operator in BOUNDS
    }
    for bound in slots.bounds:
        if there and (bound.operator, bound.values) not in there:
            yield " ".join((bound.operator, *map(str, bound.values)))


def _counted(slots: Slots, frame: Frame) -> Iterator[str]:
    """Gives what is asked for by its measure word (多少台) and is no measure of the plan."""
    others = {"return", "pay"} & slots.verbs.keys()  # 退了几笔: 笔 counts these as well as orders
    units = dict.fromkeys((*slots.units, *_behind_a_count(slots)))
    for unit in () if others else units:
        wanted = WANTED.get(("unit", unit), frozenset())
        if frame.measures and wanted and not wanted & set(frame.measures):
            yield unit


def _behind_a_count(slots: Slots) -> Iterator[str]:
    """Gives what is counted by the word for how many: 平均下几单 is no amount."""
    for before, span in pairwise(slots.sentence.spans):
        if before.may_be("count") and span.may_be("unit"):
            yield span.value("unit")


def _of_what(slots: Slots, frame: Frame) -> Iterator[str]:
    """Gives the word for goods that are asked for, where a plan is of something else: 买了啥."""
    by_goods = GOODS & set(frame.groups) if frame.entity is None else frame.entity != "order"
    if slots.has("which_what") and TRADED.keys() & slots.verbs.keys() and not by_goods:
        yield next(span.text for span in slots.sentence.spans if span.may_be("which", "what"))


def _dated(cover: Cover, frame: Frame) -> Iterator[str]:
    """Gives which rows are asked for, the newest or the oldest, where a plan has the others."""
    if frame.entity is None:
        return
    oldest = bool(frame.order) and frame.order[0].by == "ordered_at"
    for span in cover.spans:
        if (span.may_be("newest") and oldest) or (span.may_be("oldest") and not oldest):
            yield span.text


def _ranked(slots: Slots, frame: Frame) -> Iterator[str]:
    """Gives the order that is asked for, where a plan begins at the other end, or ranks by else."""
    if not frame.order or slots.rank not in {"top", "bottom", None}:
        return
    first, falls = frame.order[0], "down" in slots.moves or slots.has("most_decline")
    grows = bool(slots.moves) or slots.has(*GROWING)
    if slots.rank is None and not slots.has(*GROWING):
        return
    by_change = first.by in {"change", "change_rate"}
    down = falls if slots.rank != "bottom" else not falls
    if by_change != grows or first.descending == (down if grows else slots.rank == "bottom"):
        yield slots.rank_text or "most"


def _compared(slots: Slots, frame: Frame, situation: Situation) -> Iterator[str]:
    """Gives the times that are compared, where a plan compares others, or the other way round."""
    if frame.compare is None:
        return
    try:
        period, other, against = periods(slots, situation)
    except EndOfReading:
        return
    if against in {"previous", "year"} and frame.against != against:
        yield ", ".join(slots.compare_words) or against
    elif other is not None and not _are((period, other), (frame.period, frame.compare)):
        yield ", ".join(slots.period_words)


def _are(asked: tuple[Period | None, ...], planned: tuple[Period | None, ...]) -> bool:
    """Whether periods begin on the same days, in their order."""
    return [one and one.start for one in asked] == [one and one.start for one in planned]
