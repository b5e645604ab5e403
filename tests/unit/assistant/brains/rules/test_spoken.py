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


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("上个月校售额", "上个月销售额"),
        ("上个月订但数", "上个月订单数"),
        ("新课户几个", "新客户几个"),
        ("退或率上季度", "退货率上季度"),
        ("whats the over dew total", "whats the overdue total"),
    ],
)
def test_a_misheard_word_of_the_business_is_known_by_its_sound(
    asking: Asking, said: str, meant: str
) -> None:
    assert asking.frame(said) == asking.frame(meant)


@pytest.mark.parametrize(
    "said", ["上个月汇款多少", "预期销售额多少", "各区县销售额", "上个月毛利多少"]
)
def test_a_word_of_its_own_is_no_slip(asking: Asking, said: str) -> None:
    assert isinstance(asking.outcome(said), NotUnderstood)


@pytest.mark.parametrize(
    "said",
    [
        "小问 上个月订单数",
        "不好意思打扰一下 上个月订单数",
        "上个月订单数 辛苦啦",
        "老师，上个月订单数",
    ],
)
def test_whom_it_is_asked_of_is_no_part_of_it(asking: Asking, said: str) -> None:
    assert asking.frame(said) == asking.frame("上个月订单数")


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("上个月退货多少", "退的都是啥"),
        ("returns last month", "what came back"),
        ("上个月华东销售额", "都卖了啥"),
    ],
)
def test_which_goods_they_were_is_asked_of_what_was_just_counted(
    asking: Asking, first: str, then: str
) -> None:
    before, frame = last_frame(asking, first), last_frame(asking, first, then)
    assert frame.groups == ("product",)
    assert (frame.period, named(frame)) == (before.period, named(before))


def test_several_who_were_named_are_they(asking: Asking) -> None:
    frame = last_frame(asking, "青禾电子和云岭包装今年买了多少", "他们欠多少")
    assert (frame.measures, len(named(frame)["customer"])) == (("outstanding",), 2)


def test_customers_are_counted_by_what_they_did(asking: Asking) -> None:
    frame = asking.frame("华东今年买过M40的客户有多少家")
    assert (frame.measures, frame.period) == (("customers",), None)
    assert [one.fact.holds for one in frame.happenings] == [True]


def test_a_time_behind_the_noun_is_that_of_all_that_was_done(asking: Asking) -> None:
    periods = {one.fact.period for one in asking.frame("拜访了但没下单的客户 这个季度").happenings}
    assert len(periods) == 1
    assert periods != {None}


@pytest.mark.parametrize(
    ("question", "measure"),
    [
        ("how many M40 were returned last year", "returned_units"),
        ("how many returns last year", "return_count"),
        ("上个月的单应收多少", "outstanding"),
        ("客户里头欠钱超过十万的有几家", "outstanding"),
        ("去年十一卖了多少", "sales"),
    ],
)
def test_what_is_counted_is_what_was_said(asking: Asking, question: str, measure: str) -> None:
    assert asking.frame(question).measures == (measure,)


def test_a_number_of_deals_is_not_above_an_amount(asking: Asking) -> None:
    assert isinstance(asking.outcome("open deals above 100k, who has the most"), NotUnderstood)


@pytest.mark.parametrize(
    "question", ["who placed the single largest order last month", "谁上个月下了最大的一单"]
)
def test_the_largest_order_is_one_order(asking: Asking, question: str) -> None:
    frame = asking.frame(question)
    assert (frame.entity, frame.limit) == ("order", 1)


def test_what_fell_most_on_a_year_is_no_figure_of_that_year(asking: Asking) -> None:
    frame = asking.frame("three provinces down most on last year")
    assert frame.compare is not None
    assert not frame.order[0].descending


def test_the_newest_are_those_of_all_time(asking: Asking) -> None:
    frame = last_frame(asking, "青禾电子上个月付了多少", "最近三单是哪些")
    assert (frame.limit, frame.period, len(named(frame)["customer"])) == (3, None, 1)


def test_what_somebody_bought_is_asked_after_the_last_order(asking: Asking) -> None:
    frame = last_frame(asking, "青禾电子最近一单是哪天", "今年一共买了多少钱")
    assert (frame.measures, len(named(frame)["customer"])) == (("sales",), 1)


