"""Files made to do harm: to fill memory or disk, to write elsewhere, to steer a terminal."""

import math
import sqlite3
import struct
import zipfile
from contextlib import closing
from pathlib import Path

import duckdb
import openpyxl
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.cli.terminal import harmless
from crm.importing import ImportFailed, suggest
from crm.importing.databases import parquet_source
from crm.importing.probing import check_readable
from crm.models import customers
from tests.functional.import_folder import TODAY, Importer

ROWS = "customer_id,name\nC1,Acme\n"


@pytest.fixture
def importer(sqlite_engine: Engine, tmp_path: Path) -> Importer:
    return Importer(sqlite_engine, tmp_path)


def failure(importer: Importer, path: Path) -> str:
    """Gives why nothing was imported, and sees that nothing was."""
    with pytest.raises(ImportFailed) as failed:
        importer.run(path)
    with importer.engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(customers)).scalar() == 0
    assert not list(importer.folder.parent.glob("*.csv"))
    return str(failed.value)


def workbook(folder: Path, *cells: tuple[str, str]) -> Path:
    """Gives a workbook of customers with cells of its own."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "customers"
    for at, value in (("A1", "customer_id"), ("B1", "name"), ("A2", "C1"), ("B2", "Acme"), *cells):
        sheet[at] = value
    path = folder / "customers.xlsx"
    book.save(path)
    return path


def zipped(folder: Path, *files: tuple[str | zipfile.ZipInfo, str | bytes]) -> Path:
    path = folder / "all.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content, zipfile.ZIP_DEFLATED)
    return path


def test_a_cell_at_the_end_of_a_sheet_does_not_end_the_process(importer: Importer) -> None:
    told = failure(importer, workbook(importer.folder, ("XFD1048576", "x")))
    assert "customers.xlsx needs more than 4,096 MB" in told
    assert "save the sheet as CSV" in told


def test_a_workbook_is_read_within_the_memory_that_it_may_have(importer: Importer) -> None:
    path = workbook(importer.folder, ("ZZ100000", "x"))
    with pytest.raises(ImportFailed, match="needs more than 512 MB"):
        check_readable(path, path.name, most_bytes=512 * 1024**2)


def test_entities_of_a_workbook_are_not_unfolded(importer: Importer) -> None:
    plain = workbook(importer.folder)
    entities = "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    doctype = f'<!DOCTYPE sst [<!ENTITY a "laughter">{entities}]>'.encode()
    path = importer.folder / "hostile.xlsx"
    with zipfile.ZipFile(plain) as good, zipfile.ZipFile(path, "w") as archive:
        for name in good.namelist():
            content = good.read(name).replace(b"<t>Acme</t>", b"<t>Acme &i;</t>")
            archive.writestr(name, content.replace(b"<sst", doctype + b"<sst", 1))
    plain.unlink()
    try:
        importer.run(path)
    except ImportFailed:
        return
    with importer.engine.connect() as connection:
        name = connection.execute(sa.select(customers.c.name)).scalar_one()
    assert len(name) < 100


def test_a_table_that_packs_a_thousand_to_one_is_refused(importer: Importer) -> None:
    row = "C1,Acme" + " " * 100_000 + "\n"
    path = zipped(importer.folder, ("customers.csv", "customer_id,name\n" + row * 1_000))
    assert path.stat().st_size * 500 < 100_000_000
    assert "Unpack it yourself if you trust it" in failure(importer, path)


def test_files_that_are_small_alone_and_large_together_are_refused(importer: Importer) -> None:
    part = "customer_id,name\n" + " " * 12_000_000
    files = [(f"{number}/customers.csv", part) for number in range(6)]
    assert "unpacks to more than" in failure(importer, zipped(importer.folder, *files))


def test_a_zip_that_lies_about_its_sizes_is_refused(importer: Importer) -> None:
    path = zipped(importer.folder, ("customers.csv", ROWS + " " * 100_000))
    raw = bytearray(path.read_bytes())
    directory = raw.rindex(b"PK\x01\x02")
    raw[directory + 24 : directory + 28] = struct.pack("<I", 10)
    path.write_bytes(bytes(raw))
    assert "no readable zip" in failure(importer, path)


def test_a_zip_of_too_many_files_is_refused(importer: Importer) -> None:
    files = [(f"{number}.csv", ROWS) for number in range(1_001)]
    assert "1001 files, at most 1000" in failure(importer, zipped(importer.folder, *files))


@pytest.mark.parametrize(
    "name",
    [
        "/etc/customers.csv",
        "../customers.csv",
        "a/../../customers.csv",
        "..\\customers.csv",
        "C:\\customers.csv",
        "\\\\host\\share\\customers.csv",
        ".",
        "\x1b]0;owned\x07customers.csv",
        "customers\ncsv",
        "cust\u202ecsv.exe",
    ],
)
def test_a_zip_writes_nowhere_else_and_under_no_odd_name(importer: Importer, name: str) -> None:
    told = failure(importer, zipped(importer.folder, (name, ROWS)))
    assert "The zip holds" in told
    assert told.isprintable()


def test_a_link_in_a_zip_is_a_file_and_leads_nowhere(importer: Importer) -> None:
    link = zipfile.ZipInfo("customers.csv")
    link.external_attr = 0o120777 << 16
    link.create_system = 3
    path = zipped(importer.folder, (link, "/etc/passwd"))
    assert "customer" in failure(importer, path)


def test_a_zip_in_a_zip_is_left_aside(importer: Importer) -> None:
    inner = zipped(importer.folder, ("customers.csv", ROWS)).read_bytes()
    path = zipped(importer.folder, ("inner.zip", inner), ("customers.csv", ROWS))
    summary = importer.run(path)
    assert summary.notes == ("inner.zip is of no known format and was left aside",)
    assert summary.table("customers").new == 1


def test_a_parquet_file_of_more_rows_than_anybody_has_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "customers.parquet"
    with duckdb.connect() as connection:
        rows = "SELECT 'C1' AS customer_id, 'Acme' AS name FROM range(6)"
        connection.execute(f"COPY ({rows}) TO '{path}' (FORMAT parquet)")
    assert parquet_source(path, "customers.parquet", most_rows=6).total == 6
    with pytest.raises(ImportFailed, match="6 rows, at most 5"):
        parquet_source(path, "customers.parquet", most_rows=5)


def test_a_text_on_a_terminal_steers_nothing() -> None:
    hostile = "a\x1b[2Jb\x1b]0;title\x07c\x9b31md\u202ee\u2066f\rg\x7fh\ni\tj"
    assert harmless(hostile) == "a [2Jb ]0;title c 31mdef g h\ni j"


HUGE = """order_id,customer_id,ordered_at,status,amount,weight
O1,C1,2026-11-01,completed,1e400,5
O2,C1,9999-12-31 23:59:59-12:00,completed,5,5
O3,C1,2026-11-01,completed,99999999999999999999999,5
O4,C1,2026-11-01,completed,7,1e400
"""


def test_a_number_that_nothing_holds_costs_its_own_row_alone(importer: Importer) -> None:
    summary = importer.take({"customers.csv": "customer_id,name\nC1,A\n", "orders.csv": HUGE})
    assert summary.rejected_rows == 3
    assert importer.rows("orders", "order_id", "amount") == [("O4", 7)]


def test_cells_of_a_database_that_are_no_table_are_taken_as_texts(
    importer: Importer, tmp_path: Path
) -> None:
    path = tmp_path / "odd.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE customers (customer_id, name, score)")
        rows = [("C1", "A", math.inf), ("C2", "B", b"\xff\x00"), ("C3", "C", 1e300), ("C4", "D", 5)]
        connection.executemany("INSERT INTO customers VALUES (?, ?, ?)", rows)
        connection.commit()
    assert importer.run(path).rejected_rows == 0
    found = importer.rows("customers", "customer_id", "custom")
    assert [(key, type(custom["score"])) for key, custom in found] == [
        (f"C{number}", str) for number in range(1, 5)
    ]


def test_a_mapping_is_proposed_for_a_table_of_odd_numbers(importer: Importer) -> None:
    folder = importer.files({"orders.csv": HUGE})
    assert "[source.orders]" in suggest(folder, today=TODAY).to_toml()
