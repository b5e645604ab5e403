"""Conversations as the database keeps them: the thread of each, and its turns."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.engine import Connection

from assistant.brains.rules.frame import Frame
from assistant.brains.rules.thread import Thread, restored
from assistant.conversation.question import Question
from assistant.conversation.reply import Language, Reply
from assistant.markup import visible
from crm.models import conversations, disputes, turns

SHOWN = 20
TITLE = 40
_THREAD = TypeAdapter(Thread)

# Statements of every question are made once: to make one takes longer than to run it.
_CONVERSATION = sa.bindparam("conversation", type_=sa.String())
_USER = sa.bindparam("user", type_=sa.String())
_IS_OWN = (
    conversations.c.conversation_id == _CONVERSATION,
    conversations.c.user_id == _USER,
)
_OF_IT = turns.c.conversation_id == _CONVERSATION
_OWN = sa.select(conversations).where(*_IS_OWN)
_COUNT = sa.select(sa.func.count()).where(_OF_IT)
_LATER = (
    conversations.update()
    .where(*_IS_OWN)
    .values(updated_at=sa.bindparam("now"), state=sa.bindparam("after"))
)
_FIRST = conversations.insert().values(
    conversation_id=_CONVERSATION,
    user_id=_USER,
    title=sa.bindparam("called"),
    updated_at=sa.bindparam("now"),
    state=sa.bindparam("after"),
)
_NEXT = sa.select(sa.func.coalesce(sa.func.max(turns.c.number), 0) + 1).where(_OF_IT)
_TURN = turns.insert().values(conversation_id=_CONVERSATION, number=_NEXT.scalar_subquery())


class ConversationNotFound(Exception):
    """The asker has no such conversation, or no such turn."""


@dataclass(frozen=True)
class Conversation:
    """One of the asker's conversations, as it stood before a question."""

    conversation_id: str
    thread: Thread
    turns: int
    """How many questions it has had."""


def new_id() -> str:
    """Gives an id for a conversation or a turn."""
    return uuid.uuid4().hex


def open_conversation(
    connection: Connection, user_id: str, conversation_id: str | None
) -> Conversation:
    """Gives the asker's conversation; a new one without an id.

    Raises:
        ConversationNotFound: the id is of no conversation of this asker.
    """
    if conversation_id is None:
        return Conversation(new_id(), Thread(), 0)
    own = {"conversation": conversation_id, "user": user_id}
    row = connection.execute(_OWN, own).one_or_none()
    if row is None:
        raise ConversationNotFound(conversation_id)
    thread = restored(_THREAD.validate_python(row.state)) if row.state else Thread()
    return Conversation(conversation_id, thread, connection.execute(_COUNT, own).scalar_one())


def conversation_of(connection: Connection, user_id: str, question: Question) -> Conversation:
    """Gives the asker's conversation that a question belongs to.

    Raises:
        ConversationNotFound: it names one that is not the asker's.
    """
    if question.conversation_id is None and question.after is not None:
        return _after(connection, user_id, question.after)
    return open_conversation(connection, user_id, question.conversation_id)


def _after(connection: Connection, user_id: str, turn_id: str) -> Conversation:
    """Gives the conversation of an own turn, if that is its last one; else a new one behind it.

    A new one knows what that turn looked up, and none of its choices and rows. Somebody else's turn
    is like none.
    """
    own = sa.select(turns.c.conversation_id, turns.c.number, turns.c.frame).join(
        conversations, conversations.c.conversation_id == turns.c.conversation_id
    )
    is_it = (turns.c.turn_id == turn_id, conversations.c.user_id == user_id)
    turn = connection.execute(own.where(*is_it)).one_or_none()
    if turn is None:
        return open_conversation(connection, user_id, None)
    found = open_conversation(connection, user_id, turn.conversation_id)
    if found.turns == turn.number:
        return found
    frame = None if turn.frame is None else TypeAdapter(Frame).validate_python(turn.frame)
    return Conversation(new_id(), restored(Thread(frame)), 0)


def keep_turn(
    connection: Connection,
    user_id: str,
    question: str,
    reply: Reply,
    after: tuple[Thread, datetime],
    *,
    opens: bool,
) -> None:
    """Stores a turn and the thread after it, as a part of the caller's transaction.

    `opens` says that the turn is the first of a new conversation.
    """
    thread, now = after
    state = _THREAD.dump_python(thread, mode="json")
    own = {"conversation": reply.conversation_id, "user": user_id, "now": now, "after": state}
    if opens or not connection.execute(_LATER, own).rowcount:
        connection.execute(_FIRST, {**own, "called": visible(question)[:TITLE]})
    looked_up = reply.status == "answered" and reply.results
    told = {
        "conversation": reply.conversation_id,
        "turn_id": reply.turn_id,
        "asked_at": now,
        "question": question,
        "reply": reply.model_dump(mode="json"),
        "frame": state["frame"] if looked_up else sa.null(),
    }
    connection.execute(_TURN, told)


