"""Looks entries up, for those who may read the log."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from assistant.audit.chain import Link, links_where
from crm.models import audit_log

MOST_LISTED = 1_000


@dataclass(frozen=True)
class Wanted:
    """Which entries; those that meet all that is given."""

    since: datetime | None = None
    """The first moment, included."""
    user: str | None = None
    """The id of who did it; empty for the operator."""
    event: str | None = None
    subject: str | None = None
    before: int | None = None
    """Only entries with smaller numbers: the last one of the page before."""
    limit: int = 50

    def conditions(self) -> tuple[sa.ColumnElement[bool], ...]:
        """Gives what the entries meet."""
        same = {"actor": self.user, "event": self.event, "subject": self.subject}
        found = [audit_log.c[name] == value for name, value in same.items() if value is not None]
        if self.since is not None:
            found.append(audit_log.c.at >= self.since.isoformat(sep=" ", timespec="seconds"))
        if self.before is not None:
            found.append(audit_log.c.number < self.before)
        return tuple(found)


def listed(connection: Connection, wanted: Wanted) -> tuple[Link, ...]:
    """Gives entries, the newest first."""
    return links_where(connection, wanted.conditions(), min(wanted.limit, MOST_LISTED))
