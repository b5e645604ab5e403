"""The tool that tells what runs out: contracts to renew, warranties that end."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from crm.insight.value.renewals import Expiry, Window, contracts_ending, warranties_ending
from crm.insight.value.signs import used_lately
from crm.query.result import Cell, Column, Table
from crm.query.spec import Filter
from tools.base import Evidence, ToolContext
from tools.known_customers import arguments_of, everybody, ids_of, number

NAME = "renewals"
LISTED = 20
COMMON = (Column("customer", "dimension"), Column("runs_out", "field"))
CONTRACT = (
    Column("end_date", "field"),
    Column("days_left", "field", "days"),
)
REASONS = (
    Column("renewal_state", "field"),
    Column("terms_before", "field", "contracts"),
    Column("usage_kept", "field", "ratio"),
    Column("leaving_risk", "field", "ratio"),
)
WARRANTY = (
    *COMMON,
    Column("quantity", "field", "units"),
    Column("order_id", "field"),
    Column("end_date", "field"),
    Column("days_left", "field", "days"),
)


def running_out(
    context: ToolContext, window: Window, filters: tuple[Filter, ...]
) -> tuple[Evidence, ...]:
    """Gives the contracts that end in the window and nothing follows, how many, and warranties.

    There are no warranties, the third, where no product says for how long it is warranted.

    Raises:
        QueryError: customers cannot be filtered so.
    """
    connection, reader = context.database.connection, context.reader
    meant = ids_of(context, filters)
    ending = _of(contracts_ending(connection, reader, window), meant)
    warranted = warranties_ending(connection, reader, window)
    kept = None if warranted is None else _of(warranted, meant)
    arguments = {
        **arguments_of("renewals", filters),
        "from": window.first.isoformat(),
        "until": window.last.isoformat(),
    }
    tables = {
        "renewals": _contracts(context, ending),
        "renewal_counts": _counts(len(ending), None if kept is None else len(kept)),
        **({} if kept is None else {"warranties": _warranties(kept)}),
    }
    return tuple(
        Evidence(NAME, arguments, table, title=title, tables=TABLES[title])
        for title, table in tables.items()
    )


def _of(found: Sequence[Expiry], meant: frozenset[str] | None) -> list[Expiry]:
    return [one for one in found if meant is None or one.customer_id in meant]


def _counts(ending: int, warranted: int | None) -> Table:
    """Gives how many there are in all, in one row; None of warranties where they are not known."""
    columns = (
        Column("contracts_to_renew", "field", "contracts"),
        Column("warranties_ending", "field", "deliveries"),
    )
    return Table(columns, ((ending, warranted),), ((None,),), 1, None, ())


TABLES = {
    "renewals": ("contracts", "usage", "orders"),
    "renewal_counts": ("contracts",),
    "warranties": ("orders", "products"),
}


def _contracts(context: ToolContext, found: Sequence[Expiry]) -> Table:
    money = Column("contract_amount_left", "field", context.database.base_currency)
    columns = (*COMMON, *CONTRACT, money, *REASONS)
    shown = found[:LISTED]
    usage = _usage(context)
    risks = everybody(context).by_id
    rows: list[tuple[Cell, ...]] = []
    for one in shown:
        own = risks.get(one.customer_id)
        risk = None if own is None or own.risk is None else number(own.risk)
        state, kept = f"renewal_{one.state}", usage.get(one.customer_id)
        rows.append(
            (one.customer, one.name, one.ends, one.days, one.amount, state, one.terms, kept, risk)
        )
    keys = tuple((one.customer_id,) for one in shown)
    return Table(columns, tuple(rows), keys, len(found), None, ())


def _usage(context: ToolContext) -> Mapping[str, Decimal]:
    """Gives what share of the earlier usage customers still have, where usage is on file."""
    found = used_lately(context.database.connection, context.reader)
    return {customer: number(seen.seen) for customer, seen in found}


def _warranties(found: Sequence[Expiry]) -> Table:
    shown = found[:LISTED]
    rows = tuple((o.customer, o.name, o.quantity, o.number, o.ends, o.days) for o in shown)
    keys = tuple((one.customer_id,) for one in shown)
    return Table(WARRANTY, rows, keys, len(found), None, ())
