"""The one interface of what carries messages out of the house, and how a delivery may end."""

from collections.abc import Callable
from typing import Protocol

from assistant.actions.outbox import Message


class NotNow(Exception):
    """The message was surely not taken, and may be tried again later; the text is a code."""


class NotEver(Exception):
    """The message was surely not taken, and never will be; the text is a code."""


class NobodyKnows(Exception):
    """The message may have been taken or not: the connection broke while it was handed over."""


class Channel(Protocol):
    """Carries messages one way: e-mail, or a chat program."""

    def send(self, message: Message, handing_over: Callable[[], None]) -> None:
        """Sends a message; comes back when the other side has taken it.

        Args:
            message: what to send. Its `message_id` is the same at every attempt, for those that
                can tell a second one by it.
            handing_over: has to be called right before the text leaves, after all that can fail
                without consequence. What it raises goes through: then nothing may leave.

        Raises:
            NotNow: it was not taken; it can be tried again.
            NotEver: it was not taken, and never will be.
            NobodyKnows: it may have been taken.
        """
        ...
