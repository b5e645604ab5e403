"""Dimensions as SQL: by what a statement over a root groups and filters."""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa

from crm.access import View
from crm.measures import Dimension, Grain
from crm.models import opportunities
from crm.periods import Period
from crm.query.conditions import CONDITIONS, after
from crm.query.spec import Filter, Value
from crm.relations import ROOTS, reachable

Expression = sa.ColumnElement[Any]
AGES = ("not_due", "1-30", "31-60", "61-90", "over_90")
"""The steps of ageing, by days past the due date (contract section 2)."""


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""The days of the week, in their order (contract section 2: weeks start on Monday)."""
IN_ORDER = {"age": AGES, "weekday": WEEKDAYS}
"""Dimensions whose values have an order of their own."""


@dataclass(frozen=True)
class Reader:
    """With whose eyes, on which day and in which SQL dialect fields are read."""

    view: View
    today: date
    dialect: str


@dataclass(frozen=True)
class Field:
    """An expression and the tables that it needs joined."""

    sql: Expression
    tables: frozenset[str]


def dimension_field(
    reader: Reader, dimension: Dimension, root: str, *, dated: str | None
) -> Field | None:
    """Gives what `dimension` is in a statement over `root`; None where it has no such thing.

    Args:
        reader: the caller's view, the business date and the SQL dialect.
        dimension: what to read.
        root: the table whose rows the statement reads.
        dated: the column that time refers to (`table.column`), for dimensions that are a grain.
    """
    if dimension.grain is not None:
        return _grain_field(dimension.grain, dated, reader.dialect)
    if dimension.columns == ("@owner",):
        return owner_field(root)
    if dimension.columns == ("@age",):
        return _age_field(root, reader.today)
    if dimension.columns == ("@weekday",):
        return _weekday_field(dated, reader.dialect)
    parts = _parts(reader, dimension, root)
    elsewhere = _where_their_orders_went(reader, dimension, root)
    parts += [elsewhere] if elsewhere is not None else []
    if len(parts) < 2:
        return parts[0] if parts else None
    none: frozenset[str] = frozenset()
    tables = none.union(*(part.tables for part in parts))
    return Field(sa.func.coalesce(*(part.sql for part in parts)), tables)


def _parts(reader: Reader, dimension: Dimension, root: str) -> list[Field]:
    """Gives where the dimension's value may be, up to where it always is."""
    found: list[Field] = []
    for path in dimension.columns:
        part = _column(reader, dimension, path, root)
        if part is not None:
            found.append(part)
            if (
                part.tables == frozenset({root})
                and isinstance(part.sql, sa.Column)
                and not part.sql.nullable
            ):
                break
    return found


def _where_their_orders_went(reader: Reader, dimension: Dimension, root: str) -> Field | None:
    """Gives the one place that all orders of a row's customer went to.

    A return without an order, of a customer whose place is not on file, is of that place. None
    where rows have a place of their own (orders, customers), or `dimension` is no place.
    """
    customer, shipped = ROOTS[root].customer, _shipped(dimension)
    own = isinstance(customer, sa.Column) and customer.table is ROOTS[root].table
    if shipped is None or not own or root in {"orders", "customers"}:
        return None
    orders = ROOTS["orders"].table
    place = reader.view.column("orders", shipped)
    only = sa.case((sa.func.min(place) == sa.func.max(place), sa.func.min(place)))
    found = reader.view.select("orders", [only]).where(orders.c.customer_id == customer)
    return Field(found.correlate(ROOTS[root].table).scalar_subquery(), frozenset({root}))


def _shipped(dimension: Dimension) -> str | None:
    """Gives the column of orders that a place is also held in; None for other dimensions."""
    held = {path.partition(".")[0]: path.partition(".")[2] for path in dimension.columns}
    return held.get("orders") if held.keys() >= {"orders", "customers"} else None


