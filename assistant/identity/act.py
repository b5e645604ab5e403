"""Who changes who may ask, and when: what every entry of it in the audit log says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.engine import Connection

from assistant import audit


@dataclass(frozen=True)
class Act:
    """Something that somebody does."""

    actor: str
    """The user's id; empty for the operator at the command line."""
    at: datetime
    way: Mapping[str, audit.Value] = field(default_factory=dict[str, audit.Value])
    """How it came to it, where that is not plain: `{"by": "demo"}`."""

    def record(
        self,
        connection: Connection,
        event: audit.Event,
        subject: str | None,
        detail: Mapping[str, audit.Value],
    ) -> None:
        """Puts it on record."""
        entry = audit.Entry(self.at, self.actor, event, subject, {**detail, **self.way})
        audit.record(connection, entry)
