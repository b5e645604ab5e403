"""Gives the frame before with another number: "make it 20", 二十万呢, "3 is enough"."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from assistant.brains.rules.frame import Condition, Frame
from assistant.brains.rules.outcome import NotUnderstood
from assistant.brains.rules.situation import EndOfReading
from crm.periods import Kind, Period, between
from tools.phrases.numbers import NumberSpan

MOST_ROWS, MOST_RATE = 1000, 3
WEEK, MOST_DAYS, ROUND = 7, 3650, 5
AMOUNTS = frozenset({"amount", "order_amount"})


def resized(number: NumberSpan, frame: Frame) -> Frame:
    """Gives the frame with the one number it holds replaced: a bound, else how many rows.

    Raises:
        EndOfReading: it holds none, or the number is none of that kind.
    """
    if len(frame.having) == 1 and len(frame.having[0].values) == 1:
        if number.percent is not (frame.having[0].values[0] <= MOST_RATE):
            raise EndOfReading(NotUnderstood((f"{number.value.normalize():f}",)))
        changed = replace(frame.having[0], values=(number.value,))
        return replace(frame, having=(changed,), offset=0)
    amounts = [c for c in frame.conditions if _is_bound(c)]
    if len(amounts) == 1 and not frame.limited:
        return replace(frame, conditions=tuple(_with(c, number.value) for c in frame.conditions))
    gaps = [one.fact.period for one in frame.happenings if not one.fact.holds]
    if len(gaps) == 1 and gaps[0] is not None and not frame.limited:
        return _of_days(number, frame, gaps[0])
    whole = number.value % 1 == 0 and 0 < number.value <= MOST_ROWS and not number.percent
    listed = frame.ranked or (frame.entity is not None and frame.limited)
    if not (whole and listed) or amounts:
        raise EndOfReading(NotUnderstood((f"{number.value.normalize():f}",)))
    return replace(frame, limit=int(number.value), limited=True, offset=0)


def _of_days(number: NumberSpan, frame: Frame, gap: Period) -> Frame:
    """Gives a gap of so many days, where the one before was told in days too."""
    days = (gap.end - gap.start).days
    told_in_days = gap.kind is Kind.RANGE and days % ROUND == 0
    if not told_in_days or number.value % 1 or not WEEK <= number.value <= MOST_DAYS:
        raise EndOfReading(NotUnderstood((f"{number.value.normalize():f}",)))
    since = between(gap.end - timedelta(days=int(number.value)), gap.end)
    changed = (
        replace(one, fact=replace(one.fact, period=since)) if one.fact.period == gap else one
        for one in frame.happenings
    )
    return replace(frame, happenings=tuple(changed), offset=0)


def _is_bound(condition: Condition) -> bool:
    return condition.dimension in AMOUNTS and len(condition.filter.values) == 1


def _with(condition: Condition, value: Decimal) -> Condition:
    if not _is_bound(condition):
        return condition
    return replace(condition, filter=replace(condition.filter, values=(value,)))
