"""The desk: conversations go on, stay private, and see what was imported since."""

import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.engine import Engine

from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.desk import ConversationNotFound, Desk
from crm.access import UnknownCallerError
from crm.importing import import_path
from tests.demo import TODAY
from tests.unit.assistant.desks import NOW, asker, chips, desk_over, lasting, said, shared_word

# ------------------------------------------------------------------------------ conversations


def test_a_conversation_goes_on_where_it_stopped(desk: Desk) -> None:
    first = said(desk, "华东上季度订单数")
    assert said(desk, "华东上季度订单数", "那华北呢").text != first.text
    again = desk.ask(desk.caller(None), Question("按月看", first.conversation_id))
    assert again.conversation_id == first.conversation_id
    assert again.turn_id != first.turn_id
    assert chips(again)["group"] == "按月"
    assert chips(again)["filter"] == "区域 华东"


def test_without_a_conversation_a_question_stands_alone(desk: Desk) -> None:
    said(desk, "华东上季度订单数")
    assert said(desk, "那华北呢").status == "not_understood"


def test_a_conversation_of_somebody_else_is_not_found(desk: Desk, desk_engine: Engine) -> None:
    mine = said(desk, "上季度订单数", caller=asker(desk, desk_engine, "rep"))
    other = asker(desk, desk_engine, "manager")
    question = Question("按月看", mine.conversation_id)
    with pytest.raises(ConversationNotFound):
        desk.ask(other, question)
    with pytest.raises(ConversationNotFound):
        next(desk.stream(other, question))
    with pytest.raises(ConversationNotFound):
        desk.conversation(other, mine.conversation_id)
    with pytest.raises(ConversationNotFound):
        desk.dispute(other, mine.turn_id, "figure", "not mine")
    with pytest.raises(ConversationNotFound):
        desk.ask(desk.caller(None), Question("x", "nothing-of-this-name"))
    assert mine.conversation_id not in json.dumps(desk.conversations(other))


def test_nobody_asks_as_a_user_who_does_not_exist(desk: Desk) -> None:
    with pytest.raises(UnknownCallerError):
        desk.caller("U999")


def test_the_thread_lives_in_the_database_not_in_the_process(
    desk: Desk, desk_engine: Engine
) -> None:
    first = said(desk, "华东上季度订单数")
    restarted = desk_over(desk_engine)
    reply = restarted.ask(restarted.caller(None), Question("同比", first.conversation_id))
    assert chips(reply)["compare"].startswith("去年同期")
    kept = restarted.conversation(restarted.caller(None), first.conversation_id)
    questions = [turn["question"] for turn in kept["turns"]]  # type: ignore[index]
    assert questions == ["华东上季度订单数", "同比"]
    newest = restarted.conversations(restarted.caller(None))
    assert first.conversation_id in [one["conversation_id"] for one in newest]


def test_a_question_that_is_not_understood_keeps_the_thread(desk: Desk) -> None:
    reply = said(desk, "华东上季度订单数", "qwertz zxcvb", "按月看")
    assert chips(reply)["filter"] == "区域 华东"


def test_the_same_question_gives_the_same_reply_every_time(desk: Desk) -> None:
    for text in ("上季度各区域销售额", "top 5 customers this year", "提成多少", "本月订单数同比"):
        assert len({lasting(said(desk, text)) for _ in range(8)}) == 1


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("上季度订单数", "zh"),
        ("orders last quarter", "en"),
        ("orders in 华东 last quarter", "en"),
        ("M40 Pro 今年卖了多少", "zh"),
        ("Cloud Pro 云管理订阅 今年销量", "zh"),
        ("list the orders of 华东", "en"),
        ("TOP 5客户", "zh"),
    ],
)
def test_the_answer_is_in_the_language_of_the_question(
    desk: Desk, text: str, language: str
) -> None:
    assert said(desk, text).language == language
    assert desk.ask(desk.caller(None), Question(text, language="en")).language == "en"


# ---------------------------------------------------------------------------------- choices


