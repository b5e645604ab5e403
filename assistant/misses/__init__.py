"""What was not understood or was disputed, kept without personal data, for those who can teach."""

from assistant.misses.groups import Example, Group, grouped
from assistant.misses.keeping import MOST_KEPT, Miss, forget, ignore, keep
from assistant.misses.noticing import disputed, missed
from assistant.misses.redaction import CUSTOMER, PERSON, Redaction, redaction

__all__ = [
    "CUSTOMER",
    "MOST_KEPT",
    "PERSON",
    "Example",
    "Group",
    "Miss",
    "Redaction",
    "disputed",
    "forget",
    "grouped",
    "ignore",
    "keep",
    "missed",
    "redaction",
]
