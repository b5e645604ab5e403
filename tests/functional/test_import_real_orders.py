"""The three public data sets, whole, with the mappings proposed for them: exact figures."""

from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from crm.importing import Mapping, Summary, suggest
from crm.models import customers, order_lines, orders, products, returns, users
from tests.functional.import_folder import TODAY, Importer


@pytest.fixture
def importer(sqlite_engine: Engine, tmp_path: Path) -> Importer:
    """Imports into SQLite."""
    return Importer(sqlite_engine, tmp_path)


@pytest.fixture(params=["sqlite", "postgres"])
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Importer:
    """Imports into a database of each kind in turn."""
    return Importer(request.getfixturevalue(f"{request.param}_engine"), tmp_path)


def _proposed(path: Path) -> Mapping:
    return Mapping.from_toml(suggest(path, today=TODAY).to_toml())


def _ranked(importer: Importer, label: sa.ColumnElement[str], *where: object) -> dict[str, Decimal]:
    """Gives sales by label, the largest first."""
    amount = sa.func.sum(orders.c.amount)
    statement = (
        sa.select(label, amount)
        .select_from(orders.join(customers, orders.c.customer_id == customers.c.customer_id))
        .join(users, users.c.user_id == orders.c.owner_id, isouter=True)
        .where(*where)  # pyright: ignore[reportArgumentType]
        .group_by(label)
        .order_by(amount.desc())
        .limit(6)
    )
    with importer.engine.connect() as connection:
        return {str(name): value for name, value in connection.execute(statement)}


def _between(start: str, end: str) -> sa.ColumnElement[bool]:
    """Gives the condition that an order lies between two days, the second left out."""
    first, last = (sa.func.date(day, type_=sa.String) for day in (start, end))
    day = sa.func.date(orders.c.ordered_at, type_=sa.String)
    return sa.and_(day >= first, day < last)


@pytest.mark.parametrize("name", ["订单.csv", "示例 - 超市.xls", "."])
def test_superstore_comes_in_whole_from_each_of_its_forms(
    importer: Importer, real_orders: Path, name: str
) -> None:
    path = real_orders / "superstore_cn" / name
    summary = importer.run(path, _proposed(path))
    (source,) = summary.sources
    assert (source.read.rows, source.kept.rows) == (9959, 9959)
    assert importer.total("order_lines", "amount") == Decimal("16068954.125")
    assert importer.total("orders", "amount") == Decimal("16068954.125")
    assert (summary.rejected_rows, summary.rounded_values) == (0, 0)
    assert summary.split_numbers == 1403
    assert len(importer.rows("orders")) == 4963


def test_superstore_answers_as_its_figures_say(importer: Importer, real_orders: Path) -> None:
    path = real_orders / "superstore_cn" / "订单.csv"
    importer.run(path, _proposed(path))
    by_region = _ranked(importer, orders.c.ship_region, _between("2023-07-01", "2023-10-01"))
    assert {name: f"{value:.2f}" for name, value in by_region.items()} == {
        "华东": "417350.95",
        "中南": "391667.12",
        "东北": "272311.25",
        "华北": "198940.56",
        "西南": "98635.40",
        "西北": "52949.01",
    }
    year = _between("2023-01-01", "2024-01-01")
    best = [f"{value:.2f}" for value in _ranked(importer, customers.c.name, year).values()]
    assert best[:3] == ["64066.38", "42143.82", "36348.00"]
    kind = products.c.custom["sub_category"].as_string()
    amount = sa.func.sum(order_lines.c.amount)
    statement = (
        sa.select(kind, amount)
        .join(orders, orders.c.order_id == order_lines.c.order_id)
        .join(products, products.c.product_id == order_lines.c.product_id)
        .where(year)
        .group_by(kind)
        .order_by(amount.desc())
    )
    with importer.engine.connect() as connection:
        first = connection.execute(statement).first()
    assert first is not None
    assert (first[0], f"{first[1]:.2f}") == ("书架", "825113.35")


