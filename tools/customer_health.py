"""The tool that tells how well customers are doing: a score of parts, each with its figures."""

from collections.abc import Sequence
from decimal import Decimal

from crm.insight.value.health import WEIGHTS, Health, Part, health
from crm.insight.value.signs import Known, by_customer, signs
from crm.query.result import Cell, Column, Table
from crm.query.spec import Filter
from tools.base import Evidence, ToolContext
from tools.known_customers import WHOLE, Cut, arguments_of, everybody, ids_of, number

NAME = "customer_health"
TABLES = ("orders", "payments", "activities", "usage")
PLACES = {"ratio": 2, "times": 2}
"""Decimals of figures, by what they count; none of days and amounts."""
BANDS = ("poor", "watch", "healthy")
COLUMNS = (
    Column("customer", "dimension"),
    Column("health", "field", "points"),
    Column("health_band", "field"),
    *(Column(f"points_{topic}", "field", "points") for topic in WEIGHTS),
)
PARTS = (
    Column("health_part", "dimension"),
    Column("points", "field", "points"),
    Column("weight", "field", "ratio"),
    Column("seen", "field", "of_a_kind"),
    Column("normal_for_them", "field", "of_a_kind"),
    Column("counted_in", "field"),
)


def customers_health(
    context: ToolContext, filters: tuple[Filter, ...], wanted: Cut = WHOLE
) -> tuple[Evidence, ...]:
    """Gives the customers with a score, the poorest first, and how many are how well.

    The rows are those that are `wanted`; how many are how well is told of all.

    Raises:
        QueryError: customers cannot be filtered so.
    """
    meant = ids_of(context, filters)
    found = [one for one in scored(context) if meant is None or one.customer_id in meant]
    sign = -1 if wanted.descending else 1
    ranked = sorted(
        (one for one in found if one.score is not None and wanted.keeps(one.score)),
        key=lambda h: (sign * (h.score or 0), h.customer_id),
    )
    shown = ranked[: wanted.most]
    keys = tuple((one.customer_id,) for one in shown)
    table = Table(COLUMNS, tuple(map(_row, shown)), keys, len(ranked), None, ())
    arguments = arguments_of("health", filters)
    return (
        Evidence(NAME, arguments, table, title="health", tables=TABLES),
        Evidence(NAME, arguments, _bands(found), title="health_bands", tables=TABLES),
    )


def health_of(context: ToolContext, customer_id: str) -> tuple[Evidence, ...]:
    """Gives the score of one visible customer, and the parts that it is made of.

    No row where nothing was ever bought; a row without a score where there is not enough data.
    """
    found = [one for one in scored(context, customer_id) if one.customer_id == customer_id]
    arguments = {"kind": "health", "customer": customer_id}
    keys = tuple((one.customer_id,) for one in found)
    table = Table(COLUMNS, tuple(map(_row, found)), keys, len(found), None, ())
    parts = found[0].parts if found else ()
    lacking = found[0].lacking if found else ()
    missing = Table(
        (Column("health_part", "dimension"),),
        tuple((_part_name(topic),) for topic in lacking),
        tuple((topic,) for topic in lacking),
        len(lacking),
        None,
        (),
    )
    return (
        Evidence(NAME, arguments, table, title="health", tables=TABLES),
        Evidence(NAME, arguments, _parts(parts), title="health_parts", tables=TABLES),
        Evidence(NAME, arguments, missing, title="health_lacking", tables=TABLES),
    )


def scored(context: ToolContext, only: str | None = None) -> list[Health]:
    """Gives the health of all customers who ever bought, or of `only` one."""
    known = everybody(context)
    before = Known(known.by_id, by_customer(known.histories))
    found = signs(context.database.connection, context.reader, before, only)
    return [health(key, known.by_id[key].name, seen) for key, seen in found.items()]


def _row(one: Health) -> tuple[Cell, ...]:
    parts = (one.part(topic) for topic in WEIGHTS)
    points = (None if part is None else part.points for part in parts)
    band = None if one.band is None else f"band_{one.band}"
    return (one.name, one.score, band, *points)


def _part_name(topic: str) -> str:
    return f"part_{topic}"


def _parts(parts: Sequence[Part]) -> Table:
    whole = sum(part.weight for part in parts)
    rows = tuple(
        (
            _part_name(part.figures.topic),
            part.points,
            number(part.weight / whole),
            _figure(part.figures.seen, part.figures.unit),
            _figure(part.figures.normal, part.figures.unit),
            _unit(part.figures.unit),
        )
        for part in parts
    )
    keys = tuple((part.figures.topic,) for part in parts)
    return Table(PARTS, rows, keys, len(rows), None, ())


def _unit(unit: str) -> str:
    return unit if unit.isupper() else f"in_{unit}"


def _figure(value: float, unit: str) -> Decimal:
    return number(value, PLACES.get(unit, 0))


def _bands(found: Sequence[Health]) -> Table:
    """Gives how many customers are how well, in one row."""
    columns = tuple(Column(f"customers_{band}", "field", "customers") for band in BANDS)
    columns += (Column("customers_unscored", "field", "customers"),)
    row = tuple(sum(one.band == band for one in found) for band in (*BANDS, None))
    return Table(columns, (row,), ((None,),), 1, None, ())
