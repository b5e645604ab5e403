"""Who reads a flag is told figures of rows that this reader may see, and of no others."""

from datetime import datetime
from decimal import Decimal

import pytest
from sqlalchemy.engine import Engine

from crm.access import caller_named
from crm.database import reading, writing
from crm.insight.flags import Flagged
from crm.insight.listing import Wanted, listed
from crm.insight.order import Order
from crm.insight.scanning import scan
from crm.insight.telling import Language, Told, told
from tests.unit.crm.insight.shop import line, order, ordinary
from tests.unit.crm.insight.shop_rows import open_shop, put_in

NOW = datetime(2026, 11, 21, 9)  # noqa: DTZ001 - business time has no offset
REP, MANAGER, ADMIN = "U2", "U1", "U9"
OTHERS = [order(n, line("P1", 10, 70 + n % 3), customer="C2") for n in range(60)]
"""What another rep's customer pays: about 71."""


def shop_with(engine: Engine, found: list[Order]) -> Engine:
    with writing(engine) as connection:
        open_shop(connection)
        put_in(connection, found)
    scan(engine, now=NOW, today=NOW.date(), currency="CNY")
    return engine


def flag(engine: Engine, user_id: str, order_id: str, kind: str) -> Flagged:
    with reading(engine) as connection:
        wanted = Wanted(order_ids=(order_id,), kind=kind)
        caller = caller_named(connection, user_id)
        (found,) = listed(connection, caller, wanted, today=NOW.date())
    return found


def words(found: Flagged, language: Language = "zh") -> Told:
    return told(found.kind, found.figures, language)


def test_a_rep_is_told_the_own_customers_price_and_not_what_others_pay(engine: Engine) -> None:
    own = [order(n, line("P1", 10, 80)) for n in range(9)]
    odd = order(61, line("P1", 5, 10))
    shop = shop_with(engine, [*OTHERS, *own, odd])
    whole = flag(shop, ADMIN, odd.order_id, "price_off_list")
    assert "最近 40 次成交的中位价 ¥71.00" in words(whole).reason
    for reader in (REP, MANAGER):
        seen = flag(shop, reader, odd.order_id, "price_off_list")
        said = words(seen)
        assert "该客户自己通常付的 ¥80.00 相差 −87.5%" in said.reason
        assert "71" not in f"{said}{seen.figures}"
        assert seen.figures.keys().isdisjoint({"usual_price", "percent", "prices"})


def test_without_own_prices_the_list_price_is_told_and_without_one_no_figure(
    engine: Engine,
) -> None:
    odd = order(61, line("P1", 5, 10))
    paid = [order(n, line("P1", 9, 150), customer="C2", currency="USD") for n in range(80, 90)]
    dollars = order(95, line("P1", 5, 10), currency="USD")
    shop = shop_with(engine, [*OTHERS, odd, *paid, dollars])
    listed_only = words(flag(shop, REP, odd.order_id, "price_off_list"))
    assert "目录价 ¥100.00" in listed_only.reason
    assert "71" not in listed_only.reason
    kind = "price_off_list"
    assert "USD 150.00" in words(flag(shop, ADMIN, dollars.order_id, kind)).reason
    unlisted = words(flag(shop, REP, dollars.order_id, kind))
    assert "USD 10.00" in unlisted.reason
    assert "150" not in f"{unlisted}"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_discount_is_told_without_the_habit_of_others(engine: Engine, language: Language) -> None:
    ours = [order(n, line("P2", 10)) for n in range(60)]
    paid = [order(n, line("P1", 10, 95), customer="C2") for n in range(60)]
    odd = order(61, line("P1", 10, 70))
    shop = shop_with(engine, [*ours, *paid, odd])
    kind = "unusual_discount"
    everybody = flag(shop, ADMIN, odd.order_id, kind)
    assert "usual_discount" in everybody.figures
    seen = flag(shop, REP, odd.order_id, kind)
    said = words(seen, language)
    assert "30%" in said.reason
    assert str(everybody.figures["usual_discount"]) not in f"{said.reason}{said.normal}"
    assert seen.score == Decimal("0.75") or seen.severity != "high"


def test_the_number_of_an_order_that_one_may_not_see_is_not_told(engine: Engine) -> None:
    first = order(10, line("P1", 11), customer="C2", external_id="W1")
    again = order(31, line("P1", 9), external_id="W1")
    shop = shop_with(engine, [*ordinary(29), first, again])
    assert first.order_id in words(flag(shop, ADMIN, again.order_id, "duplicate_order")).reason
    for language in ("zh", "en"):
        seen = flag(shop, REP, again.order_id, "duplicate_order")
        assert "C2" not in f"{words(seen, language)}{seen.figures}"


def test_the_score_does_not_tell_what_is_hidden(engine: Engine) -> None:
    odd = order(61, line("P1", 5, 10))
    shop = shop_with(engine, [*OTHERS, odd])
    whole = flag(shop, ADMIN, odd.order_id, "price_off_list")
    seen = flag(shop, REP, odd.order_id, "price_off_list")
    assert seen.severity == whole.severity
    assert seen.score in {Decimal("0.5"), Decimal("0.63"), Decimal("0.75")}
