"""A message each to the customers of an insight's list: 给冠军客户各写一条感谢, 给他们各写一条."""

import pytest

from assistant.conversation.reply import Reply
from assistant.desk import Desk
from tests.unit.assistant.desks import said


def _listed(reply: Reply) -> set[str]:
    return {str(row[0]) for row in reply.results[0].rows}


def _written_to(reply: Reply) -> set[str]:
    assert reply.batch is not None, reply.text
    drafts = {one.customer for one in reply.batch.drafts}
    return drafts | {one.customer for one in reply.batch.skipped}


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("前3个可能流失的客户", "给他们各写一条挽回"),
        ("top 3 customers about to churn", "write a win-back for each of them"),
        ("健康度最低的3个客户", "给这些客户各写一条回访"),
        ("top 2 to chase", "write a payment reminder for each of them"),
    ],
)
def test_those_just_listed_are_written_to(desk: Desk, first: str, then: str) -> None:
    assert _written_to(said(desk, first, then)) == _listed(said(desk, first))


def test_why_may_be_asked_in_between_and_what_is_plain_need_not_be_said(desk: Desk) -> None:
    reply = said(desk, "前3个可能流失的客户", "为什么", "给他们各写一条")
    assert reply.batch is not None
    assert {one.occasion for one in reply.batch.drafts} == {"win_back"}


def test_all_of_a_segment_are_written_to_and_not_only_those_shown(desk: Desk) -> None:
    reply = said(desk, "给沉睡客户各写一条挽回")
    counted = said(desk, "沉睡客户有哪些")
    assert reply.batch is not None
    assert reply.batch.found == len(_written_to(reply)) == counted.results[0].row_count > 20


@pytest.mark.parametrize("texts", [("给他们各写一条挽回",), ("12月销售预测", "给他们各写一条感谢")])
def test_nobody_is_meant_where_no_customers_were_listed(desk: Desk, texts: tuple[str, ...]) -> None:
    assert said(desk, *texts).status == "not_understood"
