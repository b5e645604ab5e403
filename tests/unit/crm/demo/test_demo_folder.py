"""The folder of a demo company, as the importer reads it."""

import csv
from datetime import date
from pathlib import Path

import pytest

from crm.demo import Company, company, write_folder

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def made() -> Company:
    return company(5, TODAY)


@pytest.fixture(scope="module")
def folder(made: Company, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "company"
    write_folder(made, path)
    return path


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_each_table_is_one_file_and_the_labels_lie_beside(folder: Path, made: Company) -> None:
    assert {file.stem for file in folder.glob("*.csv")} == set(made.tables.by_name())
    assert [file.name for file in (folder / "labels").iterdir()] == ["anomalies.csv"]


def test_every_row_is_written(folder: Path, made: Company) -> None:
    for name, rows in made.tables.by_name().items():
        assert len(_rows(folder / f"{name}.csv")) == len(rows)
    assert len(_rows(folder / "labels" / "anomalies.csv")) == 40


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("users", "user_id name role team email manager_id"),
        (
            "customers",
            (
                "customer_id name short_name aliases industry province city region level owner_id "
                "status phone tax_id created_at source"
            ),
        ),
        ("contacts", "contact_id customer_id name title phone email is_primary"),
        ("products", "product_id name model category unit list_price aliases"),
        (
            "orders",
            (
                "order_id customer_id ordered_at status owner_id channel currency amount due_date "
                "shipped_at delivered_at source_system external_id warehouse"
            ),
        ),
        ("order_lines", "order_id line_no product_id quantity unit_price amount"),
        ("returns", "return_id order_id amount returned_at product_id quantity reason"),
        ("payments", "payment_id order_id amount paid_at method"),
        ("invoices", "invoice_id order_id amount issued_at number url"),
        (
            "contracts",
            "contract_id customer_id start_date end_date name product_id amount seats status",
        ),
        (
            "opportunities",
            (
                "opportunity_id customer_id owner_id name stage amount expected_close created_at "
                "closed_at lead_source"
            ),
        ),
        ("activities", "activity_id customer_id kind occurred_at user_id subject body"),
        ("usage", "customer_id date metric value"),
        ("targets", "user_id month amount"),
        ("labels/anomalies", "order_id kind detail"),
    ],
)
def test_the_headers_are_the_contract_s(folder: Path, table: str, columns: str) -> None:
    with (folder / f"{table}.csv").open(encoding="utf-8") as stream:
        assert stream.readline().strip().split(",") == columns.split()


def test_cells_are_written_as_the_contract_reads_them(folder: Path, made: Company) -> None:
    order = _rows(folder / "orders.csv")[0]
    expected = made.tables.orders[0]

    assert order["ordered_at"] == f"{expected.ordered_at:%Y-%m-%d %H:%M}"
    assert order["due_date"] == expected.due_date.isoformat()
    assert order["amount"] == str(expected.amount)
    assert {row["is_primary"] for row in _rows(folder / "contacts.csv")} == {"true", "false"}
    assert "" in {row["manager_id"] for row in _rows(folder / "users.csv")}


def test_writing_the_company_again_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    write_folder(company(5, TODAY), tmp_path)

    for file in folder.rglob("*.csv"):
        assert (tmp_path / file.relative_to(folder)).read_bytes() == file.read_bytes()
