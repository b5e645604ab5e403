"""Processes that are killed, and what is left in the database then."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from crm.database import writing
from crm.models import chat_lanes, chat_messages, turns
from tests.functional.running import Wendan
from tests.functional.warm import Started

NOW = datetime.fromisoformat("2026-11-21 12:00:00")


@contextmanager
def process(wendan: Wendan, *command: str) -> Generator[Started]:
    """Gives a process that can be killed; it is ended if it still lives."""
    found = wendan.launch(*command)
    try:
        yield found
    finally:
        found.kill()
        found.wait()


def let_the_lease_run_out(engine: Engine) -> None:
    """A minute passes, for whoever has a conversation in hand."""
    with writing(engine) as connection:
        connection.execute(chat_lanes.update().values(held_until=NOW))


def settled(engine: Engine) -> int:
    """Gives how many messages are done with."""
    with engine.connect() as connection:
        ended = sa.select(sa.func.count()).where(chat_messages.c.ended_at.is_not(None))
        return connection.execute(ended).scalar_one()


def count_turns(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(turns)).scalar_one()
