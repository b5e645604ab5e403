"""Tries to write one message: the letter, or why there is none."""

from dataclasses import dataclass
from typing import Literal

from assistant.conversation.circumstances import Circumstances
from assistant.conversation.drafting.writing import Letter, write
from tools.draft_facts import on_record
from tools.drafts import DraftRequest, Record

Reason = Literal["gone", "closed", "nothing"]
"""The customer is not to be seen, wants no messages, or has nothing to be written about."""


@dataclass(frozen=True)
class Tried:
    """A message that was to be written: its letter, or the reason why there is none."""

    request: DraftRequest
    record: Record
    letter: Letter | None = None
    reason: Reason | None = None


def tried(request: DraftRequest, around: Circumstances) -> Tried:
    """Gives a message to one customer, or why there is none.

    Raises:
        QueryError: the deployment's measures lack one that is needed.
        InventedError: it would say a figure that no fact has.
    """
    record = on_record(around.tools, request, around.today)
    if not record.is_visible:
        return Tried(request, record, reason="gone")
    if record.closed_to is not None:
        return Tried(request, record, reason="closed")
    if record.lacks(request.occasion):
        return Tried(request, record, reason="nothing")
    letter = write(request, record, around.tools.caller.name, around.today)
    return Tried(request, record, letter)
