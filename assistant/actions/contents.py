"""The content of a proposal: all that would be done, and the hash that binds an approval to it."""

import hashlib
import json
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from tools.drafts import DraftRequest
from tools.wishes import ActivityKind, CustomerField, Format, Verdict

Kind = Literal[
    "send_message", "create_task", "log_activity", "order_draft",
    "update_field", "export", "mark_anomaly",
]  # fmt: skip


@dataclass(frozen=True)
class SendMessage:
    """A message to a contact of a customer, as it will be sent."""

    channel: str
    customer_id: str
    customer: str
    to: str
    """The address, which has to be one of the customer's contacts."""
    to_name: str
    subject: str
    text: str
    blanks: tuple[str, ...] = ()
    """What had to be filled in; while one stands in the text, it is not sent."""
    draft: DraftRequest | None = None
    """What it was written for; None where it is no draft of ours."""
    facts: tuple[str, ...] = ()
    """What the draft says of the record, as it says it: it has to be so still when it is sent."""
    kind: Literal["send_message"] = "send_message"

    @property
    def open_blanks(self) -> tuple[str, ...]:
        """Gives what is still to be filled in."""
        whole = f"{self.subject}\n{self.text}"
        return tuple(b for b in self.blanks if f"【{b}】" in whole or f"[{b}]" in whole)


@dataclass(frozen=True)
class CreateTask:
    """A task of the approver's own; with `remind` the approver gets an e-mail when it is due."""

    title: str
    due_at: datetime | None
    remind: bool
    customer_id: str | None = None
    customer: str | None = None
    kind: Literal["create_task"] = "create_task"


@dataclass(frozen=True)
class RecordActivity:
    """An activity of the approver's with a customer."""

    customer_id: str
    customer: str
    activity: ActivityKind
    occurred_on: date
    note: str
    kind: Literal["log_activity"] = "log_activity"


@dataclass(frozen=True)
class OrderLine:
    """A line of an order draft; without a price on the list, it is 0."""

    product_id: str
    product: str
    quantity: Decimal
    unit_price: Decimal


@dataclass(frozen=True)
class OrderDraft:
    """An order in the state `draft`, which no measure counts."""

    customer_id: str
    customer: str
    currency: str
    lines: tuple[OrderLine, ...]
    kind: Literal["order_draft"] = "order_draft"

    @property
    def amount(self) -> Decimal:
        """Gives what the lines come to."""
        return sum((line.quantity * line.unit_price for line in self.lines), Decimal(0))


@dataclass(frozen=True)
class UpdateField:
    """A field of a customer gets another value, if it still has the one that was shown."""

    customer_id: str
    customer: str
    field: CustomerField
    before: str | None
    value: str
    kind: Literal["update_field"] = "update_field"


@dataclass(frozen=True)
class ExportRows:
    """The rows behind an answer may be taken out as a file."""

    turn_id: str
    result: int
    rows: int
    format: Format
    kind: Literal["export"] = "export"


@dataclass(frozen=True)
class MarkAnomalies:
    """The flags of an order are what somebody says they are."""

    order_id: str
    customer_id: str
    customer: str
    flags: tuple[str, ...]
    verdict: Verdict
    reason: str = ""
    until: date | None = None
    kind: Literal["mark_anomaly"] = "mark_anomaly"


Content = (
    SendMessage
    | CreateTask
    | RecordActivity
    | OrderDraft
    | UpdateField
    | ExportRows
    | MarkAnomalies
)
_CONTENT: TypeAdapter[Content] = TypeAdapter(Annotated[Content, Field(discriminator="kind")])


def as_document(content: Content) -> dict[str, Any]:
    """Gives a content as the database keeps it."""
    found: dict[str, Any] = _CONTENT.dump_python(content, mode="json")
    return found


def content_of(document: object) -> Content:
    """Gives a content that was kept.

    Raises:
        ValidationError: it was changed into none.
    """
    return _CONTENT.validate_python(document)


def customer_of(content: Content) -> str | None:
    """Gives the id of the customer that it is about; None where it is about none."""
    return getattr(content, "customer_id", None)


def seal(action_id: str, user_id: str, document: object) -> str:
    """Gives the SHA-256 of whose proposal it is and of all that would be done."""
    told = json.dumps([action_id, user_id, document], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def names(content: Content) -> frozenset[str]:
    """Gives the names of a content's fields."""
    return frozenset(one.name for one in fields(content))
