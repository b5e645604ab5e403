from datetime import timedelta
from decimal import Decimal
from random import Random

from sqlalchemy.engine import Engine

from crm.access import Caller, View, operator
from crm.insight.value.assortment import Bought, likely
from crm.insight.value.pairs import Basket, baskets, offers, pairs
from crm.query.fields import Reader
from tests.unit.crm.insight.value.shop import TODAY, fill

ARTICLES = [f"P{n}" for n in range(20)]


def _orders(rng: Random, times: int, *, printer_brings_toner: bool) -> list[Basket]:
    found: list[Basket] = []
    for _ in range(times):
        basket = set(rng.sample(ARTICLES, 3))
        if rng.random() < 0.2:
            basket.add("printer")
            if printer_brings_toner and rng.random() < 0.7:
                basket.add("toner")
        elif rng.random() < 0.1:
            basket.add("toner")
        found.append(frozenset(basket))
    return found


def _bought(product: str, days_ago: int, quantity: int = 1) -> Bought:
    return Bought(TODAY - timedelta(days=days_ago), product, product, Decimal(quantity))


def test_what_is_bought_together_is_found_and_nothing_else() -> None:
    found = pairs(_orders(Random(1), 1500, printer_brings_toner=True))
    assert {(pair.first, pair.then) for pair in found} == {
        ("printer", "toner"),
        ("toner", "printer"),
    }
    best = next(pair for pair in found if pair.first == "printer")
    assert 0.6 < best.confidence < 0.8
    assert best.lift > 2


def test_a_pair_that_stopped_holding_is_none() -> None:
    rng = Random(2)
    earlier = _orders(rng, 1000, printer_brings_toner=True)
    assert pairs([*earlier, *_orders(rng, 500, printer_brings_toner=False)]) == ()


def test_no_order_and_one_order_have_no_pairs() -> None:
    assert pairs([]) == ()
    assert pairs([frozenset({"a", "b"})]) == ()


def test_only_what_the_customer_does_not_have_is_offered() -> None:
    held = pairs(_orders(Random(1), 1500, printer_brings_toner=True))
    assert [o.pair.then for o in offers(held, [_bought("printer", 30)], TODAY)] == ["toner"]
    both = [_bought("printer", 30), _bought("toner", 9)]
    assert offers(held, both, TODAY) == ()
    assert offers(held, [_bought("printer", 900)], TODAY) == ()
    assert offers(held, [], TODAY) == ()


def test_the_latest_purchases_say_most_of_the_next_one() -> None:
    old = [_bought("old", days) for days in (300, 280, 260, 240)]
    new = [_bought("new", days, quantity) for days, quantity in ((40, 5), (30, 5), (20, 8), (9, 5))]
    first, second = likely([*old, *new], 5)
    assert (first.product_id, second.product_id) == ("new", "old")
    assert first.share > second.share
    assert (first.times, first.purchases, first.quantity) == (4, 8, Decimal(5))


def test_baskets_are_the_askers(engine: Engine) -> None:
    placed = [(name, TODAY, "10", "CNY", "completed") for name in ("Acorn", "Acorn", "Brook")]
    with engine.begin() as connection:
        fill(connection, placed)
        rep = Caller("U2", "U2", "rep", owners=frozenset({"U2"}))
        for caller, orders in ((operator(), 3), (rep, 1)):
            reader = Reader(View(caller), TODAY, engine.dialect.name)
            assert len(baskets(connection, reader)) == orders