def test_superstores_other_sheets_are_looked_up_or_left_aside_with_a_word(
    importer: Importer, real_orders: Path
) -> None:
    path = real_orders / "superstore_cn"
    summary = importer.run(path, _proposed(path))
    fields = dict(importer.rows("custom_fields", "name", "label_zh", table_name="orders"))
    assert fields["region_manager"] == "区域经理"
    assert fields["returned"] == "退回"
    assert importer.rows("returns") == []
    assert any("the same sheet" in note for note in summary.notes)


def test_importing_superstore_twice_changes_nothing(both: Importer, real_orders: Path) -> None:
    path = real_orders / "superstore_cn" / "订单.csv"
    mapping = _proposed(path)
    both.run(path, mapping)
    before = both.everything()
    assert not both.run(path, mapping).changed
    assert both.everything() == before


def test_northwind_comes_in_whole_with_its_people(both: Importer, real_orders: Path) -> None:
    path = real_orders / "northwind" / "northwind.sqlite"
    summary = both.run(path, _proposed(path))
    assert (summary.rejected_rows, summary.waiting_rows) == (0, 0)
    assert len(both.rows("customers")) == 91
    assert len(both.rows("orders")) == 830
    assert len(both.rows("order_lines")) == 2155
    # Fractional discounts, exactly: 1,265,793.04 when shown.
    assert both.total("orders", "amount") == Decimal("1265793.0395")
    roles = [role for (role,) in both.rows("users", "role")]
    assert sorted(roles) == ["admin", "manager", "manager", "manager", *["rep"] * 5]
    assert both.value("products", "category", product_id="1") == "Beverages"


def test_northwind_answers_as_its_figures_say(importer: Importer, real_orders: Path) -> None:
    path = real_orders / "northwind" / "northwind.sqlite"
    importer.run(path, _proposed(path))
    reps = _ranked(importer, users.c.name, _between("2007-01-01", "2008-01-01"))
    best, sales = next(iter(reps.items()))
    assert (best, f"{sales:.2f}") == ("Yael Peled", "128809.79")
    quarter = _between("2008-01-01", "2008-04-01")
    name, value = next(iter(_ranked(importer, customers.c.name, quarter).items()))
    assert (name, value) == ("Customer IRRVL", Decimal("28055.075"))


def test_online_retail_comes_in_whole(importer: Importer, real_orders: Path) -> None:
    path = real_orders / "online_retail_2010_2011" / "online_retail.parquet"
    summary = importer.run(path, _proposed(path))
    _check_online_retail(summary)
    with importer.engine.connect() as connection:
        count = sa.select(sa.func.count()).select_from
        assert connection.execute(count(order_lines)).scalar() == 397_924
        assert connection.execute(count(orders)).scalar() == 18_536
        buyers = sa.select(sa.func.count(orders.c.customer_id.distinct()))
        assert connection.execute(buyers).scalar() == 4_339
        sums = sa.select(sa.func.sum(orders.c.amount)), sa.select(sa.func.sum(returns.c.amount))
        found = [connection.execute(one).scalar() for one in sums]
        assert found == [Decimal("8911407.904"), Decimal("611342.09")]
    quarter = _ranked(importer, customers.c.customer_id, _between("2011-07-01", "2011-10-01"))
    assert {key: f"{value:.2f}" for key, value in list(quarter.items())[:5]} == {
        "17450": "100017.24",
        "18102": "73557.86",
        "14646": "67104.53",
        "14156": "51060.40",
        "14911": "46831.04",
    }
    countries = _ranked(importer, orders.c.ship_country, _between("2011-01-01", "2012-01-01"))
    assert [(name, f"{value:.2f}") for name, value in list(countries.items())[:2]] == [
        ("United Kingdom", "6809729.70"),
        ("Netherlands", "276661.86"),
    ]


def _check_online_retail(summary: Summary) -> None:
    (source,) = summary.sources
    assert source.read.rows == 541_909
    assert source.rejected.rows == summary.rejected_rows == 135_080
    assert (source.kept.rows, source.kept.amount) == (397_924, Decimal("8911407.904"))
    assert (source.returned.rows, source.returned.amount) == (8_905, Decimal("-611342.09"))
    assert source.read == source.kept + source.returned + source.rejected + source.waiting
    assert {reject.column for reject in summary.rejects} == {"CustomerID"}
