"""Follow-ups that mean a time, or customers, of the one before: "and last?", "which of them"."""

import re

from assistant.brains.rules.frame import Frame
from crm.periods import Kind, Period

_UNITS = {Kind.WEEK: "week", Kind.MONTH: "month", Kind.QUARTER: "quarter", Kind.YEAR: "year"}
_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_LEAD = (
    r"(?:(?:and|what about|how about|ok|okay|so|for|vs|what was|what is|what's|in)[, ]{1,3}){0,6}"
)
_END = r"\s*[?.!]*$"
_LAST = re.compile(rf"^({_LEAD})(?:the )?(?:last|previous|prior)(?: one)?{_END}", re.IGNORECASE)
_WHOLE = re.compile(
    rf"^({_LEAD})(?:the (?:whole|full|entire) (year|quarter|month)|(?:the )?(year|quarter|month)"
    rf"(?: in total| as a whole| overall| altogether| taken together)){_END}",
    re.IGNORECASE,
)
_BOUGHT = re.compile(
    r"^(?:and |so )?(?:which|who) of (?:them|those|these) (?:have |has |had )?(?:ever )?"
    r"(?:bought|buy|purchased|ordered|taken) (?!no|not|nothing|more|less|most|least|over|under|at)"
    rf"([a-z0-9 -]{{2,30}}?)((?: (?:in|this|last|since|over|during) .+)?){_END}",
    re.IGNORECASE,
)


def completed(text: str, before: Frame | None) -> str:
    """Gives a follow-up with what it means after the question before; else as it is."""
    listed = before is not None and before.entity == "customer" and not before.limited
    if listed and (found := _BOUGHT.match(text)) is not None:
        return f"their sales of {found.group(1)}{found.group(2)} by customer"
    return _timed(text, before)


def _timed(text: str, before: Frame | None) -> str:
    """Gives a follow-up with the time that it means after the one before."""
    period = before.period if before is not None else None
    if period is None or period.open_start:
        return text
    last, whole = _LAST.match(text), _WHOLE.match(text)
    if last is not None and period.kind in _UNITS:
        unit = _UNITS[period.kind]
        return f"{last.group(1)}{'last ' + unit if period.running else f'the {unit} before'}"
    if whole is not None and period.start.year == period.end.year:
        return f"{whole.group(1)}{_around(period, (whole.group(2) or whole.group(3)).lower())}"
    return text


def _around(period: Period, unit: str) -> str:
    """Gives the year, quarter or month in which a period begins, in words."""
    start = period.start
    if unit == "year":
        return str(start.year)
    if unit == "quarter":
        return f"Q{(start.month + 2) // 3} {start.year}"
    return f"{_MONTHS[start.month - 1]} {start.year}"
