"""Erases a customer: what is personal goes, figures stay, the trace says no more than the id."""

import secrets
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from assistant import audit
from assistant.privacy.person import UnknownCustomerError, person
from assistant.privacy.stored import take_out
from assistant.privacy.words import Words
from crm.database import wait_for_bulk_work, writing
from crm.erasure import PERSONAL, blank_waiting, blanking
from crm.models import erasures, table_state
from crm.names import NameIndex
from crm.relations import table_named


@dataclass(frozen=True)
class Erased:
    """What was erased: rows by table, and what they are named now."""

    pseudonym: str
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Tombstone:
    """An erased customer: what its rows are named, and since when."""

    customer_id: str
    pseudonym: str
    erased_at: datetime


def erase(
    engine: Engine,
    customer_id: str,
    names: NameIndex,
    *,
    actor: str,
    now: datetime,
    waits: Callable[[], None] | None = None,
) -> Erased:
    """Erases a customer, all of it or nothing; once more finds what came since.

    Args:
        engine: the database.
        customer_id: whom; the id itself stays, as the key of the orders.
        names: all names, so that pieces of the customer's are found in questions.
        actor: the id of who does it; empty for the operator.
        now: the moment, for the trace.
        waits: called where an import, another erasure or a restore has to end first.

    Raises:
        UnknownCustomerError: there is no such customer.
    """
    with writing(engine) as connection:
        wait_for_bulk_work(connection, waits)
        if connection.dialect.name == "sqlite":  # what it frees is overwritten
            connection.exec_driver_sql("PRAGMA secure_delete = ON")
        found = person(connection, customer_id)
        pseudonym = _buried(connection, customer_id, now)
        counts = dict(take_out(connection, Words(found, names, pseudonym)))
        counts |= _blank_rows(connection)
        counts["waiting_rows"] = blank_waiting(connection, {customer_id})
        counts = {name: count for name, count in sorted(counts.items()) if count}
        entry = audit.Entry(now, actor, "customer.erased", customer_id, counts)
        audit.record(connection, entry)
    _forget_pages(engine)
    return Erased(pseudonym, counts)


def _buried(connection: Connection, customer_id: str, now: datetime) -> str:
    """Puts the tombstone up, and gives the name on it."""
    own = erasures.c.customer_id == customer_id
    known = connection.execute(sa.select(erasures.c.pseudonym).where(own)).scalar_one_or_none()
    if known is not None:
        return known
    pseudonym = f"Erased {secrets.token_hex(4).upper()}"
    row = {"customer_id": customer_id, "pseudonym": pseudonym, "erased_at": now}
    connection.execute(erasures.insert().values(row))
    return pseudonym


def _blank_rows(connection: Connection) -> Mapping[str, int]:
    """Takes what is personal out of the rows; names and caches are read anew."""
    counts: dict[str, int] = {}
    for name in PERSONAL:
        statement = blanking(table_named(name), name)
        if statement is not None and (count := connection.execute(statement).rowcount):
            counts[name] = count
            same = table_state.c.table_name == name
            risen = {"version": table_state.c.version + 1}
            connection.execute(table_state.update().where(same).values(risen))
    return counts


def _forget_pages(engine: Engine) -> None:
    """Has SQLite drop the write-ahead log, where the old pages stand until then."""
    if engine.dialect.name == "sqlite":
        with closing(engine.raw_connection()) as raw, closing(raw.cursor()) as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def lift(engine: Engine, customer_id: str, *, actor: str, now: datetime) -> None:
    """Lets imports take a customer in again.

    Raises:
        UnknownCustomerError: no such customer was erased.
    """
    with writing(engine) as connection:
        gone = erasures.delete().where(erasures.c.customer_id == customer_id)
        if not connection.execute(gone).rowcount:
            raise UnknownCustomerError(customer_id)
        audit.record(connection, audit.Entry(now, actor, "customer.lifted", customer_id))


def tombstones(connection: Connection) -> tuple[Tombstone, ...]:
    """Gives the erased customers, the latest first."""
    statement = sa.select(erasures).order_by(erasures.c.erased_at.desc(), erasures.c.customer_id)
    return tuple(
        Tombstone(row.customer_id, row.pseudonym, row.erased_at)
        for row in connection.execute(statement)
    )
