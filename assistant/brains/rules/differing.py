"""Two things side by side: Q3, then Q2, then "compare them"; by how much East is above South."""

from dataclasses import replace
from itertools import pairwise

from assistant.brains.rules.frame import TIME, Condition, Frame
from assistant.brains.rules.slots import Slots
from crm.periods import aligned

APART = frozenset({"difference", "delta", "by how much", "difference in", "差距", "差额"})
"""Words of a change that tell two names apart, where two are named."""


def take_difference(slots: Slots) -> None:
    """Takes the difference of two names for that, and for no change in time: 华东和华南差多少."""
    which = slots.has("which_any", "which_who") and slots.flags.get("change") != "by how much"
    asked = which or slots.has("share") or slots.compare or slots.periods[1:]
    if not slots.names_two or asked or any(mention.negated for mention in slots.mentions):
        return
    word = slots.flags.get("change", "")
    said = slots.flags.get("difference", "") or (word if _tells_apart(slots, word) else "")
    said = said or (slots.flags.get("of_two", "") if _asks_how_much(slots) else "")
    if not said:
        return
    slots.flags["apart"] = said
    for flag in ("difference", "differing", *(["change"] if word == said else [])):
        slots.flags.pop(flag, None)
    slots.moves.clear()


def _tells_apart(slots: Slots, word: str) -> bool:
    """Whether a word of change is of two names: 宁波比苏州多了多少单."""
    return bool(word) and (word in APART or _stands_beside_another(slots))


def _stands_beside_another(slots: Slots) -> bool:
    """Whether a name, and no time, stands behind 比: 上海今年比北京多多少."""
    spans = slots.sentence.spans
    return any(one.text == "比" and after.name is not None for one, after in pairwise(spans))


def _asks_how_much(slots: Slots) -> bool:
    how_much = any(span.text.endswith("多少") for span in slots.sentence.spans)
    return how_much or slots.has("count", "amount")


def are_two(frame: Frame) -> bool:
    """Whether a frame shows two names beside each other, and nothing else."""
    two = [c for c in frame.conditions if len(c.labels) == TWO and not c.negated]
    alone = frame.compare is None and not (frame.entity or frame.share or frame.having)
    return alone and len(two) == 1 and frame.groups == (two[0].dimension,)


TWO = 2


def side_by_side(earlier: Frame, latest: Frame) -> Frame | None:
    """Gives the later period against the earlier one, or two names as two rows.

    None where the two answers differ in anything else.
    """
    if earlier.measures != latest.measures or latest.entity or latest.view or latest.having:
        return None
    if replace(earlier, period=latest.period) == latest and earlier.period != latest.period:
        return _periods(earlier, latest)
    return _names(earlier, latest)


def _periods(earlier: Frame, latest: Frame) -> Frame | None:
    if earlier.period is None or latest.period is None or set(latest.groups) & set(TIME):
        return None
    first, second = earlier.period, latest.period
    if first.start > second.start:
        first, second = second, first
    current, other = aligned(second, first)
    return replace(latest, period=current, compare=other, against="named")


def _names(earlier: Frame, latest: Frame) -> Frame | None:
    before = [c for c in earlier.conditions if c not in latest.conditions]
    after = [c for c in latest.conditions if c not in earlier.conditions]
    alike = replace(earlier, conditions=latest.conditions) == latest
    if not alike or len(before) != 1 or len(after) != 1:
        return None
    one, other = before[0], after[0]
    if one.dimension != other.dimension or one.negated or other.negated:
        return None
    values = tuple(dict.fromkeys((*one.filter.values, *other.filter.values)))
    both = Condition(replace(other.filter, values=values), (*one.labels, *other.labels))
    kept = tuple(c for c in latest.conditions if c is not other)
    return replace(latest, conditions=(*kept, both), groups=(*latest.groups, one.dimension))