def _column(reader: Reader, dimension: Dimension, path: str, root: str) -> Field | None:
    table, _, name = path.partition(".")
    if table not in reachable(root):
        return None
    if dimension.custom:
        return Field(_of_document(reader, table, name, dimension.kind), frozenset({table}))
    owner = ROOTS[root].customer
    if path == "customers.customer_id" and isinstance(owner, sa.Column):
        return Field(owner, frozenset({owner.table.name}))
    if name.endswith("_id") and table != root and name in ROOTS[root].table.c:
        return Field(ROOTS[root].table.c[name], frozenset())
    return Field(reader.view.column(table, name), frozenset({table}))


def _of_document(reader: Reader, table: str, name: str, kind: str) -> Expression:
    """Gives a field of the rows' `custom` document."""
    document = cast("Any", reader.view.column(table, "custom"))
    if reader.dialect == "sqlite" and ('"' in name or "\\" in name):
        # SQLite's JSON paths have no way to write these.
        field = sa.func.json_each(document, type_=sa.String).table_valued("key", "value")
        type_ = sa.Float() if kind == "number" else sa.String()
        value = sa.select(sa.type_coerce(field.c.value, type_)).where(field.c.key == name)
        return value.scalar_subquery()
    return document[name].as_float() if kind == "number" else document[name].as_string()


def owner_field(root: str) -> Field | None:
    """Gives the id of the person who answers for rows of `root`; None where nobody does."""
    owner = ROOTS[root].owner
    if owner is None:
        return None
    columns = [owner] if isinstance(owner, sa.Column) else list(cast("Any", owner).clauses)
    return Field(owner, frozenset(column.table.name for column in columns))


def _age_field(root: str, today: date) -> Field | None:
    if "orders" not in reachable(root):
        return None
    due = ROOTS["orders"].table.c.due_date
    cases = [
        (sa.or_(due.is_(None), due >= today), AGES[0]),
        *(
            (due >= today - timedelta(days=days), age)
            for days, age in zip((30, 60, 90), AGES[1:4], strict=True)
        ),
    ]
    return Field(sa.case(*cases, else_=AGES[4]), frozenset({"orders"}))


def _weekday_field(dated: str | None, dialect: str) -> Field | None:
    """Gives the day of the week; None where rows have no day, but a month at most."""
    if dated is None or dated == "targets.month":
        return None
    field = date_column(dated)
    if dialect == "sqlite":  # 0 is Sunday
        number, sunday = sa.func.strftime("%w", field.sql, type_=sa.String), "0"
    else:  # 7 is Sunday
        number, sunday = sa.func.to_char(field.sql, "ID"), "7"
    digits = [*map(str, range(1, len(WEEKDAYS))), sunday]
    return Field(sa.case(dict(zip(digits, WEEKDAYS, strict=True)), value=number), field.tables)


def date_column(path: str) -> Field:
    """Gives the column `table.column` that periods apply to.

    A closed deal is dated by `closed_at`, else by `expected_close` (contract section 2);
    `opportunities.closing` is that for closed deals, and `expected_close` for open ones.
    """
    if path in {"opportunities.closed", "opportunities.closing"}:
        expected = opportunities.c.expected_close
        closed = sa.func.coalesce(opportunities.c.closed_at, expected)
        if path == "opportunities.closing":
            closed = sa.case((CONDITIONS["open_deal"].sql(date.min), expected), else_=closed)
        return Field(closed, frozenset({"opportunities"}))
    table, _, name = path.partition(".")
    return Field(ROOTS[table].table.c[name], frozenset({table}))


def within(path: str, period: Period) -> sa.ColumnElement[bool]:
    """Gives the condition that the date at `path` lies in `period`, both ends included."""
    column = date_column(path).sql
    if path == "targets.month":
        return column.between(period.start.isoformat()[:7], period.end.isoformat()[:7])
    if isinstance(column.type, sa.Date):
        return sa.and_(column >= period.start, column <= period.end)
    start = datetime.combine(period.start, datetime.min.time())
    return sa.and_(column >= start, column < after(period.end))


