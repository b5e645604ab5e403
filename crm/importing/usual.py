"""Columns whose cells are all in the usual form, such as 12.50, converted in a few passes.

Each function gives what `crm.importing.values` gives cell by cell, or None where it does not apply:
some cell is of another form, or so few are different that it is quicker to remember them.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import cast

from crm.importing.values import Cell, Stored

_DECIMALS = 6
_SAMPLE = 1_000
_NUMBERS = re.compile(r"(?:(?:-?+[0-9]{1,12}+(?:\.[0-9]{1,6}+)?+)?+\n)*+")
_ALIKE = (
    re.compile(r"(?:-?+[0-9]{1,12}+\n)*+"),
    *(
        re.compile(rf"(?:-?+[0-9]{{1,12}}+\.[0-9]{{{decimals}}}\n)*+")
        for decimals in range(1, _DECIMALS + 1)
    ),
)
"""Numbers that all have as many decimals as the place in this tuple."""

_DAY = "20[0-9]{2}-[0-9]{2}-[0-9]{2}"
_TIME = "(?:[01][0-9]|2[0-3]):[0-9]{2}"
_MOMENTS = MappingProxyType(
    {
        10: (re.compile(rf"(?:{_DAY}\n)*+"), " 00:00:00"),
        16: (re.compile(rf"(?:{_DAY} {_TIME}\n)*+"), ":00"),
        19: (re.compile(rf"(?:{_DAY} {_TIME}:[0-9]{{2}}\n)*+"), ""),
    }
)
"""By the length of the cells: their form, and what makes them whole."""


class Written(list[Stored]):
    """Whole millionths, and the texts that say them plainly, such as 12.5: what COPY takes."""

    def __init__(self, numbers: Iterable[int], texts: Sequence[str]) -> None:
        super().__init__(numbers)
        self.texts = texts


def millionths(cells: Sequence[Cell]) -> list[Stored] | None:
    """Gives a column of decimals as whole millionths, as `Written` where all have a number."""
    texts = _varied(cells)
    if texts is None:
        return None
    joined = "\n".join(texts) + "\n"
    if joined.count("\n") != len(texts):  # a cell of two lines
        return None
    decimals = len(texts[0].partition(".")[2])
    if decimals <= _DECIMALS and _ALIKE[decimals].fullmatch(joined):
        more = "0" * (_DECIMALS - decimals) + "\n"
        return Written(map(int, joined.replace(".", "").replace("\n", more).split()), texts)
    if not _NUMBERS.fullmatch(joined):
        return None
    parts = [text.partition(".") for text in texts]
    return [int(whole + rest.ljust(_DECIMALS, "0")) if whole else None for whole, _, rest in parts]


def moments(cells: Sequence[Cell]) -> list[Stored] | None:
    """Gives a column of moments in the business time zone as `YYYY-MM-DD HH:MM:SS`."""
    texts = _varied(cells)
    if texts is None:
        return None
    form, rest = _MOMENTS.get(len(texts[0]), (None, ""))
    if form is None or not form.fullmatch("\n".join(texts) + "\n"):
        return None
    try:
        for text in texts:
            datetime.fromisoformat(text)
    except ValueError:  # the 30th of February
        return None
    return [text + rest for text in texts]


def _varied(cells: Sequence[Cell]) -> Sequence[str] | None:
    """Gives the cells if they are texts of which, by the first ones, many are different."""
    first = cells[:_SAMPLE]
    if len(set(first)) * 4 < len(first) or set(map(type, cells)) != {str}:
        return None
    return cast("Sequence[str]", cells)
