"""The log is one chain without gaps, whoever writes at the same time, and grows at its end only."""

import hashlib
import json
from dataclasses import asdict, replace
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from assistant.audit import Entry, Sound, head, record, verify
from assistant.audit.chain import START
from crm.database import writing
from crm.models import audit_log
from tests.unit.assistant.audit.chains import NOW, count, entry, filled, relinked, stored

AT_ONCE, EACH = 4, 25


def test_entries_are_numbered_from_1_and_each_holds_the_hash_of_the_one_before(
    engine: Engine,
) -> None:
    filled(engine, 3)
    with engine.connect() as connection:
        chain = stored(connection)
        assert head(connection) == chain[-1].head
    assert [link.number for link in chain] == [1, 2, 3]
    assert [link.previous for link in chain] == [START.hash, chain[0].hash, chain[1].hash]
    assert (chain[1].at, chain[1].actor, chain[1].subject) == (
        "2026-11-23 12:00:00",
        "U2",
        "turn2",
    )
    assert chain[1].told == entry(2).detail


def test_somebody_else_gets_the_same_hash_from_the_documented_form(engine: Engine) -> None:
    with writing(engine) as connection:
        odd = {"文件": "销售 \x1b\u2028😀 \"'\\.csv", "b": [True, None, 7], "a": ""}
        record(connection, Entry(NOW, "U05", "import.run", None, odd))
        row = connection.execute(sa.select(audit_log)).one()
    told = [row.number, row.at, row.actor, row.event, row.subject, row.detail, row.previous]
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    assert row.hash == hashlib.sha256(text.encode("utf-8")).hexdigest()
    assert list(json.loads(row.detail)) == sorted(odd)


def test_what_is_rolled_back_leaves_no_entry_and_no_gap(engine: Engine) -> None:
    filled(engine, 1)
    with engine.connect().execution_options(writing=True) as connection:
        record(connection, entry(2))
        connection.rollback()
    with writing(engine) as connection:
        assert record(connection, entry(3)).number == 2
        assert verify(connection) == Sound(head(connection), entries=2, sealed=0)


def test_threads_that_write_at_once_make_one_chain(engine: Engine) -> None:
    together = Barrier(AT_ONCE)

    def write(name: int) -> None:
        together.wait()
        for number in range(EACH):
            with writing(engine) as connection:
                record(connection, entry(name * EACH + number))

    threads = [Thread(target=write, args=(name,)) for name in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engine.connect() as connection:
        assert verify(connection) == Sound(head(connection), AT_ONCE * EACH, sealed=0)
        subjects = {link.subject for link in stored(connection)}
    assert subjects == {f"turn{number}" for number in range(AT_ONCE * EACH)}


# ----------------------------------------------------------------- what the database refuses

REFUSED = [
    "UPDATE audit_log SET actor = 'U9' WHERE number = 2",
    "UPDATE audit_log SET hash = hash",
    "DELETE FROM audit_log WHERE number = 3",
    "DELETE FROM audit_log WHERE number = 1",
    "DELETE FROM audit_log",
]
UPSERT = (
    "INSERT INTO audit_log SELECT * FROM audit_log WHERE number = 3 "
    "ON CONFLICT (number) DO UPDATE SET actor = 'U9'"
)
OTHER = (
    "INSERT OR REPLACE INTO audit_log SELECT 2, at, 'U9', event, subject, detail, previous, hash "
    "FROM audit_log WHERE number = 2"
)
ON_SQLITE = [
    "UPDATE OR REPLACE audit_log SET number = 1 WHERE number = 3",
    "REPLACE INTO audit_log SELECT * FROM audit_log WHERE number = 3",
    OTHER,
    UPSERT,
]
ON_POSTGRESQL = ["TRUNCATE audit_log", UPSERT]


def test_no_statement_changes_removes_or_replaces_an_entry(engine: Engine) -> None:
    filled(engine, 3)
    own = ON_SQLITE if engine.dialect.name == "sqlite" else ON_POSTGRESQL
    for statement in (*REFUSED, *own):
        with pytest.raises(DBAPIError, match="audit_log: "), writing(engine) as connection:
            connection.exec_driver_sql(statement)
    with engine.connect() as connection:
        assert verify(connection) == Sound(head(connection), entries=3, sealed=0)


def test_an_entry_that_is_not_behind_the_last_one_is_refused(engine: Engine) -> None:
    filled(engine, 3)
    with engine.connect() as connection:
        right = relinked([replace(stored(connection)[0], actor="U9")], head(connection))[0]
    wrong = ({"number": 5}, {"number": 0}, {"number": 2}, {"previous": START.hash})
    for values in wrong:
        behind = pytest.raises(DBAPIError, match="goes behind the last one")
        with behind, writing(engine) as connection:
            connection.execute(audit_log.insert(), asdict(right) | values)
    with writing(engine) as connection:
        connection.execute(audit_log.insert(), asdict(right))
        assert count(connection) == 4
