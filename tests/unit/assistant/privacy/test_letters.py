"""A customer is erased from what was written to them and about them."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from crm.models import conversations, turns
from tests.unit.assistant.privacy.test_erasing import ask, erased, with_company

OF_THEM = ("云岭", "袁怀瑾", "yuan@yunling", "付款期限到底", "三十八万")
WRITTEN = (
    "给云岭包装写封约见面的邮件",
    "brief me on 云岭包装",
    "刚拜访了云岭包装，袁经理说付款期限到底能不能改，下周要三十八万元的报价",
)


def kept(engine: Engine) -> str:
    with engine.connect() as connection:
        replies = connection.execute(sa.select(turns.c.question, turns.c.reply)).all()
        states = connection.execute(sa.select(conversations.c.title, conversations.c.state)).all()
    return json.dumps([list(row) for row in (*replies, *states)], ensure_ascii=False)


@pytest.mark.parametrize("text", WRITTEN)
def test_what_was_written_of_an_erased_customer_goes(
    sqlite_engine: Engine, tmp_path: Path, text: str
) -> None:
    engine = with_company(sqlite_engine, tmp_path)
    reply = ask(engine, text)
    assert reply.draft or reply.brief or reply.note, reply.text
    assert "云岭" in kept(engine)
    erased(engine)
    left = kept(engine)
    assert [secret for secret in OF_THEM if secret in left] == []


def test_of_many_messages_those_of_others_stay(sqlite_engine: Engine, tmp_path: Path) -> None:
    engine = with_company(sqlite_engine, tmp_path)
    reply = ask(engine, "给所有客户各写一封新年祝福邮件")
    assert reply.batch is not None
    assert len(reply.batch.drafts) == 2
    erased(engine)
    left = kept(engine)
    assert [secret for secret in OF_THEM if secret in left] == []
    assert "海达仪器" in left
    assert "周怀瑾" in left
