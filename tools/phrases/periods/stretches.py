"""The stretches of time that two ends, or one end and a direction, make."""

from datetime import date, timedelta

from crm.periods import Kind, Period, add_months
from tools.phrases.numbers import whole_number
from tools.phrases.periods.durations import Duration
from tools.phrases.periods.ends import Ending
from tools.phrases.periods.readings import (
    IMPOSSIBLE,
    UNREAD,
    VAGUE,
    Faulty,
    Fixed,
    Loose,
    Moment,
    Reading,
    no_days,
    settled,
)
from tools.phrases.periods.recurring import Recurring, days_of
from tools.phrases.periods.spans import Fault

_DAY = timedelta(days=1)
_CALENDAR_UNITS = {Kind.WEEK, Kind.MONTH, Kind.QUARTER, Kind.HALF, Kind.YEAR, Kind.FESTIVAL}


def alone(end: Ending, moment: Moment) -> Reading:
    """The name as it stands; 月底 by itself is vague, unless something falls due by then."""
    if end.edge is None:
        return end.reading
    if moment.ahead and end.edge == "end":
        return until(end, moment)
    fixed = settled(end.reading, moment)
    return (
        Faulty(Fault.VAGUE, _edge_choices(fixed.period, end))
        if isinstance(fixed, Fixed)
        else UNREAD
    )


def _edge_choices(whole: Period, end: Ending) -> tuple[Period, ...]:
    if end.edge == "start":
        return (days_of(whole, 1, 10),) if whole.kind is Kind.MONTH else ()
    last = Period(whole.end, whole.end, Kind.DAY)
    return (last, days_of(whole, 21, 0)) if whole.kind is Kind.MONTH else (last,)


def since(end: Ending, moment: Moment) -> Reading:
    """From the start of the name to the business date."""
    fixed = _looking_back(end.reading, moment)
    if not isinstance(fixed, Fixed):
        return fixed
    if end.edge == "end":
        return VAGUE
    period = fixed.period
    if period.start > moment.today:
        return UNREAD
    if period.kind in _CALENDAR_UNITS and period.end >= moment.today:
        return Fixed(period.until(moment.today), keep=True)
    return Fixed(Period(period.start, moment.today), keep=True)


def until(end: Ending, moment: Moment) -> Reading:
    """Everything up to the end of the name; from the business date on, where that lies ahead."""
    fixed = _plain(settled(end.reading, moment))
    if not isinstance(fixed, Fixed):
        return fixed
    if end.edge == "start":
        return VAGUE
    last, today = fixed.period.end, moment.today
    looks_ahead = moment.ahead or fixed.period.start > today or (end.edge == "end" and last > today)
    if looks_ahead and last >= today:
        return Fixed(Period(today, last), keep=True)
    return _everything_to(min(last, today))


def before(end: Ending, moment: Moment) -> Reading:
    """Everything up to the day before the name; 月底前 includes the month's last day."""
    if end.edge == "end":
        return until(end, moment)
    fixed = _plain(_after_today(end.reading, moment))
    if not isinstance(fixed, Fixed):
        return fixed
    last, today = fixed.period.start - _DAY, moment.today
    if last >= today and (moment.ahead or fixed.period.start > today):
        return Fixed(Period(today, last), keep=True)
    return _everything_to(last)


def _after_today(reading: Reading, moment: Moment) -> Reading:
    """Of what lies ahead, the first one that has not begun: 3月前到期."""
    if not (moment.ahead and isinstance(reading, Loose)):
        return settled(reading, moment)
    period = reading.part.following(moment.today + _DAY)
    return Fixed(period) if period else no_days(reading.part)


def after(end: Ending, moment: Moment) -> Reading:
    """From the day after the name to the business date.

    3月以后 may count March or not, and a Chinese reader takes it either way.
    """
    fixed = _looking_back(end.reading, moment)
    if not isinstance(fixed, Fixed):
        return fixed
    first, today = fixed.period.end + _DAY, moment.today
    if end.edge == "start" or first > today or moment.ahead:
        return UNREAD
    later = Period(first, today)
    if moment.chinese and fixed.period.kind is not Kind.DAY and end.edge is None:
        return Faulty(Fault.AMBIGUOUS, (Period(fixed.period.start, today), later))
    return Fixed(later, keep=True)


