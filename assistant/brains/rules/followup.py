"""Edits the frame before by what a follow-up says: 那宁波的呢, by month?, 换成上个月."""

import re
from dataclasses import replace

from assistant.brains.rules.filters import conditions
from assistant.brains.rules.frame import TIME, Condition, Frame
from assistant.brains.rules.fresh import new_frame
from assistant.brains.rules.listing import OWING, STATUS_OF, is_list
from assistant.brains.rules.outcome import NotUnderstood
from assistant.brains.rules.rows import lying_ahead
from assistant.brains.rules.shaping import shaped
from assistant.brains.rules.situation import EndOfReading, Situation
from assistant.brains.rules.slots import Slots
from assistant.brains.rules.timing import RELATIVE, against_of, comparison
from crm.periods import Kind, Period, aligned, preceding, year_earlier
from crm.query.spec import Filter


def is_follow_up(slots: Slots) -> bool:
    """Whether the question only makes sense after the one before."""
    if slots.has("cue", "pronoun", "overall", "thereof", "net", "one_before"):
        return True
    content = slots.mentions or slots.periods or slots.groups or slots.compare or slots.limit
    if slots.measures:
        alone = len(slots.measures) == 1 and not slots.has("total", "amount", "ranking")
        nothing_else = not slots.entities or slots.has("noun")
        return alone and not content and not slots.verbs and nothing_else
    if slots.entities or slots.verbs:
        return _picks_from_the_list(slots, bare=not content)
    if slots.has("list"):
        return not slots.has("count")
    if slots.has("count", "amount"):
        return not content
    return bool(content or slots.rank or slots.has("share", "trend", "change", "only"))


def _require_kept(slots: Slots, frame: Frame) -> None:
    """Ends reading where a follow-up is about what the frame before did not keep.

    A listing without a noun is one of orders.
    """
    if slots.has("net") and not {"sales", "net_sales"} & set(frame.measures):
        raise EndOfReading(NotUnderstood((slots.flags["net"],)))
    if slots.has("list") and not slots.entities and not slots.measures:
        if set(frame.measures) & {"customers", "new_customers", "buyers", "repeat_buyers"}:
            raise EndOfReading(NotUnderstood((slots.flags["list"],)))
        slots.entities.append("order")


def stays_with(slots: Slots, frame: Frame) -> bool:
    """Whether a question without a subject is about the customer of the one before still.

    All after that customer's profile, and what customers do: 上季度买了多少, "how much is owed".
    """
    if frame.happenings and frame.entity == "customer" and _counts_some(slots):
        return True
    elsewhere = slots.mentions or slots.groups or slots.rank or slots.asked or slots.limit
    if elsewhere or slots.has("scope_company", "scope_team", "scope_own"):
        return False
    if frame.happenings:  # the figures of those who were listed
        return bool(slots.measures or slots.verbs)
    if frame.entity == "order" and frame.limited:  # 付款了吗: those rows, which are not kept
        return bool(slots.verbs) and not (slots.periods or slots.measures)
    named = [c for c in frame.conditions if c.dimension == "customer" and not c.negated]
    buys = {"buy", "owe", "pay"} & slots.verbs.keys()
    return frame.view == "profile" or (bool(buys) and len(named) == 1 and not frame.groups)


def _counts_some(slots: Slots) -> bool:
    """Whether some of the customers just listed are counted: 华东有几家."""
    counted = "customers" in slots.units or slots.measures == ["customers"]
    people = any(mention.dimension == "customer" for mention in slots.mentions)
    return counted and not (people or slots.groups or slots.periods)


def _picks_from_the_list(slots: Slots, *, bare: bool) -> bool:
    """Whether rows of what was just asked about are picked: 最大的一单, after somebody's orders."""
    said = slots.has("count", "scope_own", "scope_company", "total") or slots.verbs
    return slots.entities == ["order"] and bare and not said


