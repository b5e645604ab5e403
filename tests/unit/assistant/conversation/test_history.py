"""Which conversation a question belongs to, where a program names the turn before it."""

from datetime import datetime

import pytest
from sqlalchemy.engine import Engine

from assistant.brains.rules.frame import Frame
from assistant.brains.rules.situation import Shown
from assistant.brains.rules.thread import Thread
from assistant.conversation.history import (
    Conversation,
    ConversationNotFound,
    conversation_of,
    keep_turn,
    new_id,
)
from assistant.conversation.question import Question
from assistant.conversation.reply import Reply, ResultPart
from crm.database import writing

NOW = datetime.fromisoformat("2026-11-21 12:00:00")
FIRST = Thread(Frame(measures=("sales",)), shown=(Shown("customer", "C1", "A"),))
SECOND = Thread(Frame(measures=("orders",)), shown=(Shown("customer", "C2", "B"),))
RESULT = ResultPart(
    tool="query_metrics",
    arguments={},
    definition="",
    period=None,
    columns=(),
    rows=(),
    row_count=0,
    truncated=False,
)


def kept(engine: Engine, conversation_id: str, thread: Thread) -> str:
    """Keeps a turn of user U1; gives its id."""
    reply = Reply(
        conversation_id=conversation_id,
        turn_id=new_id(),
        status="answered",
        text="",
        language="en",
        results=(RESULT,),
    )
    with writing(engine) as connection:
        keep_turn(connection, "U1", "?", reply, (thread, NOW), opens=False)
    return reply.turn_id


def before(engine: Engine, user: str, question: Question) -> Conversation:
    with engine.connect() as connection:
        return conversation_of(connection, user, question)


def test_after_the_last_turn_its_conversation_goes_on(engine: Engine) -> None:
    kept(engine, "c1", FIRST)
    last = kept(engine, "c1", SECOND)
    found = before(engine, "U1", Question("?", after=last))
    assert (found.conversation_id, found.thread, found.turns) == ("c1", SECOND, 2)


def test_after_an_older_turn_a_new_one_begins_with_what_was_looked_up(engine: Engine) -> None:
    older = kept(engine, "c1", FIRST)
    kept(engine, "c1", SECOND)
    found = before(engine, "U1", Question("?", after=older))
    assert found.conversation_id != "c1"
    assert (found.thread, found.turns) == (Thread(FIRST.frame), 0)


def test_after_somebody_elses_turn_or_none_a_new_one_begins_empty(engine: Engine) -> None:
    last = kept(engine, "c1", FIRST)
    for user, turn in (("U2", last), ("U1", new_id())):
        found = before(engine, user, Question("?", after=turn))
        assert (found.thread, found.turns) == (Thread(), 0)
        assert found.conversation_id != "c1"


def test_a_named_conversation_counts_before_a_turn(engine: Engine) -> None:
    kept(engine, "c1", FIRST)
    other = kept(engine, "c2", SECOND)
    assert before(engine, "U1", Question("?", "c1", after=other)).thread == FIRST
    with pytest.raises(ConversationNotFound):
        before(engine, "U2", Question("?", "c1", after=other))
