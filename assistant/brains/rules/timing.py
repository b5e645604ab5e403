"""Decides which period a question is about, and with which it compares."""

import re

from assistant.brains.rules.frame import Against
from assistant.brains.rules.lexicon import is_cjk
from assistant.brains.rules.naming import UP_OR_DOWN
from assistant.brains.rules.outcome import Doubtful, NotUnderstood, Option
from assistant.brains.rules.situation import EndOfReading, Situation
from assistant.brains.rules.slots import Slots
from crm.periods import (
    Grain,
    Kind,
    OpenPeriodError,
    Period,
    UnlistedFestivalError,
    aligned,
    preceding,
    unit_of,
    year_earlier,
)

GRAIN_OF = {
    Kind.DAY: Grain.DAY,
    Kind.WEEK: Grain.WEEK,
    Kind.MONTH: Grain.MONTH,
    Kind.QUARTER: Grain.QUARTER,
    Kind.YEAR: Grain.YEAR,
}


def periods(
    slots: Slots, situation: Situation
) -> tuple[Period | None, Period | None, Against | None]:
    """Gives the period, the one it is compared with, and how that came about."""
    if len(slots.periods) > 2:
        raise EndOfReading(NotUnderstood((), lacking="period"))
    if len(slots.periods) == 2 and slots.against_at == 0 and slots.flags["against"] in {"比", "较"}:
        raise EndOfReading(NotUnderstood((slots.period_words[1],)))
    if len(slots.periods) == 2:
        return _relative_periods(slots) or _two_periods(slots)
    period = slots.periods[0] if slots.periods else None
    figures = len(slots.measures) > 1 and not slots.has("change")  # invoiced vs collected
    if period is not None and slots.against_at == 0 and not (slots.names_two or figures):
        return _now_against(period, slots, situation)
    if period is not None and _is_compared_with(slots):
        return _now_against(period, slots, situation)
    if period is not None and slots.has("ahead") and period.running:
        period = Period(situation.today, period.calendar_end)
    against = against_of(slots, period, situation)
    if against is None:
        return period, None, None
    period = period or _assumed(slots, situation)
    return period, comparison(period, against), against


GROWTH_OF = {
    "同比": Grain.YEAR,
    "同比变化": Grain.YEAR,
    "同比去年": Grain.YEAR,
    "year over year": Grain.YEAR,
    "year on year": Grain.YEAR,
    "yoy": Grain.YEAR,
    "y/y": Grain.YEAR,
    "y-o-y": Grain.YEAR,
    "year-over-year": Grain.YEAR,
    "year-on-year": Grain.YEAR,
    "qoq": Grain.QUARTER,
    "quarter over quarter": Grain.QUARTER,
    "quarter on quarter": Grain.QUARTER,
    "mom": Grain.MONTH,
    "month over month": Grain.MONTH,
    "month on month": Grain.MONTH,
    "wow": Grain.WEEK,
    "week over week": Grain.WEEK,
}
"""What runs now, where growth is asked for without a time: 销售额同比, "QoQ for net sales"."""


SAME_TIME = {
    "this time last month": Grain.MONTH,
    "the same time last month": Grain.MONTH,
    "same time last month": Grain.MONTH,
    "this time last year": Grain.YEAR,
    "the same time last year": Grain.YEAR,
    "same time last year": Grain.YEAR,
    "this time last quarter": Grain.QUARTER,
    "this time last week": Grain.WEEK,
}
"""What runs now, where it is set against the same time before."""


def _assumed(slots: Slots, situation: Situation) -> Period:
    """Gives the unit that is running, of the kind that a word of growth names.

    Raises:
        EndOfReading: it names none.
    """
    said = slots.compare_words[0] if slots.compare_words else ""
    grain = GROWTH_OF.get(said) or SAME_TIME.get(said)
    if grain is None and not said and _rises(slots):
        grain = Grain.YEAR
    if grain is None:
        raise EndOfReading(NotUnderstood((), lacking="comparison"))
    return unit_of(grain, situation.today).until(situation.today)


STANDING = frozenset({"outstanding", "overdue", "uninvoiced", "pipeline", "open_deals"})
"""Measures that stand as they are now, and have no earlier figure beside them."""


def _rises(slots: Slots) -> bool:
    """Whether it is asked in English if something goes up or down: this year, if no time is."""
    said = slots.flags.get("change", "")
    lasts = said.endswith(("ing", "grown")) or said.startswith(("get ", "got", "become", "became"))
    moves = said.isascii() and (lasts or said in UP_OR_DOWN)
    return moves and not (STANDING & set(slots.measures) or slots.verbs.keys() - {"buy", "sell"})


