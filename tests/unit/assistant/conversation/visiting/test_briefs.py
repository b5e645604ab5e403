"""Briefs as they are asked for: of the record, inside the asker's scope, with the playbooks."""

import re
from datetime import datetime, time
from pathlib import Path

import pytest
import tomli
from sqlalchemy.engine import Engine

from assistant.conversation import visiting
from assistant.conversation.reply import Reply
from assistant.desk import Desk
from crm.measures import load
from knowledge.base import KnowledgeBase, opened
from knowledge.demo import FOLDER
from knowledge.ingest import add
from tests.demo import TODAY
from tests.unit.assistant.desks import NOW, asker, said
from tests.unit.crm.query.trading_company import Books, moment

CUSTOMER, OWNER = "宁波蓝海贸易有限公司", "U05"


def sections(reply: Reply) -> dict[str, tuple[str, ...]]:
    assert reply.brief is not None, reply.text
    return {one.name: one.lines for one in reply.brief.sections}


def test_a_brief_is_of_the_record_and_says_each_figure_of_it(desk: Desk) -> None:
    reply = said(desk, "明天去拜访蓝海，准备一下", caller=desk.caller(OWNER))
    found = sections(reply)
    assert found["who"][0].startswith(CUSTOMER)
    owed = said(desk, "宁波蓝海贸易应收", "逾期多少", caller=desk.caller(OWNER))
    assert owed.headline is not None
    assert owed.headline.exact in " ".join(found["owes"])
    assert any("预计" in line for line in found["buys"])
    assert all(line in reply.text.replace("\\", "") for line in found["talk"])
    assert reply.results


def test_what_follows_a_brief_is_about_that_customer(desk: Desk) -> None:
    caller = desk.caller(OWNER)
    draft = said(desk, "brief me on 蓝海", "写一条约见面的消息", caller=caller)
    assert draft.draft is not None
    assert draft.draft.customer == CUSTOMER
    owed = said(desk, "brief me on 蓝海", "他们欠多少", caller=caller)
    assert CUSTOMER in owed.text


def test_somebody_elses_customer_is_a_name_that_nobody_has(desk: Desk) -> None:
    hidden = said(desk, "brief me on 蓝海贸易", caller=desk.caller("U06"))
    missing = said(desk, "brief me on Nobody", caller=desk.caller("U06"))
    assert (hidden.status, missing.status) == ("not_understood", "not_understood")
    assert (hidden.brief, hidden.results) == (None, ())


def test_a_note_is_shown_and_nothing_is_written(desk: Desk, desk_engine: Engine) -> None:
    with desk_engine.connect() as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM activities").scalar()
    text = "刚拜访了蓝海，吴经理说下周三前要报价，大概30万"
    reply = said(desk, text, caller=desk.caller(OWNER))
    assert reply.note is not None
    assert reply.status == "pending_approval"
    activity, task = ({one.name: one.value for one in a.fields} for a in reply.actions)
    assert [one.kind for one in reply.actions] == ["log_activity", "create_task"]
    assert [one.title for one in reply.actions] == ["记录活动", "新建任务"]
    assert activity["note"] == reply.note.summary
    assert task["due_at"].startswith("2026-11-24")
    assert reply.note.people == ("吴经理（联系人 吴乐遥）",)
    assert [one.due for one in reply.note.commitments] == ["2026-11-24"]
    assert [(one.text, one.value) for one in reply.note.amounts] == [("30万", 300_000.0)]
    with desk_engine.connect() as connection:
        after = connection.exec_driver_sql("SELECT count(*) FROM activities").scalar()
    assert before == after
    finance = asker(desk, desk_engine, "finance")
    refused = said(desk, text, caller=finance)
    assert (refused.status, refused.actions) == ("refused", ())


def test_words_of_briefs_have_no_digits_of_their_own() -> None:
    file = Path(visiting.__file__).with_name("briefs.toml")
    words = tomli.loads(file.read_text("utf-8"))
    for language in ("zh", "en"):
        for family in ("lines", "talk", "sections"):
            assert not re.search(r"\d", " ".join(words[language][family].values()))
    assert words["zh"]["lines"].keys() == words["en"]["lines"].keys()
    assert words["zh"]["talk"].keys() == words["en"]["talk"].keys()


@pytest.fixture(scope="module")
def playbooks(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """The demo's sales playbooks, in both languages."""
    pytest.importorskip("chromadb")
    home = tmp_path_factory.mktemp("playbooks")
    for language in ("zh", "en"):
        (home / "files" / language).mkdir(parents=True)
        for name in ("playbook.md", "payment.md"):
            source = FOLDER / language / name
            (home / "files" / language / name).write_bytes(source.read_bytes())
    base = opened(home)
    add(base, home / "files", now=datetime.combine(TODAY, time(9)))
    return base


def odd_company(engine: Engine) -> Engine:
    books = Books()
    books.customer("C1", name="Acorn *Ltd*")
    note = {"customer_id": "C1", "occurred_at": moment("2026-11-10 09:00")}
    books.add(
        "activities", activity_id="A1", kind="complaint", subject="Late", body="<b>x</b>", **note
    )
    books.customer("C2", name="Emptyco")
    return books.into(engine)


def test_the_playbook_for_the_case_is_quoted_with_its_source(
    sqlite_engine: Engine, playbooks: KnowledgeBase
) -> None:
    desk = Desk(
        odd_company(sqlite_engine),
        catalog=load(),
        today=lambda: TODAY,
        now=lambda: NOW,
        documents=playbooks,
    )
    reply = said(desk, "拜访Acorn之前要注意什么")
    assert reply.quotes[0].headings[-1] == "客户发火投诉时"
    assert "playbook.md" in reply.text
    assert "当天给出处理时间" in reply.text
    assert r"Acorn \*Ltd\*" in reply.text
    assert "<b>" not in reply.text.replace(r"\<b>", "")
    assert any("看不出" in line for line in sections(reply)["issues"])
    empty = sections(said(desk, "brief me on Emptyco"))
    assert empty == {"who": ("Emptyco",)}
