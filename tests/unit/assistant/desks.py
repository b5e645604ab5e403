"""Desks over the demo company, and what the tests of desks ask them."""

from datetime import datetime, time

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.desk import Desk
from crm.access import Caller
from crm.measures import load
from crm.models import customers, users
from tests.demo import TODAY

NOW = datetime.combine(TODAY, time(12))


def desk_over(engine: Engine) -> Desk:
    """Gives a desk at noon of the tests' day, with the words as shipped."""
    return Desk(engine, catalog=load(), today=lambda: TODAY, now=lambda: NOW)


def asker(desk: Desk, engine: Engine, role: str) -> Caller:
    """Gives the first user of a role."""
    with engine.connect() as connection:
        statement = sa.select(users.c.user_id).where(users.c.role == role)
        return desk.caller(
            connection.execute(statement.order_by(users.c.user_id)).scalars().first()
        )


def said(desk: Desk, *texts: str, caller: Caller | None = None) -> Reply:
    """Gives the reply to the last of several questions in one conversation."""
    who, conversation = caller or desk.caller(None), None
    reply = None
    for text in texts:
        reply = desk.ask(who, Question(text, conversation))
        conversation = reply.conversation_id
    assert reply is not None
    return reply


def chips(reply: Reply) -> dict[str, str]:
    """Gives the reading line, by slot."""
    return {part.slot: part.value for part in reply.reading}


def lasting(reply: Reply) -> str:
    """Gives a reply without what differs each time."""
    ids = {"conversation_id": "", "turn_id": "", "timings_ms": dict[str, float]()}
    return reply.model_copy(update=ids).model_dump_json()


def shared_word(engine: Engine) -> str:
    """Gives two characters with which exactly two customers begin, and nobody else has them."""
    with engine.connect() as connection:
        names = list(connection.execute(sa.select(customers.c.short_name)).scalars())
        people = "".join(connection.execute(sa.select(users.c.name)).scalars())
    chinese = [name for name in names if name and name[0] >= "\u4e00"]
    for name in sorted(chinese):
        word = name[:2]
        sharing = [other for other in chinese if word in other]
        if (
            len(sharing) == 2
            and all(one.startswith(word) for one in sharing)
            and word not in people
        ):
            return word
    pytest.fail("no two customers share a beginning")
