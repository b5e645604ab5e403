"""An export as CSV: read by Excel, by programs, and by our own import.

A line of metadata before or behind the rows would break every reader that is not Excel. So the mark
is the heading of one more column, whose cells are empty: the import keeps nothing of it.
"""

import csv
import io
from collections.abc import Generator
from itertools import islice

from assistant.exports.cells import harmless, written
from assistant.exports.mark import Mark
from assistant.exports.sheet import Sheet
from assistant.exports.wishes import Encoding

AT_ONCE = 500
"""Rows in a part."""
_BOM = "\ufeff"
"""Without it Excel takes UTF-8 for a local encoding; GB18030 it knows as such."""


def csv_parts(sheet: Sheet, mark: Mark, encoding: Encoding) -> Generator[bytes]:
    """Gives the file in parts; rows are read as they are written."""
    headings = [*map(harmless, (*sheet.headings, mark.sentence()))]
    start = _BOM if encoding == "utf-8" else ""
    yield (start + _lines([headings])).encode(encoding, "replace")
    rows = ([*map(written, row), ""] for row in sheet.rows)
    while some := list(islice(rows, AT_ONCE)):
        yield _lines(some).encode(encoding, "replace")


def _lines(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
