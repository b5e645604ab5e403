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
from assistant.conversation.reply import Language, Reply
from assistant.markup import visible
from crm.models import conversations, disputes, turns

SHOWN = 20
TITLE = 40
_THREAD = TypeAdapter(Thread)


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
    row = connection.execute(_own(user_id, conversation_id)).one_or_none()
    if row is None:
        raise ConversationNotFound(conversation_id)
    count = sa.select(sa.func.count()).where(turns.c.conversation_id == conversation_id)
    thread = restored(_THREAD.validate_python(row.state)) if row.state else Thread()
    return Conversation(conversation_id, thread, int(connection.execute(count).scalar_one()))


def _own(user_id: str, conversation_id: str) -> sa.Select[Any]:
    return sa.select(conversations).where(
        conversations.c.conversation_id == conversation_id, conversations.c.user_id == user_id
    )


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
    own = {"conversation_id": reply.conversation_id, "user_id": user_id}
    kept: dict[str, Any] = {"updated_at": now, "state": _THREAD.dump_python(thread, mode="json")}
    again = conversations.update().filter_by(**own).values(kept)
    if opens or not connection.execute(again).rowcount:
        title = visible(question)[:TITLE]
        connection.execute(conversations.insert().values({**own, **kept, "title": title}))
    looked_up = kept["state"]["frame"] if reply.status == "answered" and reply.results else None
    number = sa.select(sa.func.coalesce(sa.func.max(turns.c.number), 0) + 1).where(
        turns.c.conversation_id == reply.conversation_id
    )
    connection.execute(
        turns.insert().values(
            turn_id=reply.turn_id,
            conversation_id=reply.conversation_id,
            number=number.scalar_subquery(),
            asked_at=now,
            question=question,
            reply=reply.model_dump(mode="json"),
            frame=sa.null() if looked_up is None else looked_up,
        )
    )


def latest(connection: Connection, user_id: str) -> Sequence[dict[str, str]]:
    """Gives the asker's latest conversations, the newest first."""
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
        }
        for row in rows
    ]


def whole(connection: Connection, user_id: str, conversation_id: str) -> dict[str, object]:
    """Gives one conversation, question by question.

    Raises:
        ConversationNotFound: the id is of no conversation of this asker.
    """
    if connection.execute(_own(user_id, conversation_id)).one_or_none() is None:
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
    frame = restored(Thread(TypeAdapter(Frame).validate_python(turn.frame))).frame
    assert frame is not None, "it was given"
    return frame, turn.reply["language"]


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
