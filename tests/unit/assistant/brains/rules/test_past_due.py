"""How long something is past due: longer than, or between two ages."""

from datetime import date

import pytest

from assistant.brains.rules.frame import Frame
from tests.unit.assistant.asking import Asking


def _due(frame: Frame) -> list[tuple[str, tuple[object, ...]]]:
    due = [c.filter for c in frame.conditions if c.dimension == "due_date"]
    return [(one.operator, one.values) for one in due]


@pytest.mark.parametrize(
    "question",
    ["逾期61到90天的金额", "账龄61-90天的应收是多少", "receivables 61 to 90 days past due"],
)
def test_both_ends_of_an_age_belong_to_it(asking: Asking, question: str) -> None:
    frame = asking.frame(question)
    assert (frame.measures, frame.groups) == (("overdue",), ())
    assert _due(frame) == [("between", (date(2026, 8, 23), date(2026, 9, 21)))]


def test_an_age_is_the_bucket_of_the_same_days(asking: Asking) -> None:
    """Contract section 2, ageing: 61-90 days past `due_date`."""
    by_age = asking.reply("按账龄看逾期").results[0]
    one = asking.reply("逾期61到90天的金额").results[0]
    of_age = [row[-1] for row in by_age.rows if "61–90" in str(row[0])]
    assert of_age == [row[-1] for row in one.rows]


@pytest.mark.parametrize(
    ("question", "before"),
    [
        ("逾期超过90天的客户", date(2026, 8, 23)),
        ("逾期超两个月的客户", date(2026, 9, 21)),
        ("customers more than two months overdue", date(2026, 9, 21)),
    ],
)
def test_longer_than_is_due_before_a_day(asking: Asking, question: str, before: date) -> None:
    assert _due(asking.frame(question)) == [("lt", (before,))]
