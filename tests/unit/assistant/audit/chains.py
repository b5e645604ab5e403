"""Chains for the tests: written as the product writes them, and then changed behind its back."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from assistant.audit import Entry, Head, Link, record
from assistant.audit.chain import START, links
from crm.database import writing
from crm.models import audit_log

NOW = datetime.fromisoformat("2026-11-21 12:00:00")
TRIGGERS = {
    "sqlite": [f"DROP TRIGGER audit_log_{name}" for name in ("appended", "kept", "sealed")],
    "postgresql": ["ALTER TABLE audit_log DISABLE TRIGGER USER"],
}


def entry(number: int) -> Entry:
    """Gives an entry of its own for each number, one a day."""
    detail = {"status": "answered", "rows": number, "lookups": [{"measures": ["sales"]}]}
    at = NOW + timedelta(days=number)
    return Entry(at, f"U{number % 3}", "question.asked", f"turn{number}", detail)


def filled(engine: Engine, count: int) -> Engine:
    """Gives the database with a log of so many entries."""
    with writing(engine) as connection:
        for number in range(1, count + 1):
            record(connection, entry(number))
    return engine


def stored(connection: Connection) -> list[Link]:
    return list(links(connection))


@contextmanager
def behind_its_back(engine: Engine) -> Generator[Connection]:
    """Gives a connection of somebody who has removed the triggers; nothing of it is kept."""
    with engine.connect().execution_options(writing=True) as connection:
        transaction = connection.begin()
        for statement in TRIGGERS[engine.dialect.name]:
            connection.exec_driver_sql(statement)
        yield connection
        transaction.rollback()


def put(connection: Connection, chain: Sequence[Link]) -> None:
    """Puts other entries in the place of all."""
    connection.execute(audit_log.delete())
    for link in chain:
        connection.execute(audit_log.insert(), asdict(link))


def change(connection: Connection, number: int, values: Mapping[str, object]) -> None:
    """Changes columns of one entry."""
    same = audit_log.c.number == number
    connection.execute(audit_log.update().where(same).values(values))


def relinked(chain: Sequence[Link], last: Head = START) -> list[Link]:
    """Gives the chain with numbers and hashes computed anew, as somebody would who rewrites it."""
    found: list[Link] = []
    for link in chain:
        moved = replace(link, number=last.number + 1, previous=last.hash)
        found.append(replace(moved, hash=moved.digest()))
        last = found[-1].head
    return found


def count(connection: Connection) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(audit_log)).scalar_one()
