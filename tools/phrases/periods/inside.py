"""Stretches counted inside a longer unit: 上个月最后三天, 今年前三季度, 10月下旬, 今年全年."""

import re
from collections.abc import Callable
from datetime import timedelta

from crm.periods import Kind, Period, add_months
from tools.phrases.numbers import whole_number
from tools.phrases.periods.parts import MONTH_PARTS
from tools.phrases.periods.readings import (
    IMPOSSIBLE,
    UNREAD,
    Faulty,
    Fixed,
    Loose,
    Moment,
    Reading,
    fixed_or_fault,
    settled,
)
from tools.phrases.periods.recurring import days_of
from tools.phrases.periods.rules import WEEKDAY, WEEKDAY_DIGITS, compiled

Found = tuple[int, Reading]
Cut = Callable[[Period], Period | None]

_INSIDE_ZH = (
    r"的?(?:(?P<side>前|头|最后)(?P<number>\d{1,3}|[一二两三四五六七八九十]{1,3})?个?"
    r"(?P<unit>天|日|周|星期|月|季度)(?!度)"
    r"|第(?P<nth>\d{1,3}|[一二三四五六七八九十]{1,3})个?(?P<nth_unit>天|日|周|星期|月|季度))"
)
_WHOLE_ZH = r"的?(?:全年|整年|全年度|全月|整月|整个月|全季度?|整季度?|整周|全周|一整[年月周]|整个)"
_WEEKDAY_ZH = rf"(?<=[日号])\s?[((]?(?:周|星期|礼拜)(?P<weekday>{WEEKDAY})[))]?"
_PART_ZH = rf"的?(?P<part>{'|'.join(MONTH_PARTS)})"
_FILLER_ZH = (
    r"(?:期间|之内|以内|内(?!蒙|部|容|销(?![售量])|存|衣|地|外|网|勤)|里面?(?!程)|当中|之中"
    r"|间(?!接|隔|距)|份(?!额))"
)
_HALVED = {Kind.YEAR, Kind.MONTH}
_UNITS = {"天": "day", "日": "day", "周": "week", "星期": "week", "月": "month", "季度": "quarter"}


def narrowed(moment: Moment, end: int, reading: Reading) -> Found:
    """The name with what follows it and still belongs to it: 上个月最后三天, 今年全年, 3月里."""
    match = compiled(_WHOLE_ZH).match(moment.text, end)
    if match and isinstance(reading, Fixed | Loose):
        fixed = settled(reading, moment)
        return match.end(), Fixed(fixed.period, keep=True) if isinstance(fixed, Fixed) else reading
    match = compiled(_PART_ZH).match(moment.text, end)
    if match:
        return match.end(), _within(
            moment, reading, lambda whole: days_of(whole, *MONTH_PARTS[match["part"]])
        )
    match = compiled(_INSIDE_ZH).match(moment.text, end)
    if match:
        return match.end(), _counted_zh(moment, reading, match)
    match = compiled(_WEEKDAY_ZH).match(moment.text, end)
    if match and isinstance(reading, Fixed | Loose):
        weekday = WEEKDAY_DIGITS[match["weekday"]]
        return match.end(), on_weekday(moment, reading, weekday)
    match = compiled(_FILLER_ZH).match(moment.text, end)
    return (match.end() if match else end), reading


def on_weekday(moment: Moment, reading: Reading, weekday: int) -> Reading:
    """A date that is said with its day of the week: the fault of one that falls on another."""
    fixed = settled(reading, moment)
    if not isinstance(fixed, Fixed) or fixed.period.kind is not Kind.DAY:
        return fixed if isinstance(fixed, Faulty) else UNREAD
    return fixed if fixed.period.start.isoweekday() == weekday else IMPOSSIBLE


def _counted_zh(moment: Moment, reading: Reading, match: re.Match[str]) -> Reading:
    unit = _UNITS[match["unit"] or match["nth_unit"]]
    if match["nth"]:
        return sliced(moment, reading, unit, whole_number(match["nth"]) or 0, 1)
    count = whole_number(match["number"]) if match["number"] else 1
    return sliced(moment, reading, unit, -1 if match["side"] == "最后" else 1, count or 0)


def sliced(moment: Moment, reading: Reading, unit: str, at: int, count: int) -> Reading:
    """`count` units from the `at`-th one of a longer unit on; -1 counts from its end."""
    if unit == "week" and count == 1:
        return UNREAD  # the week with the first day in it, the first full one, or seven days
    fixed = settled(reading, moment)
    if unit == "half" and isinstance(fixed, Fixed) and fixed.period.kind not in _HALVED:
        return UNREAD
    return _within(moment, reading, lambda whole: _sliced(whole, unit, at, count))


def _within(moment: Moment, reading: Reading, cut: Cut) -> Reading:
    fixed = settled(reading, moment)
    if not isinstance(fixed, Fixed):
        return fixed
    if fixed.period.kind not in {Kind.MONTH, Kind.QUARTER, Kind.HALF, Kind.YEAR}:
        return UNREAD
    period = cut(fixed.period)
    return fixed_or_fault(period, pins=fixed.pins | {"year"})


def _sliced(whole: Period, unit: str, at: int, count: int) -> Period | None:
    if count < 1:
        return None
    if unit in {"day", "week"}:
        return _sliced_days(whole, at, count * (7 if unit == "week" else 1))
    if unit == "half":
        return _half_of(whole, at)
    length = {"month": 1, "quarter": 3}[unit]
    if at < 0:
        start = add_months(whole.end + timedelta(days=1), -length * count)
    else:
        start = add_months(whole.start, length * (at - 1))
    end = add_months(start, length * count) - timedelta(days=1)
    if start < whole.start or end > whole.end or (start, end) == (whole.start, whole.end):
        return None
    one = count == 1
    kind = (Kind.MONTH if unit == "month" else Kind.QUARTER) if one else Kind.RANGE
    return Period(start, end, kind)


def _sliced_days(whole: Period, at: int, count: int) -> Period | None:
    start = (
        whole.end - timedelta(days=count - 1) if at < 0 else whole.start + timedelta(days=at - 1)
    )
    end = start + timedelta(days=count - 1)
    if start < whole.start or end > whole.end:
        return None
    return Period(start, end, Kind.DAY if count == 1 else Kind.RANGE)


def _half_of(whole: Period, at: int) -> Period | None:
    if whole.kind is Kind.YEAR:
        middle = add_months(whole.start, 6)
        return (
            Period(whole.start, middle - timedelta(days=1), Kind.HALF)
            if at == 1
            else Period(middle, whole.end, Kind.HALF)
        )
    if whole.kind is Kind.MONTH:
        return days_of(whole, 1, 15) if at == 1 else days_of(whole, 16, 0)
    return None
