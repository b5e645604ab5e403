"""Evidence as the contract's results: labelled columns and plain values."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from assistant.conversation.conversions import converted
from assistant.conversation.labels import Namer, label
from assistant.conversation.reply import ColumnPart, Dates, Language, ResultPart, Scalar
from crm.measures import Catalog, Rise
from crm.periods import Period
from crm.query.entities import ENTITIES
from crm.query.result import Cell, Column
from tools.base import ANOMALY, Argument, Evidence

ColumnType = Literal["id", "name", "text", "date", "period", "number"]
DIRECTIONS: dict[Rise, Literal["up", "down", "neutral"]] = {
    "good": "up",
    "bad": "down",
    "neutral": "neutral",
}
IDS = ("order_id", "customer_id", "product_id", "payment_id", "invoice_id", "return_id")


def result(
    evidence: Evidence, catalog: Catalog, language: Language, *, with_sql: bool
) -> ResultPart:
    """Gives one result of a reply.

    Args:
        evidence: what a tool found.
        catalog: what measures and dimensions are called.
        language: of the labels.
        with_sql: whether the asker may see the query.
    """
    namer = Namer(catalog, language)
    table = evidence.table
    return ResultPart(
        tool=evidence.tool,
        title=label("titles", evidence.title, language) if evidence.title else None,
        arguments={name: _argument(value) for name, value in evidence.arguments.items()},
        definition=_definition(evidence, namer),
        period=_dates(evidence.period),
        compare_period=_dates(evidence.compare),
        columns=tuple(_column(column, evidence, namer) for column in table.columns),
        rows=tuple(tuple(plain(cell) for cell in row) for row in _worded(evidence, language)),
        row_count=table.row_count,
        truncated=table.truncated,
        totals=tuple(plain(cell) for cell in table.totals) if table.totals else None,
        sql=";\n\n".join(table.sql) if with_sql else None,
    )


def _definition(evidence: Evidence, namer: Namer) -> str:
    """Gives what the measures are, and at which rates their amounts were converted."""
    parts = [namer.definition(name) for name in evidence.measures]
    if evidence.tables and evidence.title is not None:
        parts.append(label("definitions", evidence.title, namer.language))
    how = converted(evidence.table, namer.language)
    return ("；" if namer.language == "zh" else "; ").join(parts if how is None else [*parts, how])


def _argument(value: Argument) -> str | int | bool | list[str] | None:
    return list(value) if isinstance(value, tuple) else value


def _worded(evidence: Evidence, language: Language) -> list[tuple[Cell, ...]]:
    """Gives the rows with the words of coded values (a status) in place of the codes."""
    columns = evidence.table.columns
    return [
        tuple(
            Namer.value_of(column.name, cell, language) if isinstance(cell, str) else cell
            for column, cell in zip(columns, row, strict=True)
        )
        for row in evidence.table.rows
    ]


def plain(cell: Cell) -> Scalar:
    """Gives a cell as JSON holds it: numbers as numbers, dates as ISO text."""
    if isinstance(cell, Decimal):
        return int(cell) if cell == cell.to_integral_value() else float(cell)
    if isinstance(cell, datetime):
        midnight = cell.hour == cell.minute == cell.second == 0
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ", timespec="minutes")
    return cell.isoformat() if isinstance(cell, date) else cell


def _dates(period: Period | None) -> Dates | None:
    if period is None:
        return None
    start = "" if period.open_start else period.start.isoformat()
    return Dates(start=start, end=period.end.isoformat())


def _column(column: Column, evidence: Evidence, namer: Namer) -> ColumnPart:
    catalog = namer.catalog
    measure = catalog.measures.get(column.name)
    return ColumnPart(
        name=column.name,
        label=heading(column, evidence, namer),
        type=_type(column, catalog),
        unit=column.unit,
        role=column.role,
        direction=DIRECTIONS[measure.rise] if measure is not None else "neutral",
        additive=column.additive,
    )


VERSUS = {
    "year": ("去年同期", "Year earlier"),
    "previous": ("上一期", "Period before"),
    "named": ("对比期", "Other period"),
}
"""What the comparison column is called."""


def heading(column: Column, evidence: Evidence, namer: Namer) -> str:
    """Gives what a column is called."""
    words = {
        "previous": VERSUS[evidence.against or "named"],
        "change": ("变化", "Change"),
        "change_rate": ("变化率", "Change %"),
        "share": ("占比", "Share"),
    }.get(column.role)
    if words is None and column.role == "measure":
        return namer.average(column.name, evidence.per)
    if words is None:
        return namer.column(column.name)
    return words[0] if namer.language == "zh" else words[1]


def _type(column: Column, catalog: Catalog) -> ColumnType:
    if (
        column.unit is not None
        or column.additive
        or column.role in {"measure", "previous", "change", "share"}
    ):
        return "number"
    if column.role == "change_rate":
        return "number"
    dimension = catalog.dimensions.get(column.name)
    if dimension is not None and dimension.grain is not None:
        return "period"
    if column.name.endswith(("_at", "_date", "_close")):
        return "date"
    if column.name in IDS:
        return "id"
    return "name" if dimension is not None and dimension.label is not None else "text"


def source_tables(evidence: Evidence, catalog: Catalog) -> tuple[str, ...]:
    """Gives the tables that an answer comes from, the main one first."""
    if evidence.tables:
        return evidence.tables
    if evidence.entity == ANOMALY:
        return ("orders",)
    if evidence.entity is not None:
        return (ENTITIES[evidence.entity].root,)
    tables: dict[str, None] = {}
    for measure in evidence.measures:
        for part in catalog.measures[measure].formula.names:
            tables[catalog.components[part].roots[0]] = None
    if evidence.table.rates:
        tables["rates"] = None
    return tuple(tables)
