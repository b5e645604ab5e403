"""How names of time go together: from A to B, since A, A so far, the 3 months to A."""

import re
from collections.abc import Callable

from crm.periods import Grain, Kind
from tools.phrases.periods.ends import Ending, ending
from tools.phrases.periods.pairs import (
    TO,
    chinese_pair,
    days_pair,
    english_pair,
    years_pair,
)
from tools.phrases.periods.readings import Faulty, Fixed, Loose, Moment, Reading, settled
from tools.phrases.periods.recurring import DayOfMonth, MonthDay, Weekday
from tools.phrases.periods.rules import (
    NUMBER,
    compiled,
)
from tools.phrases.periods.spans import Fault
from tools.phrases.periods.stretches import (
    after,
    alone,
    before,
    counted_to,
    range_of,
    rest_of,
    since,
    until,
)

Found = tuple[int, Reading]
Phrase = Callable[[Moment, int], Found | None]

_SO_FAR = (
    r"\s*(?:以来|(?:起|开始)?至今|(?:起|开始)?到现在|到今天|到目前(?:为止)?|截[至止]到?目前(?:为止)?|截[至止]到?今[天日]|到此刻"
    r"|迄今(?:为止)?|起(?!来|码|步|订|点|伏)|开始)"
    r"|\s+(?:so\s+far|to\s+date|(?:until|till|to|up\s+to|through)\s+now|onwards?)\b"
)
_NUMERALS = "一二两三四五六七八九十"
_NOT_A_COUNT = (  # 3月前五 are the top five of March, 3月前一共 and 3月前三十万 are before March
    rf"(?!\s?(?:[名几大]|(?!一[共起般直样定])(?:\d+|[{_NUMERALS}]+)(?![\d{_NUMERALS}百千万亿kw%元])))"
)
_BEFORE_ZH = rf"\s*(?:之前|以前|前{_NOT_A_COUNT})"
_AFTER_ZH = rf"\s*(?:之后|以后|后{_NOT_A_COUNT})(?!续)"
_CHANGE = (
    r"\b(?:compar\w*|relative|difference|differences|differ|growth|grew|grow|grown|chang\w+"
    r"|increas\w+|decreas\w+|rise|rose|risen|fell|fall|fallen|drop\w*|declin\w+|went|improv\w+)\b"
    r"[^.?!]*$"
)
_CHANGE_ZH = r"[^,，。?？!！]{0,6}(?:增长|增加|下降|变化|涨|跌|减少|提升|增幅|降幅|差多少|差了)"


def phrase(moment: Moment, position: int) -> Found | None:
    """End and reading of the longest phrase about time at `position`."""
    found = [each for each in (read(moment, position) for read in _PHRASES) if each]
    return max(found, key=lambda each: each[0]) if found else None


def _match(pattern: str, moment: Moment, position: int) -> re.Match[str] | None:
    return compiled(pattern).match(moment.text, position)


def _name_and_tail(moment: Moment, position: int) -> Found | None:
    """A, A到B, A以来, A之前, A之后."""
    first = ending(moment, position)
    if first is None:
        return None
    return (
        _range_tail(moment, position, first)
        or _tail(_SO_FAR, since, moment, first)
        or _tail(_BEFORE_ZH, before, moment, first)
        or _tail(_AFTER_ZH, after, moment, first)
        or (first.position, alone(first, moment))
    )


def _tail(
    pattern: str, reads: Callable[[Ending, Moment], Reading], moment: Moment, first: Ending
) -> Found | None:
    match = _match(pattern, moment, first.position)
    return (match.end(), reads(first, moment)) if match else None


def _range_tail(moment: Moment, position: int, first: Ending) -> Found | None:
    link = _match(TO, moment, first.position)
    last = link and (ending(moment, link.end()) or _bare_day(moment, link.end(), first))
    if not last or _is_a_change(moment, position, last.position):
        return None
    closing = _match(r"(?:为止|止)", moment, last.position)
    return (closing.end() if closing else last.position), range_of(first, last, moment)


