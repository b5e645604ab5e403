"""One end of a stretch of time: a name, the start or end of one (月初, "end of March"), or now."""

from dataclasses import dataclass
from typing import Literal

from crm.periods import Grain, Kind, Period
from tools.phrases.periods.named import named
from tools.phrases.periods.readings import Faulty, Fixed, Moment, Reading
from tools.phrases.periods.rules import compiled
from tools.phrases.periods.spans import Fault

Edge = Literal["start", "end"]


@dataclass(frozen=True)
class Ending:
    """One end of a stretch.

    Attributes:
        position: Where its words end in the text.
        reading: What they name.
        edge: Whether only the start or the end of that is meant.
    """

    position: int
    reading: Reading
    edge: Edge | None = None


_UNITS = {
    "年": Grain.YEAR,
    "月": Grain.MONTH,
    "季": Grain.QUARTER,
    "季度": Grain.QUARTER,
    "year": Grain.YEAR,
    "month": Grain.MONTH,
    "quarter": Grain.QUARTER,
    "week": Grain.WEEK,
    "y": Grain.YEAR,
    "m": Grain.MONTH,
    "q": Grain.QUARTER,
    "w": Grain.WEEK,
}
_START_ZH = r"初(?!次|始|级|中|步|稿|期|衷)|头(?!部|疼|条)"
_END_ZH = r"底(?!价|单|盘|薪|部|座|层|线|下(?![单了订的]))|末(?!端|位|尾|期)|尾(?!款|单|货|号)"
_EDGE_ZH = rf"(?:(?P<start>{_START_ZH})|(?P<end>{_END_ZH}))"
_NOW = r"(?:现在|目前|如今|此刻|now|the\s+present|present|date)(?![a-z])"


def ending(moment: Moment, position: int, *, units: bool = False) -> Ending | None:
    """The end of a stretch that is named at `position`, the longest reading of it.

    Args:
        moment: The text and the business date.
        position: Where to look.
        units: Whether a bare "year" or "quarter" may stand for the present one.
    """
    options = (
        _now(moment, position),
        _edge_of_unit(moment, position),
        _edge_of_name(moment, position),
        _name(moment, position),
        _unit(moment, position) if units else None,
    )
    found = [each for each in options if each]
    return max(found, key=lambda each: each.position) if found else None


def _now(moment: Moment, position: int) -> Ending | None:
    match = compiled(_NOW).match(moment.text, position)
    today = Period(moment.today, moment.today, Kind.DAY)
    return Ending(match.end(), Fixed(today)) if match else None


def _name(moment: Moment, position: int) -> Ending | None:
    """A name, with 初, 底 or 末 behind it: 上季度末, 去年年底, 3月初."""
    found = named(moment, position)
    if found is None:
        return None
    end, reading = found
    match = compiled(rf"的?(?:年|月|季度?)?{_EDGE_ZH}").match(moment.text, end)
    if match and isinstance(reading, Fixed) and reading.period.kind is Kind.DAY:
        match = None
    if match:
        return Ending(match.end(), reading, "start" if match["start"] else "end")
    return Ending(end, _exact_day(moment, position, end, reading))


def _exact_day(moment: Moment, position: int, end: int, reading: Reading) -> Reading:
    """Three months ago as an end of a stretch is the same day of that month."""
    if not (isinstance(reading, Faulty) and reading.reason is Fault.AMBIGUOUS):
        return reading
    said_ago = compiled(r"(?:ago|前|之前|以前)$").search(moment.text[position:end])
    is_an_end = compiled(r"(?:since\s+|from\s+|自|从)$|(?:到|至)$").search(moment.before(position))
    goes_on = compiled(r"\s*(?:到|至|以来|起|开始|until|to\s)").match(moment.text, end)
    if said_ago and (is_an_end or goes_on):
        return Fixed(reading.choices[-1])
    return reading


def _edge_of_unit(moment: Moment, position: int) -> Ending | None:
    """年初, 月底, 季末; the end of the year, year-end, EOM."""
    text = moment.text
    match = compiled(rf"(?:本|这个?|当)?(?P<unit>年|月|季度?){_EDGE_ZH}").match(text, position)
    if match:
        edge: Edge = "start" if match["start"] else "end"
        return Ending(match.end(), Fixed(moment.unit(_UNITS[match["unit"]])), edge)
    match = compiled(
        r"(?:the\s+)?(?:this\s+)?(?P<unit>year|month|quarter|week)[\s-]end\b|eo(?P<short>[ymqw])\b"
    ).match(text, position)
    if match:
        unit = _UNITS[match["unit"] or match["short"]]
        return Ending(match.end(), Fixed(moment.unit(unit)), "end")
    match = compiled(
        r"(?:the\s+)?(?P<edge>start|beginning|end|close)\s+of\s+(?:the\s+|this\s+|the\s+current\s+)"
        r"(?P<unit>year|month|quarter|week)(?![a-z])|(?P<edge2>start|beginning|end)\s+of\s+"
        r"(?P<unit2>year|month|quarter|week)(?![a-z])"
    ).match(text, position)
    if match is None:
        return None
    unit = _UNITS[match["unit"] or match["unit2"]]
    edge = "end" if (match["edge"] or match["edge2"]) in {"end", "close"} else "start"
    return Ending(match.end(), Fixed(moment.unit(unit)), edge)


def _edge_of_name(moment: Moment, position: int) -> Ending | None:
    """The end of March, the beginning of last year."""
    match = compiled(r"(?:the\s+)?(?P<edge>start|beginning|end|close)\s+of\s+").match(
        moment.text, position
    )
    found = match and named(moment, match.end())
    if not match or not found:
        return None
    return Ending(found[0], found[1], "end" if match["edge"] in {"end", "close"} else "start")


def _unit(moment: Moment, position: int) -> Ending | None:
    match = compiled(r"(?:the\s+)?(?P<unit>year|month|quarter|week)(?![a-z])").match(
        moment.text, position
    )
    return Ending(match.end(), Fixed(moment.unit(_UNITS[match["unit"]]))) if match else None
