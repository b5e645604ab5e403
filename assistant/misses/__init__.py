"""What was not understood or was disputed, kept without personal data, for those who can teach."""

from assistant.misses.groups import Example, Group, grouped
from assistant.misses.keeping import MOST_KEPT, Miss, forget, ignore, keep
from assistant.misses.noticing import disputed, missed
from assistant.misses.redaction import CUSTOMER, EMAIL, NUMBER, PERSON, Redaction, redaction

__all__ = [
    "CUSTOMER",
    "EMAIL",
    "MOST_KEPT",
    "NUMBER",
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
