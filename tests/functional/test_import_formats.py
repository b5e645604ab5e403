"""The same rows out of every format, and a clear line for files that cannot be read."""

import io
import sqlite3
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import openpyxl
import pytest
from sqlalchemy.engine import Engine

from crm.database import connect, sqlite_url
from crm.importing import ImportFailed, Mapping, suggest
from tests.functional.import_folder import COMPANY, TODAY, Importer

CUSTOMERS = [
    ("customer_id", "name", "created_at", "score"),
    ("1001", "青禾电子", "2026-03-01", 4.5),
    ("C2", "Müller & Söhne", "2026-03-02", None),
]


@pytest.fixture
def importer(sqlite_engine: Engine, tmp_path: Path) -> Importer:
    """Imports into SQLite: the formats do not depend on the database."""
    return Importer(sqlite_engine, tmp_path)


def _text(delimiter: str = ",") -> str:
    lines = [delimiter.join("" if cell is None else str(cell) for cell in row) for row in CUSTOMERS]
    return "\n".join(lines) + "\n"


def _write_csv(folder: Path) -> Path:
    path = folder / "customers.csv"
    path.write_bytes(_text().encode())
    return path


def _write_csv_with_bom(folder: Path) -> Path:
    path = folder / "customers.csv"
    path.write_bytes(_text().encode("utf-8-sig").replace(b"\n", b"\r\n"))
    return path


def _write_gb18030(folder: Path) -> Path:
    path = folder / "customers.csv"
    path.write_bytes(_text().encode("gb18030"))
    return path


def _write_utf16(folder: Path) -> Path:
    path = folder / "customers.csv"
    path.write_bytes(_text("\t").encode("utf-16"))
    return path


def _write_tsv(folder: Path) -> Path:
    path = folder / "customers.tsv"
    path.write_bytes(_text("\t").encode())
    return path


def _write_semicolons(folder: Path) -> Path:
    path = folder / "customers.csv"
    path.write_bytes(_text(";").encode())
    return path


def _write_xlsx(folder: Path) -> Path:
    path = folder / "book.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "customers"
    sheet.append(["客户清单"])
    for row in CUSTOMERS:
        sheet.append([int(cell) if cell == "1001" else cell for cell in row])
    book.create_sheet("empty")
    book.save(path)
    return path


def _write_parquet(folder: Path) -> Path:
    path = folder / "customers.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE c (customer_id VARCHAR, name VARCHAR, created_at DATE, score DOUBLE)"
        )
        connection.executemany("INSERT INTO c VALUES (?, ?, ?, ?)", CUSTOMERS[1:])
        connection.execute(f"COPY c TO '{path}' (FORMAT parquet)")
    return path


def _write_sqlite(folder: Path) -> Path:
    path = folder / "shop.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE Customers (customer_id, name, created_at, score, photo BLOB)")
    connection.executemany("INSERT INTO Customers VALUES (?, ?, ?, ?, x'00')", CUSTOMERS[1:])
    connection.commit()
    connection.close()
    return path


def _write_zip(folder: Path) -> Path:
    path = folder / "all.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("export/customers.csv", _text())
        archive.writestr("export/readme.txt", "hello")
    return path


WRITERS: list[Callable[[Path], Path]] = [
    _write_csv,
    _write_csv_with_bom,
    _write_gb18030,
    _write_utf16,
    _write_tsv,
    _write_semicolons,
    _write_xlsx,
    _write_parquet,
    _write_sqlite,
    _write_zip,
]


@pytest.mark.parametrize("write", WRITERS)
def test_every_format_gives_the_same_rows(
    importer: Importer, write: Callable[[Path], Path], tmp_path: Path
) -> None:
    summary = importer.run(write(tmp_path))
    assert summary.rejected_rows == 0
    found = importer.rows("customers", "customer_id", "name", "created_at", "custom")
    assert [(key, name, f"{day:%Y-%m-%d}") for key, name, day, _ in found] == [
        row[:3] for row in CUSTOMERS[1:]
    ]
    assert found[0][3] == {"score": 4.5}


@pytest.mark.parametrize("write", WRITERS)
def test_every_format_can_be_proposed_for(
    importer: Importer, write: Callable[[Path], Path], tmp_path: Path
) -> None:
    path = write(tmp_path)
    importer.run(path, Mapping.from_toml(suggest(path, today=TODAY).to_toml()))
    assert len(importer.rows("customers")) == 2


