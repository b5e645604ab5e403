"""Customers and products by what they did and did not do: gaps, lapses, segments.

90天没下单的客户, "bought sensors but never drives", 去年买过今年没买的A级客户, 没卖出去的产品.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from assistant.brains.rules.events import Event, Story, story
from assistant.brains.rules.frame import Condition, Frame, Happening
from assistant.brains.rules.lexicon import is_cjk
from assistant.brains.rules.sentence import Sentence
from assistant.brains.rules.spans import Cover, Span
from assistant.brains.rules.tokens import Lasting, Unit, tokens
from crm.names import Name
from crm.periods import Grain, Kind, Period, back_from, between, split
from crm.query.spec import Fact, Filter, Order

COLUMNS = {
    "customer": ("customer", "level", "city", "owner", "last_order"),
    "product": ("product_id", "name", "model", "category", "list_price"),
}
OF_CUSTOMERS = frozenset(
    {"level", "city", "province", "region", "country", "industry", "owner", "customer_status"}
)
"""What customers are told apart by, in a list of them."""
OF_ORDERS = frozenset({"customer", "channel", *OF_CUSTOMERS})
"""By what the orders are chosen that products were sold in."""


def segment(cover: Cover, today: date, *, alone: bool = True) -> Frame | None:
    """Gives the frame of a question for those who did or did not do something; else None.

    Where they are not asked for `alone`, one thing that was bought describes them too.
    """
    if cover.gaps or any(span.name is not None and span.name.guessed for span in cover.spans):
        return None
    if any(span.text in {"how many times", "how often"} for span in cover.spans):
        return None  # how often it was done, not to how many
    found = tokens(Sentence(cover.text, cover.spans))
    told = story(found, alone=alone) if found is not None else None
    return _frame(told, today) if told is not None else None


def described(cover: Cover, today: date) -> tuple[Frame, Cover] | None:
    """Gives the customers that a question describes, and the rest of it, which asks of them.

    有投诉的客户 | 今年的销售额; "sales this year of" | "customers who never bought T30".
    """
    subjects = [i for i, span in enumerate(cover.spans) if span.may_be("entity", "customer")]
    if cover.gaps or not subjects:
        return None
    last, first = subjects[-1] + 1, subjects[0]
    if last < len(cover.spans) and is_cjk(cover.spans[last - 1].text[0]):
        whose, rest = cover.spans[:last], cover.spans[last:]
    elif first and _relates(cover.spans[first + 1 : first + 2]):
        whose, rest = cover.spans[first:], cover.spans[:first]
    else:
        return None
    if all(any(role.kind in {"filler", "which", "count"} for role in s.roles) for s in rest):
        return None  # nothing is asked of them but who they are
    frame = segment(replace(cover, spans=whose), today, alone=False)
    return (frame, replace(cover, spans=rest)) if frame is not None else None


def _relates(after: Sequence[Span]) -> bool:
    """Whether a clause begins behind the noun: customers who, customers with."""
    words = ("who", "that", "with", "without", "having")
    return bool(after) and after[0].text.startswith(words)


def of_them(whose: Frame, asked: Frame) -> Frame | None:
    """Gives what is asked of the customers described; None where it is no figure or order list."""
    if asked.happenings or asked.view is not None or asked.entity not in {None, "order"}:
        return None
    merged = tuple(dict.fromkeys((*whose.conditions, *asked.conditions)))
    period = asked.period
    if period is None and not set(asked.measures) & STANDING:
        period = _said_of_both(whose)
    return replace(asked, conditions=merged, happenings=whose.happenings, period=period)


STANDING = frozenset(
    {"outstanding", "overdue", "uninvoiced", "pipeline", "open_deals", "customers"}
)
"""What stands as it is: customers are counted by what they did, not by when they were entered."""


def _said_of_both(whose: Frame) -> Period | None:
    """Gives the one calendar period of what they did: 今年没退过货的客户贡献了多少销售额."""
    periods = {one.fact.period for one in whose.happenings}
    only = periods.pop() if len(periods) == 1 else None
    named = only is not None and not only.open_start and only.kind is not Kind.RANGE
    return only if named else None


def lasting_otherwise(cover: Cover, previous: Frame | None, today: date) -> Frame | None:
    """Gives the gap before with another length: 改成60天, "make it 365 days"; else None."""
    found = tokens(Sentence(cover.text, cover.spans)) if not cover.gaps else None
    if found is None or previous is None or not previous.happenings:
        return None
    lastings = [token.lasting for token in found if token.lasting is not None]
    others = {token.kind for token in found} - {"lasting", "filler", "over"}
    if len(lastings) != 1 or others:
        return None
    changed = [
        replace(one, fact=replace(one.fact, period=_since(lastings[0], today)))
        if _is_a_gap(one, today)
        else one
        for one in previous.happenings
    ]
    return replace(previous, happenings=tuple(changed), offset=0)


def _is_a_gap(happening: Happening, today: date) -> bool:
    period = happening.fact.period
    up_to_now = period is not None and period.end == today and not period.open_start
    return up_to_now and not happening.fact.holds


def _frame(told: Story, today: date) -> Frame | None:
    entity = "product" if told.of_products else "customer"
    allowed = OF_ORDERS if told.of_products else OF_CUSTOMERS
    if not all(name.dimension in allowed or is_own(name.dimension) for name in told.names):
        return None
    if told.of_products and any(event.measure != "orders" for event in told.events):
        return None
    own, of_facts = _conditions(told)
    happenings = [
        happening
        for event in told.events
        for happening in _happenings(event, of_facts, told, today)
    ]
    if contradict(happenings):
        return None
    order = (Order("last_order"),) if entity == "customer" else ()
    return Frame(
        entity=entity,
        columns=COLUMNS[entity],
        conditions=own,
        happenings=tuple(dict.fromkeys(happenings)),
        order=order,
    )


def contradict(happenings: Sequence[Happening]) -> bool:
    """Whether the same was done and was not done, or never, which nobody asks for."""
    facts = {one.fact for one in happenings}
    facts |= {
        replace(f, period=None) for f in facts if f.period is not None and f.period.open_start
    }
    return any(replace(fact, holds=not fact.holds) in facts for fact in facts)


def is_own(dimension: str) -> bool:
    """Whether a dimension is a custom field of customers."""
    return dimension.startswith("customers:")


def _conditions(told: Story) -> tuple[tuple[Condition, ...], tuple[Condition, ...]]:
    """Gives what chooses the rows, and what chooses the orders of products."""
    found = _by_dimension(told.names)
    if not told.of_products:
        return found, ()
    things = [name for event in told.events for name in event.things]
    own = _by_dimension(list(dict.fromkeys(things)))
    return own, found


def _by_dimension(names: Sequence[Name]) -> tuple[Condition, ...]:
    groups: dict[str, list[Name]] = {}
    for name in names:
        groups.setdefault(name.dimension, []).append(name)
    return tuple(
        Condition(
            Filter(dimension, "in", tuple(value for name in same for value in name.values)),
            tuple(name.label for name in same),
        )
        for dimension, same in groups.items()
    )


def _happenings(
    event: Event, more: tuple[Condition, ...], told: Story, today: date
) -> list[Happening]:
    chosen = more if told.of_products else (*_by_dimension(event.things), *more)
    filters = tuple(condition.filter for condition in chosen)
    labels = tuple(label for condition in chosen for label in condition.labels)
    stretch = event.lasting or _rolling(event.period)
    lapsed = not event.happened and not event.handed and event.measure == "orders"
    gap = stretch is not None and lapsed
    period = event.period
    if stretch is not None and (gap or event.lasting is not None):
        period = _since(stretch, today) if gap else _within(stretch, today)
    if event.every and period is not None:
        units = split(period.until(today), Grain(event.every))
        return [Happening(Fact(event.measure, filters, unit), labels) for unit in units]
    found = [Happening(Fact(event.measure, filters, period, event.happened), labels)]
    before = gap or (event.lapsed and event.measure == "orders")
    if before and not told.of_products and not _did_so_before(event, told):
        # The last order is some time ago (contract section 2): so there was one.
        ever = Period(date.min, today, Kind.UNTIL)
        found.insert(0, Happening(Fact(event.measure, filters, ever), labels))
    return found


def _did_so_before(event: Event, told: Story) -> bool:
    return any(
        other.happened and other.measure == event.measure and other.things == event.things
        for other in told.events
    )


def _rolling(period: Period | None) -> Lasting | None:
    units: Mapping[Kind, Unit] = {Kind.DAYS: "day", Kind.MONTHS: "month"}
    unit = units.get(period.kind) if period is not None else None
    return Lasting(period.count, unit) if period is not None and unit is not None else None


def _since(stretch: Lasting, today: date) -> Period:
    """Gives the time in which nothing happened: more than N days ago is before it."""
    if stretch.days is not None:
        return between(today - timedelta(days=stretch.days), today)
    return _within(stretch, today)


def _within(stretch: Lasting, today: date) -> Period:
    """Gives the last N days, both ends included; months from the day after the same day."""
    if stretch.days is not None:
        return between(today - timedelta(days=stretch.days - 1), today)
    months = stretch.number * (12 if stretch.unit == "year" else 1)
    return between(back_from(today, months=months), today)
