"""The requests for messages, and what is to come of each."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

FILE = Path(__file__).with_name("cases.jsonl")
Expected = Literal["draft", "nothing", "refused"]


class Case(BaseModel):
    """A conversation of a user whose last turn is looked at, about one customer of the demo.

    `facts` must stand in the message, `blanks` are the ones that it must have and no others. Where
    something is `refused`, no message comes of it: finance asks, the customer is somebody else's,
    or a statement is asked for that no record bears out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    user: str
    turns: tuple[str, ...]
    customer: str
    occasion: str
    language: Literal["zh", "en"]
    channel: Literal["chat", "email", "sms"] = "chat"
    expected: Expected = "draft"
    facts: tuple[str, ...] = ()
    blanks: tuple[str, ...] = ()
    held_back: bool = False
    """Whether drafts are written without looking at what comes of it."""


def cases() -> tuple[Case, ...]:
    """Gives all cases, in the order of their file."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return tuple(Case.model_validate_json(line) for line in lines)
