"""What part of the figure before one thing is, and what is asked of goods that were listed."""

import pytest

from tests.unit.assistant.asking import Asking
from tests.unit.assistant.brains.rules.test_going_on import last_frame, named


@pytest.mark.parametrize(
    ("questions", "whole", "part"),
    [
        (("华东今年销售额", "其中打印机占比"), {"region": ("华东",)}, ("category", "打印机")),
        (("华东今年销售额", "其中苏州占多少"), {"region": ("华东",)}, ("city", "苏州")),
        (("华东今年销售额", "按产品看", "耗材占多少"), {"region": ("华东",)}, ("category", "耗材")),
        (
            ("sales in East China this year", "what share of that is printers"),
            {"region": ("华东",)},
            ("category", "打印机"),
        ),
    ],
)
def test_what_is_named_is_the_part_and_what_was_asked_the_whole(
    asking: Asking, questions: tuple[str, ...], whole: dict[str, object], part: tuple[str, str]
) -> None:
    frame = last_frame(asking, *questions)
    assert (frame.groups, frame.only, frame.share) == ((part[0],), (part[1],), True)
    assert named(frame) == whole


def test_the_overdue_part_of_what_is_owed_is_a_rate(asking: Asking) -> None:
    assert last_frame(asking, "华东应收多少", "逾期的占几成").measures == ("overdue_share",)


@pytest.mark.parametrize(
    ("first", "dimension"),
    [("M40多少钱", "product"), ("最贵的打印机是哪款", "product"), ("耗材有哪些产品", "category")],
)
def test_a_figure_behind_a_list_of_goods_is_of_these(
    asking: Asking, first: str, dimension: str
) -> None:
    reply = asking.follow(first, "今年卖了几台")
    assert reply.status == "answered"
    alone = asking.reply("今年卖了几台")
    assert reply.text != alone.text
    filters = [chip for chip in reply.reading if chip.slot == "filter"]
    assert len(filters) == 1, dimension


def test_they_may_be_the_last_two_each(asking: Asking) -> None:
    replies = asking.talk("M40 今年卖出了多少台", "M40 Pro 呢", "它们的均价分别是多少")
    assert {str(row[0])[:3] for row in replies[-1].results[0].rows} == {"M40"}
    assert len({row[0] for row in replies[-1].results[0].rows}) == len(("M40", "M40 Pro"))
