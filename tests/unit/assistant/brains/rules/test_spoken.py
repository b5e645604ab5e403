"""How people talk who do not think of a machine: slips of the tongue, emphasis, asides, leaps."""

import pytest

from assistant.brains.rules.outcome import NotUnderstood
from assistant.brains.rules.recasting import recast
from assistant.brains.rules.restarting import restarted
from tests.unit.assistant.asking import Asking
from tests.unit.assistant.brains.rules.test_going_on import last_frame, last_outcome, named


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("上个月 不对 上上个月的销售额", "上上个月的销售额"),
        ("宁波 哦不 苏州上个月销售额", "苏州上个月销售额"),
        ("宁波上个月的销售额 不对 苏州", "苏州上个月的销售额"),
        ("今年订单数，啊不，销售额是多少", "今年销售额是多少"),
        ("前五 算了 前十的客户今年销售额", "前十的客户今年销售额"),
        ("9月 不对 10月 不对 11月的销售额", "11月的销售额"),
        ("sales last month, no wait, last quarter", "sales last quarter"),
        ("sales in Ningbo, sorry, Suzhou last month", "sales in Suzhou last month"),
        ("sales in Ningbo last month, no sorry, Suzhou", "sales in Suzhou last month"),
        ("sales for Shenzhen no Guangzhou this year", "sales for Guangzhou this year"),
        ("how many orders, I mean how much revenue this year", "how much revenue this year"),
        ("sales by city, actually by region, this quarter", "sales by region this quarter"),
    ],
)
def test_what_is_taken_back_in_one_breath_is_replaced(
    asking: Asking, said: str, meant: str
) -> None:
    assert asking.frame(said) == asking.frame(meant)


@pytest.mark.parametrize(
    "said",
    [
        "customers with no orders this year",
        "who actually bought printers this year",
        "今年没下单的客户",
        "不是A级的客户今年销售额",
        "上个月销售额算了没有",
    ],
)
def test_words_that_take_nothing_back_stay(asking: Asking, said: str) -> None:
    assert restarted(said, asking.around.sources) == said


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("今年一张都没卖出去的产品", "今年都没卖出去的产品"),
        ("今年一台打印机都没买的客户", "今年打印机都没买的客户"),
        ("金额上六万的合同", "金额达到六万的合同"),
        ("sales, reps down the side", "sales, by reps"),
        ("city in 4th place by sales", "4th city by sales"),
        ("product number three by units", "third product by units"),
        ("线上3万的订单", "线上3万的订单"),
    ],
)
def test_turns_of_speech_are_put_in_plain_words(said: str, plain: str) -> None:
    assert recast(said) == plain


@pytest.mark.parametrize(
    ("question", "held", "not_held"),
    [
        ("今年耗材跟传感器都买了 唯独打印机没碰的客户", {"耗材", "传感器"}, {"打印机"}),
        ("打印机买了 耗材一卷都没买的客户", {"打印机"}, {"耗材"}),
        ("控制器今年买了 服务一分钱没掏的客户", {"控制器"}, {"服务"}),
    ],
)
def test_goods_named_before_their_verb_are_those_of_that_verb(
    asking: Asking, question: str, held: set[str], not_held: set[str]
) -> None:
    said = [(one.fact.holds, one.labels) for one in asking.frame(question).happenings]
    assert {label for holds, labels in said if holds for label in labels} == held
    assert {label for holds, labels in said if not holds for label in labels} == not_held


def test_nobody_did_and_did_not_do_the_same(asking: Asking) -> None:
    outcome = asking.outcome("今年买过打印机今年没买打印机的客户")
    assert isinstance(outcome, NotUnderstood)


@pytest.mark.parametrize(
    "question", ["printers that did not sell last week", "printers nobody bought last week"]
)
def test_goods_that_did_not_sell_are_listed(asking: Asking, question: str) -> None:
    frame = asking.frame(question)
    assert (frame.entity, named(frame)) == ("product", {"category": ("打印机",)})
    assert [one.fact.holds for one in frame.happenings] == [False]


def test_which_orders_are_overdue_is_asked_of_whom_it_was_just_about(asking: Asking) -> None:
    frame = last_frame(asking, "云岭包装逾期多少", "哪几单逾期")
    assert (frame.entity, named(frame)["customer"]) == ("order", ("云岭包装(昆明)有限公司",))
    assert "customer" not in named(last_frame(asking, "云岭包装逾期多少", "全公司哪几单逾期"))


def test_unpaid_ones_of_listed_orders_keep_their_time(asking: Asking) -> None:
    frame = last_frame(asking, "上个月订单有哪些", "哪几单没付")
    assert frame.period == asking.frame("上个月订单有哪些").period


def test_another_name_is_put_beside_the_one_before(asking: Asking) -> None:
    frame = last_frame(asking, "sales in Ningbo last month", "put it next to Suzhou")
    assert (frame.groups, named(frame)) == (("city",), {"city": ("宁波", "苏州")})


def test_a_split_that_was_not_understood_is_not_passed_over(asking: Asking) -> None:
    outcome = last_outcome(asking, ("sales this year", "by city and frobnication", "as orders"))
    assert isinstance(outcome, NotUnderstood)


def test_an_edit_that_was_not_understood_is_not_passed_over(asking: Asking) -> None:
    outcome = last_outcome(asking, ("今年销售额", "换成含税的", "那订单数呢"))
    assert isinstance(outcome, NotUnderstood)
    assert outcome.lacking == "before"


def test_all_of_a_kind_are_meant_again(asking: Asking) -> None:
    asked = ("average order value Wuxi this year", "just the A ones")
    frame = last_frame(asking, *asked, "all levels again but as order count")
    assert (frame.measures, named(frame)) == (("orders",), {"city": ("无锡",)})
    assert named(last_frame(asking, *asked, "Bs"))["level"] == ("B",)


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("us sales last month", {"province": ("United States",)}),
        ("which customers pushed up us sales last month", {"province": ("United States",)}),
        ("tell us sales last month", {}),
    ],
)
def test_us_before_a_noun_is_the_country(
    asking: Asking, question: str, place: dict[str, tuple[str, ...]]
) -> None:
    assert named(asking.frame(question)) == place


def test_why_it_came_back_is_its_reason(asking: Asking) -> None:
    assert last_frame(asking, "上个月退货多少", "为啥退的").groups == ("reason",)
    assert isinstance(asking.outcome("为什么退了这么多"), NotUnderstood)


def test_the_sum_of_what_is_not_invoiced_is_that_and_no_other(asking: Asking) -> None:
    assert asking.frame("9月的单 票还有多少没开").measures == ("uninvoiced",)
    frame = asking.frame("9月未开票的订单列一下")
    assert (frame.entity, frame.total) == ("order", "uninvoiced")


@pytest.mark.parametrize("question", ["要不按月看看", "hmm by month maybe"])
def test_a_suggestion_is_no_refusal(asking: Asking, question: str) -> None:
    assert last_frame(asking, "今年销售额", question).groups == ("month",)
