"""Orders by the day that their payment is due: what is asked, and what is taken."""

from datetime import date

import pytest

from assistant.brains.rules.frame import Frame
from assistant.brains.rules.outcome import NotUnderstood
from tests.unit.assistant.asking import Asking

TODAY = date(2026, 11, 21)


def _due(frame: Frame) -> list[tuple[object, ...]]:
    return [c.filter.values for c in frame.conditions if c.dimension == "due_date"]


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("下周到期还没付的订单有哪些", date(2026, 11, 23), date(2026, 11, 29)),
        ("orders due this week", TODAY, date(2026, 11, 22)),
        ("这个月到期的订单", TODAY, date(2026, 11, 30)),
        ("上个月到期还没付的订单", date(2026, 10, 1), date(2026, 10, 31)),
    ],
)
def test_orders_are_listed_that_fall_due_and_are_not_paid(
    asking: Asking, question: str, first: date, last: date
) -> None:
    frame = asking.frame(question)
    assert (frame.entity, frame.period) == ("order", None)
    assert _due(frame) == [(first, last)]
    assert "outstanding" in [condition.dimension for condition in frame.conditions]


def test_what_falls_due_is_added_up(asking: Asking) -> None:
    frame = asking.frame("how much is due next week")
    assert (frame.measures, frame.entity) == (("outstanding",), None)
    assert _due(frame) == [(date(2026, 11, 23), date(2026, 11, 29))]


@pytest.mark.parametrize("question", ["到期的订单", "下周到期的订单同比"])
def test_without_a_time_or_beside_a_comparison_it_is_not_answered(
    asking: Asking, question: str
) -> None:
    assert isinstance(asking.outcome(question), NotUnderstood)
