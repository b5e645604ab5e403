"""The questions to the documents, and where each is answered."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

FILE = Path(__file__).with_name("questions.jsonl")


class Asked(BaseModel):
    """A question in a user's words, and the sections that answer it: `zh/returns.md#退货期限`.

    One of them is enough; where there is none, no document answers it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    language: Literal["zh", "en"]
    text: str
    at: tuple[str, ...]
    across: bool = False
    """Whether it is answered in the other language only."""
    held_back: bool = False
    """Whether the search was built and its thresholds were set without looking at it."""


def questions() -> tuple[Asked, ...]:
    """Gives all questions, in the order of their file."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return tuple(Asked.model_validate_json(line) for line in lines)
