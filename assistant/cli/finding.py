"""What `wendan doctor` tells of one thing."""

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "note", "broken"]


@dataclass(frozen=True)
class Finding:
    """One line: how something is, and what to do where it is not well."""

    state: State
    about: str
    text: str