def _bare_day(moment: Moment, position: int, first: Ending) -> Ending | None:
    """The 9 of "May 3 to 9" and of 3月5日到9."""
    reading = first.reading
    if not (isinstance(reading, Loose) and isinstance(reading.part, MonthDay)):
        return None
    match = _match(
        r"(?:the\s+)?(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\d:%a-z]|[.,]\d)", moment, position
    )
    if match is None or compiled(r"\s?[个家单台元块万月年]").match(moment.text, match.end()):
        return None
    return Ending(match.end(), Loose(DayOfMonth(int(match["day"]))))


def _is_a_change(moment: Moment, start: int, end: int) -> bool:
    """Whether A to B compares the two rather than spanning them: "grew from Q1 to Q2"."""
    before_it = moment.before(start, 60)
    if compiled(_CHANGE).search(before_it):
        return True
    said_from = before_it.endswith("从")
    return said_from and compiled(_CHANGE_ZH).match(moment.text, end) is not None


# -------------------------------------------------------------------------- words before a name


def _is_running(fixed: Fixed, onwards: Fixed, moment: Moment) -> bool:
    """Whether a time has begun and not ended: in it, and from it on, are then the same days."""
    same_days = min(fixed.period.end, moment.today) == onwards.period.end
    return fixed.period.start == onwards.period.start and same_days and not moment.ahead


def _from(moment: Moment, position: int) -> Found | None:
    """From A to B; 从A到B, 自A起."""
    match = _match(r"from\s+(?:the\s+(?=\d))?|(?:自从|自打|自|从)\s*", moment, position)
    first = match and ending(moment, match.end())
    if not match or not first:
        return None
    spans = None if _change_before(moment, position) else _range_tail(moment, match.end(), first)
    onwards = r"\s+(?:on|onwards?|forward)\b|\s*(?:以来|起|开始|至今|之后|以后|往后)"
    return (
        spans
        or _tail(rf"{_SO_FAR}|{onwards}", since, moment, first)
        or (None if _change_before(moment, position) else _open_from(match.group(), first, moment))
    )


def _open_from(said: str, first: Ending, moment: Moment) -> Found | None:
    """From 1 March and 自周一 go on to today; "from March" may also mean in March alone."""
    fixed, part = settled(first.reading, moment), None
    if isinstance(first.reading, Loose):
        part = first.reading.part
    if not isinstance(fixed, Fixed) or first.edge == "end":
        return None
    open_end = since(first, moment)
    clear = fixed.period.kind is Kind.DAY and not isinstance(part, Weekday)
    if said.strip() in {"自", "自从", "自打"} or first.edge or (clear and _is_a_date(first, part)):
        return first.position, open_end
    if part is None or not isinstance(open_end, Fixed):
        return None
    if _is_running(fixed, open_end, moment):
        return first.position, fixed
    return first.position, Faulty(Fault.AMBIGUOUS, (fixed.period, open_end.period))


def _is_a_date(first: Ending, part: object) -> bool:
    """Whether it is written as a date, and not yesterday or today."""
    return isinstance(part, MonthDay) or (
        isinstance(first.reading, Fixed) and "month" in first.reading.pins
    )


def _change_before(moment: Moment, position: int) -> bool:
    return compiled(_CHANGE).search(moment.before(position, 60)) is not None


def _between(moment: Moment, position: int) -> Found | None:
    """Between A and B; 在A和B之间. A difference between two is no span of time."""
    match = _match(r"(?:in\s+)?between\s+(?:the\s+(?=\d))?", moment, position)
    if match is None or _change_before(moment, position):
        return None
    shared = days_pair(moment, match.end(), r"\s+and\s+(?:the\s+)?")
    if shared:
        return shared
    first = ending(moment, match.end())
    link = first and _match(r"\s+and\s+", moment, first.position)
    if first is None or link is None:
        return None
    last = ending(moment, link.end()) or _bare_day(moment, link.end(), first)
    return (last.position, range_of(first, last, moment)) if last else None


