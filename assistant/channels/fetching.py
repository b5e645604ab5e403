"""Answers that a program fetches: they come from the inbox, whichever process made them.

Either it fetches an answer, or that is posted: the row says which, in one statement each. What was
fetched is given again, for the program may not have heard it.
"""

from datetime import datetime

from sqlalchemy.engine import Engine

from assistant.channels import inbox
from assistant.channels.card import Card, looking, said
from assistant.channels.contract import Fetch
from assistant.channels.saying import Saying
from assistant.conversation.question import Question, language_of
from crm.database import writing

BELOW = "答案在下面一条。\nThe answer is in the next message."
OVER = "这个问题已经处理完，答案在网页上。\nThis is done with: its answer stands on the page."


def fetched(engine: Engine, wanted: Fetch, now: datetime) -> tuple[Card, bool]:
    """Gives what is to be read so far, and whether that is the last of it."""
    key = inbox.key_named(wanted.account, wanted.message_id)
    with engine.connect() as connection:
        found = inbox.kept(connection, key)
    if found is not None and found.state == "waiting":
        return looking(language_of(Question(found.text))), False
    if found is None or found.state == "failed":
        return said(OVER, "zh"), True
    if found.is_posted:
        return said(BELOW, "zh"), True
    if found.said is None:
        return said(OVER, "zh"), True
    if not found.is_fetched and not _is_noted(engine, key, now):
        return said(BELOW, "zh"), True
    return Saying.model_validate(found.said).card, True


def _is_noted(engine: Engine, key: str, now: datetime) -> bool:
    with writing(engine) as connection:
        if inbox.note_fetched(connection, key, now):
            return True
        found = inbox.kept(connection, key)  # two may fetch at once
        return found is not None and found.is_fetched
