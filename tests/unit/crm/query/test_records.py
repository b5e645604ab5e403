"""Lists of rows: what each entity shows, in which order, how many there are, and their total."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from crm.access import MASK
from crm.periods import between
from crm.query.entities import ENTITIES
from crm.query.spec import Filter, Order, RecordQuery
from tests.unit.crm.query.trading_company import Books, Office, day, rows, totals


def _ids(office: Office, query: RecordQuery, caller: str | None = None) -> list[object]:
    return [key[0] for key in office.records(query, caller=caller).keys]


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


USUAL: dict[str, tuple[list[str], tuple[object, ...], object]] = {
    "order": (
        ["O10", "O9", "O3", "O6", "O7", "O4", "O2", "O1"],
        ("O10", "Delta", _at("2026-11-22"), 80, "confirmed"),
        (None, None, None, Decimal("5730.5"), None),
    ),
    "customer": (
        ["C5", "C3", "C2", "C1", "C4"],
        ("Elm", None, "Canton", None, _at("2026-11-21 18:00:00")),
        None,
    ),
    "line": (
        ["O1", "O1", "O10", "O11", "O2", "O3", "O5", "O6", "O7", "O8", "O9"],
        (1, "Pump", 2, 300, 600),
        (None, None, None, None, Decimal("7140.5")),
    ),
    "contact": (["K1", "K2"], ("Kim", "Acorn", None, "1390000", None), None),
    "product": (["P1", "P2", "P3", "P4"], ("P1", "Pump", "PX-1", "Machines", None), None),
    "payment": (
        ["O3-3", "O2-2", "O5-5", "O6-4", "O2-1", "O1-0"],
        ("O3-3", "Acorn", "O3", _at("2026-11-22"), 500),
        (None, None, None, None, 2860),
    ),
    "invoice": (
        ["I3", "I4", "I2", "I1"],
        ("No. I3", "Cedar", "O6", _at("2026-11-22"), 2000),
        (None, None, None, None, 4020),
    ),
    "return": (
        ["T2", "T3", "T1"],
        ("T2", "Cedar", _at("2026-09-01"), 500, "late"),
        (None, None, None, Decimal("675.25"), None),
    ),
    "contract": (
        ["K2", "K1"],
        ("Contract K2", "Cedar", date(2026, 7, 1), date(2027, 6, 30), None),
        (None, None, None, None, 600),
    ),
    "opportunity": (
        ["D1", "D5"],
        ("Deal D1", "Acorn", "报价", 1000, _at("2026-12-01")),
        (None, None, None, 1070, None),
    ),
    "activity": (
        ["V8", "V7", "V6", "V5", "V4", "V3", "V2", "V1"],
        (_at("2026-09-08 08:00:00"), "Acorn", "training", None, "Ann"),
        None,
    ),
}


def test_every_entity_has_its_list_here() -> None:
    assert set(USUAL) == set(ENTITIES)


@pytest.mark.parametrize("entity", USUAL)
def test_lists_show_the_usual_columns_newest_first(office: Office, entity: str) -> None:
    ids, first, total = USUAL[entity]
    table = office.records(RecordQuery(entity))
    assert [key[0] for key in table.keys] == ids
    assert rows(table)[0] == first
    assert totals(table) == total
    assert (table.row_count, table.truncated) == (len(ids), False)
    assert tuple(column.name for column in table.columns) == ENTITIES[entity].shown


@pytest.mark.parametrize("entity", USUAL)
def test_every_column_of_every_entity_can_be_shown_and_ordered_by(
    office: Office, entity: str
) -> None:
    for name in ENTITIES[entity].attributes:
        for descending in (True, False):
            order = (Order(name, descending=descending),)
            table = office.records(RecordQuery(entity, columns=(name,), order=order))
            found = [row[0] for row in table.rows if row[0] is not None]
            assert found == sorted(found, reverse=descending), name
            assert len(table.rows) == len(USUAL[entity][0])


@pytest.mark.parametrize("entity", USUAL)
def test_a_list_that_is_cut_counts_all_its_rows(office: Office, entity: str) -> None:
    ids, _, total = USUAL[entity]
    for limit, offset in ((1, 0), (1, 1), (5, 50)):
        table = office.records(RecordQuery(entity, limit=limit, offset=offset))
        assert [key[0] for key in table.keys] == ids[offset : offset + limit]
        assert (table.row_count, totals(table)) == (len(ids), total)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ((Filter("status", "in", ("cancelled", "pending")),), ["O8", "O5"]),
        ((Filter("status", "not_in", ()),), ["O10", "O11", "O9", "O8", "O5", "O3", "O6", "O7", "O4", "O2", "O1"]),
        ((Filter("customer", "in", ("C1",)),), ["O3", "O2", "O1"]),
        ((Filter("customer", "not_in", ("C1", "C3")),), ["O10", "O9", "O4"]),
        ((Filter("region", "in", ("North",)),), ["O10"]),
        ((Filter("region", "unset"),), ["O9"]),
        ((Filter("owner", "in", ("bob",)),), ["O6", "O7", "O4"]),
        ((Filter("team", "in", ("Red",)),), ["O10", "O9"]),
        ((Filter("product", "in", ("P1",)),), ["O6", "O2", "O1"]),
        ((Filter("product", "not_in", ("P1",)),), ["O10", "O9", "O3", "O7", "O4"]),
        ((Filter("category", "in", ("Parts", "Machines")),), ["O10", "O3", "O6", "O7", "O2", "O1"]),
        ((Filter("model", "unset"),), ["O9"]),
        ((Filter("month", "in", ("2026-08",)),), ["O6", "O7", "O4"]),
        ((Filter("age", "in", ("1-30",)),), ["O4", "O2"]),
        ((Filter("amount", "gt", (Decimal(500),)),), ["O9", "O6", "O1"]),
        ((Filter("amount", "between", (Decimal(100), Decimal(300))),), ["O7", "O4", "O2"]),
        ((Filter("order_id", "in", ("O2", "O5")),), ["O2"]),
        ((Filter("due_date", "lt", (day("2026-11-21"),)), Filter("outstanding", "gt", (Decimal(0),))), ["O6", "O7", "O4", "O2"]),
        ((Filter("outstanding", "gt", (Decimal(0),)),), ["O9", "O3", "O6", "O7", "O4", "O2"]),
        ((Filter("uninvoiced", "gt", (Decimal(0),)),), ["O9", "O3", "O6", "O7", "O4", "O2"]),
        ((Filter("ordered_at", "ge", (day("2026-09-30"),)),), ["O10", "O9", "O3"]),
        ((Filter("ordered_at", "gt", (day("2026-09-30"),)),), ["O10", "O9"]),
        ((Filter("ordered_at", "le", (day("2026-09-30"),)),), ["O3", "O6", "O7", "O4", "O2", "O1"]),
        ((Filter("ordered_at", "lt", (day("2026-09-30"),)),), ["O6", "O7", "O4", "O2", "O1"]),
        ((Filter("ordered_at", "between", (day("2026-09-30"), day("2026-11-20"))),), ["O9", "O3"]),
        ((Filter("customers:grade", "in", ("gold",)),), ["O3", "O6", "O7", "O2", "O1"]),
        ((Filter("customers:seats", "lt", (Decimal(10),)),), ["O6", "O7", "O4"]),
    ],
)  # fmt: skip
def test_orders_by_filter(office: Office, filters: tuple[Filter, ...], expected: list[str]) -> None:
    table = office.records(RecordQuery("order", filters=filters))
    assert [key[0] for key in table.keys] == expected
    amounts = {"O1": 1000, "O2": 300, "O3": 500, "O4": 250, "O5": 900, "O6": 2000, "O7": 100}
    amounts |= {"O8": 700, "O9": Decimal("1500.5"), "O10": 80, "O11": 60}
    assert table.totals is not None
    assert table.totals[3] == sum(amounts[key] for key in expected)


@pytest.mark.parametrize(
    ("entity", "wanted", "expected"),
    [
        ("customer", Filter("status", "in", ("prospect",)), ["C5"]),
        ("customer", Filter("customer_status", "in", ("prospect",)), ["C5"]),
        ("customer", Filter("level", "in", ("A",)), ["C3", "C1"]),
        ("customer", Filter("customers:seats", "ge", (Decimal(9),)), ["C3", "C1"]),
        ("customer", Filter("created_at", "ge", (day("2026-11-21"),)), ["C5"]),
        ("contract", Filter("status", "in", ("active",)), ["K2", "K1"]),
        ("contract", Filter("product", "in", ("P1",)), ["K1"]),
        ("product", Filter("category", "in", ("Parts",)), ["P2", "P4"]),
        ("payment", Filter("method", "in", ("cash",)), ["O2-2", "O5-5"]),
        ("payment", Filter("region", "in", ("South",)), ["O6-4"]),
        ("payment", Filter("status", "in", ("cancelled",)), ["O5-5"]),
        ("invoice", Filter("customer", "in", ("C1",)), ["I2", "I1"]),
        ("return", Filter("product", "in", ("P1",)), ["T2", "T1"]),
        ("return", Filter("reason", "unset"), ["T3"]),
        ("opportunity", Filter("stage", "in", ("赢单", "Closed Won")), ["D2", "D3"]),
        ("opportunity", Filter("stage", "not_in", ()), ["D1", "D4", "D2", "D3", "D5"]),
        ("activity", Filter("kind", "in", ("visit",)), ["V3", "V2"]),
        ("activity", Filter("owner", "in", ("bob",)), ["V7", "V3", "V2"]),
        ("contact", Filter("city", "in", ("Ningbo",)), ["K1"]),
    ],
)
def test_other_lists_by_filter(
    office: Office, entity: str, wanted: Filter, expected: list[str]
) -> None:
    assert _ids(office, RecordQuery(entity, filters=(wanted,))) == expected


@pytest.mark.parametrize(
    ("entity", "start", "end", "expected"),
    [
        ("order", "2026-07-01", "2026-09-30", ["O3", "O6", "O7", "O4", "O2"]),
        ("payment", "2026-11-21", "2026-11-21", ["O2-2"]),
        ("contract", "2026-11-21", "2026-12-31", ["K1"]),
        ("customer", "2026-01-01", "2026-12-31", ["C5", "C3"]),
        ("opportunity", "2026-12-01", "2026-12-31", ["D1"]),
        ("return", "2026-08-01", "2026-08-31", ["T3"]),
        ("product", "2026-08-01", "2026-08-31", ["P1", "P2", "P3", "P4"]),
    ],
)
def test_lists_of_a_period(
    office: Office, entity: str, start: str, end: str, expected: list[str]
) -> None:
    query = RecordQuery(entity, period=between(day(start), day(end)))
    assert _ids(office, query) == expected


def test_a_won_deal_is_dated_by_its_closing(office: Office) -> None:
    won = (Filter("stage", "in", ("赢单", "Closed Won")),)
    autumn = between(day("2026-09-01"), day("2026-09-30"))
    assert _ids(office, RecordQuery("opportunity", filters=won, period=autumn)) == ["D2"]
    summer = between(day("2026-07-01"), day("2026-08-31"))
    assert _ids(office, RecordQuery("opportunity", filters=won, period=summer)) == ["D3"]


def test_what_is_owed_is_a_column_of_orders(office: Office) -> None:
    query = RecordQuery("order", columns=("order_id", "paid", "outstanding", "uninvoiced"))
    assert rows(office.records(query)) == [
        ("O10", 0, 0, 0),  # dated after the business date
        ("O9", 0, Decimal("1500.5"), Decimal("1500.5")),
        ("O3", 0, 500, 500),
        ("O6", 1200, 800, 2000),
        ("O7", 0, 100, 100),
        ("O4", 0, 250, 250),
        ("O2", 150, 150, 180),
        ("O1", 1000, 0, 0),
    ]


def test_custom_fields_can_be_shown_and_ordered_by_as_what_they_are(office: Office) -> None:
    query = RecordQuery(
        "customer",
        columns=("customer_id", "customers:grade", "customers:seats"),
        order=(Order("customers:seats"),),
    )
    assert rows(office.records(query)) == [
        ("C1", "gold", 40),
        ("C3", "gold", 9),
        ("C2", "silver", Decimal("5.5")),
        ("C4", None, None),
        ("C5", None, None),
    ]


def test_rows_without_a_value_come_last_in_either_order(office: Office) -> None:
    for descending in (True, False):
        query = RecordQuery("customer", order=(Order("level", descending=descending),))
        assert set(_ids(office, query)[-2:]) == {"C4", "C5"}


def test_equal_rows_are_ordered_by_their_keys(empty_office: Office) -> None:
    books = Books()
    books.customer("C1")
    for number in (3, 1, 2):
        books.order(f"O{number}", "C1", "2026-01-01", "5")
    books.into(empty_office.engine)
    assert _ids(empty_office, RecordQuery("order", order=(Order("amount"),))) == ["O1", "O2", "O3"]


def test_nothing_found_has_no_rows_and_no_total(office: Office) -> None:
    nobody = (Filter("customer", "in", ("nobody",)),)
    table = office.records(RecordQuery("order", filters=nobody))
    assert (table.rows, table.row_count, table.totals, table.truncated) == ((), 0, None, False)


def test_a_list_has_at_most_a_thousand_rows_and_knows_how_many_there_are(
    empty_office: Office,
) -> None:
    books = Books()
    books.customer("C1")
    for number in range(1003):
        books.order(f"O{number}", "C1", "2026-01-01", "1")
    books.into(empty_office.engine)
    table = empty_office.records(RecordQuery("order", limit=100_000))
    assert (len(table.rows), table.row_count) == (1000, 1003)
    assert totals(table) == (None, None, None, 1003, None)


@pytest.mark.parametrize(
    ("caller", "phones", "taxes"),
    [
        ("ann", {"13800000001", "13800000002"}, {"TAX1", "TAX2"}),
        ("mia", {MASK}, {MASK}),
        ("fin", {f"1380000000{n}" for n in range(1, 6)}, {f"TAX{n}" for n in range(1, 6)}),
    ],
)
def test_managers_see_a_mask_in_place_of_phones_and_tax_numbers(
    office: Office, caller: str, phones: set[str], taxes: set[str]
) -> None:
    query = RecordQuery("customer", columns=("phone", "tax_id"))
    found = office.records(query, caller=caller).rows
    assert {row[0] for row in found} == phones
    assert {row[1] for row in found} == taxes


def test_a_masked_field_can_be_neither_filtered_nor_ordered_by(office: Office) -> None:
    secret = RecordQuery("customer", filters=(Filter("phone", "in", ("13800000001",)),))
    assert _ids(office, secret, "mia") == []
    assert _ids(office, secret, "ann") == ["C1"]
    mask = RecordQuery("customer", filters=(Filter("phone", "in", (MASK,)),))
    assert _ids(office, mask, "mia") == ["C3", "C2", "C1", "C4"]
    ordered = RecordQuery("customer", order=(Order("phone", descending=False),))
    assert _ids(office, ordered, "mia") == ["C1", "C2", "C3", "C4"]
    contacts = RecordQuery("contact", columns=("phone",))
    assert rows(office.records(contacts, caller="mia")) == [(MASK,), (MASK,)]
    assert rows(office.records(contacts, caller="ann")) == [("1390000",)]


def test_an_owner_outside_the_team_has_no_name(office: Office) -> None:
    query = RecordQuery("order", columns=("order_id", "owner"))
    birch = (Filter("customer", "in", ("C2",)),)
    assert rows(office.records(replace(query, filters=birch))) == [("O4", "Bob")]
    assert rows(office.records(query, caller="ann")) == [
        ("O3", "Ann"),
        ("O4", "bob"),
        ("O2", "Ann"),
        ("O1", "Ann"),
    ]