def test_a_choice_may_be_said_in_any_way(desk: Desk, desk_engine: Engine) -> None:
    word = shared_word(desk_engine)
    question = f"{word}今年订单数"
    asked = said(desk, question)
    assert asked.status == "clarify"
    assert word in asked.text
    first, second = asked.choices[:2]
    answers = {
        lasting(said(desk, question, words))
        for words in (first.label, first.value, "第一个", "1", rest(first.value, second.value))
    }
    assert {json.loads(answer)["status"] for answer in answers} == {"answered"}
    assert len({json.loads(answer)["headline"]["value"] for answer in answers}) == 1
    assert "第二" not in asked.text
    other = said(desk, question, "第二个")
    assert chips(other)["filter"].endswith(second.label)


def test_what_was_chosen_holds_for_the_rest_of_the_conversation(
    desk: Desk, desk_engine: Engine
) -> None:
    word = shared_word(desk_engine)
    question = f"{word}今年订单数"
    first = said(desk, question).choices[0]
    reply = said(desk, question, first.value, f"{word}去年订单数")
    assert reply.status == "answered"
    assert chips(reply)["filter"].endswith(first.label)


def test_another_question_may_come_in_place_of_a_choice(desk: Desk, desk_engine: Engine) -> None:
    reply = said(desk, f"{shared_word(desk_engine)}今年订单数", "上季度订单数")
    assert reply.status == "answered"
    assert "filter" not in chips(reply)


def rest(value: str, other: str) -> str:
    """Gives a piece of a name that the other one lacks."""
    pieces = (value[at : at + 2] for at in range(len(value) - 1))
    return next(piece for piece in pieces if piece not in other)


# ------------------------------------------------------------------------------------ import


def test_what_is_imported_is_known_without_a_restart(
    own_demo_engine: Engine, tmp_path: Path
) -> None:
    desk = desk_over(own_demo_engine)
    assert said(desk, "兰溪茶具今年订单数").status == "not_understood"
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "customers.csv").write_text(
        "customer_id,name,short_name,potential\nN1,兰溪茶具有限公司,兰溪茶具,很大\n",
        encoding="utf-8",
    )
    (folder / "orders.csv").write_text(
        f"order_id,customer_id,ordered_at,status,currency\nNO1,N1,{TODAY},confirmed,CNY\n",
        encoding="utf-8",
    )
    (folder / "order_lines.csv").write_text(
        "order_id,line_no,product_id,quantity,unit_price,amount\nNO1,1,NP1,2,3,6\n",
        encoding="utf-8",
    )
    (folder / "products.csv").write_text("product_id,name\nNP1,青瓷壶\n", encoding="utf-8")
    import_path(
        own_demo_engine,
        folder,
        now=NOW,
        today=TODAY,
        timezone=ZoneInfo("Asia/Shanghai"),
        rejects=tmp_path / "rejects.csv",
    )
    reply = said(desk, "兰溪茶具今年订单数")
    assert reply.status == "answered"
    assert reply.results[0].rows == ((1,),)
    assert reply.sources[0].as_of == "2026-11-21 12:00"
    by_custom_field = said(desk, "今年按potential看订单数")
    assert ("很大", 1) in by_custom_field.results[0].rows


# ------------------------------------------------------------------------------------ stream


def test_a_stream_tells_what_is_done_in_its_order(desk: Desk) -> None:
    events = list(desk.stream(desk.caller(None), Question("上季度各区域订单数")))
    assert [name for name, _ in events] == ["status", "status", "result", "token", "done"]
    done = events[-1][1]
    assert isinstance(done, Reply)
    assert events[2][1] == done.results[0]
    assert events[3][1] == {"text": done.text}
    states = [event["state"] for _, event in events[:2] if isinstance(event, dict)]
    assert states == ["understanding", "querying"]


def test_a_stream_of_what_is_not_understood_has_no_result(desk: Desk) -> None:
    names = [name for name, _ in desk.stream(desk.caller(None), Question("qwertz zxcvb"))]
    assert "result" not in names
    assert names[-1] == "done"