@pytest.mark.parametrize(
    ("first", "then", "measure"),
    [
        ("how many deals won this year", "and lost", "lost_count"),
        ("今年赢单金额", "丢了的呢", "lost"),
    ],
)
def test_deals_that_went_the_other_way_are_the_same_figure(
    asking: Asking, first: str, then: str, measure: str
) -> None:
    before, frame = last_frame(asking, first), last_frame(asking, first, then)
    assert (frame.measures, frame.period) == ((measure,), before.period)


def test_who_has_most_is_asked_within_what_was_shown(asking: Asking) -> None:
    asked = ("逾期多少", "只看华南", "哪个客户逾期最多")
    assert named(last_frame(asking, *asked)) == {"region": ("华南",)}
    assert not named(last_frame(asking, *asked[:2], "全公司哪个客户逾期最多"))


@pytest.mark.parametrize(
    ("questions", "measure"),
    [
        (("官网渠道今年多少单", "代理商去年多少"), "orders"),
        (("这个月多少单", "各区分别多少", "去掉海外一共多少"), "orders"),
    ],
)
def test_how_much_without_more_asks_for_the_same(
    asking: Asking, questions: tuple[str, ...], measure: str
) -> None:
    frame = last_frame(asking, *questions)
    assert (frame.measures, frame.groups) == ((measure,), ())


def test_another_choice_is_made_of_the_question_just_settled(asking: Asking) -> None:
    frame = last_frame(asking, "云岭今年买了多少", "医疗那家", "包装那家呢")
    assert named(frame) == {"customer": ("云岭包装(昆明)有限公司",)}


def test_a_value_that_is_not_known_is_no_split(asking: Asking) -> None:
    outcome = last_outcome(asking, ("orders per month this year", "only the Suzhou warehouse"))
    assert isinstance(outcome, NotUnderstood)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("上季度哪个产品卖得最好 按金额", "上季度销售额最高的产品"),
        ("国内应收的账龄", "应收的账龄 除了海外"),
        ("我离这个月目标还差多少", "我这个月离目标还差多少"),
        ("还没开发票的单子金额多少", "未开票金额"),
        ("过去一年客户一共下了多少单", "过去一年订单数"),
        (
            "did Northgate order anything this month, how many",
            "how many orders from Northgate this month",
        ),
        ("老板刚问我十月份净销售额是多少", "十月份净销售额"),
        ("华东今年销售额多少啊 感觉有点太大了", "华东今年销售额多少"),
    ],
)
def test_asides_and_order_change_nothing(asking: Asking, said: str, meant: str) -> None:
    assert asking.frame(said).metric_query() == asking.frame(meant).metric_query()


def test_one_month_ahead_ends_on_the_same_day(asking: Asking) -> None:
    period = asking.frame("一个月内到期的合同").period
    assert period is not None
    assert (period.start.isoformat(), period.end.isoformat()) == ("2026-11-21", "2026-12-21")


def test_the_biggest_deal_is_one(asking: Asking) -> None:
    assert asking.frame("biggest open deal right now").limit == 1
    assert asking.frame("open deals largest first").limit is None


@pytest.mark.parametrize(
    ("question", "measures"),
    [
        ("有多少商机在谈 总共多少钱", {"open_deals", "pipeline"}),
        ("华东和华南今年各多少单", {"orders"}),
    ],
)
def test_number_and_money_are_both_told(asking: Asking, question: str, measures: set[str]) -> None:
    assert set(asking.frame(question).measures) == measures


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("上个月 哎 上上个月吧 华东业绩", "上上个月华东业绩"),
        ("上个月 呃 华东业绩", "上个月华东业绩"),
        ("今年买得第二多的客户是谁", "今年销售额第二高的客户是谁"),
        ("best selling printer this year", "which printers sold best this year by sales"),
    ],
)
def test_a_hesitation_says_nothing(asking: Asking, said: str, meant: str) -> None:
    one, other = asking.frame(said), asking.frame(meant)
    assert one.metric_query() == other.metric_query()


def test_open_deals_of_a_month_long_gone_are_those_of_the_next(asking: Asking) -> None:
    period = asking.frame("what's in the pipeline for December").period
    assert period is not None
    assert period.start.isoformat() == "2026-12-01"
    past = asking.frame("pipeline for October").period
    assert past is not None
    assert past.start.isoformat() == "2026-10-01"