def rest_of(end: Ending, moment: Moment) -> Reading:
    """What is left of a unit that is running."""
    fixed = settled(end.reading, moment)
    if not isinstance(fixed, Fixed) or end.edge or fixed.period.end < moment.today:
        return UNREAD
    return Fixed(Period(max(moment.today, fixed.period.start), fixed.period.end), keep=True)


def range_of(first: Ending, last: Ending, moment: Moment) -> Reading:
    """From the start of one name to the end of another, each settled by the other."""
    if first.edge == "end" or last.edge == "start":
        return VAGUE
    ends = _settled_pair(first.reading, last.reading, moment)
    if isinstance(ends, Faulty):
        return ends
    begin, close = ends
    if close.end < begin.start:
        return IMPOSSIBLE
    today = moment.today
    if close.end == close.start == today and begin.kind in _CALENDAR_UNITS and begin.end >= today:
        return Fixed(begin.until(today), keep=True)
    return Fixed(Period(begin.start, close.end), keep=_is_meant_ahead(begin, first, today))


def _is_meant_ahead(begin: Period, first: Ending, today: date) -> bool:
    """Whether later days are meant: those of 今天到周五, but not of 3月到5月 on 1 March."""
    said_today = isinstance(first.reading, Fixed) and not first.reading.pins
    from_today = begin.kind is Kind.DAY and begin.start == today and said_today
    return begin.start > today or from_today


def _settled_pair(first: Reading, last: Reading, moment: Moment) -> tuple[Period, Period] | Faulty:
    for reading in (first, last):
        if isinstance(reading, Faulty):
            return reading
    match first, last:
        case Fixed(begin), Fixed(close):
            return begin, close
        case Fixed(begin), Loose(part):
            return _clear_end(begin, part, moment)
        case Loose(part), Fixed(close):
            begin = part.leading(close.start)
            return (begin, close) if begin else no_days(part)
        case Loose(opening), Loose(closing):
            return _latest_pair(opening, closing, moment)
        case _:
            return UNREAD


def _latest_pair(
    opening: Recurring, closing: Recurring, moment: Moment
) -> tuple[Period, Period] | Faulty:
    begin = opening.leading(moment.today)
    if moment.ahead:
        begin = _first_still_open(opening, closing, moment.today)
    if begin is None:
        return no_days(opening)
    close = closing.following(begin.start)
    return (begin, close) if close else no_days(closing)


def _first_still_open(opening: Recurring, closing: Recurring, today: date) -> Period | None:
    for begin in opening.around(today):
        close = closing.following(begin.start)
        if close and close.end >= today:
            return begin
    return None


def _clear_end(begin: Period, part: Recurring, moment: Moment) -> tuple[Period, Period] | Faulty:
    """The first occurrence after the beginning; of 去年到3月 the one of this year may be meant."""
    close, latest = part.following(begin.start), part.leading(moment.today)
    if close is None:
        return no_days(part)
    inside = begin.kind is Kind.YEAR and begin.end < moment.today and close.end <= begin.end
    if inside and latest and latest.start > begin.end:
        choices = Period(begin.start, min(latest.end, moment.today)), Period(begin.start, close.end)
        return Faulty(Fault.AMBIGUOUS, choices)
    return begin, close


def counted_to(end: Ending, count: str, unit: str, moment: Moment) -> Reading:
    """So many days, weeks or months that end with the name: the 3 months to September."""
    number = whole_number(count)
    fixed = _looking_back(end.reading, moment)
    if not isinstance(fixed, Fixed) or not number or end.edge == "start":
        return fixed if isinstance(fixed, Faulty) else UNREAD
    last, months = fixed.period, number * _MONTHS.get(unit, 0)
    if not months:
        return Fixed(Duration(days=number * (7 if unit in {"week", "周"} else 1)).ending(last))
    next_month = last.end + _DAY
    if next_month.day != 1:
        return Fixed(Duration(months=months).ending(last))
    whole = Period(add_months(next_month, -months), last.end)
    return Fixed(whole, keep=False)


_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "月": 1, "季度": 3, "年": 12}


def _looking_back(reading: Reading, moment: Moment) -> Reading:
    """The latest one that has begun, even in a question that looks forward."""
    if isinstance(reading, Loose):
        period = reading.part.leading(moment.today)
        return Fixed(period) if period else no_days(reading.part)
    return _plain(reading)


def _plain(reading: Reading) -> Reading:
    return reading if isinstance(reading, Fixed | Faulty) else UNREAD


def _everything_to(last: date) -> Fixed:
    return Fixed(Period(date.min, last, Kind.UNTIL), keep=True)
