"""What only means something after the answer before: "only over 60 days", after an ageing.

The words are put so that they say it by themselves, and are then read like any others.
"""

import re

from assistant.brains.rules.frame import Frame
from crm.text import fold

_BEYOND = re.compile(
    r"(?:and |just |only |what about |how about |show )*"
    r"(?:what is |what's |those |the ones |the |that |which are )*"
    r"(?:over|beyond|more than|above|older than|past) (\d{1,4}) days?"
    r"(?: overdue| past due| late| ones)*"
)
_OF_THEIR_SALES = re.compile(
    r"(?:and |now |but )*(?:as|in) (?:an? |the )?(?:share|percentage|percent|proportion|%|per cent)"
    r" of (?:their |its |the |total |our |my )?(?:own )?(?:sales|revenue|turnover|orders)"
)
_ENDS = " .?!"


def in_context(text: str, previous: Frame | None) -> str:
    """Gives a question in words that stand alone; as it is where nothing before explains it."""
    if previous is None or previous.entity is not None:
        return text
    said = fold(text).text.strip(_ENDS)
    owed = set(previous.measures) <= {"outstanding", "overdue"} and bool(previous.measures)
    beyond = _BEYOND.fullmatch(said) if owed else None
    if beyond is not None:
        return f"only overdue more than {beyond[1]} days"
    if previous.measures == ("returned",) and _OF_THEIR_SALES.fullmatch(said):
        return "return rate instead"
    return text
