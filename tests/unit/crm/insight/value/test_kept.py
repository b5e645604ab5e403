"""Purchases are read once for whoever sees the same, and for nobody else."""

from datetime import timedelta

from sqlalchemy import event
from sqlalchemy.engine import Engine

from crm.access import Caller, View, operator
from crm.insight.value.kept import Kept
from crm.query.fields import Reader
from tests.unit.crm.insight.value.shop import TODAY, fill

REP = Caller("U1", "U1", "rep", owners=frozenset({"U1"}))


def test_purchases_are_read_once_for_the_same_eyes_and_day(sqlite_engine: Engine) -> None:
    day = TODAY - timedelta(days=3)
    with sqlite_engine.begin() as connection:
        fill(connection, [(name, day, "1", "CNY", "completed") for name in ("Acorn", "Birch")])
    asked: list[str] = []
    event.listen(sqlite_engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    kept = Kept()
    with sqlite_engine.connect() as connection:
        whole = Reader(View(operator()), TODAY, "sqlite")
        first = kept.customers(connection, whole)
        assert kept.customers(connection, whole) is first
        own = kept.customers(connection, Reader(View(REP), TODAY, "sqlite"))
        earlier = kept.customers(connection, Reader(View(operator()), day, "sqlite"))
    assert sum(statement.startswith("SELECT") for statement in asked) == 3
    assert [one.name for one in first.standing] == ["Acorn", "Birch"]
    assert [one.name for one in own.standing] == ["Acorn"]
    assert earlier is not first
