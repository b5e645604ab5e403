"""How a question goes on from the ones before: corrected, narrowed, compared, or not at all."""

from collections.abc import Sequence

import pytest

from assistant.brains.rules.asides import without_asides
from assistant.brains.rules.brain import understand
from assistant.brains.rules.correcting import without_correction
from assistant.brains.rules.frame import Frame
from assistant.brains.rules.outcome import NotUnderstood, Outcome, Understood
from assistant.brains.rules.thread import Thread
from tests.unit.assistant.asking import Asking


def last_outcome(asking: Asking, questions: Sequence[str]) -> Outcome:
    thread, outcome = Thread(), None
    for question in questions:
        reading = understand(question, thread, asking.around.sources)
        thread, outcome = reading.thread, reading.outcome
    assert outcome is not None
    return outcome


def last_frame(asking: Asking, *questions: str) -> Frame:
    outcome = last_outcome(asking, questions)
    assert isinstance(outcome, Understood), outcome
    return outcome.frame


def named(frame: Frame) -> dict[str, tuple[str, ...]]:
    return {condition.dimension: condition.labels for condition in frame.conditions}


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("no, I meant Ningbo", "Ningbo"),
        ("不对，我是说苏州", "苏州"),
        ("wait, last year", "last year"),
        ("I mean by month", "by month"),
        ("no orders in 90 days", "no orders in 90 days"),
        ("不是A级的", "不是A级的"),
        ("不对", "不对"),
    ],
)
def test_words_that_take_back_are_left_out(said: str, rest: str) -> None:
    assert without_correction(said) == rest


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("周五开会要用的，华东上个月销售额", "华东上个月销售额"),
        ("sales by region last quarter, for the board deck", "sales by region last quarter"),
        ("I'm in a cab, what does Northgate owe us", "what does Northgate owe us"),
        ("上周拜访了哪些客户", "上周拜访了哪些客户"),
    ],
)
def test_what_a_question_is_for_is_left_out(said: str, rest: str) -> None:
    assert without_asides(said) == rest


def test_a_correction_replaces_one_thing(asking: Asking) -> None:
    frame = last_frame(asking, "sales last month in Suzhou", "no, I meant Ningbo")
    assert named(frame) == {"city": ("宁波",)}
    assert frame.period is not None


@pytest.mark.parametrize(
    ("questions", "limit"),
    [
        (("top 10 products this year", "make it 20"), 20),
        (("今年前五的客户", "换成十个"), 10),
    ],
)
def test_a_bare_number_is_how_many_rows(
    asking: Asking, questions: tuple[str, ...], limit: int
) -> None:
    assert last_frame(asking, *questions).limit == limit


def test_a_bare_amount_takes_the_place_of_the_bound(asking: Asking) -> None:
    frame = last_frame(asking, "本月10万以上的订单", "20万呢")
    assert [c.filter.values[0] for c in frame.conditions] == [200_000]


def test_the_last_two_periods_are_compared(asking: Asking) -> None:
    frame = last_frame(asking, "sales in Q3", "Q2", "compare them")
    assert frame.period is not None
    assert frame.compare is not None
    assert (frame.period.start.month, frame.compare.start.month) == (7, 4)


def test_the_difference_of_two_names_is_told_beside_both(asking: Asking) -> None:
    frame = last_frame(asking, "华东今年销售额", "华南呢", "差多少")
    assert frame.apart
    assert named(frame) == {"region": ("华东", "华南")}


def test_a_name_is_added_to_the_one_before(asking: Asking) -> None:
    frame = last_frame(asking, "今年销售额", "只看打印机", "再加上传感器")
    assert named(frame) == {"category": ("打印机", "传感器")}


def test_the_whole_of_which_it_is_a_part_is_named(asking: Asking) -> None:
    frame = last_frame(asking, "上海今年销售额", "占华东多少")
    assert (frame.groups, named(frame), frame.share) == (("city",), {"region": ("华东",)}, True)


@pytest.mark.parametrize("question", ["最近一次付款", "联系人"])
def test_rows_are_those_of_the_customer_just_named(asking: Asking, question: str) -> None:
    assert "customer" in named(last_frame(asking, "青禾电子欠多少", question))


def test_a_question_for_all_rows_starts_clean(asking: Asking) -> None:
    frame = last_frame(asking, "青禾电子今年买了多少", "上周的投诉有哪些")
    assert "customer" not in named(frame)


def test_who_did_it_is_asked_of_what_was_just_counted(asking: Asking) -> None:
    frame = last_frame(asking, "how many complaints this quarter", "who complained")
    assert (frame.measures, frame.groups) == (("complaints",), ("customer",))
    assert frame.period is not None


def test_those_of_a_list_who_did_not_are_fewer_of_it(asking: Asking) -> None:
    frame = last_frame(asking, "物流行业客户", "没买耗材的")
    assert named(frame) == {"industry": ("物流",)}
    assert [one.fact.holds for one in frame.happenings] == [False]


def test_only_the_unpaid_of_the_orders_listed(asking: Asking) -> None:
    frame = last_frame(asking, "10月下的单列一下", "只看没付款的")
    assert frame.entity == "order"
    assert frame.period is not None
    assert "outstanding" in {condition.dimension for condition in frame.conditions}


def test_nothing_goes_on_from_what_was_not_answered(asking: Asking) -> None:
    outcome = last_outcome(asking, ("今年销售额", "宁波的折让呢", "按月看"))
    assert isinstance(outcome, NotUnderstood)
    assert outcome.lacking == "before"


def test_a_miss_leaves_out_no_name_for_the_measure_after_it(asking: Asking) -> None:
    frame = last_frame(asking, "上季度华东毛利", "那销售额呢")
    assert named(frame) == {"region": ("华东",)}


