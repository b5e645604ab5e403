"""What goes on from a number: who they were, who looks after them, the same of others, both."""

import pytest

from tests.unit.assistant.asking import Asking
from tests.unit.assistant.brains.rules.test_going_on import last_frame, named


@pytest.mark.parametrize(
    ("questions", "entity", "conditions"),
    [
        (("A级客户有几家", "列出来"), "customer", {"level": ("A",)}),
        (
            ("蒋予墨上个月拜访了几次", "列出来"),
            "activity",
            {"kind": ("visit",), "owner": ("蒋予墨",)},
        ),
        (("how many customers are level A", "list them"), "customer", {"level": ("A",)}),
    ],
)
def test_what_was_counted_is_listed(
    asking: Asking, questions: tuple[str, ...], entity: str, conditions: dict[str, object]
) -> None:
    frame = last_frame(asking, *questions)
    assert (frame.entity, named(frame)) == (entity, conditions)


def test_each_customer_of_a_ranking_is_told_with_who_looks_after_it(asking: Asking) -> None:
    frame = last_frame(asking, "应收最多的五个客户", "都是谁在跟")
    assert (frame.groups, frame.limit) == (("customer", "owner"), 5)


def test_those_who_did_or_did_not_are_of_the_customers_that_were_counted(asking: Asking) -> None:
    did = last_frame(asking, "德国客户有多少家", "今年有下单的有几家")
    assert (did.measures, len(named(did))) == (("buyers",), 1)
    not_done = last_frame(asking, "德国客户有多少家", "今年有下单的有几家", "没下单的是谁")
    assert named(not_done) == named(did)
    assert [one.fact.period for one in not_done.happenings] == [did.period]


@pytest.mark.parametrize(
    ("questions", "same"),
    [
        (("厦门今年销售额", "不看厦门了，换苏州"), "苏州今年销售额"),
        (("恒力机电欠多少", "算了先不看他 看青禾电子"), "青禾电子欠多少"),
        (("海外今年销售额", "国内也给我一个"), "国内今年销售额"),
        (("蒋予墨今年输了几单", "袁怀瑾同样看看"), "袁怀瑾今年输了几单"),
        (("华东应收多少", "华南的呢", "两边一共多少"), "华东和华南一共应收多少"),
    ],
)
def test_the_same_is_asked_of_others(asking: Asking, questions: tuple[str, ...], same: str) -> None:
    frame, plain = last_frame(asking, *questions), asking.frame(same)
    assert (frame.measures, named(frame)) == (plain.measures, named(plain))


def test_another_figure_stands_beside_the_one_before(asking: Asking) -> None:
    assert last_frame(asking, "每个渠道今年多少单", "加上金额").measures == ("orders", "sales")


def test_what_was_reached_is_of_the_time_of_the_target(asking: Asking) -> None:
    target = asking.frame("上个月的目标是多少")
    assert last_frame(asking, "上个月的目标是多少", "完成了多少").period == target.period


@pytest.mark.parametrize("said", ["两家都要", "both", "两家合计"])
def test_all_that_was_offered_may_be_chosen(asking: Asking, said: str) -> None:
    first, then = asking.talk("云岭今年买了多少", said)
    assert first.status == "clarify"
    assert then.status == "answered"
    assert ("group" in {chip.slot for chip in then.reading}) == ("合计" not in said)
