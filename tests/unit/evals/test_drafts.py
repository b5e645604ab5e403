"""The evaluation of drafts finds what is made up, what is missing, and what should not be there."""

from datetime import date
from pathlib import Path

import pytest

from assistant.conversation.reply import DraftPart, Reply
from evals.drafts.cases import Case, cases
from evals.drafts.checking import wrong_with
from evals.drafts.facts import allowed
from evals.drafts.gold import Files
from tests.demo import TODAY

CASE = Case(
    id="x",
    user="U05",
    turns=("给甲公司写封催款邮件",),
    customer="C1",
    occasion="reminder",
    language="zh",
    facts=("overdue", "contact"),
    blanks=("付款期限",),
)
FACTS = {"overdue": ("¥1,200.00",), "contact": ("张三",), "overdue_orders": ("2 笔",)}
RIGHT = "张三，您好：有 2 笔订单逾期，合计 ¥1,200.00。请在 【付款期限】 前付。"


def reply(text: str, **more: object) -> Reply:
    plain = {
        "occasion": "reminder",
        "channel": "chat",
        "language": "zh",
        "style": "warm",
        "customer_id": "C1",
        "customer": "甲公司",
        "text": text,
        "blanks": ("付款期限",),
    }
    draft = DraftPart.model_validate({**plain, **more})
    return Reply(
        conversation_id="c", turn_id="t", status="answered", text="", language="zh", draft=draft
    )


def test_a_right_message_has_no_fault() -> None:
    assert wrong_with(CASE, reply(RIGHT), FACTS, frozenset({"李四"})) == ()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (RIGHT.replace("1,200", "1,300"), "says '1,300.00'"),
        (RIGHT.replace("2 笔", "3 笔"), "says '3'"),
        (RIGHT + "明天发货，第 5 批。", "says '5'"),
        (RIGHT.replace("张三", "李四"), "names '李四'"),
        (RIGHT.replace("张三，", ""), "lacks contact"),
        (RIGHT.replace("【付款期限】", "月底"), "blanks that stand in the text"),
    ],
)
def test_each_fault_is_found(text: str, fault: str) -> None:
    found = wrong_with(CASE, reply(text), FACTS, frozenset({"李四"}))
    assert any(fault in one for one in found), found


def test_a_message_where_there_must_be_none_is_a_fault() -> None:
    for expected in ("nothing", "refused"):
        case = CASE.model_copy(update={"expected": expected})
        assert wrong_with(case, reply(RIGHT), FACTS, frozenset())


def test_there_are_sixty_cases_and_a_quarter_is_held_back() -> None:
    every = cases()
    assert len({one.id for one in every}) == 60
    assert sum(one.held_back for one in every) == 15
    assert {one.expected for one in every} == {"draft", "nothing", "refused"}


def test_facts_come_from_the_raw_files(tmp_path: Path) -> None:
    tables = {
        "users": "user_id,name\nU05,Ann\n",
        "contacts": "contact_id,customer_id,name,is_primary\n"
        "K1,C1,Second,false\nK2,C1,First,true\n",
        "orders": "order_id,customer_id,ordered_at,status,currency,amount,due_date\n"
        "O1,C1,2026-08-01 10:00,completed,CNY,100,2026-10-01\n"
        "O2,C1,2026-08-01 10:00,cancelled,CNY,900,2026-10-01\n",
        "order_lines": "order_id,line_no,amount\nO1,1,60\nO1,2,50\n",
        "payments": "payment_id,order_id,amount,paid_at\nP1,O1,10.50,2026-09-01 10:00\n",
        "invoices": "invoice_id,order_id,number\nI1,O1,N1\n",
    }
    for name, text in tables.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    found = allowed(CASE, Files(tmp_path, TODAY), date(2026, 11, 21))
    assert found["overdue"] == ("¥99.50",)
    assert found["overdue_orders"] == ("1 笔",)
    assert found["oldest_due"] == ("2026年10月1日",)
    assert found["contact"] == ("First",)
    assert found["invoice_numbers"] == ("N1",)
