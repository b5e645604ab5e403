"""An export as a workbook, written row by row into a temporary folder and read out of it.

Texts are written as texts: nothing becomes a formula or a link. The mark stands in the page's
header, in the document's properties, and with all that was chosen on a sheet of its own, which the
import leaves aside.
"""

from collections.abc import Generator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.exports.cells import LONGEST, number
from assistant.exports.mark import Mark
from assistant.exports.sheet import Sheet
from crm.query.result import Cell

if TYPE_CHECKING:
    # Typed inside, without stubs.
    from xlsxwriter.workbook import Workbook  # pyright: ignore[reportMissingTypeStubs]
    from xlsxwriter.worksheet import Worksheet  # pyright: ignore[reportMissingTypeStubs]

AT_ONCE = 1_000
PART_BYTES = 64 * 1024
ABOUT = "About this export"
FIRST_YEAR = 1900
"""With which the dates of a workbook begin; earlier ones are written as texts."""


def workbook_parts(sheet: Sheet, mark: Mark, folder: Path) -> Generator[bytes]:
    """Gives the file in parts, after empty ones while it is written, at which one may stop."""
    path = folder / "export.xlsx"
    for _ in _written(sheet, mark, path):
        yield b""
    with path.open("rb") as file:
        while part := file.read(PART_BYTES):
            yield part


def _written(sheet: Sheet, mark: Mark, path: Path) -> Generator[None]:
    """Writes the workbook; gives word now and then."""
    from xlsxwriter import Workbook  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs]  (only for workbooks; typed inside)

    options: dict[str, Any] = {
        "constant_memory": True,
        "tmpdir": str(path.parent),
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = Workbook(str(path), options)
    try:
        page = _page(book, sheet.name, mark)
        for at, heading in enumerate(sheet.headings):
            page.write_string(0, at, heading[:LONGEST], book.add_format({"bold": True}))
        writer = _Cells(book, page)
        for at, row in enumerate(sheet.rows, start=1):
            writer.write(at, row)
            if at % AT_ONCE == 0:
                yield
        _about(book, sheet, mark)
    finally:
        book.close()  # also where somebody stopped: it closes its own temporary files


def _page(book: "Workbook", name: str, mark: Mark) -> "Worksheet":
    book.set_properties({"title": name, "author": mark.who, "comments": mark.sentence()})
    page = book.add_worksheet(name)
    told = mark.sentence().replace("&", "&&")  # a lone & is a command in a header
    page.set_header(f"&L{told}"[:255])
    page.set_footer("&C&P / &N")
    page.freeze_panes(1, 0)
    return page


class _Cells:
    """Writes rows cell by cell, each as what it is."""

    def __init__(self, book: "Workbook", page: "Worksheet") -> None:
        self._page = page
        self._moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})

    def write(self, at: int, row: tuple[Cell, ...]) -> None:
        """Writes one row."""
        for column, cell in enumerate(row):
            self._cell(at, column, cell)

    def _cell(self, row: int, column: int, cell: Cell) -> None:
        match cell:
            case None:
                return
            case bool():
                self._page.write_boolean(row, column, cell)
            case Decimal():
                self._page.write_number(row, column, float(number(cell)))
            case int():
                self._page.write_number(row, column, cell)
            case datetime() if cell.year >= FIRST_YEAR:
                self._page.write_datetime(row, column, cell, self._moment)
            case date() if cell.year >= FIRST_YEAR:
                midnight = datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001  (a day)
                self._page.write_datetime(row, column, midnight, self._day)
            case _:
                text = str(cell).encode("utf-8", "replace").decode()
                self._page.write_string(row, column, text[:LONGEST])


def _about(book: "Workbook", sheet: Sheet, mark: Mark) -> None:
    """Adds the sheet that says what the first one is."""
    page = book.add_worksheet(ABOUT)
    told = [
        ("export", mark.sentence()),
        ("rows", f"{mark.rows} of {mark.found}" if mark.cut else str(mark.rows)),
        *sheet.notes,
    ]
    for at, (name, words) in enumerate(told):
        page.write_string(at, 0, name)
        page.write_string(at, 1, words[:LONGEST])
