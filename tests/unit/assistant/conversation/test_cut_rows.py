"""Rows that were cut: nothing is said of all rows that was only looked up in those shown."""

import pytest

from tests.unit.assistant.asking import Asking

EXTREMES = ("最高", "最低", "is highest", "is lowest")


@pytest.mark.parametrize(
    "question",
    [
        "USD daily sales past 3 years",
        "最近三年每天的美元销售额",
        "过去3年每天订单数",
        "今年各客户每月销售额",
        "units by product by day this year",
    ],
)
def test_no_time_is_the_highest_of_more_rows_than_are_shown(asking: Asking, question: str) -> None:
    reply = asking.reply(question)
    (result,) = reply.results
    assert reply.status == "answered"
    assert result.truncated
    assert not any(word in reply.text for word in EXTREMES), reply.text
    assert str(len(result.rows)) in reply.text


@pytest.mark.parametrize("question", ["今年每月美元销售额", "USD sales by month this year"])
def test_the_highest_of_all_rows_is_named(asking: Asking, question: str) -> None:
    reply = asking.reply(question)
    assert not reply.results[0].truncated
    assert any(word in reply.text for word in EXTREMES)


def test_of_a_ranking_that_was_cut_the_first_still_leads(asking: Asking) -> None:
    reply = asking.reply("今年各客户美元销售额，前3名")
    assert "最高" in reply.text
