"""Messages to customers: what is asked for, and what is on record for it (`draft_facts.py`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, cast, get_args

from crm.consent import Channel
from tools.base import Evidence

Occasion = Literal[
    "thanks", "check_in", "quotation", "reminder", "renewal",
    "win_back", "cross_sell", "apology", "greeting", "meeting",
]  # fmt: skip
OCCASIONS = cast(tuple[Occasion, ...], get_args(Occasion))
Style = Literal["formal", "warm", "brief"]
Firmness = Literal["gentle", "firm", "final"]
FactValue = str | int | date | Decimal


@dataclass(frozen=True)
class DraftRequest:
    """A message that somebody wants written: to whom, on what occasion, and how."""

    occasion: Occasion
    customer_id: str
    customer: str
    """Its name, as answers write it."""
    language: Literal["zh", "en"]
    channel: Channel = "chat"
    style: Style = "warm"
    firmness: Firmness = "gentle"
    """Of a reminder to pay."""
    with_invoices: bool = False
    """Whether a reminder names the invoices of what is overdue."""
    festival: str = ""
    """Of a greeting, by its key in `letters.toml`."""
    filled: tuple[tuple[str, str], ...] = ()
    """Blanks that the writer has filled in, by name: their words, not the record's."""


@dataclass(frozen=True)
class DraftFact:
    """One thing that a message may say. An amount has its `currency`."""

    name: str
    value: FactValue
    currency: str | None = None
    source: str = ""
    """What it is from, as people call it: the number of an order, the name of a contract."""


@dataclass(frozen=True)
class Caution:
    """Something on record that the writer should know before sending, and that no message says."""

    kind: Literal["returned", "renewed", "unnumbered", "unbilled", "old"]
    name: str = ""
    """Of the contract that follows."""
    amount: Decimal = Decimal(0)
    """Of what came back, in its `currency`."""
    currency: str = ""
    days: int = 0
    """How old what it is about is."""


@dataclass(frozen=True)
class Record:
    """What is on record for a message, and the rows that say so."""

    facts: tuple[DraftFact, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    closed_to: str | None = None
    """Who wants no such message: a contact's name, or the customer's; None where nobody said so."""
    is_visible: bool = True
    """Whether the caller sees the customer at all."""
    cautions: tuple[Caution, ...] = ()

    def lacks(self, occasion: Occasion) -> bool:
        """Whether there is nothing to write about: a reminder where nothing is overdue."""
        needed = _NEEDED.get(occasion)
        return needed is not None and not self.of(needed)

    def of(self, name: str) -> tuple[DraftFact, ...]:
        """Gives the facts of a name: none where it is not on record, one a currency of amounts."""
        return tuple(fact for fact in self.facts if fact.name == name)


_NEEDED: Mapping[Occasion, str] = {
    "thanks": "order",
    "check_in": "visited_on",
    "quotation": "deal",
    "reminder": "overdue",
    "renewal": "contract",
    "win_back": "days_since",
    "cross_sell": "product",
}
"""Without which there is no such occasion; other messages may have blanks for all they say."""