def test_a_zip_made_by_chinese_windows_keeps_its_names(importer: Importer) -> None:
    path = importer.folder / "订单.zip"
    with zipfile.ZipFile(path, "w") as archive:
        entry = zipfile.ZipInfo("customers.csv")
        archive.writestr(entry, _text())
        named = zipfile.ZipInfo("客户.txt".encode("gb18030").decode("cp437"))
        archive.writestr(named, "x")
    raw = path.read_bytes().replace("客户.txt".encode(), "客户.txt".encode("gb18030"))
    path.write_bytes(raw)
    summary = importer.run(path)
    assert summary.table("customers").new == 2


def _fails(importer: Importer, path: Path) -> str:
    with pytest.raises(ImportFailed) as failure:
        importer.run(path)
    message = str(failure.value)
    assert "\n" not in message
    assert importer.rows("customers") == []
    return message


def _file(importer: Importer, name: str, content: bytes) -> Path:
    path = importer.folder / name
    path.write_bytes(content)
    return path


def test_a_missing_file_is_named(importer: Importer) -> None:
    assert "does not exist" in _fails(importer, importer.folder / "nowhere.csv")


def test_an_empty_file_is_named(importer: Importer) -> None:
    assert "empty" in _fails(importer, _file(importer, "customers.csv", b""))
    assert "empty" in _fails(importer, _file(importer, "customers.csv", b"\n\n"))


def test_an_empty_folder_is_named(importer: Importer) -> None:
    folder = importer.folder / "none"
    folder.mkdir()
    assert "holds no table" in _fails(importer, folder)


def test_a_file_with_headers_only_imports_nothing(importer: Importer) -> None:
    summary = importer.run(_file(importer, "customers.csv", b"customer_id,name\n"))
    assert not summary.changed


@pytest.mark.parametrize("name", ["customers.xlsx", "customers.parquet", "customers.db"])
def test_a_file_that_is_not_what_its_name_says_is_named(importer: Importer, name: str) -> None:
    assert "not what its name says" in _fails(
        importer, _file(importer, name, b"customer_id,name\n")
    )


def test_binary_data_is_no_table(importer: Importer) -> None:
    assert "binary" in _fails(importer, _file(importer, "customers.csv", bytes(range(256)) * 9))


def test_a_header_twice_is_named(importer: Importer) -> None:
    message = _fails(importer, _file(importer, "customers.csv", b"customer_id,name,Name\n1,a,b\n"))
    assert "twice" in message
    message = _fails(
        importer, _file(importer, "customers.csv", b"customer_id,name,Customer ID\n1,a,b\n")
    )
    assert "same column" in message


def test_a_missing_required_column_is_named_with_what_was_found(importer: Importer) -> None:
    message = _fails(importer, _file(importer, "customers.csv", b"customer_id,nom\n1,a\n"))
    for part in ("'name'", "customer_id, nom", "--suggest"):
        assert part in message


def test_a_file_of_another_name_is_told_how_to_go_on(importer: Importer) -> None:
    message = _fails(importer, _file(importer, "stuff.csv", b"a,b\n1,2\n"))
    assert "--suggest" in message


