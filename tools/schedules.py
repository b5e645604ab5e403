"""What somebody wants sent again and again: questions, and when they are asked."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from crm.periods.rhythm import Rhythm

MOST_QUESTIONS = 8
"""Questions of one digest."""
FURTHEST = 730
"""Days ahead of what is reminded of, at most."""
START, END = "{start}", "{end}"
"""In a question about what lies ahead: the first and the last day that it is asked of."""


_TODAY = {"zh": "今天", "en": "today"}


@dataclass(frozen=True)
class Wish:
    """What somebody wants sent, and when."""

    rhythm: Rhythm
    questions: tuple[str, ...]
    language: Literal["zh", "en"]
    quiet: bool = False
    """Whether nothing is sent where there is nothing."""
    ahead: int | None = None
    """Days before something that one is reminded of it; None where nothing lies ahead."""
    by_mail: bool = False
    """Whether it also goes to the person's own e-mail address."""


@dataclass(frozen=True)
class Asked:
    """The questions of a day."""

    questions: tuple[str, ...]
    until: date | None = None
    """The last day ahead that they are of."""


def asked_on(wish: Wish, today: date, told_until: date | None) -> Asked:
    """Gives the questions of a day.

    What lies ahead is asked for from the day behind the one that was told last: so nothing is left
    out on a day without a worker, and nothing is told twice. The first time it is all that lies
    within the days ahead.
    """
    if wish.ahead is None:
        return Asked(wish.questions)
    until = today + timedelta(wish.ahead)
    start = today if told_until is None else max(told_until + timedelta(1), today)
    # By its word: a stretch that begins today with a date is read as one that has run until now.
    first = _TODAY[wish.language] if start == today else min(start, until).isoformat()
    days = {START: first, END: until.isoformat()}
    return Asked(tuple(_with(days, one) for one in wish.questions), until)


def _with(days: dict[str, str], question: str) -> str:
    for slot, day in days.items():
        question = question.replace(slot, day)
    return question
