"""Importing the contract's own files: upserts, rejects, waiting rows, totals."""

from datetime import datetime
from decimal import Decimal

import pytest

from crm.importing import ImportFailed, read_rejects
from tests.functional.import_folder import COMPANY, NOW, Importer


def _with(**files: str) -> dict[str, str]:
    return {**COMPANY, **{f"{name}.csv": text for name, text in files.items()}}


def test_a_folder_of_good_files_comes_in_whole(importer: Importer) -> None:
    summary = importer.take(COMPANY)
    assert (summary.rejected_rows, summary.waiting_rows) == (0, 0)
    assert importer.rows("orders", "order_id", "status", "ordered_at") == [
        ("O1", "completed", datetime.fromisoformat("2026-11-01 09:30")),
        ("O2", "shipped", datetime.fromisoformat("2026-11-02")),
    ]
    assert importer.rows("users", "user_id", "role") == [("U1", "manager"), ("U2", "rep")]
    assert not importer.rejects.exists()


def test_an_orders_amount_is_the_sum_of_its_lines_else_as_given(importer: Importer) -> None:
    importer.take(COMPANY)
    totals = importer.rows("orders", "order_id", "amount", "amount_given", "units", "line_count")
    assert totals == [
        ("O1", Decimal("237.49"), Decimal(999), Decimal(5), 2),
        ("O2", Decimal(80), Decimal(80), Decimal(0), 0),
    ]


def test_totals_follow_a_line_that_changes_later(importer: Importer) -> None:
    importer.take(COMPANY)
    header = "order_id,line_no,product_id,quantity,unit_price\n"
    importer.take({"order_lines.csv": header + "O1,2,P2,4,12.5\nO2,1,P1,1,100\n"})
    totals = importer.rows("orders", "order_id", "amount", "units", "line_count")
    assert totals == [
        ("O1", Decimal(250), Decimal(6), 2),
        ("O2", Decimal(100), Decimal(1), 1),
    ]


def test_importing_the_same_files_twice_changes_nothing(importer: Importer) -> None:
    importer.take(COMPANY)
    before, versions = importer.everything(), importer.versions()
    again = importer.take(COMPANY)
    assert not again.changed
    assert again.table("orders").unchanged == 2
    assert (importer.everything(), importer.versions()) == (before, versions)


def test_a_changed_row_is_updated_and_raises_the_version_of_its_table_only(
    importer: Importer,
) -> None:
    importer.take(COMPANY)
    before = importer.versions()
    summary = importer.take({"customers.csv": "customer_id,name\nC1,青禾电子（苏州）\n"})
    table = summary.table("customers")
    assert (table.new, table.changed, table.unchanged) == (0, 1, 0)
    assert importer.versions() == {**before, "customers": before["customers"] + 1}
    # A column that the file does not have keeps its value.
    assert importer.rows("customers", "name", "level", customer_id="C1") == [
        ("青禾电子（苏州）", "A")
    ]


def test_the_state_of_a_table_says_when_rows_came_in(importer: Importer) -> None:
    importer.take(COMPANY)
    assert importer.value("table_state", "as_of", table_name="orders") == NOW
    assert importer.rows("table_state", "table_name", table_name="contracts") == []


def test_a_bad_row_is_rejected_alone_with_all_that_helps_to_correct_it(importer: Importer) -> None:
    orders = COMPANY["orders.csv"] + "O3,C1,2026-13-45,completed,5\nO4,C1,2026-11-03,done,7\n"
    summary = importer.take(_with(orders=orders))
    (reject,) = summary.rejects
    assert (reject.file, reject.line, reject.column, reject.value) == (
        "orders.csv",
        4,
        "ordered_at",
        "2026-13-45",
    )
    assert "calendar" in reject.reason
    assert "2026-11-21" in reject.accepted
    assert list(read_rejects(importer.rejects)) == [reject]
    assert [row[0] for row in importer.rows("orders", "order_id")] == ["O1", "O2", "O4"]


