"""What somebody wants to export, and as which file."""

from dataclasses import dataclass
from typing import Literal

from crm.periods import Period

Format = Literal["csv", "xlsx"]
Encoding = Literal["utf-8", "gb18030"]


@dataclass(frozen=True)
class OfTable:
    """Rows of one of the contract's tables."""

    table: str
    period: Period | None = None
    """Both ends included."""
    customer_id: str | None = None


@dataclass(frozen=True)
class OfTurn:
    """The rows behind an answer of the caller's own."""

    turn_id: str
    result: int = 0
    """Which result of the answer, from 0."""


@dataclass(frozen=True)
class OfDrafts:
    """The messages that a turn of the caller's own drafted: no raw rows."""

    turn_id: str


Wish = OfTable | OfTurn | OfDrafts


@dataclass(frozen=True)
class Shape:
    """The form of the file; the encoding is that of a CSV."""

    format: Format = "csv"
    encoding: Encoding = "utf-8"
