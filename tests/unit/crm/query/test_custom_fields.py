"""Custom fields: what the contract does not list can be grouped, filtered and shown by."""

from decimal import Decimal

import pytest

from crm.query.spec import Filter, MetricQuery, RecordQuery
from tests.unit.crm.query.trading_company import Books, Office, rows

ODD_NAMES = (
    "客户.等级",
    "it's",
    'say "so"',
    "50%",
    "a:b",
    "[0]",
    "$",
    "back\\slash",
    "two words",
    "2026",
)


@pytest.fixture(params=ODD_NAMES)
def odd(request: pytest.FixtureRequest, empty_office: Office) -> tuple[Office, str]:
    """A company whose only custom field has a name of odd characters."""
    name = str(request.param)
    books = Books()
    for number, value in enumerate(("x", "y", None)):
        books.customer(f"C{number}", custom={name: value} if value else {})
        books.order(f"O{number}", f"C{number}", "2026-01-01", str(number + 1))
    books.add("custom_fields", table_name="customers", name=name, kind="text")
    books.into(empty_office.engine)
    return empty_office, name


def test_a_field_may_have_any_name(odd: tuple[Office, str]) -> None:
    office, name = odd
    field = f"customers:{name}"
    by_field = MetricQuery(("sales",), group_by=(field,), limit=5)
    assert rows(office.figures(by_field)) == [(None, 3), ("y", 2), ("x", 1)]
    only = (Filter(field, "in", ("x",)),)
    assert rows(office.figures(MetricQuery(("sales",), filters=only))) == [(1,)]
    listed = office.records(RecordQuery("customer", columns=("customer_id", field), filters=only))
    assert rows(listed) == [("C0", "x")]


def test_figures_by_text_and_by_number(office: Office) -> None:
    by_grade = MetricQuery(("sales",), group_by=("customers:grade",))
    assert rows(office.figures(by_grade)) == [
        ("gold", 3900),
        (None, Decimal("1580.5")),
        ("silver", 250),
    ]
    by_seats = MetricQuery(("orders",), group_by=("customers:seats",))
    assert rows(office.figures(by_seats)) == [(40, 3), (9, 2), (None, 2), (Decimal("5.5"), 1)]


def test_fields_of_each_table_that_is_reached_from_the_measure(empty_office: Office) -> None:
    books = Books()
    books.customer("C1")
    books.add("products", product_id="P1", name="Pump", custom={"colour": "red"})
    books.order("O1", "C1", "2026-01-01", [("P1", 2, 20), ("P2", 1, 5)], custom={"shop": "north"})
    books.add("products", product_id="P2", name="Valve", custom=None)
    books.rows["order_lines"][0]["custom"] = {"colour": "blue"}
    for table, name in (("products", "colour"), ("orders", "shop"), ("order_lines", "colour")):
        books.add("custom_fields", table_name=table, name=name, kind="text")
    books.into(empty_office.engine)
    for field, expected in (
        ("products:colour", [("red", 20), (None, 5)]),
        ("order_lines:colour", [("blue", 20), (None, 5)]),
        ("orders:shop", [("north", 25)]),
    ):
        table = empty_office.figures(MetricQuery(("sales",), group_by=(field,)))
        assert rows(table) == expected
    red = RecordQuery("order", filters=(Filter("products:colour", "in", ("red",)),))
    assert [key[0] for key in empty_office.records(red).keys] == ["O1"]


def test_a_field_that_is_called_like_a_dimension_does_not_replace_it(empty_office: Office) -> None:
    books = Books()
    books.customer("C1", region="East", custom={"region": "elsewhere"})
    books.order("O1", "C1", "2026-01-01", "1")
    books.add("custom_fields", table_name="customers", name="region", kind="text")
    books.into(empty_office.engine)
    for field, expected in (("region", "East"), ("customers:region", "elsewhere")):
        table = empty_office.figures(MetricQuery(("sales",), group_by=(field,)))
        assert rows(table) == [(expected, 1)]
