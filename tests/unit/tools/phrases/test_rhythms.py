"""When something is to come back, in both languages."""

from datetime import date, time

import pytest

from crm.periods.rhythm import Rhythm
from crm.text import fold
from tools.phrases.rhythms import BadTime, SaidRhythm, rhythm_in

SUNDAY = date(2026, 11, 22)


def found_in(text: str) -> SaidRhythm | None:
    return rhythm_in(fold(text).text, SUNDAY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("每周一早上", Rhythm("week", time(8), (0,))),
        ("每天早上8点", Rhythm("day", time(8))),
        ("每天 17:30", Rhythm("day", time(17, 30))),
        ("每周一三五下午3点半", Rhythm("week", time(15, 30), (0, 2, 4))),
        ("每周一到周五九点", Rhythm("week", time(9), (0, 1, 2, 3, 4))),
        ("每星期天晚上8点一刻", Rhythm("week", time(20, 15), (6,))),
        ("每个工作日上班前", Rhythm("weekday", time(8, 30))),
        ("每个月15号", Rhythm("month", time(9), (15,))),
        ("月底前一天", Rhythm("month", time(9), (-2,))),
        ("月底前3天", Rhythm("month", time(9), (-4,))),
        ("每月最后一天晚上8点", Rhythm("month", time(20), (-1,))),
        ("每月倒数第二天", Rhythm("month", time(9), (-2,))),
        ("每季度初", Rhythm("quarter", time(9), (1,))),
        ("每早8点", Rhythm("day", time(8))),
        ("明早9点", Rhythm("once", time(9), on=date(2026, 11, 23))),
        ("下周三上午10点", Rhythm("once", time(10), on=date(2026, 11, 25))),
        ("every Monday at 9", Rhythm("week", time(9), (0,))),
        ("every Monday and Thursday at 9:30", Rhythm("week", time(9, 30), (0, 3))),
        ("on Fridays at 5pm", Rhythm("week", time(17), (4,))),
        ("every weekday at 8 in the morning", Rhythm("weekday", time(8))),
        ("every day at 8 in the evening", Rhythm("day", time(20))),
        ("every morning", Rhythm("day", time(8))),
        ("on the 1st of every month at 10", Rhythm("month", time(10), (1,))),
        ("on the last day of every month", Rhythm("month", time(9), (-1,))),
        ("the day before month end", Rhythm("month", time(9), (-2,))),
        ("3 days before the end of the month", Rhythm("month", time(9), (-4,))),
        ("tomorrow at 12am", Rhythm("once", time(0), on=date(2026, 11, 23))),
    ],
)
def test_a_rhythm_is_read(text: str, expected: Rhythm) -> None:
    found = found_in(text)
    assert found is not None
    assert found.rhythm == expected
    assert found.plainly
    assert found.rest(fold(text).text).strip() == ""


@pytest.mark.parametrize(
    "text", ["昨天的订单", "周一的销售额", "明天到期的合同", "sales on Monday"]
)
def test_a_time_that_data_is_of_is_no_rhythm(text: str) -> None:
    assert found_in(text) is None


@pytest.mark.parametrize("text", ["每月", "every month", "每周", "weekly"])
def test_a_rhythm_without_day_and_hour_is_not_plain(text: str) -> None:
    found = found_in(text)
    assert found is not None
    assert not found.plainly


@pytest.mark.parametrize(
    "text",
    ["每天25点", "every day at 25:00", "每天晚上12点", "每月35号", "on the 0th of each month"],
)
def test_a_time_that_there_is_not_is_refused(text: str) -> None:
    with pytest.raises(BadTime):
        found_in(text)
