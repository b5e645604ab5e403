"""Looks up what a frame asks for: one query, or the several that a view is put together from."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from assistant.brains.rules.frame import LISTED, TIME, Condition, Frame
from assistant.brains.rules.situation import MOST_SHOWN, Shown
from assistant.conversation.averages import averaged
from assistant.conversation.labels import Namer
from assistant.conversation.reply import Language
from assistant.conversation.tooling import list_anomalies, list_records, query_metrics
from assistant.conversation.wording.covers import named
from crm.models import COUNTED as COUNTED_STATUSES
from crm.query.metric import converts
from crm.query.spec import Filter, Order, QueryError, RecordQuery
from tools.base import Evidence, ToolContext

if TYPE_CHECKING:
    from crm.insight.flag import Kind
    from crm.insight.flags import State

REASONS = ("customer", "product", "region", "owner")
"""By what a change is taken apart, as far as the measure can be split so."""
MOST_REASONS = 5
LAST_ORDERS = 5
MOST_LINES = 200
OF_FLAGS = frozenset({"flag_state", "flag_kind", "flag_severity"})
"""Conditions on flags, and not on their orders."""
ORDER_CARD = ("order_id", "customer", "ordered_at", "amount", "status")
CARD = ("customer", "level", "industry", "city", "owner", "created_at", "last_order")
PROFILE = ("card", "last_orders", "contracts_in_force", "open_deals")
"""What the lists of a profile are, in their order (`wording/views.py` counts on it)."""


def looked_up(frame: Frame, tools: ToolContext, namer: Namer, today: date) -> tuple[Evidence, ...]:
    """Gives the evidence for a frame, the main one first, with the names asked about.

    Raises:
        QueryError: what is asked for does not go together.
    """
    match frame.view:
        case "profile":
            found = _profile(frame, tools, today)
        case "why":
            found = _reasons(frame, tools)
        case "order":
            found = _order(frame, tools)
        case "insight":
            from assistant.conversation.foretelling import foretold  # noqa: PLC0415  (seldom asked)

            found = foretold(frame, tools)
        case "anomalies":
            found = _anomalies(frame, tools, today, namer.language)
        case None:
            found = _by_kind(frame, tools)
    names = named(frame, namer, today, found[0].arguments.get("customers_meant"))
    return tuple(replace(each, named=names, against=frame.against) for each in found)


def _main(frame: Frame, tools: ToolContext) -> Evidence:
    if frame.entity is not None:
        return _arranged(_as_limited(list_records(tools, frame.record_query()), frame), frame)
    return averaged(_as_limited(query_metrics(tools, frame.metric_query()), frame), frame)


def _arranged(evidence: Evidence, frame: Frame) -> Evidence:
    """Gives the rows that were chosen in the order that they are to be shown in."""
    table, order = evidence.table, frame.arranged
    names = [column.name for column in table.columns]
    if order is None or order.by not in names:
        return evidence
    at = names.index(order.by)
    both = sorted(
        zip(table.rows, table.keys, strict=True),
        key=lambda pair: Decimal(str(pair[0][at] or 0)),
        reverse=order.descending,
    )
    rows, keys = tuple(row for row, _ in both), tuple(key for _, key in both)
    return replace(evidence, table=replace(table, rows=rows, keys=keys))


def _by_kind(frame: Frame, tools: ToolContext) -> tuple[Evidence, ...]:
    """Gives counts and money apart where money is of several currencies: units have none."""
    catalog = tools.database.catalog
    money = tuple(m for m in frame.measures if catalog.measures[m].unit == "money")
    others = tuple(m for m in frame.measures if m not in money)
    whole = frame.shape == "figure" and len(tools.database.currencies) > 1
    if not (whole and money and others) or frame.having:
        return (_main(frame, tools),)
    first, second = (money, others) if frame.measures[0] in money else (others, money)
    return tuple(_main(replace(frame, measures=part), tools) for part in (first, second))


def _as_limited(evidence: Evidence, frame: Frame) -> Evidence:
    """Gives the evidence for the rows asked for: the five largest are five, not five of 408."""
    if not frame.limited:
        return evidence
    table = evidence.table
    totals = None if frame.entity is not None else table.totals
    return replace(evidence, table=replace(table, row_count=len(table.rows), totals=totals))


def _order(frame: Frame, tools: ToolContext) -> tuple[Evidence, ...]:
    """Gives one order and its lines; no more than the empty list where there is none."""
    found = _main(frame, tools)
    if not found.table.rows:
        return (found,)
    if not _is_counted(found):
        columns = tuple(name for name in frame.columns if name != "outstanding")
        found = _main(replace(frame, columns=columns), tools)  # nothing is owed on it
    number = Filter("order_id", "in", (str(found.table.keys[0][0]),))
    lines = RecordQuery("line", filters=(number,), limit=MOST_LINES)
    return (found, replace(list_records(tools, lines), title="lines"))


def _anomalies(
    frame: Frame, tools: ToolContext, today: date, language: Language
) -> tuple[Evidence, ...]:
    """Gives the flags; of one order also its row, whether it has flags or not."""
    from tools.anomalies import AnomalyQuery  # noqa: PLC0415  (seldom asked)

    every = [condition.filter for condition in frame.conditions]
    filters = tuple(one for one in every if one.dimension not in OF_FLAGS)
    number = next((one for one in filters if one.dimension == "order_id"), None)
    of_flags = {one.dimension: one.values for one in every if one not in filters}
    query = AnomalyQuery(
        filters,
        frame.period,
        frame.limit or LISTED,
        limited=frame.limited and number is None,
        of_one=number is not None,
        states=cast("tuple[State, ...]", of_flags.get("flag_state", ())),
        kind=cast("Kind | None", next(iter(of_flags.get("flag_kind", ())), None)),
        high="flag_severity" in of_flags,
    )
    if number is None:
        return list_anomalies(tools, query, today, language)
    query = replace(query, limit=MOST_LINES)
    order = RecordQuery("order", columns=ORDER_CARD, filters=filters, limit=1)
    found = list_records(tools, order)
    return (list_anomalies(tools, query, today, language)[0], replace(found, title="order"))


def _is_counted(order: Evidence) -> bool:
    names = [column.name for column in order.table.columns]
    return order.table.rows[0][names.index("status")] in COUNTED_STATUSES


def _profile(frame: Frame, tools: ToolContext, today: date) -> tuple[Evidence, ...]:
    """Gives a customer's figures, card, last orders, contracts in force and open deals."""
    filters = tuple(condition.filter for condition in frame.conditions)
    in_force = (
        Filter("start_date", "le", (today,)),
        Filter("end_date", "ge", (today,)),
    )
    lists = (
        RecordQuery("customer", columns=CARD, filters=filters, limit=1),
        RecordQuery("order", filters=filters, limit=LAST_ORDERS),
        RecordQuery("contract", filters=(*filters, *in_force)),
        RecordQuery("opportunity", filters=filters),
    )
    figures = replace(_main(frame, tools), title="figures")
    found = (
        replace(list_records(tools, query), title=title)
        for title, query in zip(PROFILE, lists, strict=True)
    )
    return (figures, *found)


