"""Where digests go beside the page: an interface, for e-mail and chat apps.

A delivery is called in the transaction that keeps the digest. It writes down what is to be sent and
sends nothing itself: what is sent cannot be taken back where the transaction fails.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.engine import Connection

from assistant.conversation.reply import Reply
from assistant.schedules import Schedule
from crm.access import Caller


@dataclass(frozen=True)
class Digest:
    """A digest that is being kept as a turn of its person."""

    schedule: Schedule
    caller: Caller
    """The person, with the rights of now."""
    slot: datetime
    """The moment that it was due, in UTC; with the schedule's id the key of what is sent once."""
    reply: Reply


class Delivery(Protocol):
    """Sends digests somewhere."""

    def deliver(self, connection: Connection, digest: Digest) -> None:
        """Writes down that a digest is to be sent, as a part of the transaction that keeps it."""
        ...
