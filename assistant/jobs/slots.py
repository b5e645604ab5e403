"""The slot of a schedule that is due: its moment, how late it is, and what was missed before it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from assistant.conversation.reply import Language, NoticePart
from assistant.schedules import Schedule, time_words
from crm.periods.rhythm import after, due

GRACE = timedelta(minutes=10)
"""What is later says so."""


@dataclass(frozen=True)
class Slot:
    """One moment at which a schedule is due."""

    schedule: Schedule
    moment: datetime
    missed: int
    zone: ZoneInfo
    """The person's."""
    wanted: bool = False
    """Whether somebody wanted it then, beside its times."""

    @property
    def following(self) -> datetime | None:
        """Gives when the schedule is due next; a wish for now changes nothing of that."""
        if self.wanted:
            return self.schedule.next_at
        return after(self.schedule.wish.rhythm, self.moment, self.zone)

    def due_words(self, language: Language) -> str:
        """Gives when it was due, in the person's time."""
        return time_words(self.moment, self.zone, language)

    def late_notice(self, now: datetime, language: Language) -> NoticePart | None:
        """Gives that it comes late, and how many were left out; None where it comes in time."""
        if self.missed == 0 and now - self.moment <= GRACE:
            return None
        said = f"这一期应在 {self.due_words('zh')} 发出，晚了。"
        if language == "en":
            said = f"This was due on {self.due_words('en')}, and comes late."
        if self.missed:
            left = f"之前漏了 {self.missed} 期，不再补发。"
            if language == "en":
                times = "1 before it was" if self.missed == 1 else f"{self.missed} before it were"
                left = f" {times} missed and will not come."
            said += left
        return NoticePart(kind="late", text=said)


def slot_of(schedule: Schedule, now: datetime, zone: ZoneInfo) -> Slot | None:
    """Gives the slot of a schedule that is due now; None where none is."""
    if schedule.wanted_at is not None:
        return Slot(schedule, schedule.wanted_at, 0, zone, wanted=True)
    if schedule.state != "active" or schedule.next_at is None or schedule.next_at > now:
        return None
    found = due(schedule.wish.rhythm, schedule.next_at, now, zone)
    return Slot(schedule, found.moment, found.missed, zone)
