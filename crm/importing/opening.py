"""Opening what a person gives: a file of any known format, a zip of files, or a folder of them."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from crm.importing.archives import unpacked
from crm.importing.cells import Source
from crm.importing.databases import parquet_source, sqlite_sources
from crm.importing.delimited import delimited_source
from crm.importing.failures import ImportFailed
from crm.importing.workbooks import workbook_sources
from crm.outages import Outage, outage

_TEXT = {".csv", ".tsv", ".txt", ".tab"}
_BINARY = {
    ".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".parquet", ".pq", ".sqlite", ".sqlite3", ".db",
}  # fmt: skip
FORMATS = "CSV, TSV, XLSX, XLS, ODS, Parquet, SQLite, a zip of these, or a folder"
_WORKBOOK_MAGIC = b"\xd0\xcf\x11\xe0"
_HTML = (b"<html", b"<!doc", b"<table", b"<?xml")


@dataclass(frozen=True)
class Opened:
    """The sources found at a path, and what was left aside there."""

    sources: tuple[Source, ...]
    notes: tuple[str, ...]


@contextmanager
def opened(path: Path) -> Generator[Opened]:
    """Gives the sources at `path`; they can be read until the block ends.

    Raises:
        ImportFailed: there is nothing that can be read.
    """
    if not path.exists():
        raise ImportFailed(f"{path} does not exist. Check the path.")
    try:
        with TemporaryDirectory(prefix="wendan-import-") as work:
            found = _at(path, Path(work))
            if not found.sources:
                raise ImportFailed(f"{path} holds no table. Give {FORMATS}.")
            yield found
    except OSError as error:
        if outage(error) is Outage.STORAGE:
            raise ImportFailed(
                "The disk is full; nothing was imported. Free some space."
            ) from error
        raise ImportFailed(f"{path} cannot be imported: {error}.") from error
    except UnicodeError as error:
        raise ImportFailed(f"{path} cannot be read: {error}.") from error


def _at(path: Path, work: Path) -> Opened:
    if path.is_dir():
        return _in_folder(path, path)
    if _magic(path, 4) == b"PK\x03\x04" and not _is_workbook(path):
        inside = unpacked(path, work)
        return _in_folder(inside, inside)
    return Opened(tuple(_sources(path, path.name)), ())


def _in_folder(folder: Path, root: Path) -> Opened:
    sources: list[Source] = []
    notes: list[str] = []
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(root)
        label = str(inside)
        # Only below the folder asked for: that one may well lie in a hidden one.
        if not path.is_file() or any(part.startswith((".", "~$", "__")) for part in inside.parts):
            continue
        if path.suffix.lower() not in _TEXT - {".txt"} | _BINARY:
            notes.append(f"{label} is of no known format and was left aside")
        else:
            sources.extend(_sources(path, label))
    return Opened(tuple(sources), tuple(notes))


def _sources(path: Path, label: str) -> list[Source]:
    magic = _magic(path, 16)
    if not magic:
        raise ImportFailed(f"{label} is empty.")
    if magic.startswith(b"SQLite format 3\x00"):
        return sqlite_sources(path, label)
    if magic.startswith(b"PAR1"):
        return [parquet_source(path, label)]
    if magic.startswith((b"PK\x03\x04", _WORKBOOK_MAGIC)):
        return workbook_sources(path, label)
    if magic.lower().lstrip().startswith(_HTML):
        raise ImportFailed(f"{label} is a web page inside. Open it in Excel and save it as XLSX.")
    if path.suffix.lower() in _BINARY:
        raise ImportFailed(
            f"{label} is not what its name says: it is no {path.suffix[1:].upper()} file. "
            f"Give {FORMATS}."
        )
    return [delimited_source(path, label)]


def _magic(path: Path, size: int) -> bytes:
    with path.open("rb") as file:
        return file.read(size)


def _is_workbook(path: Path) -> bool:
    return path.suffix.lower() in {".xlsx", ".xlsm", ".xlsb", ".ods"}
