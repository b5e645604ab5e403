"""Custom fields of rows: columns that the contract does not list, as one JSON object a row.

Numbers become JSON numbers, dates ISO text. A field is a number (or a date) only as long as every
value is one.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from crm.importing.values import Cell, Dating, Problem, exact, moment, plain_text

_AS_WRITTEN = Dating()
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d+)?(?:[eE][-+]?\d{1,2})?")
LARGEST_NUMBER = 10**100
"""Every program reads a JSON number below it; infinity, and what is larger, is a text."""
_DATE = re.compile(r"\d{4}([-/.年])\d{1,2}([-/.月])\d{1,2}日?(?:[ T]\d{1,2}:\d{2}.*)?")
_NAMES_THINGS = re.compile(
    r"(id|no|code|number|phone|mobile|tel|fax|zip|postal ?code|"
    r"编号|编码|代码|单号|号码|电话|手机|邮编|号)$",
    re.IGNORECASE,
)
"""Headers whose digits are names, not quantities."""


class CustomColumn:
    """One custom field: its kind so far, and its cells as JSON."""

    def __init__(self, name: str, kind: str | None) -> None:
        self.name = name
        self.kind = "text" if kind is None and _NAMES_THINGS.search(name) else kind
        self.turned = False
        self._json: dict[Cell, str] = {}

    def __call__(self, cells: Sequence[Cell]) -> list[str]:
        """Gives each cell as JSON."""
        distinct = set(cells)
        self._settle({_kind(cell) for cell in distinct if cell not in self._json} - {None})
        known = self._json
        if len(known) > 100_000:
            known.clear()
        for cell in distinct:
            if cell not in known:
                known[cell] = _as_json(cell, self.kind)
        return [known[cell] for cell in cells]

    def _settle(self, kinds: set[str | None]) -> None:
        if not kinds or kinds == {self.kind} or self.kind == "text":
            return
        if self.kind is None and len(kinds) == 1:
            (self.kind,) = kinds
            return
        self.turned = self.kind is not None
        self.kind = "text"
        self._json.clear()


def objects(columns: Mapping[str, list[str]]) -> list[str]:
    """Gives one JSON object a row from columns of JSON values."""
    form = "{" + ",".join(_key(name) + ":%s" for name in columns) + "}"
    return [form % cells for cells in zip(*columns.values(), strict=True)]


def _key(name: str) -> str:
    return json.dumps(name, ensure_ascii=False).replace("%", "%%")


def _kind(cell: Cell) -> str | None:
    if isinstance(cell, date):
        return "date"
    if isinstance(cell, bool):
        return "text"
    text = plain_text(cell)
    if text is None:
        return None
    if isinstance(cell, str) and not _NUMBER.fullmatch(text):
        return "date" if _DATE.fullmatch(text) else "text"
    value = exact(cell)
    return "number" if isinstance(value, Decimal) and abs(value) < LARGEST_NUMBER else "text"


def _as_json(cell: Cell, kind: str | None) -> str:
    text = plain_text(cell)
    if text is None:
        return "null"
    if kind == "number":
        value = exact(cell)
        assert isinstance(value, Decimal), "the kind was settled before"
        return _plain_number(text) or format(value.normalize(), "f")
    if kind == "date" and not isinstance(found := moment(cell, _AS_WRITTEN), Problem):
        return json.dumps(str(found).removesuffix(" 00:00:00"))
    return json.dumps(text, ensure_ascii=False)


def _plain_number(text: str) -> str | None:
    """Gives a number that is JSON already, with its trailing zeros; not one with float noise."""
    return text if len(text) <= 16 and "e" not in text.lower() else None