def edited(slots: Slots, frame: Frame, situation: Situation) -> Frame:
    """Gives the frame before with the slots that the follow-up names replaced."""
    frame = replace(frame, view=None)
    _require_kept(slots, frame)
    listed = slots.entities and not slots.measures and not slots.has("count", "noun")
    if listed or (slots.has("pronoun") and is_list(slots)):
        return _as_list(slots, frame, situation)
    if slots.has("overall"):
        frame = replace(frame, groups=(), ranked=False, limit=None, order=(), share=False, only=())
    _require_antecedent(slots, frame)
    frame = _measures(slots, frame, situation)
    frame = _groups(slots, frame)
    frame = _conditions(slots, frame)
    frame = _period(slots, frame, situation)
    frame = _comparison(slots, frame, situation)
    frame = replace(frame, share=frame.share or slots.has("share"))
    if frame.entity is not None:
        if slots.rank or slots.nth or slots.groups:
            raise EndOfReading(NotUnderstood((slots.rank_text or str(slots.nth or ""),)))
        return replace(frame, limit=slots.limit or frame.limit)
    if not frame.measures:
        raise EndOfReading(NotUnderstood((), known=frame, lacking="measure"))
    if slots.limit and frame.ranked and slots.rank is None:
        slots.rank = "top" if frame.order[0].descending else "bottom"
    return shaped(frame, slots)


PEOPLE = {"customer", "product", "model", "owner"}
"""What 他们, 这款 or "their" may stand for, where the frame before names one."""
STANDING = {
    "outstanding",
    "overdue",
    "uninvoiced",
    "customers",
    "products",
    "pipeline",
    "open_deals",
}
"""Measures of how things stand, to which the period of a question about sales does not pass on."""


def _require_antecedent(slots: Slots, frame: Frame) -> None:
    """Ends reading where 他们 or "their" has nobody to stand for; a ranking's rows are many."""
    if not slots.has("pronoun") or slots.mentions:
        return
    named = [c for c in frame.conditions if c.dimension in PEOPLE and len(c.labels) == 1]
    if len(named) != 1 or frame.ranked:
        raise EndOfReading(NotUnderstood((slots.flags["pronoun"],)))


def _measures(slots: Slots, frame: Frame, situation: Situation) -> Frame:
    if not (slots.measures or slots.verbs or slots.has("count", "amount")):
        return frame
    _require_measurable(slots, frame)
    fresh = new_frame(_what_is_measured(slots), situation)
    if not fresh.measures:
        raise EndOfReading(NotUnderstood((*slots.verbs.values(),)))
    if frame.entity is not None:  # the order of rows is none of figures
        frame = replace(frame, order=(), limit=None, limited=False)
    same_order = tuple(
        replace(order, by=fresh.measures[0]) if order.by in frame.measures else order
        for order in frame.order
    )
    stands = set(fresh.measures) <= STANDING and not set(frame.measures) <= STANDING
    if stands and not slots.periods:
        in_time = tuple(group for group in frame.groups if group not in TIME)
        frame = replace(frame, groups=in_time, period=None, compare=None, against=None)
    return replace(
        frame,
        measures=fresh.measures,
        entity=None,
        columns=(),
        order=same_order,
        assumed=fresh.assumed,
        having=(),
    )


OF_ORDERS = frozenset({"sales", "orders", "units", "average_order", "net_sales"})
"""What can be asked of orders that were just listed, whichever they were."""


def _require_measurable(slots: Slots, frame: Frame) -> None:
    """Ends reading where a figure is asked of rows that only the answer before had."""
    said = (*slots.verbs.values(), *slots.flags.values())[:1]
    named = slots.measures or slots.periods or slots.has("pronoun", "count")
    of_orders = frame.entity == "order" and bool(slots.verbs) and not named
    # 总金额 of contracts is no sales; a part of the ten first ones needs those ten.
    of_rows = frame.entity not in {None, "order", "customer"} and not slots.measures
    few = frame.entity == "order" and (frame.limited or not frame.conditions)
    of_orders = of_orders or (few and bool(set(slots.measures) - OF_ORDERS))
    of_some = bool(frame.having or slots.pick) or (slots.has("thereof") and frame.ranked)
    if of_orders or of_rows or of_some:
        raise EndOfReading(NotUnderstood(said))


def _what_is_measured(slots: Slots) -> Slots:
    """Gives only those slots that say what is measured."""
    return Slots(
        slots.sentence,
        measures=list(slots.measures),
        mentions=list(slots.mentions),
        entities=list(slots.entities),
        units=list(slots.units),
        verbs=dict(slots.verbs),
        flags={
            flag: word
            for flag, word in slots.flags.items()
            if flag in {"count", "count_en", "amount", "noun", "customer_noun"}
        },
    )


