"""Flags in the database: scanned, seen by those who may, reviewed, and learnt from."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.engine import Engine

from crm.access import Caller, caller_named, operator
from crm.database import reading, writing
from crm.insight.arriving import Arriving
from crm.insight.flags import STATES
from crm.insight.listing import Flagged, Wanted, listed, product_names
from crm.insight.reviews import Review, ReviewRefused, UnknownFlag, Verdict, review, reviews_of
from crm.insight.scanning import Arrived, Scanned, scan, scan_arrived
from crm.models import anomaly_thresholds, order_lines, orders
from tests.unit.crm.insight.shop import line, order, ordinary
from tests.unit.crm.insight.shop_rows import open_shop, put_in

NOW = datetime(2026, 11, 21, 9)  # noqa: DTZ001 - business time has no offset
TODAY = NOW.date()
SPIKE = order(41, line("P1", 47), line("P1", 53))
OTHER = order(41, line("P1", 47), line("P1", 53), customer="C2")


def scanned(engine: Engine) -> Scanned:
    return scan(engine, now=NOW, today=TODAY, currency="CNY")


def arrived(engine: Engine) -> Arrived:
    return scan_arrived(engine, now=NOW, today=TODAY, currency="CNY")


def seen_by(engine: Engine, user_id: str | None = None, **wanted: object) -> list[Flagged]:
    with reading(engine) as connection:
        caller = operator() if user_id is None else caller_named(connection, user_id)
        asked = Wanted(**wanted)  # pyright: ignore[reportArgumentType]  (a test's own filters)
        return list(listed(connection, caller, asked, today=TODAY))


def says(engine: Engine, user_id: str, flag: Flagged, verdict: Verdict, **more: object) -> None:
    with writing(engine) as connection:
        caller: Caller = caller_named(connection, user_id)
        given = Review(flag.order_id, flag.kind, verdict, **more)  # pyright: ignore[reportArgumentType]
        review(connection, caller, given, NOW)


@pytest.fixture
def shop(engine: Engine) -> Engine:
    """Two customers of different owners, each with one order that is far too large."""
    with writing(engine) as connection:
        open_shop(connection)
        put_in(connection, [*ordinary(41), SPIKE, *ordinary(41, customer="C2"), OTHER])
    return engine


def test_a_scan_keeps_what_it_finds_once(shop: Engine) -> None:
    assert scanned(shop) == Scanned(orders=84, flags=2, new=2)
    assert scanned(shop) == Scanned(orders=84, flags=2, new=0)
    first, second = seen_by(shop)
    assert {first.order_id, second.order_id} == {SPIKE.order_id, OTHER.order_id}
    assert first.figures["amount"] == "10000"
    assert {first.customer, second.customer} == {"C1 Ltd", "C2 Ltd"}
    assert (first.kind, first.state) == ("amount_spike", "open")


def test_everybody_sees_the_flags_of_the_own_customers_only(shop: Engine) -> None:
    scanned(shop)
    seen = {user: {one.order_id for one in seen_by(shop, user)} for user in ("U1", "U2", "U3")}
    assert seen == {"U1": {SPIKE.order_id}, "U2": {SPIKE.order_id}, "U3": {OTHER.order_id}}
    assert len(seen_by(shop, "U4")) == len(seen_by(shop, "U9")) == 2
    assert seen_by(shop, "U2", order_ids=(OTHER.order_id,)) == []


def test_flags_are_listed_since_a_day(shop: Engine) -> None:
    scanned(shop)
    day = SPIKE.at.date()
    assert len(seen_by(shop, since=day)) == 2
    assert seen_by(shop, since=day + timedelta(days=1)) == []


def test_an_empty_company_and_one_with_one_order_have_no_flags(engine: Engine) -> None:
    assert scanned(engine) == Scanned(orders=0, flags=0, new=0)
    with writing(engine) as connection:
        open_shop(connection)
        put_in(connection, [order(1, line("P1", 10**6))])
    assert scanned(engine) == Scanned(orders=1, flags=0, new=0)


def test_a_flag_goes_when_its_order_is_corrected_and_stays_once_reviewed(shop: Engine) -> None:
    scanned(shop)
    mine = seen_by(shop, "U2")[0]
    says(shop, "U2", mine, "confirmed")
    with writing(shop) as connection:
        connection.execute(orders.update().values(amount=Decimal(1000)))
        connection.execute(order_lines.update().values(quantity=10, amount=Decimal(1000)))
    scanned(shop)
    assert [(one.order_id, one.state) for one in seen_by(shop)] == [(SPIKE.order_id, "confirmed")]


def test_a_dismissal_needs_a_reason_and_raises_the_customers_threshold(shop: Engine) -> None:
    with writing(shop) as connection:
        put_in(connection, [order(43, line("P1", 47), line("P1", 54)), order(44, line("P1", 900))])
    scanned(shop)
    flags = {one.order_id: one for one in seen_by(shop, "U2")}
    with pytest.raises(ReviewRefused, match="reason"):
        says(shop, "U2", flags[SPIKE.order_id], "dismissed")
    says(shop, "U2", flags[SPIKE.order_id], "dismissed", reason="年度备货")
    states = {one.order_id: one.state for one in seen_by(shop, "U2", states=STATES)}
    assert states == {SPIKE.order_id: "dismissed", "C1-43": "quiet", "C1-44": "open"}
    assert [one.order_id for one in seen_by(shop, "U3")] == [OTHER.order_id]
    scanned(shop)
    assert {one.order_id: one.state for one in seen_by(shop, "U2", states=STATES)} == states


def test_a_confirmation_takes_back_what_dismissals_taught(shop: Engine) -> None:
    with writing(shop) as connection:
        put_in(connection, [order(43, line("P1", 47), line("P1", 54))])
    scanned(shop)
    flag = next(one for one in seen_by(shop, "U2") if one.order_id == SPIKE.order_id)
    says(shop, "U2", flag, "dismissed", reason="ok")
    says(shop, "U2", flag, "confirmed")
    assert {one.state for one in seen_by(shop, "U2")} == {"open", "confirmed"}
    with reading(shop) as connection:
        assert connection.execute(anomaly_thresholds.select()).all() == []
        said = reviews_of(connection, caller_named(connection, "U2"), SPIKE.order_id)
        assert [one.verdict for one in said] == ["confirmed", "dismissed"]
        assert list(reviews_of(connection, caller_named(connection, "U3"), SPIKE.order_id)) == []


def test_a_snoozed_flag_comes_back_on_its_day(shop: Engine) -> None:
    scanned(shop)
    flag = seen_by(shop, "U2")[0]
    with pytest.raises(ReviewRefused):
        says(shop, "U2", flag, "snoozed", until=TODAY)
    with pytest.raises(ReviewRefused, match="90 days at most"):
        says(shop, "U2", flag, "snoozed", until=TODAY + timedelta(days=91))
    says(shop, "U2", flag, "snoozed", until=TODAY + timedelta(days=7))
    assert seen_by(shop, "U2") == []
    with reading(shop) as connection:
        caller, later = caller_named(connection, "U2"), TODAY + timedelta(days=7)
        (again,) = listed(connection, caller, Wanted(), today=later)
    assert again.state == "open"


def test_nobody_reviews_what_they_may_not_see_and_finance_reviews_nothing(shop: Engine) -> None:
    scanned(shop)
    theirs = seen_by(shop, "U3")[0]
    with pytest.raises(UnknownFlag):
        says(shop, "U2", theirs, "confirmed")
    with pytest.raises(ReviewRefused):
        says(shop, "U4", theirs, "confirmed")


def test_an_arriving_order_is_judged_as_the_scan_would(shop: Engine) -> None:
    scanned(shop)
    new = [order(45, line("P1", 61), line("P1", 63)), order(46, line("P1", 11))]
    with writing(shop) as connection:
        put_in(connection, new)
    with reading(shop) as connection:
        judged = Arriving(connection, "CNY").judged("C1-45")
    assert judged is not None
    flags = arrived(shop).flags
    assert [(one.order_id, one.kind) for one in flags] == [("C1-45", "amount_spike")]
    (kept,) = seen_by(shop, order_ids=("C1-45",))
    scanned(shop)
    (again,) = seen_by(shop, order_ids=("C1-45",))
    assert (again.score, again.figures) == (kept.score, kept.figures)


def test_before_the_first_scan_nothing_is_said_at_arrival(shop: Engine) -> None:
    assert arrived(shop) == Arrived((), 0)
    scanned(shop)
    with reading(shop) as connection:
        assert Arriving(connection, "CNY").judged("NONE") is None


def test_an_arriving_order_older_than_the_last_scan_is_looked_at(shop: Engine) -> None:
    scanned(shop)
    old = order(99, line("P3", 220), at=SPIKE.at - timedelta(days=10))
    with writing(shop) as connection:
        put_in(connection, [old])
    with reading(shop) as connection:
        assert Arriving(connection, "CNY").judged(old.order_id) is None
    found = arrived(shop)
    assert {one.order_id for one in found.flags} == {old.order_id}
    assert found.waiting == 0
    assert seen_by(shop, order_ids=(old.order_id,))
    assert arrived(shop).flags == []


def test_what_was_found_before_is_not_told_as_new(shop: Engine) -> None:
    scanned(shop)
    with writing(shop) as connection:
        put_in(connection, [order(45, line("P1", 61), line("P1", 63))])
    assert arrived(shop).orders == 1
    with writing(shop) as connection:
        put_in(connection, [order(46, line("P1", 11))])
    assert arrived(shop).orders == 0


def test_errors_that_arrive_one_after_the_other_stay_errors(shop: Engine) -> None:
    scanned(shop)
    for number in range(45, 57):
        with writing(shop) as connection:
            put_in(connection, [order(number, line("P1", 10, 900))])
        assert arrived(shop).orders == 1
    kinds = {one.order_id for one in seen_by(shop, kind="price_off_list")}
    assert kinds == {f"C1-{number}" for number in range(45, 57)}


def test_the_number_of_another_customers_order_is_found_at_arrival(shop: Engine) -> None:
    scanned(shop)
    theirs = order(45, line("P1", 9), customer="C2", external_id="W1")
    with writing(shop) as connection:
        put_in(connection, [theirs, order(46, line("P1", 11), external_id="W1")])
    (found,) = arrived(shop).flags
    assert (found.order_id, found.kind) == ("C1-46", "duplicate_order")
    assert found.figures["other_order_id"] == theirs.order_id


def test_products_in_figures_have_names(shop: Engine) -> None:
    with writing(shop) as connection:
        put_in(connection, [order(50, line("P1", 10, 30))])
    scanned(shop)
    with reading(shop) as connection:
        found = listed(connection, operator(), Wanted(order_ids=("C1-50",)), today=TODAY)
        names = product_names(connection, operator(), found)
    assert "price_off_list" in {one.kind for one in found}
    assert names == {"P1": "Pump 1"}


def test_a_day_without_flags_is_empty(shop: Engine) -> None:
    scanned(shop)
    assert seen_by(shop, until=date(2020, 1, 1)) == []