@pytest.mark.parametrize(
    ("table", "row", "column"),
    [
        ("orders", "O3,C1,2026-11-03,maybe,5", "status"),
        ("orders", "O3,C1,2026-11-03,completed,five", "amount"),
        ("orders", "O3,,2026-11-03,completed,5", "customer_id"),
        ("orders", "O3,C1,3/4/2026,completed,5", "ordered_at"),
        ("orders", "O3,C1,2026-11-03,completed,99999999999999", "amount"),
        ("orders", "O3,C1,2026-11-03,completed,12,5", ""),
        ("order_lines", "O1,1.5,P1,1,1,", "line_no"),
        ("order_lines", 'O1,3,P1,1,"1,5",', "unit_price"),
        ("users", f"{'U' * 201},Long,rep,", "user_id"),
        ("users", "U3,Who,king,", "role"),
        ("returns", "R2,,5,2026-11-10", "order_id"),
    ],
)
def test_what_cannot_be_read_is_rejected(
    importer: Importer, table: str, row: str, column: str
) -> None:
    summary = importer.take(_with(**{table: COMPANY[f"{table}.csv"] + row + "\n"}))
    assert [reject.column for reject in summary.rejects] == [column]
    assert importer.rows(table) == importer.rows(table)
    assert summary.table(table).rejected.rows == 1


def test_an_open_quote_spoils_only_its_own_line(importer: Importer) -> None:
    customers = 'customer_id,name\nC1,青禾\nC2,"Lind\nC3,Cara\nC4,"Two\nlines"\nC5,Eve\n'
    summary = importer.take({"customers.csv": customers})
    assert [reject.line for reject in summary.rejects] == [3]
    assert importer.rows("customers", "customer_id", "name") == [
        ("C1", "青禾"),
        ("C3", "Cara"),
        ("C4", "Two\nlines"),
        ("C5", "Eve"),
    ]


def test_a_key_that_comes_twice_with_other_values_is_rejected_the_second_time(
    importer: Importer,
) -> None:
    customers = "customer_id,name\nC1,A\nC2,B\nC1,A\nC2,Z\n"
    summary = importer.take({"customers.csv": customers})
    assert [(reject.line, reject.column) for reject in summary.rejects] == [(5, "customer_id")]
    assert importer.rows("customers", "name") == [("A",), ("B",)]
    assert summary.table("customers").kept.rows == 3


def test_a_row_waits_for_what_it_refers_to_and_comes_in_when_that_arrives(
    importer: Importer,
) -> None:
    files = dict(COMPANY)
    customers = files.pop("customers.csv")
    products = files.pop("products.csv")
    summary = importer.take(files)
    assert summary.waiting_rows == 6
    assert importer.rows("orders") == []
    assert summary.table("order_lines").waiting.rows == 2
    # First the orders, then, through them, the return and the payment; lines still lack products.
    summary = importer.take({"customers.csv": customers})
    assert summary.waiting_rows == 2
    resolved = {table.table: table.resolved for table in summary.tables}
    assert (resolved["orders"], resolved["returns"], resolved["payments"]) == (2, 1, 1)
    summary = importer.take({"products.csv": products})
    assert (summary.waiting_rows, summary.table("order_lines").resolved) == (0, 2)
    whole = importer.everything()
    assert importer.value("orders", "amount", order_id="O1") == Decimal("237.49")
    assert not importer.take(COMPANY).changed
    assert importer.everything() == whole


def test_a_waiting_row_is_replaced_by_a_newer_version_of_itself(importer: Importer) -> None:
    orders = "order_id,customer_id,ordered_at,status,amount\nO1,C1,2026-11-01,completed,{}\n"
    importer.take({"orders.csv": orders.format(1)})
    importer.take({"orders.csv": orders.format(2)})
    importer.take({"customers.csv": COMPANY["customers.csv"]})
    assert importer.rows("orders", "order_id", "amount") == [("O1", Decimal(2))]