def in_one_currency(frame: Frame, tools: ToolContext) -> Frame:
    """Gives a frame for reasons in the base currency: changes of several cannot be ranked.

    Where they are converted, they can.
    """
    database = tools.database
    money = all(database.catalog.measures[name].unit == "money" for name in frame.measures)
    named_one = any(condition.dimension == "currency" for condition in frame.conditions)
    if frame.view != "why" or not money or named_one or len(database.currencies) < 2:
        return frame
    try:
        if converts(database, tools.reader, frame.metric_query()):
            return frame
    except QueryError:
        return frame  # it is said when it is looked up
    base = database.base_currency
    only = Condition(Filter("currency", "in", (base,)), (base,))
    return replace(frame, conditions=(*frame.conditions, only))


def _reasons(frame: Frame, tools: ToolContext) -> tuple[Evidence, ...]:
    """Gives the change, then what makes it up by customer, product, place and person.

    Only what adds up can be taken apart: of a rate there is the change alone.
    """
    whole = _main(frame, tools)
    column = whole.table.position("change")
    change = whole.table.rows[0][column] if column is not None and whole.table.rows else None
    measure = tools.database.catalog.measures[frame.measures[0]]
    if not isinstance(change, Decimal) or not measure.formula.is_sum:
        return (whole,)
    found = [replace(whole, title="change")]
    for dimension in (reason for reason in REASONS if not _is_one(frame, reason)):
        query = replace(
            frame.metric_query(),
            group_by=(dimension,),
            order=(Order("change", descending=change >= 0),),
            limit=MOST_REASONS,
        )
        try:
            found.append(replace(query_metrics(tools, query), title=f"by_{dimension}"))
        except QueryError:
            continue  # the measure cannot be split by that
    return tuple(found)


def _is_one(frame: Frame, dimension: str) -> bool:
    """Whether a question is about one value of a dimension: it would be the whole change again."""
    filters = (condition.filter for condition in frame.conditions)
    return any(
        found.dimension == dimension and found.operator == "in" and len(found.values) == 1
        for found in filters
    )


def shown_orders(evidence: Evidence, frame: Frame) -> tuple[str, ...]:
    """Gives the numbers of the orders that an answer lists, in their order, or is about."""
    named = [one for one in frame.conditions if one.dimension == "order_id" and one.labels]
    if frame.entity == "payment" and len(named) == 1:
        return named[0].labels
    names = [column.name for column in evidence.table.columns]
    if frame.entity != "order" or "order_id" not in names:
        return ()
    at = names.index("order_id")
    return tuple(str(row[at]) for row in evidence.table.rows)[:MOST_SHOWN]


def shown_rows(evidence: Evidence, frame: Frame) -> tuple[Shown, ...]:
    """Gives what the rows of an answer are of, in their order; nothing where they have no name."""
    table = evidence.table
    first = table.columns[0].name if table.columns else None
    if frame.view == "insight" and first not in {"customer", *frame.groups}:
        return ()
    if frame.view == "insight":
        dimension, at = str(first), 0
    elif frame.entity in {"customer", "product"}:
        dimension, named_by = frame.entity, "customer" if frame.entity == "customer" else "name"
        names = [column.name for column in table.columns]
        at = names.index(named_by) if named_by in names else None
    elif frame.entity is None and len(frame.groups) == 1 and frame.groups[0] not in TIME:
        dimension, at = frame.groups[0], 0
    else:
        return ()
    if at is None:
        return ()
    if frame.insight == "renewals":  # one customer may have several contracts
        pairs = zip(table.keys, table.rows, strict=True)
        return tuple(Shown("customer", str(key[0]), str(row[0])) for key, row in pairs)[:MOST_SHOWN]
    found = {
        str(key[0]): Shown(dimension, str(key[0]), str(row[at]))
        for key, row in zip(table.keys, table.rows, strict=True)
        if key[0] is not None and row[at] is not None
    }
    return tuple(found.values())[:MOST_SHOWN]
