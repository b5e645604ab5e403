"""The tool that lists orders that look wrong, each with what was compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from crm.insight.baselines import kept_until
from crm.insight.flag import Kind
from crm.insight.flags import STATES, Flagged, State
from crm.insight.listing import Wanted, listed, product_names
from crm.insight.telling import Language, told
from crm.periods import Period
from crm.query.record import records
from crm.query.result import Cell, Column, Table
from crm.query.spec import Filter, QueryError, RecordQuery
from tools.base import ANOMALY, Evidence, ToolContext
from tools.flag_reviews import reviews_told
from tools.metrics import filter_arguments, period_arguments

NAME = "list_anomalies"
MOST = 20_000
"""Flags that are counted at once; of more, an answer has to be about less."""
"""What the rows are; their orders are an entity of the catalog, flags are not."""
COLUMNS = tuple(
    Column(name, "field")
    for name in (
        "order_id",
        "customer",
        "ordered_at",
        "flag",
        "severity",
        "flag_reason",
        "normal",
        "advice",
        "flag_state",
    )
)


@dataclass(frozen=True)
class AnomalyQuery:
    """Which flags: of orders in a period that meet the filters; of one order, in any state."""

    filters: tuple[Filter, ...] = ()
    period: Period | None = None
    limit: int = 20
    limited: bool = False
    """Whether the asker said how many; else the limit is ours, and all are counted."""
    of_one: bool = False
    states: tuple[State, ...] = ()
    """Those reviewed so; without, the open and confirmed ones, of one order all."""
    kind: Kind | None = None
    high: bool = False
    """Whether those of high severity alone are wanted."""


def list_anomalies(
    context: ToolContext, query: AnomalyQuery, today: date, language: Language
) -> tuple[Evidence, Evidence]:
    """Gives the flags of orders that the caller may see, the latest orders first, and how many.

    Raises:
        QueryError: a filter is not known, or there are too many flags to count.
    """
    connection = context.database.connection
    period, caller = query.period, context.caller
    wanted = Wanted(
        order_ids=_ids(query.filters),
        since=None if period is None or period.open_start else period.start,
        until=None if period is None else period.end,
        kind=query.kind,
        limit=MOST + 1,
        states=query.states or (STATES if query.of_one else Wanted().states),
    )
    found = _meeting(context, query.filters, listed(connection, caller, wanted, today=today))
    if query.high:
        found = [one for one in found if one.severity == "high"]
    if query.limited:  # so many orders, each with all its flags
        orders = list(dict.fromkeys(one.order_id for one in found))[: query.limit]
        found = [one for one in found if one.order_id in orders]
    shown = found if query.limited else found[: query.limit]
    names = product_names(connection, caller, shown)
    arguments = {
        **filter_arguments(query.filters),
        **period_arguments(period, ""),
        "limit": query.limit,
        "looked_until": _until(context),
    }
    rows = tuple(_row(one, language, dict(names)) for one in shown)
    columns = COLUMNS
    if query.of_one or query.states:
        columns = (*COLUMNS, Column("flag_review", "field"))
        said = reviews_told(context, [(one.order_id, one.kind) for one in shown], language)
        rows = tuple((*row, words) for row, words in zip(rows, said, strict=True))
    keys = tuple((one.order_id, one.kind) for one in shown)
    table = Table(columns, rows, keys, len(found), None, ())
    counts = Evidence(NAME, arguments, _counts(found), title="anomaly_counts", period=period)
    return Evidence(NAME, arguments, table, entity=ANOMALY, period=period), counts


def _counts(found: Sequence[Flagged]) -> Table:
    """Gives how many orders there are, and how many flags these have, in one row."""
    columns = (Column("orders_flagged", "field", "orders"), Column("flags_found", "field", "flags"))
    row = (len({one.order_id for one in found}), len(found))
    return Table(columns, (row,), ((None,),), 1, None, ())


def _ids(filters: tuple[Filter, ...]) -> tuple[str, ...]:
    return tuple(
        str(value) for one in filters if one.dimension == "order_id" for value in one.values
    )


def _until(context: ToolContext) -> str | None:
    moment = kept_until(context.database.connection)
    return None if moment is None else moment.isoformat(sep=" ", timespec="minutes")


def _meeting(
    context: ToolContext, filters: tuple[Filter, ...], flags: Sequence[Flagged]
) -> Sequence[Flagged]:
    """Gives the flags whose orders meet the filters, asked with the caller's eyes."""
    if len(flags) > MOST:
        raise QueryError("many", "orders", "order_id")
    own = tuple(one for one in filters if one.dimension != "order_id" and one.values)
    if not own or not flags:
        return flags
    ids = Filter("order_id", "in", tuple(dict.fromkeys(one.order_id for one in flags)))
    any_state = Filter("status", "not_in", ())
    query = RecordQuery(
        "order", columns=("order_id",), filters=(ids, any_state, *own), limit=MOST + 1
    )
    keys = records(context.database, context.reader, query).keys
    meeting = {str(key[0]) for key in keys}
    return [one for one in flags if one.order_id in meeting]


def _row(one: Flagged, language: Language, names: dict[str, str]) -> tuple[Cell, ...]:
    words = told(one.kind, one.figures, language, names)
    return (
        one.order_id,
        one.customer,
        one.ordered_at,
        words.title,
        one.severity,
        words.reason,
        words.normal,
        words.advice,
        one.state,
    )
