"""Time phrases mean the days that users expect, whatever stands around them."""

import tomllib
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.periods import BusinessCalendar, Festival, Kind, preceding, year_earlier
from tools.phrases.periods import (
    BadPeriod,
    Fault,
    PeriodSpan,
    SamePeriodSpan,
    TimeSpan,
    find_durations,
    find_periods,
)

TODAY = date(2026, 11, 21)
TABLE: dict[str, dict[str, list[str]]] = tomllib.loads(
    Path(__file__).with_name("period_phrases.toml").read_text("utf-8")
)
CASES = [
    (heading, phrase, expected)
    for heading, phrases in TABLE.items()
    for phrase, expected in phrases.items()
]
PHRASES = [phrase for _, phrase, _ in CASES]
# The moving festivals are listed from 2010 on, and some phrases go back some years from here.
DAYS = st.dates(min_value=date(2015, 1, 1), max_value=date(2040, 12, 31))


def _said(span: TimeSpan) -> str:
    if isinstance(span, BadPeriod):
        return span.reason.value
    if isinstance(span, SamePeriodSpan):
        return f"same {span.unit.value} {span.count}"
    period = span.period
    if period.kind is Kind.UNTIL:
        return f"..{period.end}"
    return f"{period.start}..{period.end}"


def _read(text: str, heading: str = "2026-11-21") -> list[str]:
    day, _, ahead = heading.partition(" ")
    return [_said(span) for span in find_periods(text, date.fromisoformat(day), ahead=bool(ahead))]


def _written(expected: list[str]) -> list[str]:
    """A single day in the table is the stretch of that day."""
    return [
        f"{item}..{item}" if item[:1].isdigit() and ".." not in item else item for item in expected
    ]


@pytest.mark.parametrize(
    ("heading", "phrase", "expected"),
    CASES,
    ids=[f"{heading}: {phrase}" for heading, phrase, _ in CASES],
)
def test_a_phrase_means_the_days_that_users_expect(
    heading: str, phrase: str, expected: list[str]
) -> None:
    assert _read(phrase, heading) == _written(expected)


# Each of these begins like something that could go on with the phrase before it.
@pytest.mark.parametrize(
    "after", ["销售额", "的订单", "前五客户", ",按月看", "人均", "新客户", "华东区的"]
)
@pytest.mark.parametrize("before", ["", "请问", "客户 "])
def test_words_around_a_chinese_phrase_do_not_change_what_it_means(before: str, after: str) -> None:
    phrases = (
        "上季度 本月 去年 今年3月 近三个月 最近90天 上上周 "
        "去年双十一 2025年Q3 今年以来 3月到5月 昨天"
    ).split()
    for phrase in phrases:
        assert _read(f"{before}{phrase}{after}") == _read(phrase), phrase


@pytest.mark.parametrize("after", [" by region", "?", " revenue", " over 50k", " vs target"])
@pytest.mark.parametrize("before", ["", "sales ", "what about ", "top 5 customers "])
def test_words_around_an_english_phrase_do_not_change_what_it_means(
    before: str, after: str
) -> None:
    phrases = (
        "last quarter",
        "this month",
        "Q3 2025",
        "past 90 days",
        "since March",
        "between 3 and 9 May",
        "last year's Q3",
        "year to date",
    )
    for phrase in phrases:
        assert _read(f"{before}{phrase}{after}") == _read(phrase), phrase


def test_a_span_covers_exactly_the_words_of_the_phrase() -> None:
    question = "青禾电子 ２０２５年Ｑ３ 和 last month 的销售额"
    spans = find_periods(question, TODAY)
    assert [span.text for span in spans] == ["２０２５年Ｑ３", "last month"]
    assert [question[span.start : span.end] for span in spans] == [span.text for span in spans]


def test_a_running_period_keeps_its_natural_end() -> None:
    (span,) = find_periods("本季度", TODAY)
    assert isinstance(span, PeriodSpan)
    assert span.period.kind is Kind.QUARTER
    assert span.period.running
    assert span.period.calendar_end == date(2026, 12, 31)
    assert span.direction == "current"


@pytest.mark.parametrize(
    ("phrase", "direction"),
    [("上季度", "past"), ("今天", "current"), ("下个月", "ahead"), ("未来30天", "ahead")],
)
def test_a_span_says_where_it_lies_from_the_business_date(phrase: str, direction: str) -> None:
    (span,) = find_periods(phrase, TODAY)
    assert isinstance(span, PeriodSpan)
    assert span.direction == direction


def test_the_readings_of_an_ambiguous_phrase_are_offered() -> None:
    (span,) = find_periods("in the last month", TODAY)
    assert isinstance(span, BadPeriod)
    assert span.reason is Fault.AMBIGUOUS
    assert [str(choice.start) for choice in span.choices] == ["2026-10-01", "2026-10-22"]


