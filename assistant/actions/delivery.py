"""Delivers what is due: takes a message, looks once more whether it may go, and hands it over."""

import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.engine import Connection, Engine

from assistant.actions import outbox
from assistant.actions.channel import Channel, NobodyKnows, NotEver, NotNow
from assistant.actions.contents import SendMessage
from assistant.actions.outbox import Message
from assistant.actions.rights import as_now, refusal
from crm.access import Caller
from crm.contacts import address_of_user
from crm.database import writing

MOST_AT_ONCE = 100
EVERY_S = 2.0
"""How often a server looks whether something is due; a look takes no lock."""
ENDING_S = 10.0
_log = structlog.get_logger()


class _Withdrawn(Exception):
    """The message may not go any more, or another process has it; the text is a code or empty."""


class _Nothing:
    """In the place of a channel that is not set up any more: what waits for it goes on waiting."""

    def send(self, message: Message, handing_over: Callable[[], None]) -> None:
        del message, handing_over
        raise NotNow("channel")


@dataclass(frozen=True)
class Post:
    """Where messages are taken from, and what carries them; a worker's chore."""

    engine: Engine
    channels: Mapping[str, Channel]
    now: Callable[[], datetime]
    name: str = "messages"

    def run(self) -> int:
        """Delivers what is due; gives how many were tried."""
        return deliver_due(self)


def deliver_due(post: Post, *, most: int = MOST_AT_ONCE) -> int:
    """Delivers what is due, one after the other; gives how many were tried.

    Any number of processes may do so at a time: each message is one's by a lease in the database.
    """
    for tried in range(most):
        with post.engine.connect() as connection:
            if not outbox.any_due(connection, post.now()):
                return tried
        with writing(post.engine) as connection:
            if outbox.end_one_unsure(connection, post.now()):
                continue
        with writing(post.engine) as connection:
            message = outbox.take(connection, post.now())
        if message is None:
            return tried
        _deliver(post, message)
    return most


def _deliver(post: Post, message: Message) -> None:
    """Delivers one message, and notes how that ended."""
    try:
        channel = post.channels.get(message.channel) or _Nothing()
        channel.send(message, lambda: _hand_over(post, message))
    except _Withdrawn as why:
        if str(why):
            _end(post, message, "failed", str(why))
    except NotEver as why:
        _end(post, message, "failed", str(why))
    except NobodyKnows as why:
        _end(post, message, "unsure", str(why))
    except NotNow as why:
        with writing(post.engine) as connection:
            outbox.put_off(connection, message, str(why), post.now())
    else:
        _end(post, message, "sent", "")


def _hand_over(post: Post, message: Message) -> None:
    """Notes that the text leaves now, if it may still go: rights and addresses may have changed.

    Raises:
        _Withdrawn: it may not go any more, or another process has it.
    """
    with writing(post.engine) as connection:
        if code := _refusal(connection, message, post):
            raise _Withdrawn(code)
        if not outbox.hand_over(connection, message):
            raise _Withdrawn


def _refusal(connection: Connection, message: Message, post: Post) -> str | None:
    caller = as_now(connection, message.user_id)
    if caller is None:
        return "role"
    if message.customer_id is None:
        return _unless_own(connection, caller, message)
    said = message.letter
    content = SendMessage(
        message.channel, message.customer_id, "", said.to, said.to_name, said.subject, said.text
    )
    return refusal(connection, caller, content, post.channels)


def _unless_own(connection: Connection, caller: Caller, message: Message) -> str | None:
    """Gives the refusal of a message without a customer: it goes to its user alone."""
    return None if address_of_user(connection, caller) == message.letter.to else "recipient"


def _end(post: Post, message: Message, how: outbox.Ended, note: str) -> None:
    with writing(post.engine) as connection:
        outbox.end(connection, message, how, note, post.now())
    _log.info("message.ended", message=message.message_id, how=how, note=note)


@contextmanager
def delivering(post: Post, *, every_s: float = EVERY_S) -> Generator[None]:
    """Delivers what is due, over and over, until the block ends."""
    ended = threading.Event()

    def work() -> None:
        while not ended.is_set():
            try:
                tried = deliver_due(post, most=1)
            except Exception as error:  # noqa: BLE001  (whatever it was, the next ones shall go)
                _log.warning("outbox.waits", error=type(error).__name__)
                tried = 0
            if not tried:
                ended.wait(every_s)

    thread = threading.Thread(target=work, name="outbox", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(ENDING_S)