SIDE_BY_SIDE = frozenset(
    {"compare", "comparing", "comparison", "对比", "比较", "对比一下", "比较一下"}
)
"""Words before two periods, of which the later one then stands beside the other."""
RELATIVE = re.compile(
    r"(?:the )?(?:previous|prior|preceding) (year|quarter|month|week)"
    r"|[上前]一?个?(?:年度|季度|月|周)"
)


def _is_compared_with(slots: Slots) -> bool:
    """Whether the one period is what now is compared with: 环比上月, 同比去年, 比去年."""
    before = slots.sentence.touching(slots.period_at[0], -1)
    if before is None:
        return False
    return before.text in THAN or (before.may_be("compare") and is_cjk(before.text[0]))


THAN = frozenset(
    "比|较|than|vs|vs.|versus|compare with|compare to|compares with|compares to|compared with"
    "|compared to|compare against|up on|down on".split("|")
)
"""Words before what something is compared with."""


def _now_against(
    period: Period, slots: Slots, situation: Situation
) -> tuple[Period, Period, Against]:
    """Gives the unit that is running beside an earlier one: 赢单率比上季度怎样."""
    grain = GRAIN_OF.get(period.kind)
    now = unit_of(grain, situation.today).until(situation.today) if grain is not None else period
    if now.start <= period.start:
        said = slots.flags.get("against") or slots.compare_words[0]
        raise EndOfReading(NotUnderstood((said,), lacking="comparison"))
    current, other = aligned(now, period)
    return current, other, "named"


def _relative_periods(slots: Slots) -> tuple[Period, Period, Against] | None:
    """Gives the comparison with "the previous year": the one before the period named."""
    found = RELATIVE.fullmatch(slots.period_words[1])
    if found is None or not slots.has("against", "change") or slots.against_at != 1:
        return None
    against = "year" if found.group(1) == "year" else "previous"
    if found.group(1) is None and slots.periods[0] != slots.periods[1]:
        return None
    return slots.periods[0], comparison(slots.periods[0], against), against


def _two_periods(slots: Slots) -> tuple[Period, Period, Against]:
    first, second = slots.periods
    both = slots.against_at == 0 and slots.flags["against"] in SIDE_BY_SIDE
    if both:
        first, second = sorted((first, second), key=lambda period: period.end, reverse=True)
    elif slots.against_at == 0 or (slots.against_at != 1 and second.start > first.start):
        first, second = second, first
    if slots.against_at == 1 and second.start > first.start and second.end >= first.end:
        first, second = second, first
    if not slots.has("against", "change", "of_two"):
        return first, second, "named"  # 今年和去年的销售额: each as it is named
    current, other = aligned(first, second)
    return current, other, "named"


def comparison(period: Period, against: Against) -> Period:
    """Gives the period that `period` is compared with: the one before, or a year earlier."""
    try:
        return preceding(period) if against == "previous" else year_earlier(period)
    except (OpenPeriodError, UnlistedFestivalError):
        raise EndOfReading(NotUnderstood((), lacking="comparison")) from None


def against_of(slots: Slots, period: Period | None, situation: Situation) -> Against | None:
    """Gives with what a period is compared; None where no comparison is asked for.

    Raises:
        EndOfReading: it may be the period before or a year earlier.
    """
    if slots.compare:
        return "year" if slots.compare[0] == "year" else "previous"
    if not slots.has("change"):
        return None
    if slots.has("drag") and period is not None:  # against the period before; the answer says so
        return "year" if period.kind is Kind.YEAR else "previous"
    choice = situation.settled.get("@comparison")
    if choice is not None:
        return "year" if choice == "year" else "previous"
    if period is None and not _rises(slots):
        raise EndOfReading(NotUnderstood((), lacking="comparison"))
    if period is None or period.kind is Kind.YEAR:
        return "year"
    options = tuple(Option(way, {"@comparison": way}) for way in ("previous", "year"))
    raise EndOfReading(Doubtful("comparison", "", options))


_WITHOUT_YEAR = re.compile(
    r"q[1-4]|第?[一二三四1-4]季度?|[0-9一二三四五六七八九十]{1,2}月份?|h[12]|[上下]半年"
    r"|(?:in )?(?:january|february|march|april|may|june|july|august|september|october|november"
    r"|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)"
)


def names_no_year(words: str) -> bool:
    """Whether a month, a quarter or half a year is named without its year."""
    return _WITHOUT_YEAR.fullmatch(words.strip()) is not None
