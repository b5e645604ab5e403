"""Where a running month or quarter ends, foretold on some of its days: held against what came."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from crm.insight.value.forecast import forecasts
from crm.insight.value.pace import Ahead, End, end_of, share_left
from evals.insight.value_companies import PARTS, MadeUp

DAYS = (7, 14, 21)
MONTHS = 12
SPANS = (1, 3)
"""Months of the period whose end is foretold, the running one the first of them."""
Case = tuple[End, float, float]
"""What was foretold, what an even pace comes to, and what came."""


def pace_lines(companies: Sequence[MadeUp]) -> Iterator[str]:
    """Gives the lines of the table: a kind of part, a length and a day of the month each."""
    yield f"The end of a period, foretold in {MONTHS} months: errors as a share of all sales"
    yield "part     months  on day  cases  within 80 %  ours   at an even pace"
    for part in (name for name in PARTS if name != "product"):
        for span in SPANS:
            for day in DAYS:
                cases = [case for one in companies for case in _cases(one, part, span, day)]
                yield f"{part:<8} {span:>6}  {day:>6}  {_told(cases)}"


def _told(cases: Sequence[Case]) -> str:
    came = sum(sold for *_, sold in cases)
    within = sum(end.low <= sold <= end.high for end, _, sold in cases) / len(cases)
    own = sum(abs(end.value - sold) for end, _, sold in cases) / came
    even = sum(abs(evenly - sold) for _, evenly, sold in cases) / came
    return f"{len(cases):>5}  {within:>11.1%}  {own:>5.1%}  {even:>14.1%}"


def _cases(one: MadeUp, part: str, span: int, day: int) -> Iterator[Case]:
    series, months = one.months[part], _months(one, part)
    whole = len(months) - 1
    for at in range(whole - MONTHS, whole - span + 1):
        past = {key: values[:at] for key, values in series.items()}
        ahead = [forecasts(past, further) for further in range(1, span + 1)]
        today = months[at] + timedelta(days=day - 1)
        rest = [share_left(today, end - timedelta(days=1)) for _, end in _ends(months, at, span)]
        for key, values in series.items():
            sold = _sold(one.days[part].get(key, {}), months[at], today)
            left = [Ahead(each[key], share) for each, share in zip(ahead, rest, strict=True)]
            end = end_of(Decimal(sold), left)
            assert end is not None, "there are months enough"
            gone = sum(1 - share for share in rest)
            yield end, sold * span / gone, sum(values[at : at + span])


def _ends(months: Sequence[date], at: int, span: int) -> Sequence[tuple[date, date]]:
    return list(pairwise(months))[at : at + span]


def _months(one: MadeUp, part: str) -> list[date]:
    """Gives the first days of the months of a company's series, and of the one after them."""
    last = max(max(days) for days in one.days[part].values()).replace(day=1)
    count = max(map(len, one.months[part].values()))
    numbers = range(last.year * 12 + last.month - 1 - count, last.year * 12 + last.month)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def _sold(days: Mapping[date, float], first: date, last: date) -> float:
    return sum(amount for day, amount in days.items() if first <= day <= last)
