"""Arrival: the first thing that every channel asks about a message, before anything is read in it.

Who is bound goes on as that caller. Anybody else gets the way to bind, whatever was written, and
nothing that depends on the company's data: not even whether a word is known here.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.engine import Engine

from assistant.identity.bindings import Account, caller_of
from assistant.identity.codes import code_in, is_waiting, redeem
from crm.access import Caller, caller_named
from crm.database import writing

Language = Literal["zh", "en"]


@dataclass(frozen=True)
class Told:
    """What is sent back, instead of an answer."""

    zh: str
    en: str

    def text(self, language: Language) -> str:
        """Gives it in a language."""
        return self.zh if language == "zh" else self.en


INVITATION = Told(
    "这个聊天账号还没有绑定。请在问单网页上取一个绑定码，再把它发给我。没有绑定之前我什么都不回答。",
    "This chat account is not connected yet. Get a code on the Wendan page, and send it to me "
    "here. Until then I answer nothing.",
)
WRONG = Told(
    "这个绑定码不对，或者已经过期。请在问单网页上重新取一个。",
    "That code is wrong or over. Get a new one on the Wendan page.",
)
WAIT = Told(
    "错误的绑定码太多了，请一小时后再试。",
    "Too many wrong codes. Try again in an hour.",
)


def _welcome(caller: Caller) -> Told:
    """Gives what is said to who was bound: as whom, so that a wrong one shows."""
    who = f"{caller.name} ({caller.user_id})"
    return Told(f"已绑定为 {who}，现在可以提问。", f"Connected as {who}. You can ask now.")


def arrival(engine: Engine, account: Account, message: str, now: datetime) -> Caller | Told:
    """Gives who asks by an account, or what to send back instead of an answer.

    A code binds also an account that is bound, to whoever made the code. The code is never passed
    on as a question, and so stands in no conversation and no log.
    """
    code = code_in(message)
    if code is None:
        with engine.connect() as connection:
            return caller_of(connection, account) or INVITATION
    with writing(engine) as connection:
        if (user_id := redeem(connection, account, code, now)) is not None:
            return _welcome(caller_named(connection, user_id))
        return WAIT if is_waiting(connection, account, now) else WRONG
