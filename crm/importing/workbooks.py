"""Excel and OpenDocument workbooks: one source a sheet."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, cast

from crm.importing.archives import check_bomb
from crm.importing.cells import BrokenRow, Chunk, Source, checked_headers
from crm.importing.failures import ImportFailed
from crm.importing.fields import TABLES
from crm.importing.probing import check_readable
from crm.importing.registry import normal
from crm.importing.values import Cell, plain_text

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_Row = list[Cell]
_TITLE_ROWS = 10


def workbook_sources(path: Path, label: str) -> list[Source]:
    """Gives the sheets that are not empty.

    Raises:
        ImportFailed: it cannot be read, is locked by a password, or a header is unusable.
    """
    from python_calamine import (  # noqa: PLC0415  (native, for workbooks only)
        CalamineError,
        CalamineWorkbook,
        PasswordError,
    )

    check_bomb(path)
    check_readable(path, label)
    try:
        workbook = CalamineWorkbook.from_path(path)
        sheets = [(name, workbook.get_sheet_by_name(name)) for name in workbook.sheet_names]
    except PasswordError as error:
        raise ImportFailed(f"{label} is locked by a password. Save a copy without one.") from error
    except CalamineError as error:
        raise ImportFailed(f"{label} is no readable workbook: {error}.") from error
    filled = [(name, sheet) for name, sheet in sheets if sheet.start is not None]
    sources = [_source(path, label, name, sheet) for name, sheet in filled]
    if len(sources) == 1 and _names_nothing(sources[0].name):
        return [replace(sources[0], name=path.stem)]
    return sources


def _names_nothing(sheet: str) -> bool:
    """Tells whether a sheet's name is not a table's, so that the file's name says more."""
    return normal(sheet) not in map(normal, TABLES)


def _source(path: Path, label: str, name: str, sheet: "CalamineSheet") -> Source:
    shown = f"{label}/{name}"
    at, first = _header_row(sheet)
    headers = checked_headers(first, shown)
    while headers and not headers[-1]:
        headers = headers[:-1]
    read = partial(_chunks, sheet, at, len(headers))
    last = sheet.end[0] + 1 if sheet.end else at
    return Source(name, shown, path, headers, read, max(last - at, 0))


def _header_row(sheet: "CalamineSheet") -> tuple[int, _Row]:
    """Gives the number and cells of the first row with two cells: above it stand titles."""
    rows = list(islice(_rows(sheet), _TITLE_ROWS))
    for least in (2, 1):
        for at, row in rows:
            if sum(plain_text(cell) is not None for cell in row) >= least:
                return at, row
    return 1, []


def _rows(sheet: "CalamineSheet") -> Iterator[tuple[int, _Row]]:
    for at, row in enumerate(sheet.iter_rows(), start=1):
        yield at, [_cell(cell) for cell in row]


def _chunks(sheet: "CalamineSheet", header: int, width: int, rows: int) -> Iterator[Chunk]:
    below = ((at, row) for at, row in _rows(sheet) if at > header)
    filled = ((at, row) for at, row in below if any(cell not in ("", None) for cell in row))
    while batch := list(islice(filled, rows)):
        good = [(at, row) for at, row in batch if all(c in ("", None) for c in row[width:])]
        broken = [(at, row) for at, row in batch if any(c not in ("", None) for c in row[width:])]
        columns = list(zip(*(row[:width] for _, row in good), strict=True)) or [
            () for _ in range(width)
        ]
        yield Chunk([at for at, _ in good], columns, tuple(_wide(at, row) for at, row in broken))


def _wide(at: int, row: _Row) -> BrokenRow:
    text = ",".join(plain_text(cell) or "" for cell in row)
    return BrokenRow(at, text, "has cells beyond the last header", "a header above every cell")


def _cell(cell: object) -> Cell:
    if isinstance(cell, time | timedelta):
        return str(cell)
    return cast("Cell", cell)
