"""Words for the same stretch of time, earlier: 去年同期, "a year ago", "same week last year"."""

import re

from crm.periods import Grain
from tools.phrases.periods.readings import Moment, Reading, Same
from tools.phrases.periods.rules import Rule, RuleTable
from tools.phrases.periods.years import year_of_digits

_UNITS = {
    "年": Grain.YEAR,
    "月": Grain.MONTH,
    "季": Grain.QUARTER,
    "周": Grain.WEEK,
    "month": Grain.MONTH,
    "quarter": Grain.QUARTER,
    "week": Grain.WEEK,
    "year": Grain.YEAR,
}
_YEARS = {"去年": 1, "上年": 1, "前年": 2, "大前年": 3, "上一年": 1}
_SAME = "(?:的)?(?:同期|同一时期|同一期间|同月|同季度?|同周|这个时候|这时候|此时|同时期)"
_PERIOD = r"(?:period|time|stretch|dates?|days?|weeks?|months?|quarter|span)"


def _years_back(match: re.Match[str], _: Moment) -> Reading | None:
    return Same(Grain.YEAR, _YEARS[match["said"]])


def _one_back(match: re.Match[str], _: Moment) -> Reading | None:
    return Same(_UNITS[match["unit"][:1] if match["unit"] == "季度" else match["unit"]])


def _of_year(match: re.Match[str], moment: Moment) -> Reading | None:
    year = year_of_digits(match["year"], moment)
    count = moment.today.year - year if year else 0
    return Same(Grain.YEAR, count) if count > 0 else None


def _year_back(_match: re.Match[str], _: Moment) -> Reading:
    return Same(Grain.YEAR)


SAME = RuleTable(
    Rule(rf"(?P<said>大前年|前年|去年|上年|上一年)度?{_SAME}", _years_back, "z"),
    Rule(rf"上一?个?(?P<unit>年|月|季度|季|周)(?:份|度)?{_SAME}", _one_back, "z"),
    Rule(rf"(?P<year>(?:20)?\d\d)年{_SAME}", _of_year, "d"),
    Rule(r"(?:历史)?同期", _year_back, "z"),
    Rule(
        rf"(?:the\s+)?(?:same|corresponding|comparable|equivalent)\s+{_PERIOD}\s+"
        r"(?:of\s+|in\s+|the\s+)?(?:last|previous|prior|the\s+previous|the\s+prior)\s+"
        r"(?P<unit>year|quarter|month|week)\b",
        _one_back,
        "l",
    ),
    Rule(
        rf"(?:the\s+)?(?:same|corresponding|comparable)\s+{_PERIOD}\s+"
        r"(?:a|one)\s+(?P<unit>year|quarter|month|week)\s+(?:ago|earlier|before)\b",
        _one_back,
        "l",
    ),
    Rule(r"last\s+(?P<unit>year)\s+(?:at\s+)?this\s+time\b", _one_back, "l"),
    Rule(r"this\s+time\s+last\s+(?P<unit>year|quarter|month|week)\b", _one_back, "l"),
    Rule(
        r"(?:last\s+year|prior[\s-]year|previous[\s-]year|year[\s-]earlier|year[\s-]ago)(?:'s)?\s+"
        rf"(?:same\s+)?(?:{_PERIOD}|level|figures?)\b",
        _year_back,
        "l",
    ),
    Rule(
        r"(?:(?<=than )|(?<=to )|(?<=with )|(?<=vs )|(?<=vs\. )|(?<=versus )|(?<=against )"
        r"|(?<=from )|(?<=on ))(?:a|one|the)\s+(?P<unit>year|quarter|month|week)\s+"
        r"(?:ago|earlier|before)\b(?!\s+last)",
        _one_back,
        "l",
    ),
    Rule(r"(?:a|one)\s+year\s+earlier\b", _year_back, "l"),
)
"""Comparisons with another time; which days they mean depends on the period that is asked for."""
