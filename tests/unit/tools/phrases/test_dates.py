"""Periods are worded as the visual language says."""

from datetime import date

import pytest

from crm.periods import Grain, Kind, Period, standard_calendar, unit_of
from tools.phrases.dates import day_in_words, describe, name, short_name

TODAY = date(2026, 11, 21)
DAY = unit_of(Grain.DAY, TODAY)
QUARTER = unit_of(Grain.QUARTER, TODAY).until(TODAY)
MONTH = unit_of(Grain.MONTH, TODAY).until(TODAY)
LAST_YEARS_QUARTER = unit_of(Grain.QUARTER, date(2025, 10, 1))
ACROSS = Period(date(2025, 11, 1), date(2026, 2, 28))
UNTIL = Period(date.min, date(2026, 10, 31), Kind.UNTIL)


@pytest.mark.parametrize(
    ("period", "zh", "en"),
    [
        (DAY, "11月21日", "21 Nov 2026"),
        (unit_of(Grain.DAY, date(2025, 3, 1)), "2025年3月1日", "1 Mar 2025"),
        (QUARTER, "10月1日–11月21日", "1 Oct – 21 Nov"),
        (MONTH, "11月1–21日", "1–21 Nov"),
        (LAST_YEARS_QUARTER, "2025年10月1日–12月31日", "1 Oct – 31 Dec 2025"),
        (unit_of(Grain.MONTH, date(2025, 10, 1)), "2025年10月1–31日", "1–31 Oct 2025"),
        (ACROSS, "2025年11月1日–2026年2月28日", "1 Nov 2025 – 28 Feb 2026"),
        (UNTIL, "截至10月31日", "until 31 Oct 2026"),
    ],
)
def test_a_period_is_described_by_its_dates(period: Period, zh: str, en: str) -> None:
    assert describe(period, "zh", TODAY) == zh
    assert describe(period, "en", TODAY) == en


@pytest.mark.parametrize(
    ("grain", "zh", "en"),
    [
        (Grain.WEEK, "2026年第47周", "week 47 2026"),
        (Grain.MONTH, "2026年11月", "Nov 2026"),
        (Grain.QUARTER, "2026年Q4", "Q4 2026"),
        (Grain.HALF, "2026年下半年", "H2 2026"),
        (Grain.YEAR, "2026年", "2026"),
    ],
)
def test_a_calendar_unit_has_a_name_even_while_it_runs(grain: Grain, zh: str, en: str) -> None:
    unit = unit_of(grain, TODAY)
    for period in (unit, unit.until(TODAY)):
        assert name(period, "zh") == zh
        assert name(period, "en") == en


def test_a_week_is_named_after_the_year_of_its_thursday() -> None:
    assert name(unit_of(Grain.WEEK, date(2027, 1, 1)), "en") == "week 53 2026"
    assert name(unit_of(Grain.WEEK, date(2025, 12, 30)), "zh") == "2026年第1周"


def test_a_festival_is_named_with_its_year() -> None:
    campaign = standard_calendar().festival("double_eleven")
    assert campaign
    period = campaign.period_in(2025)
    assert period
    assert name(period, "zh") == "2025年双十一"
    assert name(period, "en") == "Double Eleven 2025"


def test_what_is_no_calendar_unit_has_no_name() -> None:
    fiscal = unit_of(Grain.YEAR, TODAY, fiscal_start_month=4)
    for period in (DAY, ACROSS, UNTIL, fiscal):
        assert name(period, "zh") is None


@pytest.mark.parametrize(
    ("period", "zh", "en"),
    [
        (MONTH, "11月", "Nov"),
        (QUARTER, "Q4", "Q4"),
        (LAST_YEARS_QUARTER, "2025年Q4", "Q4 2025"),
        (unit_of(Grain.YEAR, TODAY), "2026年", "2026"),
        (DAY, "11月21日", "21 Nov"),
        (ACROSS, "2025年11月1日–2026年2月28日", "1 Nov 2025 – 28 Feb 2026"),
    ],
)
def test_a_bucket_leaves_out_the_year_that_goes_without_saying(
    period: Period, zh: str, en: str
) -> None:
    assert short_name(period, "zh", TODAY) == zh
    assert short_name(period, "en", TODAY) == en


def test_a_day_is_never_written_with_slashes() -> None:
    assert day_in_words(date(2025, 1, 2), "zh", TODAY) == "2025年1月2日"
    assert day_in_words(TODAY, "en", TODAY) == "21 Nov 2026"
