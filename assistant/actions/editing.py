"""A proposal with other values in it, each of a kind that its field can have."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy.engine import Connection

from assistant.actions.contents import (
    Content,
    CreateTask,
    ExportRows,
    MarkAnomalies,
    OrderDraft,
    RecordActivity,
    SendMessage,
    UpdateField,
)
from assistant.actions.refusal import ActionRefused
from crm.access import Caller
from crm.contacts import recipients

LINE, TEXT = 200, 20_000
"""Characters of what stands on one line, and of a whole text."""
LARGEST = Decimal(1_000_000)
STATUSES = ("prospect", "active", "inactive")
QUANTITY = "quantity_"
"""Before the number of an order's line, from 1."""


def edited(
    connection: Connection, caller: Caller, content: Content, changes: Mapping[str, str]
) -> Content:
    """Gives a content with other values; an address has to be one of the customer's contacts.

    Raises:
        ActionRefused: there is no such field, or it cannot have that value.
    """
    if isinstance(content, OrderDraft):
        return _with_quantities(content, changes)
    known = EDITABLE[type(content)]
    values: dict[str, Any] = {}
    for name, text in changes.items():
        if name not in known:
            raise ActionRefused("field", (f"（{name}）", f"({name})"))
        values[name] = known[name](text)
    if "to" in values:
        values["to_name"] = _name_of(connection, caller, content, values["to"])
    found = replace(content, **values)
    if isinstance(found, UpdateField) and not fits(found.field, found.value):
        raise ActionRefused("value")
    return found


def fits(field: str, value: str) -> bool:
    """Whether a field may have a value: a status is one of the contract's."""
    return field != "status" or value in STATUSES


def line(text: str) -> str:
    """Gives a text that stands on one line, and says something.

    Raises:
        ActionRefused: it does not.
    """
    found = text.strip()
    if not found or len(found) > LINE or not found.isprintable():
        raise ActionRefused("value")
    return found


def _text(text: str) -> str:
    found = text.replace("\r\n", "\n").strip()
    plain = found.replace("\n", "").replace("\t", "")
    is_odd = any(unicodedata.category(character) in {"Cc", "Cs"} for character in plain)
    if not found or len(found) > TEXT or is_odd:
        raise ActionRefused("value")
    return found


def _optional(text: str) -> str:
    return _text(text) if text.strip() else ""


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise ActionRefused("value") from error


def _optional_day(text: str) -> date | None:
    return _day(text) if text.strip() else None


def _optional_moment(text: str) -> datetime | None:
    """Gives a day, or a day and a time; a day alone means nine in the morning."""
    said = text.strip()
    try:
        found = (
            datetime.fromisoformat(said if len(said) > 10 else f"{said} 09:00") if said else None
        )
    except ValueError as error:
        raise ActionRefused("value") from error
    if found is not None and found.tzinfo is not None:
        raise ActionRefused("value")
    return None if found is None else found.replace(second=0, microsecond=0)


def _format(text: str) -> str:
    if text not in {"csv", "xlsx"}:
        raise ActionRefused("value")
    return text


def _activity(text: str) -> str:
    if text not in {"call", "visit", "message", "email", "ticket", "complaint", "training"}:
        raise ActionRefused("value")
    return text


EDITABLE: Mapping[type[Any], Mapping[str, Callable[[str], object]]] = {
    SendMessage: {"to": line, "subject": line, "text": _text},
    CreateTask: {"title": line, "due_at": _optional_moment},
    RecordActivity: {"activity": _activity, "occurred_on": _day, "note": _text},
    UpdateField: {"value": line},
    ExportRows: {"format": _format},
    MarkAnomalies: {"reason": _optional, "until": _optional_day},
}
"""The fields that may have other values, and what reads those. Whom it is about may not change."""


def _name_of(connection: Connection, caller: Caller, content: Content, address: str) -> str:
    """Gives whose address it is.

    Raises:
        ActionRefused: of none of the customer's contacts.
    """
    assert isinstance(content, SendMessage), "only a message has a recipient"
    for one in recipients(connection, caller, content.customer_id):
        if one.address == address:
            return one.name
    raise ActionRefused("recipient")


def _with_quantities(content: OrderDraft, changes: Mapping[str, str]) -> OrderDraft:
    lines = list(content.lines)
    for name, text in changes.items():
        number = name.removeprefix(QUANTITY)
        if not name.startswith(QUANTITY) or not number.isascii() or not number.isdecimal():
            raise ActionRefused("field", (f"（{name}）", f"({name})"))
        if not 1 <= int(number) <= len(lines):
            raise ActionRefused("field", (f"（{name}）", f"({name})"))
        lines[int(number) - 1] = replace(lines[int(number) - 1], quantity=_quantity(text))
    return replace(content, lines=tuple(lines))


def _quantity(text: str) -> Decimal:
    try:
        found = Decimal(text.strip())
    except InvalidOperation as error:
        raise ActionRefused("value") from error
    if not found.is_finite() or not 0 < found <= LARGEST or found != round(found, 6):
        raise ActionRefused("value")
    return found
