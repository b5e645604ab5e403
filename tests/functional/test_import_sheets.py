"""Importing sheets of invoice lines with headers of their own, through a proposed mapping."""

from datetime import datetime
from decimal import Decimal
from zipfile import ZipFile

import pytest

from crm.importing import ImportFailed, Mapping, Summary, suggest
from tests.functional.import_folder import COMPANY, TODAY, Importer

CHINESE = (
    "单据编号,开单日期,客户名称,商品名称,规格,数量,单价,金额,业务员,状态\n"
    "XS001,2026/3/1,青禾电子,控制器,大,2,100,200,王芳,已完成\n"
    "XS001,2026/3/1,青禾电子,传感器,小,3,10.5,31.5,王芳,已完成\n"
    "XS002,2026/3/2,岚山贸易,控制器,大,1,100,100,李强,已发货\n"
    "XS003,2026/3/5,青禾电子,控制器,大,-1,100,-100,王芳,已完成\n"
    "XS004,2026/4/1,岚山贸易,传感器,小,1,12,12,李强,已取消\n"
)
ENGLISH = (
    "Invoice No,Invoice Date,Customer ID,Customer,SKU,Description,Qty,Unit Price,Country\n"
    '1001,12/25/2025 8:30,17850,Northgate,A1,Lamp,2,"$1,250.50",France\n'
    "1001,12/25/2025 8:30,17850,Northgate,B2,Chair,1,10,France\n"
    "1002,1/3/2026 9:00,17850,Northgate,A1,Lamp,1,$5.00,Spain\n"
    "C1003,1/4/2026 9:00,17850,Northgate,A1,Lamp,-1,$5.00,Spain\n"
    "1004,1/5/2026 9:00,,,A1,Lamp,1,$7.00,Spain\n"
)


def _imported(importer: Importer, text: str, name: str = "export.csv") -> Summary:
    path = importer.files({name: text}) / name
    mapping = Mapping.from_toml(suggest(path, today=TODAY).to_toml())
    return importer.run(path, mapping)


def test_a_chinese_sheet_comes_in_as_proposed(importer: Importer) -> None:
    summary = _imported(importer, CHINESE)
    assert summary.rejected_rows == 0
    assert importer.rows("orders", "order_id", "ordered_at", "status", "amount") == [
        ("XS001", datetime.fromisoformat("2026-03-01"), "completed", Decimal("231.5")),
        ("XS002", datetime.fromisoformat("2026-03-02"), "shipped", Decimal(100)),
        ("XS004", datetime.fromisoformat("2026-04-01"), "cancelled", Decimal(12)),
    ]
    assert [row[0] for row in importer.rows("customers", "name")] == ["岚山贸易", "青禾电子"]
    assert sorted(row[0] for row in importer.rows("users", "name")) == ["李强", "王芳"]
    assert importer.value("orders", "owner_id", order_id="XS002") == "李强"
    assert importer.value("products", "custom", name="控制器") == {"specification": "大"}


def test_negative_quantities_become_returns(importer: Importer) -> None:
    summary = _imported(importer, CHINESE)
    columns = ("amount", "quantity", "returned_at", "order_id", "customer_id")
    assert importer.rows("returns", *columns) == [
        (Decimal(100), Decimal(1), datetime.fromisoformat("2026-03-05"), None, "青禾电子")
    ]
    (source,) = summary.sources
    assert source.read == source.kept + source.returned + source.rejected + source.waiting
    assert (source.read.amount, source.returned.amount) == (Decimal("243.5"), Decimal(-100))


def test_an_english_sheet_comes_in_as_proposed(importer: Importer) -> None:
    summary = _imported(importer, ENGLISH)
    assert importer.rows("orders", "order_id", "ordered_at", "amount", "ship_country") == [
        ("1001", datetime.fromisoformat("2025-12-25 08:30"), Decimal(2511), "France"),
        ("1002", datetime.fromisoformat("2026-01-03 09:00"), Decimal(5), "Spain"),
    ]
    assert importer.rows("returns", "return_id", "amount") == [("C1003-1", Decimal(5))]
    assert [(reject.line, reject.column) for reject in summary.rejects] == [(6, "Customer ID")]
    # The country differs between orders of one customer, so it is not the customer's.
    assert importer.rows("customers", "name", "country") == [("Northgate", None)]


@pytest.mark.parametrize("text", [CHINESE, ENGLISH])
def test_importing_a_sheet_twice_changes_nothing(importer: Importer, text: str) -> None:
    _imported(importer, text)
    before, versions = importer.everything(), importer.versions()
    assert not _imported(importer, text).changed
    assert (importer.everything(), importer.versions()) == (before, versions)


SPLIT = (
    "order_no,date,customer_id,product,qty,price\n"
    "A1,2026-01-02,C1,Lamp,1,10\n"
    "A1,2026-01-01,C2,Lamp,1,20\n"
    "A1,2026-01-02,C1,Chair,1,30\n"
    "A2,2026-01-02,C1,Chair,1,40\n"
)


