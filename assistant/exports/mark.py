"""The mark on every export: who took it out, when, under which number, and whether it is whole."""

import re
from dataclasses import dataclass
from datetime import datetime

_UNFIT = re.compile(r"[^A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Mark:
    """What a file says of itself, in its name and inside."""

    export_id: str
    """Under it both entries stand in the audit log."""
    user: str
    """The user's id; empty for the operator."""
    at: datetime
    rows: int
    found: int
    """The rows that there are; more than `rows` where the limit cut them."""

    @property
    def cut(self) -> bool:
        """Whether there are more rows than in the file."""
        return self.found > self.rows

    @property
    def who(self) -> str:
        """Gives who took it out."""
        return self.user or "operator"

    def sentence(self) -> str:
        """Gives the mark in one line."""
        told = f"exported by {self.who} at {self.at:%Y-%m-%d %H:%M:%S} ({self.export_id})"
        return f"{told}; cut: first {self.rows} of {self.found} rows" if self.cut else told

    def file_name(self, what: str, suffix: str) -> str:
        """Gives a name of plain letters for the file."""
        parts = (what, f"{self.at:%Y%m%d-%H%M%S}", self.who, self.export_id)
        return "-".join(_UNFIT.sub("_", part) for part in parts) + f".{suffix}"
