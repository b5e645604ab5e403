"""The time phrases of a text, each read whole or not at all."""

from datetime import date

from crm.periods import BusinessCalendar, Kind, Period, standard_calendar
from tools.phrases.folding import folded
from tools.phrases.periods.grammar import phrase
from tools.phrases.periods.neighbours import Hit, anchored, completed, joined, shared
from tools.phrases.periods.readings import Faulty, Fixed, Moment, Same, settled
from tools.phrases.periods.spans import (
    BadPeriod,
    Direction,
    PeriodSpan,
    SamePeriodSpan,
    TimeSpan,
)
from tools.phrases.periods.starts import where_to_look


def find_periods(
    text: str, today: date, *, calendar: BusinessCalendar | None = None, ahead: bool = False
) -> list[TimeSpan]:
    """The time phrases of a text, in order, none overlapping another.

    A phrase is read whole or it becomes a `BadPeriod`: 上季度 inside 昨天上午 or 上季度末 is never
    read by itself.

    Args:
        text: The question as it was asked, in either language or both.
        today: The business date.
        calendar: Fiscal years and festivals; calendar years and the built-in ones by default.
        ahead: Whether the question is about what lies ahead (到期, expiring): a name without a year
            is then the next one, and what is running is read from the business date to its end.
    """
    moment = Moment(folded(text), text, today, ahead, calendar or standard_calendar())
    hits = _timely(shared(anchored(completed(_hits(moment), moment), moment), moment), moment)
    return [_span(hit, moment) for hit in joined(hits, moment)]


def _hits(moment: Moment) -> list[Hit]:
    hits: list[Hit] = []
    position, starts = 0, where_to_look(moment.calendar.festivals)
    while start := starts.search(moment.text, position):
        found = phrase(moment, start.start())
        if found:
            hits.append(Hit(start.start(), *found))
        position = found[0] if found else start.start() + 1
    return hits


_NOW = frozenset({"now", "现在", "目前"})


def _timely(hits: list[Hit], moment: Moment) -> list[Hit]:
    """Gives the hits without a "now" right before another one: "now this quarter"."""
    return [
        hit
        for hit, after in zip(hits, [*hits[1:], None], strict=False)
        if not (
            after is not None
            and moment.text[hit.start : hit.end] in _NOW
            and not moment.text[hit.end : after.start].strip(" ,，")
        )
    ]


def _span(hit: Hit, moment: Moment) -> TimeSpan:
    start, end = hit.start, hit.end
    text = moment.original[start:end]
    reading = settled(hit.reading, moment)
    if isinstance(reading, Same):
        return SamePeriodSpan(start, end, text, reading.unit, reading.count)
    if isinstance(reading, Faulty):
        return BadPeriod(start, end, text, reading.reason, reading.choices)
    period = _cut(reading, moment)
    return PeriodSpan(start, end, text, period, _direction(reading.period, moment.today))


def _cut(reading: Fixed, moment: Moment) -> Period:
    """A running period up to the business date, or from it on where the question looks forward."""
    period, today = reading.period, moment.today
    if reading.keep or not period.start <= today <= period.end or period.kind is Kind.DAY:
        return period
    if not moment.ahead:
        return period.until(today)
    return period if period.start == today else Period(today, period.end)


def _direction(period: Period, today: date) -> Direction:
    if period.end < today:
        return "past"
    return "ahead" if period.end > today and period.start >= today else "current"
