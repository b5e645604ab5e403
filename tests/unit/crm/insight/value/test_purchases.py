from datetime import timedelta
from decimal import Decimal

from sqlalchemy.engine import Engine

from crm.access import Caller, View, operator
from crm.insight.value.assortment import bought_by, likely
from crm.insight.value.purchases import History, histories
from crm.query.fields import Reader
from tests.unit.crm.insight.value.shop import TODAY, every, fill

PLACED = [
    *(("Acorn", day, "100", "CNY", "completed") for day in every(10, 4)),
    ("Acorn", TODAY, "50", "CNY", "shipped"),
    ("Acorn", TODAY, "30", "USD", "shipped"),
    ("Acorn", TODAY - timedelta(days=5), "900", "CNY", "cancelled"),
    ("Acorn", TODAY - timedelta(days=4), "0", "CNY", "completed"),
    ("Acorn", TODAY - timedelta(days=3), "-80", "CNY", "completed"),
    ("Acorn", TODAY + timedelta(days=1), "70", "CNY", "completed"),
    ("Brook", TODAY - timedelta(days=1), "10", "CNY", "completed"),
    ("Cedar", TODAY - timedelta(days=2000), "10", "CNY", "completed"),
]


def _read(engine: Engine, caller: Caller | None = None) -> dict[str, History]:
    with engine.begin() as connection:
        fill(connection, PLACED)
        reader = Reader(View(caller or operator()), TODAY, engine.dialect.name)
        return {each.customer_id: each for each in histories(connection, reader)}


def test_a_purchase_is_a_day_with_counted_orders_of_more_than_nothing(engine: Engine) -> None:
    assert list(_read(engine)["Acorn"].days) == every(10, 4)


def test_amounts_of_two_currencies_are_never_added(engine: Engine) -> None:
    acorn = _read(engine)["Acorn"]
    assert acorn.currency == "CNY"
    assert acorn.sales(TODAY - timedelta(days=365)) == Decimal(450)


def test_who_bought_nothing_for_years_has_no_history(engine: Engine) -> None:
    assert sorted(_read(engine)) == ["Acorn", "Brook"]


def test_a_rep_reads_the_own_customers(engine: Engine) -> None:
    rep = Caller("U2", "U2", "rep", owners=frozenset({"U2"}))
    assert sorted(_read(engine, rep)) == ["Brook"]


def test_products_of_somebody_elses_customer_are_none(engine: Engine) -> None:
    with engine.begin() as connection:
        fill(connection, PLACED)
        rep = Caller("U2", "U2", "rep", owners=frozenset({"U2"}))
        mine = Reader(View(operator()), TODAY, engine.dialect.name)
        theirs = Reader(View(rep), TODAY, engine.dialect.name)
        found = likely(bought_by(connection, mine, "Acorn"), 3)
        assert [(each.product_id, each.quantity, each.share) for each in found] == [
            ("P1", Decimal(2), 1.0)
        ]
        assert bought_by(connection, theirs, "Acorn") == ()


def test_one_order_says_nothing_of_the_next_ones_products(engine: Engine) -> None:
    with engine.begin() as connection:
        fill(connection, PLACED)
        reader = Reader(View(operator()), TODAY, engine.dialect.name)
        assert likely(bought_by(connection, reader, "Brook"), 3) == ()
