"""Excel workbooks: each sheet is a section with one table."""

import io
from collections.abc import Iterator
from datetime import date, datetime, time

from python_calamine import CalamineError, CalamineWorkbook

from knowledge.blocks import Block, Content, Grid, Heading
from knowledge.failures import DocumentRefused
from knowledge.formats.packed import refuse_bad_archive

MOST_ROWS = 20_000


def read_xlsx(data: bytes) -> Content:
    """Gives the content of a workbook; the first row of a sheet names its columns.

    Raises:
        DocumentRefused: it is protected, damaged, none, or longer than a document.
    """
    refuse_bad_archive(data, "xl/workbook.xml", "workbook (.xlsx)")
    try:
        return Content(tuple(_blocks(CalamineWorkbook.from_filelike(io.BytesIO(data)))))
    except (CalamineError, ValueError, OSError) as error:
        raise DocumentRefused("is a damaged workbook; save it anew.") from error


def _blocks(workbook: CalamineWorkbook) -> Iterator[Block]:
    for name in workbook.sheet_names:
        rows = [
            tuple(map(_cell, row))
            for row in workbook.get_sheet_by_name(name).to_python(skip_empty_area=True)
        ]
        filled = [row for row in rows if any(row)]
        if len(filled) > MOST_ROWS:
            raise DocumentRefused(
                f"has {len(filled):,} rows in the sheet {name!r}; rows of business data are "
                "imported with `wendan import`."
            )
        if filled:
            yield Heading(1, name)
            yield Grid(filled[0], tuple(filled[1:]) or (filled[0],))


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value).strip()
