"""Customers and products by what they did or did not do, as people ask for them."""

from datetime import date

import pytest

from assistant.brains.rules.frame import Frame
from assistant.brains.rules.outcome import NotUnderstood, Understood
from tests.unit.assistant.asking import Asking

Said = tuple[bool, str, tuple[str, ...], str]
TODAY = "2026-11-21"
EVER = (True, "orders", (), f"..{TODAY}")


def _frame(asking: Asking, question: str) -> Frame:
    outcome = asking.outcome(question)
    assert isinstance(outcome, Understood), outcome
    return outcome.frame


def _said(frame: Frame) -> list[Said]:
    found: list[Said] = []
    for happening in frame.happenings:
        period = happening.fact.period
        when = ""
        if period is not None:
            start = "" if period.start == date.min else period.start.isoformat()
            when = f"{start}..{period.end.isoformat()}"
        found.append((happening.fact.holds, happening.fact.measure, happening.labels, when))
    return found


@pytest.mark.parametrize(
    "question",
    [
        "90天没下单的客户",
        "超过90天没下单的客户有哪些",
        "哪些客户超过90天没有下单了",
        "最近90天没下单的客户",
        "who hasn't ordered in 90 days",
        "customers with no orders for more than 90 days",
        "which customers have not ordered in the last 90 days?",
    ],
)
def test_who_has_not_ordered_for_some_time_ordered_before(asking: Asking, question: str) -> None:
    frame = _frame(asking, question)
    assert frame.entity == "customer"
    assert _said(frame) == [EVER, (False, "orders", (), f"2026-08-23..{TODAY}")]


@pytest.mark.parametrize(
    "question", ["三个月没下单的客户", "three months without orders, which customers"]
)
def test_months_run_from_the_day_after_the_same_day(asking: Asking, question: str) -> None:
    assert _said(_frame(asking, question))[1] == (False, "orders", (), f"2026-08-22..{TODAY}")


@pytest.mark.parametrize(
    "question",
    [
        "去年买过今年没买的客户",
        "去年下过单但今年没下单的客户",
        "去年有订单今年没有的客户",
        "customers who bought last year but not this year",
        "who ordered last year but hasn't ordered this year",
    ],
)
def test_who_bought_last_year_and_not_this_year(asking: Asking, question: str) -> None:
    assert _said(_frame(asking, question)) == [
        (True, "orders", (), "2025-01-01..2025-12-31"),
        (False, "orders", (), f"2026-01-01..{TODAY}"),
    ]


def test_what_was_bought_once_is_meant_of_both_years(asking: Asking) -> None:
    both = _said(_frame(asking, "去年买过T30今年没买的客户"))
    assert [labels for _, _, labels, _ in both] == [both[0][2]] * 2
    assert both[0][2]


def test_a_time_before_both_is_meant_of_both(asking: Asking) -> None:
    first, second = _said(_frame(asking, "今年买过T30但没买R30的客户"))
    assert first[3] == second[3] == f"2026-01-01..{TODAY}"
    assert (first[0], second[0]) == (True, False)


def test_never_is_of_all_time(asking: Asking) -> None:
    _, never = _said(_frame(asking, "customers who bought T30 last year but never R30"))
    assert (never[0], never[3]) == (False, "")


def test_levels_and_places_choose_the_customers(asking: Asking) -> None:
    frame = _frame(asking, "60天没下单的A级客户")
    assert [condition.labels for condition in frame.conditions] == [("A",)]


def test_products_that_were_not_sold(asking: Asking) -> None:
    for question in ("今年没卖出去的产品", "products not sold this year"):
        frame = _frame(asking, question)
        assert frame.entity == "product"
        assert _said(frame) == [(False, "orders", (), f"2026-01-01..{TODAY}")]


def test_visits_may_be_missing_too(asking: Asking) -> None:
    for question in ("本季度没拜访过的客户", "customers without visits this quarter"):
        assert _said(_frame(asking, question)) == [(False, "visits", (), f"2026-10-01..{TODAY}")]


@pytest.mark.parametrize(
    ("question", "goods"),
    [
        ("which sensors did our customers not buy this month", "传感器"),
        ("我的客户本月没买哪些传感器", "传感器"),
    ],
)
def test_goods_that_were_not_bought_are_goods(asking: Asking, question: str, goods: str) -> None:
    frame = _frame(asking, question)
    assert frame.entity == "product"
    assert [condition.labels for condition in frame.conditions] == [(goods,)]
    assert _said(frame) == [(False, "orders", (), f"2026-11-01..{TODAY}")]


@pytest.mark.parametrize(
    ("question", "when"),
    [
        ("who bought sensors this year but no controllers", f"2026-01-01..{TODAY}"),
        ("who bought sensors this year but never controllers", ""),
        ("今年买了传感器但没买过控制器的客户", f"2026-01-01..{TODAY}"),
        ("今年买了传感器但从没买过控制器的客户", ""),
    ],
)
def test_never_is_ever_and_the_rest_is_of_the_same_time(
    asking: Asking, question: str, when: str
) -> None:
    assert _said(_frame(asking, question)) == [
        (True, "orders", ("传感器",), f"2026-01-01..{TODAY}"),
        (False, "orders", ("控制器",), when),
    ]


@pytest.mark.parametrize(
    "question", ["level A not visited in 30 days", "not visited in 30 days level A"]
)
def test_a_level_is_one_before_or_behind_its_letter(asking: Asking, question: str) -> None:
    assert [c.labels for c in _frame(asking, question).conditions] == [("A",)]


def test_who_did_so_no_more_did_it_before(asking: Asking) -> None:
    assert _said(_frame(asking, "今年不再下单的客户")) == [
        EVER,
        (False, "orders", (), f"2026-01-01..{TODAY}"),
    ]


@pytest.mark.parametrize("question", ["不再下单的客户", "customers that stopped buying"])
def test_since_when_has_to_be_said(asking: Asking, question: str) -> None:
    assert isinstance(asking.outcome(question), NotUnderstood)


@pytest.mark.parametrize(
    "question", ["今年每个月都下单的客户", "customers who ordered every month this year"]
)
def test_whoever_ordered_every_month_did_so_in_each_that_has_begun(
    asking: Asking, question: str
) -> None:
    periods = [one.fact.period for one in _frame(asking, question).happenings]
    assert [period.start.month for period in periods if period is not None] == [*range(1, 12)]
    assert "每个月都" in asking.reply(question).text or "every month" in asking.reply(question).text


@pytest.mark.parametrize("question", ["每个月都下单的客户", "今年每个月都没下单的客户"])
def test_every_month_of_no_time_or_never_is_not_answered(asking: Asking, question: str) -> None:
    assert isinstance(asking.outcome(question), NotUnderstood)