def test_a_number_of_several_customers_or_days_is_split_and_reported(importer: Importer) -> None:
    summary = _imported(importer, SPLIT)
    assert importer.rows("orders", "order_id", "customer_id", "amount", "external_id") == [
        ("A1", "C2", Decimal(20), "A1"),
        ("A1-20260102-C1", "C1", Decimal(40), "A1"),
        ("A2", "C1", Decimal(40), "A2"),
    ]
    assert summary.split_numbers == 1
    (split,) = summary.splits
    assert (split.number, set(split.order_ids)) == ("A1", {"A1", "A1-20260102-C1"})


def test_the_ids_of_split_orders_do_not_depend_on_the_order_of_rows(importer: Importer) -> None:
    header, *rows = SPLIT.splitlines(keepends=True)
    _imported(importer, SPLIT)
    before = importer.rows("orders", "order_id", "customer_id", "amount")
    _imported(importer, header + "".join(reversed(rows)))
    assert importer.rows("orders", "order_id", "customer_id", "amount") == before


def test_an_order_keeps_its_id_when_an_earlier_one_of_its_number_arrives(
    importer: Importer,
) -> None:
    header = "order_no,date,customer_id,product,qty,price\n"
    _imported(importer, header + "A1,2026-01-02,C1,Lamp,1,10\n")
    _imported(importer, header + "A1,2026-01-01,C2,Lamp,1,20\nA1,2026-01-02,C1,Lamp,1,10\n")
    assert importer.rows("orders", "order_id", "customer_id") == [
        ("A1", "C1"),
        ("A1-20260101-C2", "C2"),
    ]


def test_a_column_of_kinds_says_which_rows_are_returns(importer: Importer) -> None:
    _imported(
        importer,
        "单号,日期,客户,产品,数量,单价,单据类型,原单号\n"
        "S1,2026-01-01,甲公司,灯,2,10,销售,\n"
        "S2,2026-01-05,甲公司,灯,1,10,退货,S1\n",
    )
    assert importer.rows("orders", "order_id", "amount") == [("S1", Decimal(20))]
    assert importer.rows("returns", "return_id", "order_id", "amount") == [
        ("S2-1", "S1", Decimal(10))
    ]


def test_a_return_in_an_order_of_the_sheet_names_it(importer: Importer) -> None:
    _imported(
        importer,
        "order_no,date,customer_id,product,qty,price\n"
        "A1,2026-01-02,C1,Lamp,5,10\nA1,2026-01-09,C1,Lamp,-1,10\n",
    )
    assert importer.rows("returns", "order_id", "amount") == [("A1", Decimal(10))]


def test_lines_of_the_same_product_stay_separate(importer: Importer) -> None:
    header = "order_no,date,customer_id,product,qty,price\n"
    _imported(importer, header + "A1,2026-01-02,C1,Lamp,5,10\n" * 2)
    assert importer.rows("order_lines", "line_no", "amount") == [(1, Decimal(50)), (2, Decimal(50))]


def test_names_that_differ_in_writing_only_are_one_customer(importer: Importer) -> None:
    _imported(
        importer,
        "order_no,date,customer,product,qty,price\n"
        "A1,2026-01-02,Harbour Finch,Lamp,1,10\n"
        "A2,2026-01-03,harbour  finch,Lamp,1,10\n"
        "A3,2026-01-04,Harbour & Finch,Lamp,1,10\n",
    )
    assert importer.rows("customers", "name") == [("Harbour Finch",), ("Harbour & Finch",)]
    assert importer.value("orders", "customer_id", order_id="A2") == "harbour-finch"


def test_a_product_with_several_names_takes_the_most_frequent_and_is_reported(
    importer: Importer,
) -> None:
    header = "order_no,date,customer_id,sku,description,qty,price\n"
    rows = [
        "A1,2026-01-02,C1,S1,Lamp,1,10\n",
        "A2,2026-01-03,C1,S1,LAMP NEW,1,10\n",
        "A3,2026-01-04,C1,S1,LAMP NEW,1,10\n",
        "A4,2026-01-05,C1,S1,,1,10\n",
    ]
    summary = _imported(importer, header + "".join(rows))
    assert importer.rows("products", "name") == [("LAMP NEW",)]
    (conflict,) = summary.conflicts
    assert (conflict.key, conflict.column, conflict.others) == ("S1", "name", ("Lamp",))
    assert summary.rejected_rows == 0


def test_amounts_without_a_unit_price_are_kept_as_given(importer: Importer) -> None:
    _imported(
        importer,
        "订单编号,订单日期,客户名称,产品名称,数量,销售额\n"
        "D1,2026-01-02,甲,灯,3,125.43999999999998\n",
    )
    assert importer.rows("order_lines", "amount", "unit_price") == [
        (Decimal("125.44"), Decimal("41.813333"))
    ]