def test_soft_references_do_not_wait(importer: Importer) -> None:
    importer.take({"customers.csv": "customer_id,name,owner_id\nC1,A,nobody\n"})
    assert importer.value("customers", "owner_id") == "nobody"


def test_a_return_takes_customer_and_currency_from_its_order(importer: Importer) -> None:
    orders = "order_id,customer_id,ordered_at,status,currency\nO1,C1,2026-11-01,completed,美元\n"
    importer.take({**COMPANY, "orders.csv": orders})
    assert importer.rows("returns", "customer_id", "currency") == [("C1", "USD")]


def test_a_return_without_an_order_needs_its_customer(importer: Importer) -> None:
    returns = "return_id,order_id,customer_id,amount,returned_at\nR9,,C1,5,2026-11-10\n"
    importer.take({**COMPANY, "returns.csv": returns})
    assert importer.rows("returns", "return_id", "order_id", "customer_id", "currency") == [
        ("R9", None, "C1", "CNY")
    ]


def test_columns_that_the_contract_does_not_list_become_typed_custom_fields(
    importer: Importer,
) -> None:
    customers = (
        "customer_id,name,来源,score,since,邮编\n"
        "C1,A,展会,4.5,2024-03-01,012345\nC2,B,,12,2025/4/2,200000\n"
    )
    importer.take({"customers.csv": customers})
    fields = importer.rows("custom_fields", "name", "kind", "label_zh", "label_en")
    assert sorted(fields) == [
        ("score", "number", None, "score"),
        ("since", "date", None, "since"),
        ("来源", "text", "来源", "source"),
        ("邮编", "text", "邮编", "postal code"),
    ]
    custom = dict(importer.rows("customers", "customer_id", "custom"))
    assert custom["C1"] == {"来源": "展会", "score": 4.5, "since": "2024-03-01", "邮编": "012345"}
    assert custom["C2"] == {"score": 12, "since": "2025-04-02", "邮编": "200000"}


def test_a_custom_number_becomes_text_when_a_value_is_no_number(importer: Importer) -> None:
    importer.take({"customers.csv": "customer_id,name,score\nC1,A,1.50\n"})
    summary = importer.take({"customers.csv": "customer_id,name,score\nC2,B,high\n"})
    assert summary.table("customers").new == 1
    assert importer.rows("custom_fields", "name", "kind") == [("score", "text")]
    scores = [custom["score"] for (custom,) in importer.rows("customers", "custom")]
    assert scores[1] == "high"
    assert isinstance(scores[0], str)


def test_custom_fields_of_another_file_stay(importer: Importer) -> None:
    importer.take({"customers.csv": "customer_id,name,one\nC1,A,x\n"})
    importer.take({"customers.csv": "customer_id,name,two\nC1,A,y\n"})
    assert importer.value("customers", "custom") == {"one": "x", "two": "y"}


def test_more_than_six_decimals_are_rounded_half_up_and_counted(importer: Importer) -> None:
    products = "product_id,name,list_price\nP1,A,0.1234565\nP2,B,-0.1234565\nP3,C,1.5\n"
    summary = importer.take({"products.csv": products})
    assert summary.rounded_values == 2
    assert importer.rows("products", "list_price") == [
        (Decimal("0.123457"),),
        (Decimal("-0.123457"),),
        (Decimal("1.5"),),
    ]


def test_the_summary_reconciles_rows_and_amounts(importer: Importer) -> None:
    lines = COMPANY["order_lines.csv"] + "O9,1,P1,1,10,\nO1,3,P1,x,7,70\nO1,4,P2,1,0.5,\n"
    summary = importer.take(_with(order_lines=lines))
    table = summary.table("order_lines")
    assert table.read.rows == 5
    assert table.read.amount == Decimal("317.99") + Decimal(0)
    assert (table.kept.amount, table.waiting.amount, table.rejected.amount) == (
        Decimal("237.99"),
        Decimal(10),
        Decimal(70),
    )
    assert table.read == table.kept + table.waiting + table.rejected


