"""Merging a stage into its table, in sets: what waits, what changed, what is new."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.importing.fields import form
from crm.importing.staging import Stage
from crm.models.types import Document


@dataclass(frozen=True)
class Missing:
    """What a row refers to and what is not there."""

    table: str
    key: str


@dataclass(frozen=True)
class Merged:
    """How many rows were new and how many changed a row that was there."""

    new: int
    changed: int


def use_indexes(connection: Connection) -> None:
    """Makes PostgreSQL probe indexes in the statements below, for this transaction.

    It has no statistics of a temporary table, nor of what this transaction has just loaded, and
    would read the whole target for every batch.
    """
    _set_methods(connection, "off")


def choose_freely(connection: Connection) -> None:
    """Lets PostgreSQL choose again, for a statement that reads whole tables once."""
    _set_methods(connection, "on")


def _set_methods(connection: Connection, state: str) -> None:
    if connection.dialect.name == "postgresql":
        for method in ("seqscan", "hashjoin", "mergejoin"):
            connection.exec_driver_sql(f"SET LOCAL enable_{method} = {state}")


def take_out_waiting(stage: Stage, pending: sa.Table | None) -> Mapping[int, Missing]:
    """Gives the places of rows that refer to something missing, and removes them from the stage.

    Orders may also be in `pending`.
    """
    found: dict[int, Missing] = {}
    for column, referred in stage.form.hard.items():
        if column not in stage.columns:
            continue
        parents = [form(referred).table]
        if referred == "orders" and pending is not None:
            parents.append(pending)
        missing = _missing(stage, column, parents)
        if missing:
            rows = stage.connection.execute(
                sa.select(stage.place, stage.table.c[column]).where(
                    stage.table.c[column].in_(missing)
                )
            )
            found.update({place: Missing(referred, key) for place, key in rows})
            stage.connection.execute(stage.table.delete().where(stage.table.c[column].in_(missing)))
    return found


def _missing(stage: Stage, column: str, parents: Sequence[sa.Table]) -> list[str]:
    """Gives the distinct ids in a column that none of the tables has."""
    named = sa.select(stage.table.c[column]).distinct().subquery()
    key = named.c[column]
    absent = [~sa.exists().where(parent.c[column] == key) for parent in parents]
    found = sa.select(key).where(key.is_not(None), *absent)
    return list(stage.connection.execute(found).scalars())


def merge(stage: Stage, defaults: Mapping[str, object], into: sa.Table, *, fresh: bool) -> Merged:
    """Updates the rows whose key is there and that differ, inserts the others.

    Args:
        stage: the rows; no key stands there twice.
        defaults: the values that new rows get in columns that the stage does not fill.
        into: the table that new rows are inserted into.
        fresh: no key of the stage is in the table.
    """
    counting = {"preserve_rowcount": True}
    changed = 0
    if _filled(stage) and not fresh:
        changed = stage.connection.execute(_update(stage), execution_options=counting).rowcount
    statement = _insert(stage, defaults, into, fresh=fresh)
    inserted = stage.connection.execute(statement, execution_options=counting)
    return Merged(inserted.rowcount, changed)


def differing(stage: Stage) -> list[int]:
    """Gives the places of rows that are not in the table just as they are in the stage."""
    equal = [~_differs(stage)] if _filled(stage) else []
    same = sa.exists().where(stage.same_key(), *equal).correlate(stage.table)
    found = sa.select(stage.place).where(~same).select_from(stage.table)
    return list(stage.connection.execute(found).scalars())


def _filled(stage: Stage) -> list[str]:
    return [name for name in stage.columns if name not in stage.form.key]


def _differs(stage: Stage) -> sa.ColumnElement[bool]:
    target = stage.form.table
    return sa.or_(
        *(
            _plain(target.c[name]).is_distinct_from(_plain(_merged(stage, name)))
            for name in _filled(stage)
        )
    )


def _plain(column: Any) -> Any:
    """Gives a JSON column as its text where the database has no comparison for JSON."""
    return sa.type_coerce(column, sa.String) if isinstance(column.type, Document) else column


def _merged(stage: Stage, name: str) -> Any:
    """Gives what the column becomes: custom fields that the source does not have stay."""
    own = stage.table.c[name]
    if name != "custom":
        return own
    old = stage.form.table.c[name]
    if stage.connection.dialect.name == "postgresql":
        empty = sa.text("'{}'::jsonb")
        both = sa.func.coalesce(old, empty).op("||")(own)
        return sa.func.jsonb_strip_nulls(both, type_=old.type)
    return sa.func.json_patch(sa.func.coalesce(old, sa.text("'{}'")), own, type_=sa.String)


def _update(stage: Stage) -> sa.Update:
    target = stage.form.table
    values = {name: _merged(stage, name) for name in _filled(stage)}
    return target.update().values(values).where(stage.same_key(), _differs(stage))


def _insert(
    stage: Stage, defaults: Mapping[str, object], into: sa.Table, *, fresh: bool
) -> sa.Insert:
    target = stage.form.table
    more = {name: value for name, value in defaults.items() if name not in stage.columns}
    chosen: list[Any] = [_first_value(stage, name) for name in stage.columns]
    chosen += [
        value if isinstance(value, sa.ColumnElement) else sa.literal(value, target.c[name].type)
        for name, value in more.items()
    ]
    found = sa.select(*chosen).select_from(stage.table)
    if not fresh:
        found = found.where(~sa.exists().where(stage.same_key()).correlate(stage.table))
    return into.insert().from_select([*stage.columns, *more], found)


def _first_value(stage: Stage, name: str) -> Any:
    own = stage.table.c[name]
    if name != "custom":
        return own
    if stage.connection.dialect.name == "postgresql":
        return sa.func.jsonb_strip_nulls(own, type_=own.type)
    return sa.func.json_patch(sa.text("'{}'"), own, type_=sa.String)
