"""Conversations as people lead them: the second customer, of that, net of returns, 60 days."""

import pytest

from assistant.conversation.reply import Reply, ResultPart
from tests.unit.assistant.asking import Asking


def _column(result: ResultPart, name: str) -> list[object]:
    at = [column.name for column in result.columns].index(name)
    return [row[at] for row in result.rows]


def _filters(reply: Reply) -> dict[str, object]:
    return {name: value for name, value in reply.results[0].arguments.items() if " in" in name}


@pytest.mark.parametrize(
    "second",
    ["第二个客户的订单", "第二家的订单", "the second one's orders", "orders of the second one"],
)
def test_a_place_stands_for_that_row_of_the_last_answer(asking: Asking, second: str) -> None:
    top, orders = asking.talk("苏州今年前三的客户", second)
    customer = top.results[0].rows[1][0]
    assert orders.results[0].arguments["entity"] == "order"
    assert set(_column(orders.results[0], "customer")) == {customer}


def test_a_place_that_the_last_answer_does_not_have_is_not_answered(asking: Asking) -> None:
    *_, fifth = asking.talk("苏州今年前三的客户", "第五个客户的订单")
    assert fifth.status == "not_understood"
    assert asking.reply("第二个客户的订单").status == "not_understood"


def test_overdue_orders_of_them_are_overdue_whatever_came_before(asking: Asking) -> None:
    profile, _, overdue = asking.talk("介绍一下青禾电子", "他们今年每月销售额", "他们的逾期订单")
    figures = profile.results[0]
    outstanding = _column(overdue.results[0], "outstanding")
    assert sum(float(str(value)) for value in outstanding) == pytest.approx(
        float(str(_column(figures, "overdue")[0]))
    )


def test_after_a_profile_a_question_without_a_subject_is_about_that_customer(
    asking: Asking,
) -> None:
    for question in ("上季度买了多少", "orders this year", "他们还欠多少"):
        _, reply = asking.talk("介绍一下青禾电子", question)
        assert list(_filters(reply)) == ["customer in"]


def test_a_question_with_groups_of_its_own_starts_clean(asking: Asking) -> None:
    _, regions = asking.talk("介绍一下青禾电子", "上季度各区域销售额")
    assert not _filters(regions)


def test_a_part_of_that_keeps_the_customer(asking: Asking) -> None:
    for first, then in (
        ("青禾电子还欠多少", "其中逾期多少"),
        ("how much does 青禾电子 owe us", "how much of that is overdue"),
    ):
        _, reply = asking.talk(first, then)
        assert list(_filters(reply)) == ["customer in"]
        assert reply.results[0].columns[0].name == "overdue"


def test_returns_are_taken_off_and_stay_off(asking: Asking) -> None:
    _, net, earlier = asking.talk("华南今年销售额", "去掉退货的", "上个月呢")
    for reply in (net, earlier):
        assert "net_sales" in [column.name for column in reply.results[0].columns]


def test_once_more_goes_one_back_from_what_was_shown(asking: Asking) -> None:
    replies = asking.talk("上个月取消了多少单", "再上个月呢", "再上个月呢")
    periods = [reply.results[0].period for reply in replies]
    assert [period.start for period in periods if period] == [
        "2026-10-01",
        "2026-09-01",
        "2026-08-01",
    ]


def test_a_gap_is_asked_for_again_with_another_length(asking: Asking) -> None:
    first, longer, narrowed = asking.talk("60天没下单的客户", "改成180天", "只看A级的")
    assert longer.results[0].row_count < first.results[0].row_count
    assert narrowed.results[0].row_count < longer.results[0].row_count
    assert set(_column(narrowed.results[0], "level")) <= {"A"}


def test_what_lies_ahead_still_does_with_another_period(asking: Asking) -> None:
    _, reply = asking.talk("下个月到期的合同", "本月的呢")
    period = reply.results[0].period
    assert period is not None
    assert (period.start, period.end) == ("2026-11-21", "2026-11-30")


