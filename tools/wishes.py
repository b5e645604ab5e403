"""What somebody wants done, as it was said: the actions that may be proposed.

Nothing is done by a wish. It becomes a proposal that shows exactly what would be done, and a person
approves that (`assistant/actions`). Ids are of what the asker may see.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from tools.drafts import DraftRequest

ActivityKind = Literal["call", "visit", "message", "email", "ticket", "complaint", "training"]
Verdict = Literal["confirmed", "dismissed", "snoozed"]
CustomerField = Literal[
    "level", "status", "industry", "short_name", "phone", "city", "province", "region"
]
"""What of a customer may be changed. Not whose it is: that would change who may see it."""
Format = Literal["csv", "xlsx"]


@dataclass(frozen=True)
class Customer:
    """Whom it is about, by id and by the name that answers use."""

    customer_id: str
    name: str


@dataclass(frozen=True)
class SendDraft:
    """The message that was drafted just now is to be sent, to whom it says (`to`) or by itself."""

    draft: DraftRequest
    to: str = ""


@dataclass(frozen=True)
class MakeTask:
    """Something is to be remembered; with `remind`, somebody wants to be told when it is due."""

    title: str
    due_at: datetime | None = None
    remind: bool = False
    customer: Customer | None = None


@dataclass(frozen=True)
class LogActivity:
    """Something was done with a customer."""

    customer: Customer
    activity: ActivityKind
    occurred_on: date
    note: str


@dataclass(frozen=True)
class Line:
    """So many of a product."""

    product_id: str
    product: str
    quantity: Decimal


@dataclass(frozen=True)
class DraftOrder:
    """An order is to be prepared, which counts as none until the ERP knows it."""

    customer: Customer
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class ChangeField:
    """A field of a customer is to have another value."""

    customer: Customer
    field: CustomerField
    value: str


@dataclass(frozen=True)
class ExportAnswer:
    """The rows behind the answer just given are wanted as a file."""

    format: Format


@dataclass(frozen=True)
class MarkAnomaly:
    """Somebody says what the flags of an order are."""

    order_id: str
    verdict: Verdict
    reason: str = ""
    until: date | None = None


@dataclass(frozen=True)
class ShowProposals:
    """Somebody wants to see what waits for their own approval."""

    by_words: bool = False
    """Whether it was to be decided by words, which decide nothing."""


@dataclass(frozen=True)
class ShowTasks:
    """Somebody wants to see what is to be done; nothing has to be approved for that."""


Deed = MakeTask | DraftOrder | LogActivity | ChangeField
"""What may be changed by words while it waits: 改成10台. A message is changed by its draft."""
Wish = (
    SendDraft
    | MakeTask
    | LogActivity
    | DraftOrder
    | ChangeField
    | ExportAnswer
    | MarkAnomaly
    | ShowTasks
    | ShowProposals
)
