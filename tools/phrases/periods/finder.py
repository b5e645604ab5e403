"""The time phrases of a text, each read whole or not at all."""

import re
from datetime import date
from functools import cache

from crm.periods import BusinessCalendar, Kind, Period, standard_calendar
from tools.phrases.folding import folded
from tools.phrases.periods.grammar import phrase
from tools.phrases.periods.neighbours import Hit, completed, joined, shared
from tools.phrases.periods.readings import Faulty, Fixed, Moment, Same, settled
from tools.phrases.periods.spans import (
    BadPeriod,
    Direction,
    PeriodSpan,
    SamePeriodSpan,
    TimeSpan,
)

_ZH_STARTS = (
    "今昨前明后大本这当该上下近最过往刚滚未接将随自从截直到至第去旧来双年月季周星礼半同历首头"
    "之此剩零〇一二两三四五六七八九十几好若数0123456789'"
)
_EN_STARTS = (
    "a an the last past previous prior prev preceding trailing latest most recent rolling these this "
    "current next coming upcoming following since ever starting beginning so from between in until "
    "till up through thru by as no not before earlier after later rest remainder within first second "
    "third fourth final opening closing year quarter month week half weeks calendar fiscal financial "
    "day days yesterday today tomorrow tonight now start end close eoy eom eoq eow same corresponding "
    "comparable equivalent several some one two three four five six seven eight nine ten eleven "
    "twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty "
    "sixty seventy eighty ninety couple ytd qtd mtd wtd ttm ltm wk weekend on"
).split()


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
    hits = shared(completed(_hits(moment), moment), moment)
    return [_span(hit, moment) for hit in joined(hits, moment)]


def _hits(moment: Moment) -> list[Hit]:
    hits: list[Hit] = []
    position, starts = 0, _starts(moment.calendar.festivals)
    while start := starts.search(moment.text, position):
        found = phrase(moment, start.start())
        if found:
            hits.append(Hit(start.start(), *found))
        position = found[0] if found else start.start() + 1
    return hits


@cache
def _starts(festivals: tuple[object, ...]) -> re.Pattern[str]:
    """Where a phrase about time may begin: a sieve, so that few positions are looked at."""
    from crm.periods import Festival  # noqa: PLC0415

    words = [
        word
        for each in festivals
        if isinstance(each, Festival)
        for word in (*each.words, *each.weak_words)
    ]
    latin = sorted({word.split()[0] for word in words if word[0].isascii() and word[0].isalpha()})
    others = "".join(sorted({word[0] for word in words if not word[0].isascii()} - set(_ZH_STARTS)))
    names = (
        r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun"
        r"|q\s?\d|\dq|h[12]|fy|cy|cw|kw|l\d|w\d"
    )
    english = "|".join(re.escape(word) for word in (*_EN_STARTS, *latin))
    return re.compile(
        rf"(?<![a-z\d])(?:(?:{english})\b|{names})|(?<![a-z\d.])\d|[{_ZH_STARTS[:-11]}{others}']"
    )


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