def test_a_segment_is_asked_for_in_another_period(asking: Asking) -> None:
    first, other = asking.talk("今年没下单的客户", "去年呢")
    assert other.results[0].arguments["fact 1 start"] == "2025-01-01"
    assert first.results[0].row_count != other.results[0].row_count


def test_figures_after_a_segment_are_of_those_customers(asking: Asking) -> None:
    _, figure = asking.talk("90天没下单的客户", "去年的销售额")
    whole = asking.reply("90天没下单的客户去年的销售额")
    assert figure.results[0].rows == whole.results[0].rows
    assert "fact 1" in figure.results[0].arguments


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("30天内到期的合同", "总金额"),
        ("应收前10的客户", "其中逾期多少"),
        ("最近一笔订单", "付款了吗"),
        ("前年买过去年没买的客户", "今年呢"),
    ],
)
def test_what_the_answer_before_did_not_keep_is_not_answered(
    asking: Asking, first: str, then: str
) -> None:
    assert asking.talk(first, then)[-1].status == "not_understood"


def test_who_paid_most_is_asked_in_the_time_that_is_talked_about(asking: Asking) -> None:
    month, who = asking.talk("上个月回款", "谁付得最多")
    assert who.results[0].period == month.results[0].period


def test_some_of_the_customers_just_listed_are_counted(asking: Asking) -> None:
    listed, some = asking.talk("90天没下单的客户", "华东有几家")
    assert some.status == "answered"
    assert "fact 1" in some.results[0].arguments
    assert int(str(some.results[0].rows[0][0])) < listed.results[0].row_count


def test_a_campaign_is_asked_for_again_in_another_year(asking: Asking) -> None:
    _, reply = asking.talk("去年双十一销售额", "今年呢")
    period = reply.results[0].period
    assert period is not None
    assert (period.start, period.end) == ("2026-11-01", "2026-11-11")


@pytest.mark.parametrize("third", ["这两家加一块", "他们俩加起来", "the two combined"])
def test_the_last_two_that_were_named_are_one_figure(asking: Asking, third: str) -> None:
    first, second, both = asking.talk("青禾电子今年买了多少", "恒力机电呢", third)
    figures = [float(str(_column(reply.results[0], "sales")[0])) for reply in (first, second)]
    assert _column(both.results[0], "sales") == [pytest.approx(sum(figures))]


def test_two_together_need_two_that_were_named(asking: Asking) -> None:
    _, both = asking.talk("青禾电子今年买了多少", "这两家加一块")
    assert both.status == "not_understood"


def test_those_that_were_asked_for_by_number_are_meant_by_their_number(asking: Asking) -> None:
    top, orders = asking.talk("苏州今年前三的客户", "这三家今年一共多少单")
    names = {str(row[0]) for row in top.results[0].rows}
    shown = {str(row[0]) for row in orders.results[0].rows}
    assert orders.status == "answered"
    assert shown <= names or len(orders.results[0].rows) == 1
    assert asking.talk("苏州今年前三的客户", "这五家今年多少单")[-1].status == "not_understood"


def test_a_list_is_put_in_another_order_and_cut(asking: Asking) -> None:
    listed, largest, one = asking.talk("苏州今年的订单", "biggest first", "金额最大的那单是哪个")
    amounts = [float(str(value)) for value in _column(largest.results[0], "amount")]
    assert amounts == sorted(amounts, reverse=True)
    assert largest.results[0].row_count == listed.results[0].row_count
    assert _column(one.results[0], "amount") == amounts[:1]


def test_all_of_a_kind_takes_off_what_it_was_narrowed_to(asking: Asking) -> None:
    *_, every = asking.talk("上海今年的销售额", "all cities")
    assert not _filters(every)


def test_a_question_that_only_names_somebody_waits_for_the_figure(asking: Asking) -> None:
    first, figure = asking.talk("青禾电子", "今年销售额")
    assert first.status == "not_understood"
    assert list(_filters(figure)) == ["customer in"]


