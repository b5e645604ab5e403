"""What a question for rows, or for who did something, takes over from the one before.

瑞丰食品欠多少, then 最近一次付款: theirs. 投诉这个月几起, then 谁投诉的: those of this month.
"""

from dataclasses import replace

from assistant.brains.rules.frame import Condition, Frame, Happening
from assistant.brains.rules.rows import OF_MEASURE
from assistant.brains.rules.spans import Cover, Span
from crm.periods import Period

OF_THE_ROWS = frozenset({"kind", "amount", "start_date", "end_date", "due_date"})
"""Conditions that say which rows, and not whose."""
BEGINS_ANEW = (("afresh", ""), ("scope", ""), ("which", "any"), ("list", ""))
"""Words of a question that says itself whose rows it asks for, or that it asks for all."""
OF_STATE = {
    ("won_count", "lost_deal"): "lost_count",
    ("lost_count", "won_deal"): "won_count",
    ("open_deals", "won_deal"): "won_count",
    ("open_deals", "lost_deal"): "lost_count",
    ("won", "lost_deal"): "lost",
    ("lost", "won_deal"): "won",
    ("pipeline", "won_deal"): "won",
    ("pipeline", "lost_deal"): "lost",
}
"""The figure of deals in another state that answers the same question."""
SAME_DEED = {
    "complaints": {"complaints"},
    "tickets": {"tickets"},
    "visits": {"visits"},
    "calls": {"calls"},
    "return_count": {"returned", "return_count", "returned_units", "return_rate"},
    "orders": {"sales", "orders", "units", "buyers"},
    "payment_count": {"collected", "payment_count"},
}
"""Figures of what somebody did, by the count of the deed."""


AMONG_THEM = (("customers",), ("buyers",))
"""Numbers of customers, of whom it is then asked who did not: 没下单的是谁."""


def taken_over(frame: Frame, cover: Cover, previous: Frame | None) -> Frame | None:
    """Gives the frame with what the one before says of it; None where it stands alone."""
    if previous is None:
        return None
    if frame.happenings:
        return _who_did_it(frame, cover, previous)
    if previous.view == "insight":
        return None
    return (
        _in_another_state(frame, cover, previous)
        or _behind_the_figure(frame, cover, previous)
        or _of_the_customer(frame, cover, previous)
    )


def _in_another_state(frame: Frame, cover: Cover, previous: Frame) -> Frame | None:
    """Gives the figure before of deals in another state: how many deals won, then "and lost"."""
    state = frame.states[0] if len(frame.states) == 1 else ""
    figures = tuple(OF_STATE.get((measure, state), "") for measure in previous.measures)
    said = frame.period is not None or any(c not in previous.conditions for c in frame.conditions)
    if not figures or not all(figures) or said or previous.having or _begins_anew(cover):
        return None
    order = tuple(
        replace(one, by=figures[0]) if one.by in previous.measures else one
        for one in previous.order
    )
    return replace(previous, measures=figures, order=order)


def _behind_the_figure(frame: Frame, cover: Cover, previous: Frame) -> Frame | None:
    """Gives the rows that the figure before counted: 丢了几单, then 丢的是哪些."""
    measure = previous.measures[0] if len(previous.measures) == 1 else ""
    entity, kind = OF_MEASURE.get(measure, ("", ""))
    said = frame.period is not None or any(c.dimension not in OF_THE_ROWS for c in frame.conditions)
    anew = any(span.may_be("afresh") or span.may_be("scope") for span in cover.spans)
    asks = any(span.may_be("which", "any") for span in cover.spans)
    kinds = {*frame.states, *(c.labels[0] if c.labels else "" for c in frame.conditions)}
    same = frame.entity == entity and kinds == ({kind} if kind else set())
    if said or anew or not (asks and same) or previous.groups or previous.entity:
        return None
    return replace(
        frame, conditions=(*frame.conditions, *previous.conditions), period=previous.period
    )


def _of_the_customer(frame: Frame, cover: Cover, previous: Frame) -> Frame | None:
    """Gives rows as those of the one customer that was just spoken of."""
    named = [c for c in previous.conditions if c.dimension == "customer" and not c.negated]
    said = frame.period is not None or any(c.dimension not in OF_THE_ROWS for c in frame.conditions)
    if len(named) != 1 or len(named[0].labels) != 1 or said or _begins_anew(cover):
        return None
    return replace(frame, conditions=(*frame.conditions, named[0]))


