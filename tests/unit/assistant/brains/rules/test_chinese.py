"""Chinese as it is talked: each turn of it is read like what it means (`chinese.txt`)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from time import perf_counter

import pytest

from assistant.brains.rules.frame import Frame
from assistant.brains.rules.outcome import Doubtful, NotUnderstood
from assistant.brains.rules.recasting import recast
from assistant.brains.rules.sayings import said_plainly
from assistant.conversation.reply import Reply
from tests.unit.assistant.asking import Asking
from tests.unit.assistant.brains.rules.test_going_on import last_frame, last_outcome, named

PAIRS = tuple(
    tuple(part.strip() for part in line.split(" = "))
    for line in Path(__file__).with_name("chinese.txt").read_text(encoding="utf-8").splitlines()
    if " = " in line and not line.startswith("#")
)


def meant_by(frame: Frame) -> Frame:
    """Gives a frame without what the reply says was assumed."""
    return replace(frame, assumed=())


@pytest.mark.parametrize(("said", "plain"), PAIRS)
def test_a_turn_of_chinese_is_read_as_what_it_means(asking: Asking, said: str, plain: str) -> None:
    assert meant_by(asking.frame(said)) == meant_by(asking.frame(plain))


@pytest.mark.parametrize(
    "said",
    [
        "应收多少款",
        "老客户今年的销售额",
        "今年连续下单的客户",
        "各产品部分退货",
        "英国以外今年哪三个国家买得最多",
        "今年的单量和客户数 就是下过单的",
        "今年用了多少",
    ],
)
def test_what_means_something_else_is_not_recast(said: str) -> None:
    assert recast(said_plainly(said)) == said


LONG = (
    "哪些老客户" * 60,
    "还有多少货款" * 60,
    "客户今年买过" * 60,
    "是在升还是在" * 60,
    "连续三个月没" * 60,
)


@pytest.mark.parametrize("text", LONG)
def test_no_turn_takes_long_over_a_long_text(text: str) -> None:
    recast("今年")
    begun = perf_counter()
    recast(text)
    assert perf_counter() - begun < 0.2


def years(frame: Frame) -> list[tuple[int, bool]]:
    facts = [one.fact for one in frame.happenings]
    return [(fact.period.start.year, fact.holds) for fact in facts if fact.period is not None]


def test_two_years_in_each_of_which_something_was_done(asking: Asking) -> None:
    frame = asking.frame("前年和去年都买了今年没买的客户")
    assert years(frame) == [(2024, True), (2025, True), (2026, False)]
    assert years(asking.frame("去年和今年都下过单的客户有哪些")) == [(2025, True), (2026, True)]


def test_two_years_without_a_word_for_both_are_not_guessed(asking: Asking) -> None:
    assert isinstance(asking.outcome("前年和去年买了今年没买的客户"), NotUnderstood)


def test_who_did_not_after_who_did(asking: Asking) -> None:
    did = asking.frame("宁波的客户今年下过单的")
    did_not = last_frame(asking, "宁波的客户今年下过单的", "没下过的呢")
    assert named(did_not) == named(did)
    assert years(did_not) == [(2026, False)]


def test_some_of_those_listed(asking: Asking) -> None:
    listed = asking.frame("90天没下单的客户")
    some = last_frame(asking, "90天没下单的客户", "其中今年买过传感器的")
    assert some.entity == "customer"
    assert set(listed.happenings) < set(some.happenings)
    others = last_frame(asking, "90天没下单的客户", "其中没有投诉的有哪些")
    assert {one.fact.measure for one in others.happenings} == {"orders", "complaints"}


def test_what_is_asked_of_those_who_may_leave_keeps_their_kind(asking: Asking) -> None:
    frame = last_frame(asking, "A级客户里谁快流失了", "就按两个月没下单算")
    assert named(frame) == {"level": ("A",)}


def test_prices_of_the_products_listed(asking: Asking) -> None:
    under = last_frame(asking, "传感器有哪些型号", "两千块以下的")
    assert named(under)["category"] == ("传感器",)
    price = [c.filter for c in under.conditions if c.dimension == "list_price"]
    assert [(one.operator, one.values) for one in price] == [("lt", (Decimal(2000),))]
    lowest = last_frame(asking, "传感器有哪些型号", "最便宜是哪个")
    assert named(lowest)["category"] == ("传感器",)
    assert (lowest.limit, lowest.order[0].descending) == (1, False)


def test_pieces_are_no_price(asking: Asking) -> None:
    outcome = last_outcome(asking, ["传感器有哪些型号", "两千台以下的"])
    assert isinstance(outcome, NotUnderstood)


def test_times_are_orders_and_not_money(asking: Asking) -> None:
    assert asking.frame("今年下了几次").measures == ("orders",)
    assert asking.frame("今年采购了多少次").measures == ("orders",)
    assert asking.frame("今年采购了多少").measures == ("sales",)


def test_a_choice_may_be_said_as_how_to_count(asking: Asking) -> None:
    first = asking.outcome("今年卖得最多的是什么产品")
    assert isinstance(first, Doubtful)
    frame = last_frame(asking, "今年卖得最多的是什么产品", "按数量算呢")
    assert (frame.measures, frame.groups) == (("units",), ("product",))
    assert frame.period is not None
    assert frame.period.start == date(2026, 1, 1)


def test_a_contact_is_no_figure(asking: Asking) -> None:
    assert isinstance(asking.outcome("恒力机电采购找谁"), NotUnderstood)


def test_this_one_needs_something_before_it(asking: Asking) -> None:
    assert isinstance(asking.outcome("都是谁在买这个"), NotUnderstood)


def test_what_else_was_done_in_the_same_time(asking: Asking) -> None:
    frame = last_frame(asking, "上月开了多少票", "收了多少")
    assert frame.measures == ("collected",)
    assert frame.period == asking.frame("上月回款多少").period
    sent_back = last_frame(asking, "恒力机电今年卖了多少", "退了多少")
    assert sent_back.measures == ("returned",)
    assert "customer" in named(sent_back)


def test_a_question_with_its_own_time_or_place_begins_anew(asking: Asking) -> None:
    frame = last_frame(asking, "宁波上月开了多少票", "上海收了多少")
    assert named(frame)["city"] == ("上海",)
    assert last_frame(asking, "上月开了多少票", "一共收了多少").period is None


def test_when_each_of_those_listed_bought_last(asking: Asking) -> None:
    listed = asking.frame("90天没下单的客户")
    assert last_frame(asking, "90天没下单的客户", "各自最后一次是什么时候买的") == listed
    assert isinstance(asking.outcome("各自最后一次是什么时候买的"), NotUnderstood)


def test_the_time_that_was_lowest_is_not_known(asking: Asking) -> None:
    outcome = last_outcome(asking, ["今年每月回款率", "最低那个月有哪些单没付清"])
    assert isinstance(outcome, NotUnderstood)


def test_the_share_of_everything_is_no_longer_narrowed(asking: Asking) -> None:
    texts = ("A级客户谁买得最多", "占我们总数的几成")
    part, whole = (asking.talk(*texts)[at].results[0] for at in (1, 0))
    assert len(part.rows) == 1
    assert part.rows[0][0] == whole.rows[0][0]
    everybody = asking.reply("一共卖了多少").results[0]
    share = Decimal(str(part.rows[0][1])) / Decimal(str(everybody.rows[0][-1]))
    assert abs(Decimal(str(part.rows[0][-1])) - share) < Decimal("0.0001")


def shown(reply: Reply) -> str:
    return str(reply.results[0].rows[0][0])


def test_an_order_that_was_listed_is_asked_about(asking: Asking) -> None:
    listed, latest, inside = asking.talk("恒力机电今年的订单", "最后那张发走了吗", "里面都有什么货")
    assert shown(latest) == shown(inside) == shown(listed)
    listed, second = asking.talk("恒力机电今年的订单", "第二单付清了吗")
    assert shown(second) == str(listed.results[0].rows[1][0])


def test_payments_of_an_order_and_what_is_left(asking: Asking) -> None:
    listed = asking.reply("恒力机电最近一笔付款")
    names = [column.name for column in listed.results[0].columns]
    number = str(listed.results[0].rows[0][names.index("order_id")])
    first, paid, left = asking.talk(f"{number}付了多少", "分几次付的", "还剩多少")
    orders = [column.name for column in paid.results[0].columns].index("order_id")
    assert {str(row[orders]) for row in paid.results[0].rows} == {number}
    assert shown(left) == shown(first) == number


def test_of_several_orders_none_is_meant_without_a_word_for_it(asking: Asking) -> None:
    _, answer = asking.talk("恒力机电今年的订单", "发货了吗")
    assert answer.results == () or len(answer.results[0].rows) != 1


def test_which_order_came_last_is_not_known_of_the_largest(asking: Asking) -> None:
    replies = asking.talk("今年最大的三单", "最后那张发走了吗")
    assert replies[1].status != "answered"


def test_why_a_customer_buys_no_more(asking: Asking) -> None:
    frame = asking.frame("恒力机电怎么不下单了")
    assert (frame.view, frame.insight) == ("insight", "next_purchase")


def test_which_companies_did_what_was_just_counted(asking: Asking) -> None:
    frame = last_frame(asking, "昨天收了多少钱", "都是哪几家付的")
    assert frame.groups == ("customer",)
    assert frame.period == asking.frame("昨天收了多少钱").period
    assert asking.frame("哪几家今年退过货").groups == ("customer",)


def test_invoices_are_no_orders(asking: Asking) -> None:
    assert isinstance(asking.outcome("十月开了几张发票"), NotUnderstood)
    assert asking.frame("十月开了几张单").measures == ("orders",)


def test_two_months_that_were_asked_for_are_set_against_each_other(asking: Asking) -> None:
    frame = last_frame(asking, "上个月卖了多少", "那九月呢", "两个月差多少")
    assert (frame.against, frame.compare) == ("named", asking.frame("九月卖了多少").period)
