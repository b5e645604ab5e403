"""Questions that an admin has verified: kept as patterns without names, answered by their plans.

A pattern (`pattern.py`) is a question in which names and periods are slots; its plan (`plan.py`) is
the frame with the same slots, and says what it rests on (`grounds.py`). A question that differs
only in names and periods is recognised (`recognising.py`), with the eyes of whoever asks.
"""

from assistant.verified.examples import examples
from assistant.verified.grounds import Change
from assistant.verified.keeping import Kept, keep, kept_all, kept_as, remove
from assistant.verified.pattern import pattern_of
from assistant.verified.plan import plan_of
from assistant.verified.recognising import Recognised, recognised
from assistant.verified.refusal import NotVerifiable
from assistant.verified.standing import Listed, listed

__all__ = [
    "Change",
    "Kept",
    "Listed",
    "NotVerifiable",
    "Recognised",
    "examples",
    "keep",
    "kept_all",
    "kept_as",
    "listed",
    "pattern_of",
    "plan_of",
    "recognised",
    "remove",
]
