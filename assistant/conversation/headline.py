"""The one figure that answers a question, rounded for the eye and exact for the ledger."""

from decimal import Decimal
from typing import Literal

from assistant.brains.rules.frame import Frame
from assistant.brains.rules.pricing import COLUMNS as PRICES
from assistant.conversation import formats
from assistant.conversation.labels import Namer, label
from assistant.conversation.reply import ChangePart, HeadlinePart
from crm.query.result import Cell
from tools.base import Evidence


def headline(evidence: Evidence, frame: Frame, namer: Namer) -> HeadlinePart | None:
    """Gives the figure, or the total of what adds up; None where no one figure answers."""
    if frame.columns == PRICES:
        return _price(evidence, namer)
    table = evidence.table
    value = next((i for i, column in enumerate(table.columns) if column.role == "measure"), None)
    if (
        value is None
        or frame.entity is not None
        or frame.share
        or frame.having
        or frame.apart
        or frame.view == "profile"
    ):
        return None
    if not any(column.role == "dimension" for column in table.columns):
        cells = table.rows[0] if table.rows else None
    else:
        cells = table.totals
    if cells is None or not isinstance(cells[value], Decimal):
        return None
    if frame.groups and not table.columns[value].additive:
        return None
    return _part(evidence, frame, namer, cells, value)


def _price(evidence: Evidence, namer: Namer) -> HeadlinePart | None:
    """Gives the list price of the one product that was asked for."""
    table = evidence.table
    column = next(i for i, each in enumerate(table.columns) if each.name == "list_price")
    price = table.rows[0][column] if len(table.rows) == 1 else None
    if not isinstance(price, Decimal):
        return None
    unit = table.columns[column].unit
    return HeadlinePart(
        text=formats.figure(price, unit, namer.language),
        exact=_exact(price, unit),
        label=label("fields", "list_price", namer.language),
        unit=unit,
        value=float(price),
        change=None,
    )


def _part(
    evidence: Evidence, frame: Frame, namer: Namer, cells: tuple[Cell, ...], column: int
) -> HeadlinePart:
    unit = evidence.table.columns[column].unit
    value = cells[column]
    number = value if isinstance(value, Decimal) else Decimal(0)
    return HeadlinePart(
        text=formats.figure(number, unit, namer.language),
        exact=_exact(number, unit),
        label=namer.average(frame.measures[0], frame.per),
        unit=unit,
        value=float(number),
        change=_change(evidence, frame, namer, cells),
    )


def _exact(number: Decimal, unit: str | None) -> str:
    if unit == "ratio":
        return str(formats.rounded(number, 6))
    cents = unit is not None and len(unit) == 3 and unit.isupper()
    return formats.grouped(number, 2) if cents else formats.grouped(number, 0)


def _change(
    evidence: Evidence, frame: Frame, namer: Namer, cells: tuple[Cell, ...]
) -> ChangePart | None:
    if frame.compare is None:
        return None
    position = evidence.table.position("change", frame.measures[0])
    change = cells[position] if position is not None else None
    if position is None or not isinstance(change, Decimal):
        return None
    unit = evidence.table.columns[position].unit
    amount = formats.change_of(change, unit, namer.language)
    rate = cells[position + 1] if unit != "pp" else None
    text = formats.change_rate(rate) if isinstance(rate, Decimal) else amount
    flat = isinstance(rate, Decimal) and formats.is_flat(rate)
    versus = {"year": ("去年同期", "a year earlier"), "previous": ("上一期", "the period before")}
    words = versus.get(frame.against or "", ("对比期", "the other period"))
    return ChangePart(
        text=text,
        amount_text=amount if isinstance(rate, Decimal) else None,
        direction="flat" if flat or not change else "up" if change > 0 else "down",
        tone=_tone(change, frame, namer, flat=flat),
        versus=words[0 if namer.language == "zh" else 1],
    )


def _tone(
    change: Decimal, frame: Frame, namer: Namer, *, flat: bool
) -> Literal["good", "bad", "neutral"]:
    rise = namer.catalog.measures[frame.measures[0]].rise
    if flat or not change or rise == "neutral":
        return "neutral"
    return "good" if (change > 0) == (rise == "good") else "bad"