def test_what_is_asked_anew_is_not_about_what_came_before(asking: Asking) -> None:
    *_, clean = asking.talk("上海今年的销售额", "换个问题 回款多少")
    assert not _filters(clean)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("哪些客户去年买过今年没买", "over 20k only"),
        ("sales by month this year", "just the last 8"),
        ("前五的客户", "他们的合同"),
    ],
)
def test_a_follow_up_that_the_rows_cannot_take_is_not_passed_over(
    asking: Asking, first: str, then: str
) -> None:
    assert asking.talk(first, then)[-1].status == "not_understood"


@pytest.mark.parametrize(
    ("said", "filters"),
    [
        (("青禾电子今年销售额", "几单", "最大的一单"), ["customer in"]),
        (("A级客户", "今年销售额"), ["level in"]),
        (("青禾电子欠多少", "有没有退过"), ["customer in"]),
        (("sales in Shanghai this year", "how much"), ["city in"]),
    ],
)
def test_a_short_follow_up_stays_with_whom_it_is_about(
    asking: Asking, said: tuple[str, ...], filters: list[str]
) -> None:
    assert list(_filters(asking.talk(*said)[-1])) == filters


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("上个月哪个客户买得最多", "欠多少"),
        ("哪个产品卖得最好", "谁买的"),
        ("今年销售额超过10万的客户", "by city"),
        ("今年每月销售额", "the month before"),
    ],
)
def test_what_nobody_can_tell_whose_it_is_is_not_answered(
    asking: Asking, first: str, then: str
) -> None:
    assert asking.talk(first, then)[-1].status == "not_understood"


def test_the_orders_behind_what_is_owed_are_the_unpaid_ones(asking: Asking) -> None:
    owed, listed = asking.talk("青禾电子欠多少", "哪些订单")
    left = sum(float(str(value)) for value in _column(listed.results[0], "outstanding"))
    assert left == pytest.approx(float(str(_column(owed.results[0], "outstanding")[0])))


def test_the_newest_orders_can_be_put_in_the_order_of_their_amounts(asking: Asking) -> None:
    newest = asking.reply("last 10 orders").results[0]
    by_amount = asking.reply("latest 10 orders by amount").results[0]
    amounts = [float(str(amount)) for amount in _column(by_amount, "amount")]
    assert amounts == sorted(amounts, reverse=True)
    assert set(_column(by_amount, "order_id")) == set(_column(newest, "order_id"))


def test_rows_that_were_asked_for_by_number_stay_the_same_in_another_order(asking: Asking) -> None:
    newest, larger_first, first = asking.talk("最近5笔订单", "金额大的在前", "只看前三")
    assert set(_column(larger_first.results[0], "order_id")) == set(
        _column(newest.results[0], "order_id")
    )
    assert first.status == "not_understood"


def test_two_names_are_told_apart_by_the_difference(asking: Asking) -> None:
    reply = asking.reply("宁波和苏州今年差多少单")
    larger, smaller = _column(reply.results[0], "orders")
    assert f"相差 **{int(str(larger)) - int(str(smaller))} 单**" in reply.text


def test_a_name_that_is_not_known_is_quoted_as_it_was_written(asking: Asking) -> None:
    assert "「Wöhrmann Fernhandel」" in asking.reply("Wöhrmann Fernhandel今年买了多少").text


def test_what_a_customer_is_is_told_by_its_profile(asking: Asking) -> None:
    for question in ("青禾电子的级别", "what city is 青禾电子 in"):
        assert [part.value for part in asking.reply(question).reading][:1] in (
            ["客户概况"],
            ["profile"],
        )


def test_he_is_somebody_and_no_product(asking: Asking) -> None:
    *_, his = asking.talk("这个季度谁业绩最好", "他卖了哪些产品", "他的客户有哪些")
    assert list(_filters(his)) == ["owner in"]
    _, its = asking.talk("今年哪个产品卖得最好", "它的客户有哪些")
    assert list(_filters(its)) == ["product in"]
