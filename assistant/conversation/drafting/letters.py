"""The words of messages, from `letters.toml`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import tomli

from tools.drafts import DraftRequest, Record, Style

SOON, URGENT = 30, 7
"""Days before a contract ends from which a renewal is asked for plainly, and at once."""
_FILE = Path(__file__).with_name("letters.toml")


@dataclass(frozen=True)
class Words:
    """The words of one message: its subject, and its sentences from the opening to the closing."""

    subject: str
    opening: str
    sentences: Sequence[str]
    closing: str


def words_of(request: DraftRequest, record: Record) -> Words:
    """Gives the words for a message, as far as these depend on what is on record."""
    own = _letters()[request.language]
    letter = own[request.occasion][_stage(request, record)]
    style: Style = "brief" if request.channel == "sms" else request.style
    return Words(letter["subject"], own["opening"][style], letter[style], own["closing"][style])


def label_of(name: str, language: Literal["zh", "en"]) -> str:
    """Gives how a fact is called."""
    return str(_letters()["label"][language][name])


def _stage(request: DraftRequest, record: Record) -> str:
    if request.occasion == "reminder":
        return request.firmness
    if request.occasion == "cross_sell":
        return "paired" if record.of("offer") else "alone"
    if request.occasion != "renewal":
        return "any"
    left = next((fact.value for fact in record.of("days_left")), None)
    if not isinstance(left, int) or left > SOON:
        return "early"
    if left > URGENT:
        return "soon"
    return "urgent" if left else "today"


@cache
def _letters() -> Mapping[str, Any]:
    return tomli.loads(_FILE.read_text("utf-8"))
