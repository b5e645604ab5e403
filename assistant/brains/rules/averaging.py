"""Averages over time: 平均每个月卖多少, "average monthly sales", 日均订单数.

A figure over all the time asked about is divided by its months, weeks or days, those that have
begun (contract section 2 counts so for targets); the reading says by how many. What does not add
up over time has no such average.
"""

from dataclasses import replace

from assistant.brains.rules.frame import TIME, Frame
from assistant.brains.rules.outcome import NotUnderstood
from assistant.brains.rules.situation import EndOfReading
from assistant.brains.rules.slots import Slots
from crm.periods import Grain, Kind, Period, unit_of

ADDS_UP = frozenset(
    "sales net_sales orders units returned return_count returned_units collected payment_count"
    " invoiced new_customers cancelled_orders won won_count lost lost_count activities visits calls"
    " complaints tickets messages emails trainings".split()
)
"""Measures whose months make up the year."""
IN_DAYS = frozenset({"day", "week"})
"""Units of which any stretch of days has a number; months have to begin with one."""


def take_average(slots: Slots) -> None:
    """Takes the unit of time that an average is of from what else would be a split.

    Raises:
        EndOfReading: an average of something else.
    """
    if not slots.has("average") or slots.unexplained:
        return
    times = [group for group in slots.groups if group in TIME]
    if slots.per is None and len(times) == 1:
        slots.per = times[0]
        slots.groups.remove(times[0])
        times = []
    if slots.per is None or times:
        raise EndOfReading(NotUnderstood((slots.flags["average"],)))


def averaged(frame: Frame, slots: Slots) -> Frame:
    """Gives a frame whose figures are averages, where that is asked, or was before.

    Raises:
        EndOfReading: what is asked for has no average over time.
    """
    per = slots.per or frame.per
    if per is None or (slots.per is None and _asks_for_no_average(frame)):
        return replace(frame, per=None)
    if _asks_for_no_average(frame) or not _is_divisible(frame, per):
        raise EndOfReading(NotUnderstood((slots.flags.get("average", ""),)))
    return replace(frame, per=per)


def _asks_for_no_average(frame: Frame) -> bool:
    shaped = frame.entity or frame.view or frame.share or frame.having or frame.compare
    return bool(shaped) or not set(frame.measures) <= ADDS_UP or bool({*TIME} & {*frame.groups})


def _is_divisible(frame: Frame, per: str) -> bool:
    """Whether the time asked about is made of whole units, but for the one that is running."""
    period = frame.period
    if period is None or period.open_start or per in IN_DAYS:
        return True
    if period.kind is Kind.MONTHS and per == "month":
        return True
    first, last = (unit_of(Grain(per), day) for day in (period.start, period.end))
    return period.start == first.start and (period.end == last.end or _runs(period))


def _runs(period: Period) -> bool:
    return period.running or period.kind in {Kind.RANGE, Kind.UNTIL}
