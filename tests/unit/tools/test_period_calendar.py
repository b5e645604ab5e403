"""Campaigns and holidays of a deployment's calendar, as questions name them."""

import re
from datetime import date
from pathlib import Path

import pytest

from crm.periods import BusinessCalendar, Festival, load_calendar
from evals.periods.table import said
from tools.phrases.periods import BadPeriod, Fault, find_periods

TODAY = date(2026, 11, 21)
PAGE = (Path(__file__).parents[3] / "docs" / "periods.md").read_text("utf-8")


def _read(text: str, calendar: BusinessCalendar | None = None) -> list[str]:
    found = find_periods(text, TODAY, calendar=calendar)
    return [span.reason.value if isinstance(span, BadPeriod) else said(span) for span in found]


def _rows(heading: str) -> list[list[str]]:
    """The cells of the first table of the page behind `heading`."""
    lines = PAGE[PAGE.index(heading) :].split("\n\n")[1].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def _stretch(days: str) -> str:
    return days if ".." in days or not days[0].isdigit() else f"{days}..{days}"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> BusinessCalendar:
    """The calendar that the page shows."""
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL)
    file = tmp_path_factory.mktemp("home") / "calendar.toml"
    file.write_text(example, encoding="utf-8")
    return load_calendar(file)


def test_the_phrases_of_the_page_mean_the_days_it_shows() -> None:
    rows = _rows("On 2026-11-21, a Saturday:")
    assert len(rows) > 20
    for _, chinese, english, days in rows:
        for phrase in filter(None, (chinese, english)):
            assert _read(phrase) == [_stretch(days)], phrase


def test_the_example_of_the_page_answers_as_the_page_says(own: BusinessCalendar) -> None:
    rows = _rows("With it, on 2026-11-21:")
    assert len(rows) == 7
    for question, days in rows:
        assert _read(question, own) == [_stretch(days)], question


def test_what_the_file_does_not_name_stays_as_it_was(own: BusinessCalendar) -> None:
    assert _read("去年双十一销售额", own) == ["2025-11-01..2025-11-11"]
    assert _read("sales on Black Friday 2025", own) == ["2025-11-28..2025-12-01"]


def test_a_traditional_or_upper_case_word_is_found_as_any_other() -> None:
    fair = Festival("fair", zh=("週年慶",), en=("Spring Fair",), first=(3, 1), last=(3, 2))
    calendar = BusinessCalendar(festivals=(fair,))
    for question in ("去年周年庆销售额", "去年週年慶銷售額", "sales in SPRING FAIR last year"):
        assert _read(question, calendar) == ["2025-03-01..2025-03-02"], question


def test_a_festival_without_words_is_never_found() -> None:
    calendar = BusinessCalendar(festivals=(Festival("none", first=(3, 1), last=(3, 2)),))
    assert _read("双十一的销售额 and sales of the season", calendar) == []


@pytest.mark.parametrize(
    "question",
    [
        "春节2045",
        "2045年春节的销售额",
        "2009年春节期间的销售额",
        "sales in Chinese New Year 2045",
        "2045年春节以来的销售额",
        "从2009年春节到今天的销售额",
    ],
)
def test_a_moving_holiday_of_a_year_that_is_not_listed_is_not_guessed(question: str) -> None:
    (span,) = find_periods(question, TODAY)
    assert isinstance(span, BadPeriod)
    assert span.reason is Fault.UNLISTED
    assert span.choices == ()


@pytest.mark.parametrize("listed", [(2023,), (2025,), (2024, 2025), (2027,)])
@pytest.mark.parametrize(
    "question",
    ["订货会的销售额", "订货会以来的销售额", "订货会到昨天的销售额", "上个订货会的销售额"],
)
def test_the_latest_holiday_is_not_an_older_one_where_this_year_is_not_listed(
    listed: tuple[int, ...], question: str
) -> None:
    years = tuple((year, date(year, 4, 14), date(year, 4, 16)) for year in listed)
    calendar = BusinessCalendar(festivals=(Festival("fair", zh=("订货会",), years=years),))
    assert _read(question, calendar) == ["unlisted"]


def test_before_this_years_holiday_last_years_is_the_latest() -> None:
    years = tuple((year, date(year, 12, 14), date(year, 12, 16)) for year in (2025, 2026))
    fair = Festival("fair", zh=("订货会",), years=years)
    both = BusinessCalendar(festivals=(fair,))
    assert _read("订货会的销售额", both) == ["2025-12-14..2025-12-16"]
    only = BusinessCalendar(festivals=(Festival("fair", zh=("订货会",), years=years[1:]),))
    assert _read("订货会的销售额", only) == ["unlisted"]


@pytest.mark.parametrize(
    ("fiscal_start", "phrase", "days"),
    [
        (4, "FY25 Q2", "2024-07-01..2024-09-30"),
        (4, "本财季", "2026-10-01..2026-11-21"),
        (4, "上财季", "2026-07-01..2026-09-30"),
        (2, "last fiscal quarter", "2026-08-01..2026-10-31"),
        (7, "26财年下半年", "2026-01-01..2026-06-30"),
    ],
)
def test_fiscal_quarters_follow_the_month_that_the_year_begins_with(
    fiscal_start: int, phrase: str, days: str
) -> None:
    assert _read(phrase, BusinessCalendar(fiscal_start)) == [days]