def test_the_mapping_says_currency_and_time_zone(importer: Importer) -> None:
    path = importer.files({"export.csv": ENGLISH}) / "export.csv"
    toml = suggest(path, today=TODAY).to_toml()
    toml = toml.replace('# currency = "CNY"', 'currency = "GBP"')
    toml = toml.replace("# timezone", "timezone")
    importer.run(path, Mapping.from_toml(toml))
    assert importer.rows("orders", "order_id", "currency", "ordered_at")[0] == (
        "1001",
        "GBP",
        datetime.fromisoformat("2025-12-25 16:30"),
    )


def test_several_sheets_of_one_form_come_in_as_one(importer: Importer) -> None:
    header = "order_no,date,customer_id,product,qty,price\n"
    folder = importer.files(
        {
            "2026-01.csv": header + "A1,2026-01-31,C1,Lamp,1,10\n",
            "2026-02.csv": header + "A2,2026-02-01,C1,Lamp,1,10\nA1,2026-01-31,C1,Lamp,2,10\n",
        }
    )
    toml = suggest(folder, today=TODAY).to_toml()
    assert 'name = "2026-0*"' in toml
    importer.run(folder, Mapping.from_toml(toml))
    assert importer.rows("orders", "order_id", "line_count", "amount") == [
        ("A1", 2, Decimal(30)),
        ("A2", 1, Decimal(10)),
    ]


def test_a_salesperson_who_is_always_the_same_owns_the_customer(importer: Importer) -> None:
    _imported(importer, CHINESE)
    assert dict(importer.rows("customers", "name", "owner_id")) == {
        "青禾电子": "王芳",
        "岚山贸易": "李强",
    }


def test_headers_that_say_nothing_are_guessed_from_the_values(importer: Importer) -> None:
    rows = [
        f"2026-01-{day:02},N{day * 7},{who},{what},{count},{price},{count * price}\n"
        for day, who in enumerate(["Oak", "Elm", "Ash", "Oak", "Elm"], start=1)
        for count, what, price in ((2, "Lamp", 10), (3, "Chair", 20), (day, "Desk", 35))
    ]
    summary = _imported(importer, "a,b,c,d,e,f,g\n" + "".join(rows))
    assert summary.rejected_rows == 0
    assert importer.rows("orders", "order_id", "amount")[0] == ("N14", Decimal(150))
    assert [row[0] for row in importer.rows("customers", "name")] == ["Ash", "Elm", "Oak"]
    assert len(importer.rows("products")) == 3


def test_guesses_are_marked_for_checking(importer: Importer) -> None:
    rows = "".join(f"2026-01-{d:02},N{d},C{d % 3},P{d % 2},{d},{d * 10}\n" for d in range(1, 20))
    path = importer.files({"x.csv": "date,b,customer,product,qty,price\n" + rows}) / "x.csv"
    toml = suggest(path, today=TODAY).to_toml()
    assert 'order_id = "b"  # CHECK: guessed from the values' in toml


def test_an_amount_too_large_for_the_database_is_rejected(importer: Importer) -> None:
    header = "order_no,date,customer_id,product,qty,price\n"
    summary = _imported(
        importer,
        header + "A1,2026-01-02,C1,Lamp,1000000,999999999\nA2,2026-01-02,C1,Lamp,1,1\n",
    )
    assert (summary.rejected_rows, len(importer.rows("orders"))) == (1, 1)


def test_a_column_without_a_header_is_left_out_with_a_word(importer: Importer) -> None:
    summary = importer.take({"customers.csv": "customer_id,,name\nC1,x,A\n"})
    assert summary.notes == ("customers.csv: column 2 has no header and is left out",)


def test_a_source_that_is_like_no_table_is_refused_with_what_was_found(importer: Importer) -> None:
    path = importer.files({"weather.csv": "day,rain\n2026-01-01,3\n"}) / "weather.csv"
    with pytest.raises(ImportFailed, match="day, rain"):
        suggest(path, today=TODAY)


def test_lines_with_amounts_and_no_prices_get_prices(importer: Importer) -> None:
    importer.take(
        {key: text for key, text in COMPANY.items() if key in ("customers.csv", "products.csv")}
    )
    folder = importer.files(
        {
            "orders.csv": COMPANY["orders.csv"],
            "order_lines.csv": "order_id,line_no,product_id,quantity,total\nO1,1,P1,4,10\n",
        }
    )
    importer.run(folder, Mapping.from_toml(suggest(folder, today=TODAY).to_toml()))
    assert importer.rows("order_lines", "unit_price", "amount") == [(Decimal("2.5"), Decimal(10))]


def test_a_zipped_sheet_can_be_proposed_for_and_imported(importer: Importer) -> None:
    path = importer.folder / "export.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr("明细.csv", CHINESE)
    importer.run(path, Mapping.from_toml(suggest(path, today=TODAY).to_toml()))
    assert len(importer.rows("orders")) == 3
