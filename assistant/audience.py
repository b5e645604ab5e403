"""Where others read along: who an answer is for, and where it may be said.

The one rule, which every channel asks before it puts a question: an answer that others read holds
nothing that one of them may not see. Where it would be another answer for that reason, it goes to
the asker alone. Where that cannot be done, it is about what all of them may see, and says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from crm.access import Caller


class Place(StrEnum):
    """Where an answer is said."""

    HERE = "here"
    ALONE = "alone"
    """To the asker alone; others learn no more than that there is an answer."""
    NOWHERE = "nowhere"
    """Not at all: the asker is told to ask where nobody reads along."""


@dataclass(frozen=True)
class Audience:
    """Who reads along where a question is put.

    Attributes:
        known: the members who are users here, without the asker.
        strangers: whether somebody reads along of whom nothing is known: a guest, a colleague
            without a binding, or all, where a channel cannot tell who its members are.
    """

    known: Sequence[Caller] = ()
    strangers: bool = False


@dataclass(frozen=True)
class Addressed:
    """As whom to put a question, and where its answer may be said."""

    caller: Caller
    place: Place


def addressed(asker: Caller, audience: Audience, *, can_whisper: bool) -> Addressed:
    """Gives as whom to put a question, and where its answer may be said.

    Args:
        asker: who asks.
        audience: who else reads what is said here; the members of now, not of an earlier turn.
        can_whisper: whether the channel can answer the asker alone.
    """
    together = asker.among(audience.known)
    if not audience.strangers and together.owners == asker.owners:
        return Addressed(together, Place.HERE)
    if can_whisper:
        return Addressed(asker, Place.ALONE)
    nothing_in_common = audience.strangers or together.owners == frozenset()
    return Addressed(together, Place.NOWHERE if nothing_in_common else Place.HERE)