def test_a_broken_zip_is_named(importer: Importer) -> None:
    good = _write_zip(importer.folder).read_bytes()
    assert "zip" in _fails(importer, _file(importer, "broken.zip", good[: len(good) // 2]))


def test_a_zip_that_points_outside_is_refused(importer: Importer) -> None:
    path = importer.folder / "evil.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../outside.csv", _text())
    assert "outside" in _fails(importer, path)
    assert not (importer.folder.parent.parent / "outside.csv").exists()


def test_a_zip_that_unpacks_to_far_more_than_a_table_is_refused(importer: Importer) -> None:
    path = importer.folder / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("customers.csv", b"0" * (60 << 20))
    assert "unpacks to more than" in _fails(importer, path)


def test_a_zip_locked_by_a_password_is_named(importer: Importer) -> None:
    path = _write_zip(importer.folder)
    raw = bytearray(path.read_bytes())
    for at, magic in ((6, b"PK\x03\x04"), (8, b"PK\x01\x02")):
        found = raw.find(magic)
        while found >= 0:
            (flags,) = struct.unpack_from("<H", raw, found + at)
            struct.pack_into("<H", raw, found + at, flags | 1)
            found = raw.find(magic, found + 4)
    assert "password" in _fails(importer, _file(importer, "locked.zip", bytes(raw)))


def test_a_western_encoding_is_not_read_as_chinese(importer: Importer) -> None:
    text = "customer_id,name\n1,Müller\n2,Société Générale\n".encode("cp1252")
    assert "UTF-8" in _fails(importer, _file(importer, "customers.csv", text))


def test_a_row_with_broken_bytes_is_rejected_alone(importer: Importer) -> None:
    rows = "customer_id,name\n" + "".join(f"C{n},客户{n}\n" for n in range(50))
    raw = rows.encode().replace("客户7\n".encode(), b"\xff\xfe7\n")
    summary = importer.run(_file(importer, "customers.csv", raw))
    assert [reject.line for reject in summary.rejects] == [9]
    assert len(importer.rows("customers")) == 49


def test_a_workbook_with_cells_beyond_the_headers_rejects_those_rows(importer: Importer) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "customers"
    for row in (["customer_id", "name"], ["C1", "A", "stray"], ["C2", "B"]):
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    summary = importer.run(_file(importer, "book.xlsx", stream.getvalue()))
    assert [(reject.line, reject.file) for reject in summary.rejects] == [
        (2, "book.xlsx/customers")
    ]


def test_a_mapping_with_an_unknown_column_names_the_nearest(importer: Importer) -> None:
    path = _write_csv(importer.folder)
    mapping = Mapping.from_toml(
        '[[source]]\nname = "customers"\n[source.customers]\ncustomer_id = "customer_id"\n'
        'name = "nmae"\n'
    )
    with pytest.raises(ImportFailed, match=r"'nmae'.*Near: 'name'"):
        importer.run(path, mapping)


def test_a_mapping_with_an_unknown_source_lists_what_there_is(importer: Importer) -> None:
    mapping = Mapping.from_toml('[[source]]\nname = "clients"\nskip = "none"\n')
    with pytest.raises(ImportFailed, match=r"Found: 'customers\.csv'"):
        importer.run(_write_csv(importer.folder), mapping)


def test_a_locked_database_is_named(importer: Importer) -> None:
    other = sqlite3.connect(str(importer.engine.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    engine = connect(sqlite_url(Path(str(importer.engine.url.database))))
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 10")
        connection.rollback()
        impatient = Importer(engine, importer.folder)
        path = importer.files(COMPANY)
    try:
        with pytest.raises(ImportFailed, match="another program is writing"):
            impatient.run(path)
    finally:
        other.close()
        engine.dispose()


def test_a_read_only_database_is_named(importer: Importer) -> None:
    path = Path(str(importer.engine.url.database))
    with importer.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only = on")
    with pytest.raises(ImportFailed, match="read-only") as failure:
        importer.run(importer.files(COMPANY))
    assert str(path) in str(failure.value)


def test_a_full_disk_is_named_and_nothing_is_half_written(importer: Importer) -> None:
    with importer.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
    many = "customer_id,name\n" + "".join(f"C{n},{'x' * 500}\n" for n in range(2000))
    path = importer.files({"customers.csv": many})
    assert "disk is full" in _fails(importer, path)


def test_a_workbook_of_one_sheet_has_the_files_name(importer: Importer) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["customer_id", "name"], ["C1", "A"]):
        sheet.append(row)
    book.save(importer.folder / "customers.xlsx")
    assert importer.run(importer.folder / "customers.xlsx").table("customers").new == 1
    book.create_sheet("other").append(["a", "b"])
    book.save(importer.folder / "customers.xlsx")
    with pytest.raises(ImportFailed, match="named after a table"):
        importer.run(importer.folder / "customers.xlsx")


def test_kinds_that_parquet_has_and_tables_have_not_come_in_as_text(importer: Importer) -> None:
    path = importer.folder / "customers.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT 'C1' AS customer_id, 'A' AS name, [1, 2] AS list, time '10:00' AS at, "
            "timestamptz '2026-11-21 06:00:00+00' AS created_at, 1.50::DECIMAL(9, 2) AS dec) "
            f"TO '{path}' (FORMAT parquet)"
        )
    importer.run(path)
    assert f"{importer.value('customers', 'created_at'):%H:%M}" == "14:00"
    custom = importer.value("customers", "custom")
    assert (custom["list"], custom["at"], custom["dec"]) == ("[1, 2]", "10:00:00", 1.5)
