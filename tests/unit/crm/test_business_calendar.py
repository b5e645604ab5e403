"""A deployment's calendar: its own campaigns and holidays laid over those of the product."""

from datetime import date
from pathlib import Path

import pytest

from crm.periods import (
    BusinessCalendar,
    CalendarError,
    UnlistedFestivalError,
    load_calendar,
    standard_calendar,
    year_earlier,
)


def _own(folder: Path, text: str) -> BusinessCalendar:
    file = folder / "calendar.toml"
    file.write_text(text, encoding="utf-8")
    return load_calendar(file)


def _days(calendar: BusinessCalendar, name: str, year: int) -> tuple[str, str] | None:
    festival = calendar.festival(name)
    assert festival
    days = festival.dates_in(year)
    return days and (str(days[0]), str(days[1]))


def test_without_a_file_there_are_the_festivals_of_the_product(tmp_path: Path) -> None:
    calendar = load_calendar(tmp_path / "calendar.toml", fiscal_start_month=4)
    assert calendar.fiscal_start_month == 4
    assert calendar.festivals == standard_calendar().festivals


def test_no_built_in_moving_festival_lacks_a_year() -> None:
    for festival in standard_calendar().festivals:
        assert all(festival.dates_in(year) for year in range(2010, 2041)), festival.festival_id


def test_an_own_campaign_is_added(tmp_path: Path) -> None:
    own = _own(tmp_path, '[festivals.birthday]\nzh = ["周年庆"]\nfirst = [9, 1]\nlast = [9, 3]\n')
    assert _days(own, "birthday", 2025) == ("2025-09-01", "2025-09-03")
    assert len(own.festivals) == len(standard_calendar().festivals) + 1


def test_a_key_that_is_given_replaces_ours_and_the_others_stay(tmp_path: Path) -> None:
    own = _own(tmp_path, '[festivals.national_day]\nzh = ["国庆", "十一长假"]\n')
    festival = own.festival("national_day")
    assert festival
    assert festival.zh == ("国庆", "十一长假")
    assert festival.en == ("national day", "golden week")
    assert _days(own, "national_day", 2025) == ("2025-10-01", "2025-10-07")


def test_the_holidays_of_each_year_may_be_listed(tmp_path: Path) -> None:
    own = _own(
        tmp_path,
        "[festivals.spring_festival.years]\n"
        "2025 = [2025-01-28, 2025-02-04]\n2026 = [2026-02-15, 2026-02-23]\n",
    )
    assert _days(own, "spring_festival", 2026) == ("2026-02-15", "2026-02-23")
    assert _days(own, "spring_festival", 2024) is None


def test_more_years_of_a_moving_festival_keep_the_days_around_it(tmp_path: Path) -> None:
    own = _own(tmp_path, "[festivals.spring_festival]\nmoving = [2041-02-01]\n")
    festival = own.festival("spring_festival")
    assert festival
    peak = festival.peak_in(2041)
    assert _days(own, "spring_festival", 2041) == ("2041-01-31", "2041-02-07")
    assert peak
    assert peak.start == date(2041, 2, 1)


def test_a_moving_festival_may_be_fixed_instead(tmp_path: Path) -> None:
    own = _own(tmp_path, "[festivals.spring_festival]\nfirst = [2, 1]\nlast = [2, 10]\n")
    assert _days(own, "spring_festival", 2044) == ("2044-02-01", "2044-02-10")


def test_a_campaign_may_go_over_the_end_of_the_year(tmp_path: Path) -> None:
    own = _own(tmp_path, '[festivals.nye]\nzh = ["跨年大促"]\nfirst = [12, 28]\nlast = [1, 3]\n')
    assert _days(own, "nye", 2025) == ("2025-12-28", "2026-01-03")


def test_an_own_moving_festival_is_compared_with_its_own_days_a_year_earlier(
    tmp_path: Path,
) -> None:
    own = _own(
        tmp_path,
        '[festivals.fair]\nzh = ["订货会"]\n'
        "years = { 2025 = [2025-03-04, 2025-03-06], 2026 = [2026-04-14, 2026-04-16] }\n",
    )
    festival = own.festival("fair")
    assert festival
    period = festival.period_in(2026)
    assert period
    assert str(year_earlier(period).start) == "2025-03-04"
    assert str(year_earlier(period.until(date(2026, 4, 15))).end) == "2025-03-05"


def test_a_festival_is_never_compared_with_days_that_no_calendar_has(tmp_path: Path) -> None:
    own = _own(
        tmp_path,
        '[festivals.fair]\nzh = ["订货会"]\nyears = { 2026 = [2026-04-14, 2026-04-16] }\n',
    )
    festival = own.festival("fair")
    assert festival
    period = festival.period_in(2026)
    assert period
    with pytest.raises(UnlistedFestivalError, match=r"list them in calendar\.toml"):
        year_earlier(period)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("festivals =", "not a TOML file"),
        ("[campaigns.x]\nfirst = [1, 2]", r"campaigns: write holidays and campaigns as"),
        ("festivals = 3", r"festivals: write it as a table"),
        ("[festivals]\nx = 3", r"festivals\.x: write it as a table"),
        ("[festivals.x]\nzh = ['周年庆']", r"festivals\.x: say when it is by one of first"),
        ("[festivals.x]\nfirst = [2, 29]", r"\[2, 29\] is no month and day that each year has"),
        ("[festivals.x]\nfirst = [1, 2]\nbefore = 2", r"before does not go with first"),
        ("[festivals.x]\nfirst = [1, 2]\nmoving = [2026-01-02]", r"by one of first"),
        ("[festivals.x]\nnth_weekday = [11, 4, 5]", r"festivals\.x\.nth_weekday"),
        ("[festivals.x]\nmoving = [2026-01-02, 2026-03-01]", r"two days in 2026"),
        ("[festivals.x]\nyears = { 2026 = [2026-03-02, 2026-03-01] }", r"no stretch of 1 to"),
        ("[festivals.x]\nyears = { 2026 = [2024-03-01, 2024-03-02] }", r"in quite another year"),
        ("[festivals.x]\nnth_weekday = [11, 4, 4]\nbefore = -4", r"leave no day"),
        ("[festivals.x]\nfirst = [1, 2]\npeak = 1", r"peak 1 is after its last day"),
        ("[festivals.x]\nzh = ['庆']\nfirst = [1, 2]", r"'庆' needs two characters"),
        ("[festivals.x]\nzh = ['双十一']\nfirst = [1, 2]", r"stands for festivals\.double_eleven"),
        ("[festivals.x]\nfirst = [1, 2]\nname = 'x'", r"festivals\.x\.name"),
    ],
)
def test_a_wrong_entry_is_told_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(CalendarError, match=said):
        _own(tmp_path, text)