def _between_zh(moment: Moment, position: int) -> Found | None:
    first = ending(moment, position)
    link = first and _match(r"\s*(?:和|与|跟)\s*", moment, first.position)
    last = link and ending(moment, link.end())
    close = last and _match(r"之间", moment, last.position)
    return (close.end(), range_of(first, last, moment)) if first and last and close else None


_PREFIXES: tuple[tuple[str, Callable[[Ending, Moment], Reading]], ...] = (
    (r"(?:ever\s+)?since\s+|(?:starting|beginning)\s+(?:from\s+|in\s+|on\s+)?", since),
    (r"so\s+far\s+(?=this|today)|so\s+far\s+in\s+", since),
    (r"(?:up\s+)?(?:until|till)\s+|up\s+to\s+|through\s+|thru\s+|by\s+|as\s+(?:of|at)\s+", until),
    (r"no\s+later\s+than\s+|not\s+later\s+than\s+", until),
    (r"before\s+|prior\s+to\s+|earlier\s+than\s+", before),
    (r"after\s+|later\s+than\s+", after),
    (r"(?:the\s+)?(?:rest|remainder)\s+of\s+(?:the\s+(?=year|month|quarter|week))?", rest_of),
)


def _prefixed(moment: Moment, position: int) -> Found | None:
    for pattern, reads in _PREFIXES:
        match = _match(pattern, moment, position)
        last = match and ending(moment, match.end(), units=reads is rest_of)
        if last:
            return last.position, reads(last, moment)
    return None


def _until_zh(moment: Moment, position: int) -> Found | None:
    """截至A, 到A为止, 截至A的三个月."""
    match = _match(r"(?P<clear>截[至止]到?|直到)?(?:到|至)?\s*", moment, position)
    last = ending(moment, match.end()) if match and match.end() > position else None
    if not match or not last:
        return None
    counted = _match(
        rf"的?(?:最近|近|前|过去|这)?(?P<count>{NUMBER})\s?个?(?P<unit>天|周|月|季度|年)",
        moment,
        last.position,
    )
    if counted and match["clear"]:
        return counted.end(), counted_to(last, counted["count"], counted["unit"], moment)
    close = _match(r"(?:为止|止|之前|以前|前(?!\d))", moment, last.position)
    if not (match["clear"] or close or (moment.ahead and last.edge)):
        return None
    return (close.end() if close else last.position), until(last, moment)


def _counted_to(moment: Moment, position: int) -> Found | None:
    """The 3 months to September, the year ended March 2025."""
    match = _match(
        rf"(?:the\s+)?(?:(?:last\s+|past\s+)?(?P<count>{NUMBER})[\s-]*)?"
        r"(?P<unit>day|week|month|quarter|half|year)s?\s+(?:to|ending|ended|up\s+to|through|until)\s+"
        r"(?:in\s+|on\s+|the\s+end\s+of\s+)?",
        moment,
        position,
    )
    last = match and ending(moment, match.end())
    if not match or not last:
        return None
    return last.position, counted_to(last, match["count"] or "1", match["unit"], moment)


def _to_date(moment: Moment, position: int) -> Found | None:
    """YTD, quarter to date; of another year where one is said: YTD 2025."""
    match = _match(
        r"(?:the\s+)?(?:(?P<unit>year|quarter|month|week|half)[\s-]to[\s-](?:date|now)|(?P<short>[yqmw])td\b)",
        moment,
        position,
    )
    if match is None:
        return None
    grain = Grain(match["unit"]) if match["unit"] else _SHORT_UNITS[match["short"]]
    return match.end(), Fixed(moment.unit(grain).until(moment.today), keep=True)


_SHORT_UNITS = {"y": Grain.YEAR, "q": Grain.QUARTER, "m": Grain.MONTH, "w": Grain.WEEK}


_PHRASES: tuple[Phrase, ...] = (
    _name_and_tail,
    _from,
    _between,
    _between_zh,
    _prefixed,
    _until_zh,
    _to_date,
    _counted_to,
    chinese_pair,
    years_pair,
    english_pair,
)