def _as_list(slots: Slots, frame: Frame, situation: Situation) -> Frame:
    """Gives the rows behind the figures before, as far as it is clear whose they are."""
    if not slots.has("list"):  # "list them": the rows behind the figures
        _require_antecedent(slots, frame)
    if (slots.nth and frame.ranked) or slots.rank_text in {
        "第一名",
        "number one",
    }:  # 第一名的订单: the rows of a ranking are not kept
        raise EndOfReading(NotUnderstood((slots.rank_text or "1",)))
    return _list_behind(slots, frame, situation)


def _list_behind(slots: Slots, frame: Frame, situation: Situation) -> Frame:
    """Gives the rows behind the figures before: 第二个客户的订单, the orders of that month."""
    kept = tuple(condition for condition in frame.conditions if condition.dimension != "status")
    fresh = new_frame(slots, situation)
    merged = _merged(kept, fresh.conditions)
    for measure in frame.measures:
        if measure in STATUS_OF:
            status = STATUS_OF[measure]
            merged = (*merged, Condition(Filter("status", "in", (status,)), (status,)))
    # What is owed stands as it is, whatever period the figures before were of.
    owing = bool(OWING & {*slots.measures, *slots.verbs})
    period = fresh.period or (None if owing else frame.period)
    return replace(fresh, conditions=merged, period=period)


def _groups(slots: Slots, frame: Frame) -> Frame:
    if not slots.groups:
        return frame
    wanted = tuple(slots.groups)
    if _adds(slots) and frame.groups:
        wanted = tuple(dict.fromkeys([*frame.groups, *wanted]))
    keeps_rank = frame.ranked and not any(group in TIME for group in wanted)
    cleared = replace(frame, groups=wanted, entity=None, only=())
    return cleared if keeps_rank else replace(cleared, ranked=False, limit=None, order=(), offset=0)


def _adds(slots: Slots) -> bool:
    """Whether a group comes beside the ones before instead of in their place."""
    return slots.has("adds")


SAME_KIND = (
    frozenset({"city", "province", "region", "country"}),
    frozenset({"product", "model", "category"}),
)
"""Dimensions of which one takes the place of another."""


def _conditions(slots: Slots, frame: Frame) -> Frame:
    fresh = conditions(slots, ())
    if slots.every:  # all products: whatever they were narrowed to
        dropped = {name for kind in SAME_KIND if kind & set(slots.every) for name in kind}
        dropped |= set(slots.every)
        kept = tuple(c for c in frame.conditions if c.dimension not in dropped)
        frame = replace(frame, conditions=kept)
    if not fresh:
        return frame
    merged = _merged(frame.conditions, fresh)
    named = {condition.dimension for condition in fresh if not condition.negated}
    groups = tuple(group for group in frame.groups if group not in named or slots.has("only"))
    still_ranked = frame.ranked and bool(groups)
    changed = replace(frame, conditions=merged, groups=groups, ranked=still_ranked, only=())
    if frame.ranked and not still_ranked:
        changed = replace(changed, limit=None, order=(), offset=0)
    return changed