def _begins_anew(cover: Cover) -> bool:
    return any(
        span.may_be(kind, *([value] if value else []))
        for span in cover.spans
        for kind, value in BEGINS_ANEW
    )


def _who_did_it(frame: Frame, cover: Cover, previous: Frame) -> Frame | None:
    """Gives who did what was just counted, or those of a list who did something more."""
    if any(span.may_be("afresh") or _says_whose(span) for span in cover.spans):
        return None
    if previous.view == "insight":
        return _of_those_told_of(frame, previous)
    if _only_asks_who(frame, previous):
        among = tuple(c for c in previous.conditions if not _is_one_customer(c))
        return Frame(
            measures=previous.measures,
            groups=("customer",),
            conditions=among,
            period=previous.period,
        )
    if any(span.may_be("entity", "customer", "product") for span in cover.spans):
        return None
    return _the_others(frame, previous) or _among_those_before(frame, previous)


def _of_those_told_of(frame: Frame, previous: Frame) -> Frame | None:
    """Gives who did something of those an insight was of: A级谁快流失, 按两个月没下单算."""
    kept = _kinds_of(previous) if frame.entity == "customer" and not frame.conditions else ()
    return replace(frame, conditions=kept) if kept else None


def _among_those_before(frame: Frame, previous: Frame) -> Frame | None:
    """Gives who did something of those that were counted or listed before."""
    if previous.measures in AMONG_THEM and not frame.conditions:
        then = tuple(_in_its_period(one, previous.period) for one in frame.happenings)
        return replace(frame, conditions=_kinds_of(previous), happenings=then)
    if frame.entity != previous.entity:
        return None
    return replace(
        frame,
        conditions=(*previous.conditions, *frame.conditions),
        happenings=tuple(dict.fromkeys((*previous.happenings, *frame.happenings))),
    )


def _the_others(frame: Frame, previous: Frame) -> Frame | None:
    """Gives those of a list who did not do what the others did: 今年下过单的, then 没下过的呢."""
    same = frame.entity == previous.entity and not frame.conditions
    facts = [one.fact for one in frame.happenings]
    timed = any(fact.period is not None for fact in facts)
    if not same or timed or len(facts) != 1 or len(previous.happenings) != 1:
        return None
    before, fact = previous.happenings[0], facts[0]
    opposite = before.fact.measure == fact.measure and before.fact.holds != fact.holds
    if not opposite or fact.filters not in {(), before.fact.filters}:
        return None
    turned = replace(before, fact=replace(before.fact, holds=fact.holds))
    return replace(previous, happenings=(turned,), offset=0)


def _says_whose(span: Span) -> bool:
    """Whether a word says whose customers are asked for, and not only who did it: did I visit."""
    return span.may_be("scope") and span.text not in {"i", "we"}


def _in_its_period(happening: Happening, period: Period | None) -> Happening:
    """Gives what was done, or not, in the time that the number before was of."""
    timed = happening.fact.period is not None or period is None
    return happening if timed else replace(happening, fact=replace(happening.fact, period=period))


def _kinds_of(previous: Frame) -> tuple[Condition, ...]:
    """Gives whose customers were counted, where they have a kind of their own."""
    kinds = {"level", "city", "province", "region", "country", "industry", "owner", "team"}
    return tuple(c for c in previous.conditions if c.dimension in kinds)


def _is_one_customer(condition: Condition) -> bool:
    return condition.dimension == "customer" and len(condition.labels) == 1


def _only_asks_who(frame: Frame, previous: Frame) -> bool:
    """Whether nothing is said but a deed, which the figures before were of."""
    if len(frame.happenings) != 1 or frame.entity != "customer" or frame.conditions:
        return False
    fact = frame.happenings[0].fact
    bare = fact.holds and fact.period is None and not fact.filters
    figures = previous.entity is None and previous.view is None and len(previous.measures) == 1
    return bare and figures and previous.measures[0] in SAME_DEED.get(fact.measure, set())
