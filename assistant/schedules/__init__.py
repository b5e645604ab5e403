"""What people want sent again and again: kept, shown in words, paused, removed.

Each schedule is one person's, and nobody else's to see or change. When one is due, what is sent is
made by `assistant/jobs`.
"""

from assistant.schedules.changing import Change, Now, apply, begin, pause, remove, resume, want
from assistant.schedules.keeping import (
    MOST,
    Schedule,
    ScheduleNotFound,
    Standing,
    due_ids,
    one,
    owned,
    standing,
)
from assistant.schedules.telling import named, questions_of, rhythm_words, time_words
from assistant.schedules.zones import BadZone, set_zone, zone_of

__all__ = [
    "MOST",
    "BadZone",
    "Change",
    "Now",
    "Schedule",
    "ScheduleNotFound",
    "Standing",
    "apply",
    "begin",
    "due_ids",
    "named",
    "one",
    "owned",
    "pause",
    "questions_of",
    "remove",
    "resume",
    "rhythm_words",
    "set_zone",
    "standing",
    "time_words",
    "want",
    "zone_of",
]