def _merged(before: tuple[Condition, ...], fresh: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """Gives the conditions with those on the same dimension replaced; exclusions are added."""
    replaced = {condition.dimension for condition in fresh if not condition.negated}
    for kind in SAME_KIND:
        replaced |= kind if replaced & kind else frozenset()
    kept = tuple(condition for condition in before if condition.dimension not in replaced)
    return (*kept, *fresh)


def _period(slots: Slots, frame: Frame, situation: Situation) -> Frame:
    if frame.happenings and frame.entity is not None and (slots.periods or slots.has("one_before")):
        return _segment_period(slots, frame)
    if not slots.periods:
        back = slots.has("one_before") and frame.period is not None
        return _one_back(frame) if back else frame
    if slots.has("against", "change") and frame.period is not None and len(slots.periods) == 1:
        return _against_named(slots, frame)
    if len(slots.periods) > 1:
        raise EndOfReading(NotUnderstood((), lacking="period"))
    period = _named_after(frame, slots, situation)
    if frame.compare is None or frame.against in {None, "named"}:
        return replace(frame, period=period, compare=None, against=None)
    return replace(frame, period=period, compare=comparison(period, frame.against or "previous"))


def _named_after(frame: Frame, slots: Slots, situation: Situation) -> Period:
    """Gives the period that is named, as it is meant after the one before."""
    named = slots.periods[0]
    if frame.entity in {"contract", "opportunity"} and not frame.states and frame.period:
        return lying_ahead(named, situation.today) or named
    if frame.period is not None and frame.period.kind is Kind.FESTIVAL:
        return _same_festival(frame.period, named) or named
    if _once_more(slots):
        return _before_the_last(frame.period, named, slots)
    return _in_the_year_of(frame.period, named, slots.period_words[0])


def _one_back(frame: Frame) -> Frame:
    assert frame.period is not None, "asked before"
    return replace(frame, period=preceding(frame.period), compare=None, against=None)


def _segment_period(slots: Slots, frame: Frame) -> Frame:
    """Gives customers by what they did in another period, where there is just one to replace."""
    periods = {one.fact.period for one in frame.happenings}
    if len(slots.periods) != 1 or len(periods) != 1 or None in periods:
        raise EndOfReading(NotUnderstood((*slots.period_words, *slots.flags.values())[:1]))
    changed = (
        replace(one, fact=replace(one.fact, period=slots.periods[0])) for one in frame.happenings
    )
    return replace(frame, happenings=tuple(changed), offset=0)


def _same_festival(shown: Period, named: Period) -> Period | None:
    """Gives the campaign or holiday just shown in the year that is named: 去年双十一, 今年呢."""
    years = shown.start.year - named.start.year
    if named.kind is not Kind.YEAR or not years:
        return None
    return year_earlier(shown.whole(), years=years)


def _once_more(slots: Slots) -> bool:
    """Whether 再 stands before the period: 再上个月 is the month before the one just shown."""
    at = slots.period_at[0]
    return at > 0 and slots.sentence.spans[at - 1].text == "再"


def _before_the_last(shown: Period | None, named: Period, slots: Slots) -> Period:
    if shown is None or shown.kind is not named.kind or not slots.period_words[0].startswith("上"):
        raise EndOfReading(NotUnderstood((f"再{slots.period_words[0]}",)))
    return preceding(shown)


_WITHOUT_YEAR = re.compile(
    r"q[1-4]|第?[一二三四1-4]季度?|[0-9一二三四五六七八九十]{1,2}月份?|h[12]|[上下]半年"
    r"|(?:in )?(?:january|february|march|april|may|june|july|august|september|october|november"
    r"|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)"
)


def _in_the_year_of(before: Period | None, period: Period, words: str) -> Period:
    """Gives a month or quarter named without a year in the year that is being talked about."""
    if before is None or before.open_start or before.start.year != before.end.year:
        return period
    years = period.start.year - before.start.year
    if not years or _WITHOUT_YEAR.fullmatch(words.strip()) is None:
        return period
    return year_earlier(period.whole(), years=years)


def _against_named(slots: Slots, frame: Frame) -> Frame:
    if frame.period is None:
        return frame
    found = RELATIVE.fullmatch(slots.period_words[0])
    if found is not None:
        against = "year" if found.group(1) == "year" else "previous"
        return replace(frame, compare=comparison(frame.period, against), against=against)
    current, other = aligned(frame.period, slots.periods[0])
    return replace(frame, period=current, compare=other, against="named")


_BEFORE_THAT = re.compile(r"(?:the )?(?:day|week|month|quarter|year) before|上一?期")


def _comparison(slots: Slots, frame: Frame, situation: Situation) -> Frame:
    if not slots.compare and slots.has("change") and frame.compare is None:
        against = against_of(slots, frame.period, situation)
        if against is None or frame.period is None:
            return frame
        return replace(frame, compare=comparison(frame.period, against), against=against)
    if not slots.compare:
        return frame
    if frame.period is None:
        raise EndOfReading(NotUnderstood((), known=frame, lacking="comparison"))
    if _BEFORE_THAT.fullmatch(slots.compare_words[0]) and not slots.has("against", "change"):
        return replace(
            frame, period=comparison(frame.period, "previous"), compare=None, against=None
        )
    against = "year" if slots.compare[0] == "year" else "previous"
    return replace(frame, compare=comparison(frame.period, against), against=against)