def test_the_run_is_recorded_with_its_summary(importer: Importer) -> None:
    importer.take(COMPANY)
    ((recorded,),) = importer.rows("import_runs", "summary")
    assert recorded["tables"][0]["table"] == "users"
    assert recorded["waiting_rows"] == 0


def test_progress_is_told_after_every_chunk(importer: Importer) -> None:
    told: list[tuple[str, int]] = []

    def progress(source: str, rows: int, total: int | None) -> None:
        del total
        told.append((source, rows))

    importer.run(importer.files(COMPANY), progress=progress)
    assert ("orders.csv", 2) in told


def test_a_reject_file_of_an_earlier_import_goes_when_nothing_is_rejected(
    importer: Importer,
) -> None:
    importer.take({"customers.csv": "customer_id,name\n,A\nC1,B\n"})
    assert importer.rejects.exists()
    importer.take({"customers.csv": "customer_id,name\nC1,B\n"})
    assert not importer.rejects.exists()


def test_a_file_of_the_user_in_the_place_of_the_reject_file_is_not_removed(
    importer: Importer,
) -> None:
    importer.rejects.write_text("mine")
    importer.take({"customers.csv": "customer_id,name\nC1,B\n"})
    assert importer.rejects.read_text() == "mine"


def test_nothing_is_kept_of_an_import_that_fails_in_the_middle(importer: Importer) -> None:
    def stop(source: str, rows: int, total: int | None) -> None:
        del rows, total
        if source == "returns.csv":
            raise ImportFailed("stopped")

    with pytest.raises(ImportFailed):
        importer.run(importer.files(COMPANY), progress=stop)
    assert importer.everything() == {name: [] for name in importer.everything()}
    assert not list(importer.folder.glob("rejects*"))


def test_an_order_keeps_what_was_paid_and_invoiced_on_it(importer: Importer) -> None:
    importer.take(COMPANY)
    importer.take(
        {
            "payments.csv": "payment_id,order_id,amount,paid_at\n"
            "R1,O1,50,2026-11-03\nR2,O1,37.49,2026-11-04\nR3,O9,5,2026-11-05\n",
            "invoices.csv": "invoice_id,order_id,amount,issued_at\nI1,O1,237.49,2026-11-03\n",
        }
    )
    kept = importer.rows("orders", "order_id", "paid", "invoiced")
    assert kept == [
        ("O1", Decimal("187.49"), Decimal("237.49")),
        ("O2", Decimal(0), Decimal(0)),
    ]


def test_a_payment_booked_on_another_order_leaves_the_first(importer: Importer) -> None:
    header = "payment_id,order_id,amount,paid_at\n"
    importer.take(_with(payments=header + "R1,O1,100,2026-11-03\nR2,O1,7,2026-11-03\n"))
    again = importer.take({"payments.csv": header + "R1,O2,80,2026-11-03\n"})
    assert importer.rows("orders", "order_id", "paid") == [("O1", Decimal(7)), ("O2", Decimal(80))]
    assert again.changed


def test_a_payment_that_waited_for_its_order_counts_when_it_comes(importer: Importer) -> None:
    importer.take(_with(payments="payment_id,order_id,amount,paid_at\nR1,O9,5,2026-11-05\n"))
    importer.take(
        {
            "orders.csv": "order_id,customer_id,ordered_at,status,amount\n"
            "O9,C1,2026-11-01,completed,9\n"
        }
    )
    assert importer.rows("orders", "paid", order_id="O9") == [(Decimal(5),)]


def test_an_order_imported_again_keeps_what_was_paid(importer: Importer) -> None:
    importer.take(_with(payments="payment_id,order_id,amount,paid_at\nR1,O2,5,2026-11-05\n"))
    importer.take(
        {
            "orders.csv": "order_id,customer_id,ordered_at,status,amount\n"
            "O2,C1,2026-11-02,completed,90\n"
        }
    )
    assert importer.rows("orders", "paid", "amount", order_id="O2") == [(Decimal(5), Decimal(90))]
