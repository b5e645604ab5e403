"""Calls of tools as turns: what they ask is read like words of a question, and kept like one."""

import pytest

from assistant.app.tool_shapes import BadArgumentsError, UnknownToolError, call_of, offers
from assistant.conversation.calls import question_of
from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.desk import Desk
from crm.measures import load


def reply_to(desk: Desk, name: str, **arguments: object) -> Reply:
    call, language = call_of(name, arguments)
    return desk.call(desk.caller(None), call, question_of(name, call, language))


def test_a_call_stands_in_its_conversation_in_the_place_of_a_question(desk: Desk) -> None:
    reply = reply_to(desk, "figures", measures=["sales"], where=["宁波"], period="上季度")
    kept = desk.conversation(desk.caller(None), reply.conversation_id)
    turns: object = kept["turns"]
    assert isinstance(turns, list)
    assert "figures: sales · 宁波 · 上季度" in str(turns[0])  # pyright: ignore[reportUnknownArgumentType]


def test_a_person_may_go_on_from_a_programs_call(desk: Desk) -> None:
    reply = reply_to(desk, "figures", measures=["sales"], where=["宁波"], period="上季度")
    then = desk.ask(desk.caller(None), Question("按月看", reply.conversation_id))
    assert (then.status, len(then.results[0].rows)) == ("answered", 3)


@pytest.mark.parametrize(
    ("arguments", "language"),
    [
        ({"measures": ["sales"]}, "en"),
        ({"measures": ["sales"], "where": ["宁波"]}, "zh"),
        ({"measures": ["sales"], "where": ["宁波"], "language": "en"}, "en"),
        ({"measures": ["sales"], "language": "zh"}, "zh"),
    ],
)
def test_the_answers_language_is_said_or_that_of_the_arguments(
    desk: Desk, arguments: dict[str, object], language: str
) -> None:
    assert reply_to(desk, "figures", **arguments).language == language


def test_several_names_that_fit_are_asked_back(desk: Desk) -> None:
    reply = reply_to(desk, "figures", measures=["sales"], where=["Harbour"])
    assert reply.status == "clarify"
    assert [one.value for one in reply.choices] == ["Harbour & Finch Ltd", "Harbour Marine Pte Ltd"]


def test_what_is_to_be_left_out_is_left_out(desk: Desk) -> None:
    reply = reply_to(desk, "figures", measures=["sales"], where=["not 宁波"])
    assert reply.results[0].arguments["city not_in"] == ["宁波"]


def test_what_may_be_empty_may_be_left_out_and_nothing_else_may_be_passed() -> None:
    call, language = call_of("rows", {"of": "order"})
    assert call.model_dump()["sort"] == ""
    assert language is None
    for wrong in ({"of": "order", "sql": "x"}, {}, {"of": "order", "language": "fr"}):
        with pytest.raises(BadArgumentsError):
            call_of("rows", wrong)
    with pytest.raises(UnknownToolError):
        call_of("unanswerable", {"words": ["x"]})


def test_every_tool_says_which_arguments_it_needs() -> None:
    needed = {one.name: one.schema["required"] for one in offers(load(), documents=True)}
    assert needed == {
        "ask": ["text"],
        "figures": ["measures"],
        "rows": ["of"],
        "profile": ["customer"],
        "reasons": ["measure", "period"],
        "documents": ["topic"],
    }


def test_a_call_that_is_too_long_is_not_read(desk: Desk) -> None:
    reply = reply_to(desk, "figures", measures=["sales"], where=["宁波"] * 300)
    assert reply.status == "not_understood"
    assert "500" in reply.text