@pytest.mark.parametrize(
    ("phrase", "days"),
    [
        ("FY26", "2025-04-01..2026-03-31"),
        ("FY27", "2026-04-01..2026-11-21"),
        ("FY27 Q2", "2026-07-01..2026-09-30"),
        ("本财年", "2026-04-01..2026-11-21"),
        ("last fiscal year", "2025-04-01..2026-03-31"),
        ("fiscal Q1", "2026-04-01..2026-06-30"),
        ("27财年上半年", "2026-04-01..2026-09-30"),
        ("Q1", "2026-01-01..2026-03-31"),
        ("今年", "2026-01-01..2026-11-21"),
    ],
)
def test_only_fiscal_words_follow_the_fiscal_year(phrase: str, days: str) -> None:
    calendar = BusinessCalendar(fiscal_start_month=4)
    (span,) = find_periods(phrase, TODAY, calendar=calendar)
    assert _said(span) == days


def test_a_deployments_own_campaign_is_understood() -> None:
    own = Festival(
        "anniversary", zh=("周年庆",), en=("anniversary sale",), first=(9, 1), last=(9, 3)
    )
    calendar = BusinessCalendar(festivals=(own,))
    for question in ("去年周年庆卖了多少", "sales in the anniversary sale last year"):
        (span,) = find_periods(question, TODAY, calendar=calendar)
        assert _said(span) == "2025-09-01..2025-09-03"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("90天没下单", [("90天", 90, 0)]),
        ("三个月没买", [("三个月", 0, 3)]),
        ("半年没下单的客户", [("半年", 0, 6)]),
        ("两周没联系", [("两周", 14, 0)]),
        ("一年半没买", [("一年半", 0, 18)]),
        ("no order in 90 days", [("90 days", 90, 0)]),
        ("quiet for half a year", [("half a year", 0, 6)]),
        ("nothing for two weeks", [("two weeks", 14, 0)]),
        ("three months without a visit", [("three months", 0, 3)]),
        ("2025年3月5日", []),
        ("T30 上季度", []),
    ],
)
def test_a_bare_length_of_time_is_found(text: str, found: list[tuple[str, int, int]]) -> None:
    assert [(span.text, span.days, span.months) for span in find_durations(text)] == found


def test_every_date_a_year_has_is_read_and_no_other() -> None:
    for month in range(1, 13):
        for day in range(1, 32):
            (span,) = find_periods(f"2025年{month}月{day}日", TODAY)
            try:
                expected = f"{date(2025, month, day)}..{date(2025, month, day)}"
            except ValueError:
                expected = "impossible"
            assert _said(span) == expected


@given(st.sampled_from(PHRASES), DAYS, st.booleans())
def test_spans_are_in_order_and_their_periods_never_reversed(
    phrase: str, today: date, ahead: bool
) -> None:
    spans = find_periods(phrase, today, ahead=ahead)
    assert all(left.end <= right.start for left, right in pairwise(spans))
    for span in spans:
        if isinstance(span, PeriodSpan) and span.period.kind is not Kind.UNTIL:
            assert preceding(span.period).start < span.period.start
            assert year_earlier(span.period).start < span.period.start


@given(st.sampled_from(PHRASES), DAYS)
def test_nothing_that_looks_back_reaches_past_the_business_date_unasked(
    phrase: str, today: date
) -> None:
    """What holds the business date is cut there, unless the words name days that lie ahead."""
    for span in find_periods(phrase, today):
        if isinstance(span, PeriodSpan) and span.period.start < today < span.period.end:
            assert "全年" in phrase, span


@given(st.text(max_size=60), DAYS)
def test_any_text_is_read_without_failing(text: str, today: date) -> None:
    for span in find_periods(text, today):
        assert text[span.start : span.end] == span.text
    find_durations(text)


@given(st.lists(st.sampled_from(PHRASES), min_size=1, max_size=4), DAYS, st.booleans())
def test_phrases_strung_together_are_read_without_failing(
    phrases: list[str], today: date, ahead: bool
) -> None:
    spans = find_periods("".join(phrases), today, ahead=ahead)
    assert all(left.end <= right.start for left, right in pairwise(spans))


@given(DAYS)
def test_a_month_without_a_year_is_the_latest_that_has_begun(today: date) -> None:
    for month in range(1, 13):
        (span,) = find_periods(f"{month}月", today)
        assert isinstance(span, PeriodSpan)
        start = span.period.start
        assert start <= today < date(start.year + 1, month, 1)


@given(DAYS)
def test_what_lies_ahead_never_starts_before_the_business_date(today: date) -> None:
    for phrase in ("本月", "今年", "3月", "Q2", "未来30天", "周三", "12月5日", "by year end"):
        (span,) = find_periods(phrase, today, ahead=True)
        assert isinstance(span, PeriodSpan)
        assert span.period.start >= today