@pytest.mark.parametrize(
    ("first", "then", "measure"),
    [
        ("苏州上季度销售额", "均价多少钱", "average_price"),
        ("苏州上季度销售额", "平均每单多少钱", "average_order"),
        ("苏州上季度卖了多少台", "退货额多少钱", "returned"),
        ("sales in Suzhou last quarter", "how much were the returns", "returned"),
        ("units sold in Suzhou last quarter", "average selling price in money", "average_price"),
    ],
)
def test_how_much_another_measure_is_in_money_is_asked_of_the_same(
    asking: Asking, first: str, then: str, measure: str
) -> None:
    before, frame = last_frame(asking, first), last_frame(asking, first, then)
    assert frame.measures == (measure,)
    assert (named(frame), frame.period) == (named(before), before.period)
    assert named(frame)
    assert frame.period is not None


@pytest.mark.parametrize("total", ["总共回款多少钱", "今年回款多少钱"])
def test_an_amount_in_all_or_of_a_time_of_its_own_begins_anew(asking: Asking, total: str) -> None:
    assert not named(last_frame(asking, "苏州上季度销售额", total))


def test_the_company_is_everyone_again(asking: Asking) -> None:
    assert not named(last_frame(asking, "苏州今年业绩", "全公司呢"))


def test_a_number_of_days_lies_ahead_of_contracts(asking: Asking) -> None:
    frame = last_frame(asking, "快到期的合同", "60天之内的")
    assert frame.period is not None
    assert frame.period.start == asking.around.today


def test_what_was_bought_most_is_asked_of_the_customer_just_named(asking: Asking) -> None:
    frame = last_frame(asking, "青禾电子上个季度买了多少钱", "花钱最多的是哪个产品", "今年呢")
    assert (frame.groups, frame.ranked) == (("product",), True)
    assert named(frame) == {"customer": ("青禾电子(苏州)有限公司",)}
    assert frame.period is not None
    assert frame.period.days > 300


def test_all_of_them_broken_down_is_a_split(asking: Asking) -> None:
    frame = last_frame(
        asking, "how many orders from level A customers this year", "all levels, broken down"
    )
    assert (frame.groups, named(frame)) == (("level",), {})


@pytest.mark.parametrize("every", ["不限渠道", "any channel"])
def test_whatever_it_is_is_no_condition(asking: Asking, every: str) -> None:
    assert named(last_frame(asking, "上周官网有多少单", every)) == {}


def test_rows_behind_a_figure_are_of_its_time(asking: Asking) -> None:
    frame = last_frame(asking, "本季度丢了几单", "丢的是哪些")
    assert (frame.entity, frame.states) == ("opportunity", ("lost_deal",))
    assert frame.period is not None


def test_orders_of_a_state_that_were_counted_are_listed(asking: Asking) -> None:
    counted = ("how many orders last week", "how many were cancelled")
    assert named(last_frame(asking, *counted)) == {"status": ("cancelled",)}
    listed = last_frame(asking, *counted, "show them")
    assert (listed.entity, named(listed)) == ("order", {"status": ("cancelled",)})


def test_all_orders_after_those_of_a_state_are_all(asking: Asking) -> None:
    frame = last_frame(asking, "本月取消了几单", "列出来", "全部订单呢")
    assert named(frame) == {"status": ()}


def test_a_figure_that_was_defined_is_what_is_asked_of_next(asking: Asking) -> None:
    frame = last_frame(asking, "what does win rate mean", "what is ours this year")
    assert frame.measures == ("win_rate",)


def test_what_is_owed_is_not_split_by_what_was_bought(asking: Asking) -> None:
    frame = last_frame(asking, "青禾电子今年买了多少", "买得最多的产品", "还欠多少")
    assert (frame.measures, frame.groups, frame.ranked) == (("outstanding",), (), False)


def test_the_team_of_one_person_is_not_guessed(asking: Asking) -> None:
    person = asking.reply("今年业绩前1的销售").results[0].rows[0][0]
    outcome = last_outcome(asking, (f"{person}上个月完成率", "团队的呢"))
    assert isinstance(outcome, NotUnderstood)


def test_whether_a_target_was_reached_is_asked_of_the_one_before(asking: Asking) -> None:
    frame = last_frame(asking, "销售一部上个月业绩", "完成目标了吗")
    assert (frame.measures, list(named(frame))) == (("attainment",), ["team"])


@pytest.mark.parametrize("why", ["什么原因", "原因呢"])
def test_the_reason_after_what_came_back_is_the_one_on_the_returns(
    asking: Asking, why: str
) -> None:
    assert last_frame(asking, "上个月退货多少", why).groups == ("reason",)
    assert last_frame(asking, "上个月销售额", "什么原因").view == "why"


def test_cancelled_orders_left_out_are_left_out_anyway(asking: Asking) -> None:
    frame = last_frame(asking, "last week's orders", "exclude cancelled")
    assert (frame.measures, named(frame)) == (("orders",), {})


def test_who_they_are_is_asked_of_customers(asking: Asking) -> None:
    assert last_frame(asking, "how many new customers this year", "who are they").groups == (
        "customer",
    )
    assert isinstance(
        last_outcome(asking, ("how many orders this week", "who are they")), NotUnderstood
    )


def test_contracts_that_expire_are_not_those_that_were_counted(asking: Asking) -> None:
    frame = last_frame(asking, "今年签了多少合同", "哪些快到期了")
    assert frame.entity == "contract"
    assert frame.period is not None
    assert (frame.period.start.isoformat(), frame.period.days) == ("2026-11-21", 91)
