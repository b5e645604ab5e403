"""Cells as files hold them: numbers stay numbers, and no text begins a formula.

A spreadsheet that opens a CSV takes a cell for a formula that begins with = + - or @, also behind
a tab, spaces or quotes; and one whose country separates by semicolons begins a cell at each of
them. An apostrophe before it makes it text, everywhere (OWASP, "CSV Injection").
"""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from crm.query.result import Cell

_FORMULA = re.compile(r"(^|[;\t\r\n|])(?=[\s\"']*[=+\-@＝＋－＠])|^(?=[\t\r\n])")
_PLACES = Decimal(1).scaleb(-10)
LONGEST = 32_767
"""Characters in a cell of a workbook (its format's specification)."""


def harmless(text: str) -> str:
    """Gives a text that no spreadsheet takes for a formula, without what no file can hold."""
    clean = text.replace("\0", " ").encode("utf-8", "replace").decode()
    return _FORMULA.sub(r"\1'", clean)


def number(cell: Decimal) -> Decimal:
    """Gives a number with at most ten decimals, half up: a share may have any number of them."""
    if -int(cell.as_tuple().exponent) <= 10:
        return cell
    return cell.quantize(_PLACES, ROUND_HALF_UP)


def written(cell: Cell) -> str:  # noqa: PLR0911  (one a kind)
    """Gives a cell as it stands in a CSV."""
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case Decimal():
            return format(number(cell).normalize(), "f")
        case datetime():
            return cell.isoformat(sep=" ", timespec="seconds")
        case date():
            return cell.isoformat()
        case int():
            return str(cell)
        case str():
            return harmless(cell)
