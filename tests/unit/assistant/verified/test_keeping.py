"""Verified questions in a database of each kind: what is kept comes back as it was."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy.engine import Engine

from assistant.brains.rules.frame import Condition, Frame, amount_filter
from assistant.verified.grounds import Change, Grounds, changes
from assistant.verified.keeping import Kept, are_any, keep, kept_all, kept_as, remove
from assistant.verified.plan import Plan, Sort
from crm.periods import Kind
from crm.query.spec import Filter, Having

CITY = Condition(Filter("city", "in", ("«1»",)), ("«1»",))
LARGE = Condition(amount_filter("order_amount", "gt", (Decimal(50000),)))
FRAME = Frame(
    ("orders",), conditions=(CITY, LARGE), having=(Having("orders", "gt", (Decimal("2.5"),)),)
)
PLAN = Plan(FRAME, names=1, periods=(Sort(Kind.MONTH, ahead=False),), period=0)
GROUNDS = Grounds({"orders": "orders; orders"}, {"city": "customers.city"}, {"单量": "orders"})
KEPT = Kept(
    "〈city〉 〈period〉 5万以上的单量",
    PLAN,
    GROUNDS,
    "U12",
    datetime.fromisoformat("2026-11-21 12:00"),
)


def test_what_is_kept_comes_back_as_it_was(engine: Engine) -> None:
    with engine.begin() as connection:
        assert not are_any(connection)
        keep(connection, KEPT)
        assert are_any(connection)
        assert kept_all(connection) == [KEPT]
        assert kept_as(connection, KEPT.verified_id) == KEPT
        assert kept_as(connection, "nothing") is None


def test_a_question_of_the_same_words_takes_the_place_of_the_first(engine: Engine) -> None:
    again = replace(KEPT, pattern="〈city〉〈period〉5万以上的单量", user_id="")
    with engine.begin() as connection:
        keep(connection, KEPT)
        keep(connection, again)
        assert kept_all(connection) == [again]
        assert remove(connection, KEPT.verified_id)
        assert not remove(connection, KEPT.verified_id)
        assert kept_all(connection) == []


def test_what_has_changed_is_named() -> None:
    now = Grounds({}, {"city": "orders.ship_city"}, {"单量": "units", "斩获": "orders"})
    assert changes(GROUNDS, now) == (
        Change("gone", "orders"),
        Change("redefined", "city"),
        Change("word", "单量"),
    )
    assert changes(GROUNDS, GROUNDS) == ()
