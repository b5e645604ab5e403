"""Makes the frame of a question that stands alone."""

from dataclasses import replace
from datetime import timedelta

from assistant.brains.rules.clauses import OWED
from assistant.brains.rules.filters import conditions, having
from assistant.brains.rules.firsts import firsts
from assistant.brains.rules.frame import Frame
from assistant.brains.rules.listing import is_list, list_frame
from assistant.brains.rules.measured import measures
from assistant.brains.rules.older import require_orders
from assistant.brains.rules.outcome import NotUnderstood
from assistant.brains.rules.owing import owing_customers
from assistant.brains.rules.shaping import shaped
from assistant.brains.rules.situation import EndOfReading, Situation
from assistant.brains.rules.slots import Slots
from assistant.brains.rules.splitting import split_by
from assistant.brains.rules.timing import names_no_year, periods
from crm.periods import Kind, Period, year_earlier

OF_BUYERS = {"buyers", "orders", "units", "new_customers", "customers", "repeat_buyers"}


TODAY = (["今天"], ["今日"], ["today"])


def new_frame(slots: Slots, situation: Situation) -> Frame:
    """Gives the frame.

    Raises:
        EndOfReading: the question has several readings, or none.
    """
    owing = owing_customers(slots)
    if owing is not None:
        return owing
    if is_list(slots):
        return list_frame(slots, situation)
    require_orders(slots)
    measured, assumed = measures(slots, situation)
    split = _but_for_the_counted(split_by(slots), measured)
    _require_said_what_it_means(slots, measured, split)
    period, compare, against = periods(slots, situation)
    period = _next_one(period, slots, measured, situation)
    if set(measured) <= OWED and slots.period_words in TODAY:
        period = None  # as it stands
    if period is not None and not slots.periods:
        assumed = (*assumed, "period")
    frame = Frame(
        measures=measured,
        groups=split,
        conditions=conditions(slots, () if split else measured),
        period=period,
        compare=compare,
        against=against,
        having=having(slots, measured, split),
        share=slots.has("share"),
        assumed=assumed,
    )
    _require_a_comparison(frame, slots)
    return firsts(shaped(_of_one_state(frame), slots), slots)


AHEAD = frozenset({"pipeline", "open_deals"})
HALF_A_YEAR = timedelta(days=183)


def _next_one(
    period: Period | None, slots: Slots, measured: tuple[str, ...], situation: Situation
) -> Period | None:
    """Gives the month ahead where open deals are asked for by a month long gone: December."""
    if period is None or not set(measured) <= AHEAD or period.kind is not Kind.MONTH:
        return period
    words = slots.period_words[-1] if slots.period_words else ""
    long_gone = situation.today - period.end > HALF_A_YEAR
    return year_earlier(period, years=-1) if long_gone and names_no_year(words) else period


CUSTOMERS = frozenset({"customers", "new_customers", "buyers", "repeat_buyers"})


def _but_for_the_counted(split: tuple[str, ...], measured: tuple[str, ...]) -> tuple[str, ...]:
    """Gives the split without customers where they are counted: 客户按行业分有多少家."""
    beside = len(split) > 1 and bool(CUSTOMERS & set(measured))
    return tuple(name for name in split if name != "customer") if beside else split


STATES = {"cancelled": "cancelled_orders", "pending": "pending_orders", "draft": "draft_orders"}


def _of_one_state(frame: Frame) -> Frame:
    """Gives a count of orders of one state as the measure that has a name: 取消了多少单."""
    states = [c for c in frame.conditions if c.dimension == "status"]
    if frame.measures != ("orders",) or len(states) != 1 or len(states[0].labels) != 1:
        return frame
    measure = STATES.get(states[0].labels[0])
    if measure is None or frame.having:
        return frame
    others = tuple(condition for condition in frame.conditions if condition is not states[0])
    return replace(frame, measures=(measure,), conditions=others)


def _require_a_comparison(frame: Frame, slots: Slots) -> None:
    """Ends reading where 比 or vs stands, and there are not two things to compare."""
    two_names = len(frame.measures) > 1 or any(
        len(condition.labels) > 1 for condition in frame.conditions
    )
    if slots.has("against") and frame.compare is None and not two_names:
        raise EndOfReading(NotUnderstood((slots.flags["against"],), lacking="comparison"))


def _require_said_what_it_means(
    slots: Slots, measured: tuple[str, ...], split: tuple[str, ...]
) -> None:
    """Ends reading where a word would change the meaning and nothing here takes it up."""
    words: list[str] = []
    bought_by = slots.has("customer_noun") and slots.verbs.keys() & {"buy", "order"}
    if bought_by and slots.measures and "customer" not in split and not OF_BUYERS & set(measured):
        # "sales of customers who bought T30" are all their sales, not those of T30.
        words += [slots.verbs[verb] for verb in sorted(bought_by)]
    if slots.has("part_from") and not slots.has("share"):
        words.append(slots.flags["part_from"])  # how much of it comes from: a share, or a figure?
    words += [slots.flags[flag] for flag in ("newest", "oldest", "whose") if slots.has(flag)]
    if "contact" in slots.entities:  # 采购找谁: no figure tells
        words += [s.text for s in slots.sentence.spans if s.may_be("entity", "contact")]
    if words:
        raise EndOfReading(NotUnderstood(tuple(words)))
