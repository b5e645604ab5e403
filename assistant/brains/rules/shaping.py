"""Gives a frame its shape: names side by side, a trend, a ranking, a share."""

from dataclasses import replace

from assistant.brains.rules.caution import COUNTS, OF_PRODUCTS
from assistant.brains.rules.differing import are_two
from assistant.brains.rules.frame import RANKED, TIME, Frame
from assistant.brains.rules.movement import moved
from assistant.brains.rules.outcome import NotUnderstood
from assistant.brains.rules.situation import EndOfReading
from assistant.brains.rules.slots import Slots
from assistant.brains.rules.words import GROWTH
from crm.query.spec import Order

DAY_TREND_DAYS, WEEK_TREND_DAYS = 31, 89
"""Up to so many days a trend goes by day, by week; beyond, by month."""


ADDED_UP = frozenset(
    "合计|总和|加起来|加一块|加一起|加在一起|加一块儿|合起来|合在一起|加总|加总起来|总加起来|combined"
    "|add them up|add them together|sum them|sum them up|add both|add those up|add up|added up"
    "|added together|put together|together|taken together".split("|")
)
"""Words by which several things named are one figure."""


def shaped(frame: Frame, slots: Slots) -> Frame:
    """Gives the frame with its comparison of names, its trend, ranking and share settled."""
    frame = compared_names(frame, slots)
    frame = replace(frame, apart=slots.has("apart") and are_two(frame))
    frame = _trend(frame, slots)
    require_countable(frame)
    frame = moved(_ranking(frame, slots), slots)
    return _share(frame, slots)


def require_countable(frame: Frame) -> None:
    """Ends reading where orders or customers are counted without those of a product."""
    negated = [
        condition.labels[0]
        for condition in frame.conditions
        if condition.negated and condition.dimension in OF_PRODUCTS and condition.labels
    ]
    if negated and set(frame.measures) & COUNTS:
        raise EndOfReading(NotUnderstood(tuple(negated)))


def compared_names(frame: Frame, slots: Slots) -> Frame:
    """Groups by a dimension of which several values are named: 华东和华南的销售额."""
    for condition in frame.conditions:
        several = len(condition.labels) > 1 and not condition.negated
        if several and condition.dimension not in frame.groups and condition.dimension != "status":
            if slots.has("or_both") or slots.flags.get("total") in ADDED_UP:
                continue
            if not slots.mentions or (frame.groups and slots.limit):
                continue  # 去年, after the two together; three provinces of two regions
            frame = replace(frame, groups=(*frame.groups, condition.dimension))
    return frame


def _trend(frame: Frame, slots: Slots) -> Frame:
    if not slots.has("trend") or any(group in TIME for group in frame.groups):
        return frame
    days = frame.period.days if frame.period is not None else None
    if days is not None and days <= DAY_TREND_DAYS:
        grain = "day"
    elif days is not None and days <= WEEK_TREND_DAYS:
        grain = "week"
    else:
        grain = "month"
    return replace(frame, groups=(*frame.groups, grain))


def _ranking(frame: Frame, slots: Slots) -> Frame:
    growth = next((flag for flag in GROWTH if slots.has(flag)), None) or _most_of_a_move(slots)
    if not (slots.rank or growth or slots.has("ranking") or slots.limit or slots.nth):
        return frame
    if not frame.groups:
        raise EndOfReading(NotUnderstood((), known=frame, lacking="ranked"))
    if growth is not None:
        order = Order("change_rate" if growth == "fastest" else "change", growth != "most_decline")
    else:
        order = Order(frame.measures[0], descending=_largest_first(frame, slots))
    limit = slots.limit or (1 if slots.nth else None if slots.has("sorting") else RANKED)
    offset = slots.nth - 1 if slots.nth else 0
    limited = bool(slots.limit or slots.nth)
    ranked = replace(frame, ranked=True, order=(order,), limit=limit, offset=offset)
    return replace(ranked, limited=limited, one_meant=not limited and _asks_for_one(slots))


ONE = frozenset(
    "谁 是谁 哪位 是哪位 哪个 是哪个 哪家 是哪家 哪一家 是哪一家 哪个人 who who's".split()
)


def _asks_for_one(slots: Slots) -> bool:
    """Whether it is asked who, and not who all: 今年买得最多的客户是谁."""
    return bool(ONE & {slots.flags.get("which_who", ""), slots.flags.get("which_any", "")})


GOOD_OR_BAD = frozenset({"best", "worst", "the worst", "最好", "最好的", "最差", "最差的"})
BAD = frozenset(
    "overdue outstanding uninvoiced returned return_count returned_units return_rate complaints"
    " tickets cancelled_orders gap lost lost_count".split()
)
"""Measures of which much is bad."""


def _largest_first(frame: Frame, slots: Slots) -> bool:
    """Whether the largest comes first: the top, and the worst of what it is bad to have."""
    top = slots.rank != "bottom"
    return not top if slots.rank_text in GOOD_OR_BAD and frame.measures[0] in BAD else top


def _most_of_a_move(slots: Slots) -> str | None:
    """Gives which change is the largest one: 下滑最多的, "the biggest rise"."""
    if slots.rank != "top" or len(slots.moves) != 1 or not slots.has("change"):
        return None
    return "most_growth" if slots.moves == {"up"} else "most_decline"


def _share(frame: Frame, slots: Slots) -> Frame:
    """Makes the share of a named value one of its whole dimension: 华东占比多少."""
    if not slots.has("share"):
        return frame
    if frame.groups:
        of_one = any(len(c.labels) == 1 and not c.negated for c in frame.conditions)
        if of_one and set(frame.groups) <= set(TIME):  # its share by month: of what?
            raise EndOfReading(NotUnderstood((slots.flags["share"],)))
        return frame
    named = [c for c in frame.conditions if not c.negated and c.dimension != "status"]
    if not named:
        raise EndOfReading(NotUnderstood((), known=frame, lacking="group"))
    part = named[0] if len(named) > 1 else named[-1]  # 江苏占华东: the part comes first
    rest = tuple(condition for condition in frame.conditions if condition is not part)
    only = tuple(str(value) for value in part.filter.values)
    return replace(frame, groups=(part.dimension,), conditions=rest, only=only)
