"""The last two answers side by side: Q3, then Q2, then "compare them"; 上个月呢, then 差多少."""

from dataclasses import replace

from assistant.brains.rules.frame import TIME, Condition, Frame
from crm.periods import aligned


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
