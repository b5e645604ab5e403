"""Those whose figure rose or fell, who met their targets, and numbers of people and rows."""

from decimal import Decimal

import pytest

from assistant.brains.rules.frame import Frame
from assistant.brains.rules.outcome import NotUnderstood, Understood
from crm.query.spec import Order
from tests.unit.assistant.asking import Asking

FELL, ROSE = ("change", "lt", "0"), ("change", "gt", "0")


def _frame(asking: Asking, question: str) -> Frame:
    outcome = asking.outcome(question)
    assert isinstance(outcome, Understood), outcome
    return outcome.frame


def _having(frame: Frame) -> list[tuple[str, str, str]]:
    return [(one.measure, one.operator, str(one.values[0])) for one in frame.having]


@pytest.mark.parametrize(
    "question",
    [
        "哪些客户今年下滑了",
        "今年业绩下滑的客户",
        "今年哪些客户比去年买得少",
        "今年比去年买得少的客户",
        "which customers bought less this year than last year",
        "which customers are down on last year",
    ],
)
def test_customers_whose_sales_fell_are_shown_alone_the_largest_fall_first(
    asking: Asking, question: str
) -> None:
    frame = _frame(asking, question)
    assert (frame.measures, frame.groups) == (("sales",), ("customer",))
    assert _having(frame) == [FELL]
    assert frame.order == (Order("change", descending=False),)
    assert frame.compare is not None
    assert frame.compare.end.isoformat() == "2025-11-21"


def test_what_rose_is_shown_the_largest_rise_first(asking: Asking) -> None:
    frame = _frame(asking, "which products grew this quarter versus last quarter")
    assert (_having(frame), frame.order) == ([ROSE], (Order("change"),))


@pytest.mark.parametrize("question", ["本季度各产品销售额同比增长", "sales this year vs last year"])
def test_a_change_that_is_asked_of_all_leaves_nobody_out(asking: Asking, question: str) -> None:
    assert not _frame(asking, question).having


def test_only_those_that_fell_are_in_the_answer(asking: Asking) -> None:
    table = asking.reply("哪些客户今年下滑了").results[0]
    (change,) = [at for at, column in enumerate(table.columns) if column.role == "change"]
    assert table.rows
    assert all(float(str(row[change])) < 0 for row in table.rows)


@pytest.mark.parametrize(
    ("question", "operator"),
    [
        ("本月谁没完成目标", "lt"),
        ("上个月谁完成了目标", "ge"),
        ("who hit their target last month", "ge"),
        ("which reps missed target last month", "lt"),
    ],
)
def test_who_met_the_target_is_told_by_attainment(
    asking: Asking, question: str, operator: str
) -> None:
    frame = _frame(asking, question)
    assert frame.groups == ("owner",)
    assert _having(frame) == [("attainment", operator, "1")]


@pytest.mark.parametrize("question", ["今年目标完成了多少", "how much of our target did we reach"])
def test_how_much_of_a_target_is_no_list_of_people(asking: Asking, question: str) -> None:
    outcome = asking.outcome(question)
    if isinstance(outcome, Understood):
        assert (outcome.frame.measures, outcome.frame.groups) == (("attainment",), ())


@pytest.mark.parametrize(
    ("question", "measure", "group"),
    [
        ("how many of our level A customers bought anything in Q3", "buyers", ()),
        ("A级客户里有多少在最近一个月下过单", "buyers", ()),
        ("今年下单超过25次的客户", "orders", ("customer",)),
        ("有多少客户今年买超过十万", "sales", ("customer",)),
        ("累计下单超过100万的客户", "sales", ("customer",)),
    ],
)
def test_people_are_told_apart_from_goods_and_amounts(
    asking: Asking, question: str, measure: str, group: tuple[str, ...]
) -> None:
    frame = _frame(asking, question)
    assert (frame.measures, frame.groups) == ((measure,), group)
    assert not any(condition.dimension == "order_amount" for condition in frame.conditions)


@pytest.mark.parametrize(
    "question",
    [
        "categories that make up less than 10% of revenue",
        "how many of our customers bought more than one category",
        "who orders most often",
        "who cancels the most",
        "tickets closed this week",
        "largest payment we got this year, who from",
        "青禾今年买了多少 还欠多少",
        "谁逾期最多 多少天了",
        "value of cancelled orders this year",
        "列出逾期客户和联系人",
    ],
)
def test_a_number_that_no_figure_holds_is_not_answered(asking: Asking, question: str) -> None:
    assert isinstance(asking.outcome(question), NotUnderstood)


def test_the_scale_of_a_range_is_said_once(asking: Asking) -> None:
    for question in ("accounts between 50 and 100 thousand", "销售额在5到10万之间的客户"):
        (bound,) = _frame(asking, question).having
        assert [int(value) for value in bound.values] == [50_000, 100_000]


@pytest.mark.parametrize(
    ("question", "descending"),
    [
        ("orders from Shanghai this year, largest first", True),
        ("上海今年的订单 金额从小到大", False),
        ("cancelled orders this month, highest amount first", True),
    ],
)
def test_rows_are_put_in_the_order_that_is_asked_for(
    asking: Asking, question: str, descending: bool
) -> None:
    frame = _frame(asking, question)
    assert (frame.entity, frame.order) == ("order", (Order("amount", descending=descending),))


@pytest.mark.parametrize(
    ("question", "having"),
    [
        ("今年掉了超过50%的客户", ("change_rate", "lt", "-0.5")),
        ("今年比去年下降30%以上的产品", ("change_rate", "le", "-0.3")),
        ("今年增长20%以上的产品", ("change_rate", "ge", "0.2")),
        ("本季度环比下降超过10万的客户", ("change", "lt", "-100000")),
        ("customers down more than 20% on last year", ("change_rate", "lt", "-0.2")),
        ("which products grew more than 100% this year", ("change_rate", "gt", "1")),
    ],
)
def test_by_how_much_something_moved_is_a_condition_on_its_change(
    asking: Asking, question: str, having: tuple[str, str, str]
) -> None:
    frame = _frame(asking, question)
    measure, operator, value = having
    assert [(h.measure, h.operator, h.values) for h in frame.having] == [
        (measure, operator, (Decimal(value),))
    ]
    assert frame.compare is not None


@pytest.mark.parametrize("question", ["今年销售额下降超过10%了吗", "今年掉了不到10%的客户"])
def test_a_bound_on_a_change_that_chooses_no_rows_is_not_answered(
    asking: Asking, question: str
) -> None:
    assert isinstance(asking.outcome(question), NotUnderstood)
