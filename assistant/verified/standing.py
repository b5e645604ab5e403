"""How verified questions stand: in force, or set aside until an admin has looked at them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from assistant.brains.rules.lexicon import Lexicon
from assistant.verified.grounds import Change, changes, grounds
from assistant.verified.keeping import Kept, kept_all
from crm.measures import Catalog


@dataclass(frozen=True)
class Listed:
    """A verified question, and what has changed since."""

    kept: Kept
    changed: tuple[Change, ...]

    @property
    def holds(self) -> bool:
        """Whether questions are answered by it."""
        return not self.changed

    @property
    def confirmable(self) -> bool:
        """Whether an admin may let it hold as it is: nothing is gone that its plan needs."""
        return not any(change.kind in {"gone", "unreadable"} for change in self.changed)


def standing(kept: Kept, catalog: Catalog, lexicon: Lexicon) -> Listed:
    """Gives how a verified question stands, with the words and definitions of now."""
    if kept.plan is None:
        return Listed(kept, (Change("unreadable", kept.pattern),))
    now = grounds(kept.pattern, kept.plan.frame, catalog, lexicon)
    return Listed(kept, changes(kept.grounds, now))


def listed(connection: Connection, catalog: Catalog, lexicon: Lexicon) -> Sequence[Listed]:
    """Gives the verified questions, those set aside before the others."""
    found = [standing(kept, catalog, lexicon) for kept in kept_all(connection)]
    return sorted(found, key=lambda one: one.holds)