def note_seen(connection: Connection, user_id: str, conversation_id: str) -> None:
    """Notes that the digests of one of the asker's conversations were looked at."""
    own = {"conversation": conversation_id, "user": user_id}
    none_left = conversations.update().where(*_IS_OWN, conversations.c.unread > 0).values(unread=0)
    connection.execute(none_left, own)


def latest(connection: Connection, user_id: str) -> Sequence[dict[str, str | int | None]]:
    """Gives the asker's latest conversations, the newest first.

    `unread` counts digests that were not looked at; it is None where none ever came.
    """
    rows = connection.execute(
        sa.select(conversations)
        .where(conversations.c.user_id == user_id)
        .order_by(conversations.c.updated_at.desc(), conversations.c.conversation_id)
        .limit(SHOWN)
    )
    return [
        {
            "conversation_id": row.conversation_id,
            "title": row.title,
            "updated_at": row.updated_at.isoformat(sep=" ", timespec="minutes"),
            "unread": row.unread,
        }
        for row in rows
    ]


def whole(connection: Connection, user_id: str, conversation_id: str) -> dict[str, object]:
    """Gives one conversation, question by question.

    Raises:
        ConversationNotFound: the id is of no conversation of this asker.
    """
    own = {"conversation": conversation_id, "user": user_id}
    if connection.execute(_OWN, own).one_or_none() is None:
        raise ConversationNotFound(conversation_id)
    rows = connection.execute(
        sa.select(turns).where(turns.c.conversation_id == conversation_id).order_by(turns.c.number)
    )
    said = [
        {
            "question": row.question,
            "asked_at": row.asked_at.isoformat(sep=" ", timespec="minutes"),
            "reply": row.reply,
        }
        for row in rows
    ]
    return {"conversation_id": conversation_id, "turns": said}


def own_turn(connection: Connection, user_id: str, turn_id: str) -> tuple[str, Mapping[str, Any]]:
    """Gives the question and the reply of one of the asker's turns.

    Raises:
        ConversationNotFound: the asker has no such turn.
    """
    own = (
        sa.select(turns.c.question, turns.c.reply)
        .join(conversations, conversations.c.conversation_id == turns.c.conversation_id)
        .where(turns.c.turn_id == turn_id, conversations.c.user_id == user_id)
    )
    turn = connection.execute(own).one_or_none()
    if turn is None:
        raise ConversationNotFound(turn_id)
    return turn.question, turn.reply


def own_frame(connection: Connection, user_id: str, turn_id: str) -> tuple[Frame, Language]:
    """Gives what one of the asker's turns looked up, and the language that it was answered in.

    Raises:
        ConversationNotFound: the asker has no such turn, or it looked nothing up.
    """
    own = (
        sa.select(turns.c.frame, turns.c.reply)
        .join(conversations, conversations.c.conversation_id == turns.c.conversation_id)
        .where(turns.c.turn_id == turn_id, conversations.c.user_id == user_id)
    )
    turn = connection.execute(own).one_or_none()
    if turn is None or turn.frame is None:
        raise ConversationNotFound(turn_id)
    return _frame(turn.frame), turn.reply["language"]


@dataclass(frozen=True)
class LookedUp:
    """A turn that looked something up."""

    question: str
    frame: Frame
    number: int
    """Which question of its conversation, from 1."""
    verified: bool


def turn_that_looked_up(connection: Connection, turn_id: str, user_id: str | None) -> LookedUp:
    """Gives a turn of one user, or of anybody.

    Raises:
        ConversationNotFound: there is no such turn, or it looked nothing up.
    """
    statement = (
        sa.select(turns)
        .join(conversations, conversations.c.conversation_id == turns.c.conversation_id)
        .where(turns.c.turn_id == turn_id)
    )
    if user_id is not None:
        statement = statement.where(conversations.c.user_id == user_id)
    turn = connection.execute(statement).one_or_none()
    if turn is None or turn.frame is None:
        raise ConversationNotFound(turn_id)
    frame = _frame(turn.frame)
    return LookedUp(turn.question, frame, turn.number, turn.reply.get("verified", False))


def _frame(document: Mapping[str, Any]) -> Frame:
    frame = restored(Thread(TypeAdapter(Frame).validate_python(document))).frame
    assert frame is not None, "it was given"
    return frame


def note_dispute(
    connection: Connection, user_id: str, turn_id: str, kind: str, about: tuple[str, datetime]
) -> None:
    """Stores that the asker disputes an own turn, with a note and the moment."""
    note, now = about
    connection.execute(
        disputes.insert().values(
            turn_id=turn_id, user_id=user_id, kind=kind, note=note, raised_at=now
        )
    )