def _grain_field(grain: Grain, dated: str | None, dialect: str) -> Field | None:
    if dated is None or (dated == "targets.month" and grain in {"day", "week"}):
        return None
    field = date_column(dated)
    if dated == "targets.month" or dialect == "sqlite":
        return Field(_text_grain(field.sql, grain), field.tables)
    if grain == "week":
        monday = sa.func.date_trunc("week", field.sql)
        return Field(sa.func.to_char(monday, "YYYY-MM-DD"), field.tables)
    return Field(sa.func.to_char(field.sql, _TO_CHAR[grain]), field.tables)


_TO_CHAR = {"day": "YYYY-MM-DD", "month": "YYYY-MM", "quarter": 'YYYY-"Q"Q', "year": "YYYY"}


def _text_grain(column: Expression, grain: Grain) -> Expression:
    """Gives the bucket's name from a date held as ISO text, as SQLite does."""
    if grain == "week":
        return sa.func.date(column, "weekday 0", "-6 days", type_=sa.String)
    if grain == "quarter":
        month = sa.cast(sa.func.substr(column, 6, 2, type_=sa.String), sa.Integer)
        number = sa.cast((month + 2) // 3, sa.String)
        return sa.func.substr(column, 1, 4, type_=sa.String) + "-Q" + number
    length = {"day": 10, "month": 7, "year": 4}[grain]
    return sa.func.substr(column, 1, length, type_=sa.String)


BOUNDS: Mapping[str, Callable[[Expression, Value], sa.ColumnElement[bool]]] = {
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}


def condition(field: Expression, wanted: Filter) -> sa.ColumnElement[bool]:
    """Gives the SQL of a filter on `field`; `not_in` keeps rows that have no value."""
    if isinstance(field.type, sa.DateTime):
        wanted = _in_moments(wanted)
    values: Sequence[Value] = wanted.values
    match wanted.operator:
        case "in":
            return field.in_(values)
        case "not_in":
            return sa.or_(field.is_(None), field.not_in(values))
        case "unset":
            return field.is_(None)
        case "between":
            return sa.and_(field >= values[0], field <= values[1])
        case "gt" | "ge" | "lt" | "le" as bound:
            return BOUNDS[bound](field, values[0])


def of_their_orders(
    reader: Reader, dimension: Dimension, wanted: Filter
) -> sa.ColumnElement[bool] | None:
    """Gives the condition that a customer is at a place; None where the dimension is none.

    It is the place on file, else one that orders of the customer went to.
    """
    shipped_to = _shipped(dimension)
    if shipped_to is None or wanted.operator not in {"in", "not_in"}:
        return None
    own = next(path for path in dimension.columns if path.startswith("customers."))
    customers, orders = ROOTS["customers"].table, ROOTS["orders"].table
    positive = replace(wanted, operator="in")
    filed = reader.view.column("customers", own.partition(".")[2])
    shipped = reader.view.column("orders", shipped_to)
    ordered = reader.view.select("orders", [orders.c.customer_id]).where(
        condition(shipped, positive)
    )
    found = sa.or_(
        condition(filed, positive),
        sa.and_(filed.is_(None), customers.c.customer_id.in_(ordered)),
    )
    return sa.not_(sa.func.coalesce(found, sa.false())) if wanted.operator == "not_in" else found


def _in_moments(wanted: Filter) -> Filter:
    """Gives a filter on a moment whose days are wholly inside or outside, as they are meant."""
    days = wanted.values
    first = [_midnight(day) for day in days]
    last = [day if isinstance(day, datetime) else _last_moment(day) for day in days]
    match wanted.operator:
        case "between":
            return replace(wanted, values=(first[0], last[1]))
        case "gt" | "le":
            return replace(wanted, values=tuple(last))
        case _:
            return replace(wanted, values=tuple(first))


def _midnight(day: Value) -> Value:
    if isinstance(day, datetime) or not isinstance(day, date):
        return day
    return datetime.combine(day, datetime.min.time())


def _last_moment(day: Value) -> Value:
    # Moments are held to the second.
    return after(day) - timedelta(seconds=1) if isinstance(day, date) else day
