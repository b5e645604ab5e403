"""Goes through the texts that the service keeps, and takes out what tells of one customer."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from assistant.conversation.history import TITLE
from assistant.markup import visible
from assistant.privacy import acted
from assistant.privacy.words import ERASED, Words
from crm.models import (
    conversations,
    digests,
    disputes,
    import_runs,
    misses,
    schedules,
    turns,
    verified_questions,
)


def turns_about(connection: Connection, words: Words) -> Iterator[Row[Any]]:
    """Gives the turns that tell of the customer: question, reply, or what was looked up."""
    statement = sa.select(turns, conversations.c.user_id).join(
        conversations, conversations.c.conversation_id == turns.c.conversation_id
    )
    for turn in connection.execute(statement.order_by(turns.c.asked_at, turns.c.turn_id)):
        told = any(map(words.is_about, (turn.reply, turn.frame))) or _shows(turn.reply, words)
        if told or words.asks_about(turn.question) or _repeats(turn, words):
            yield turn


def _repeats(turn: Row[Any], words: Words) -> bool:
    """Whether an answer that looked nothing up repeats what was asked: a schedule, as kept."""
    return turn.frame is None and words.asks_about(str(turn.reply["text"]))


def _shows(reply: Mapping[str, Any], words: Words) -> bool:
    """Whether the customer stands in a row of an answer."""
    rows: Iterator[list[object]] = (row for one in reply["results"] for row in one["rows"])
    return any(words.is_cell(cell) for row in rows for cell in row)


def misses_about(connection: Connection, words: Words) -> Iterator[Row[Any]]:
    """Gives what was not understood and tells of the customer, for all that was taken out of it."""
    for miss in connection.execute(sa.select(misses)):
        if words.asks_about(miss.question) or words.asks_about(miss.words):
            yield miss


def verified_about(connection: Connection, words: Words) -> Iterator[Row[Any]]:
    """Gives verified questions that tell of the customer: none should, but for a new name."""
    for one in connection.execute(sa.select(verified_questions)):
        if words.asks_about(one.pattern) or words.is_about(one.plan):
            yield one


def schedules_about(connection: Connection, words: Words) -> Iterator[Row[Any]]:
    """Gives schedules that ask about the customer again and again."""
    for one in connection.execute(sa.select(schedules)):
        texts: list[str] = [one.text, *one.wish["questions"]]
        if any(map(words.asks_about, texts)) or words.is_about(one.wish):
            yield one


def take_out(connection: Connection, words: Words) -> Counter[str]:
    """Takes the customer out of all that the service keeps; gives how much it was in, by table."""
    found: Counter[str] = Counter()
    about = list(turns_about(connection, words))
    for turn in about:
        _blank_turn(connection, turn, words)
    found["turns"] = len(about)
    touched = {turn.conversation_id for turn in about}
    found["conversations"] = _blank_conversations(connection, touched, words)
    found["disputes"] = _blank_notes(connection, {turn.turn_id for turn in about}, words)
    for miss in list(misses_about(connection, words)):
        # Its id is a hash of the words: the row goes.
        connection.execute(misses.delete().where(misses.c.miss_id == miss.miss_id))
        found["misses"] += 1
    for one in list(verified_about(connection, words)):
        own = verified_questions.c.verified_id == one.verified_id
        connection.execute(verified_questions.delete().where(own))
        found["verified_questions"] += 1
    for one in list(schedules_about(connection, words)):
        for table in (digests, schedules):
            own = table.c.schedule_id == one.schedule_id
            connection.execute(table.delete().where(own))
        found["schedules"] += 1
    found["import_runs"] = _blank_imports(connection, words)
    found += acted.take_out(connection, words)
    return found


def _blank_turn(connection: Connection, turn: Row[Any], words: Words) -> None:
    wholly = _is_wholly_of(turn.reply, words)
    named = names_the_customer(turn.frame, words) or wholly
    question = words.question(turn.question, about=named)
    if named and question == turn.question:  # by a sound-alike, or "the second one"
        question = ERASED
    reply: dict[str, Any] = words.document(turn.reply, about=True)
    reply |= _without_letters(turn.reply, words)
    reply["text"] = ERASED if wholly else words.question(str(reply["text"]), about=named)
    question = ERASED if (turn.reply.get("note") or {}).get("text") and wholly else question
    if named:
        told: list[Mapping[str, Any]] = reply.get("notices", [])
        reply["notices"] = [one for one in told if one["kind"] != "matched"]
    frame = words.document(turn.frame, about=True)
    own = turns.c.turn_id == turn.turn_id
    values = {"question": question, "reply": reply, "frame": sa.null() if frame is None else frame}
    connection.execute(turns.update().where(own).values(values))


_WRITTEN = ("draft", "brief", "note")
"""Parts of a reply that are about one customer from beginning to end."""


def _is_wholly_of(reply: Mapping[str, Any], words: Words) -> bool:
    """Whether a reply is a message, a brief or a note of the customer."""
    parts: list[Mapping[str, Any]] = [reply.get(name) or {} for name in _WRITTEN]
    return any(part.get("customer_id") == words.person.customer_id for part in parts)


def _without_letters(reply: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """Gives those parts of a reply, empty where they were of the customer."""
    own = words.person.customer_id
    found: dict[str, Any] = {
        name: None for name in _WRITTEN if (reply.get(name) or {}).get("customer_id") == own
    }
    if found:  # what a note comes to is in its words
        found["actions"] = []
    batch: Mapping[str, Any] | None = reply.get("batch")
    if batch is not None:
        found["batch"] = {
            **words.document(batch, about=True),
            "drafts": [one for one in batch.get("drafts", []) if one["customer_id"] != own],
            "skipped": [one for one in batch.get("skipped", []) if one["customer_id"] != own],
        }
    return found


def names_the_customer(frame: Mapping[str, Any] | None, words: Words) -> bool:
    """Whether a question was about the customer and not only among others."""
    conditions: list[Mapping[str, Any]] = (frame or {}).get("conditions", [])
    return any(words.person.customer_id in one["filter"]["values"] for one in conditions)


def _blank_conversations(connection: Connection, touched: set[str], words: Words) -> int:
    """Gives conversations other titles, and lets them forget what they were about."""
    count = 0
    for one in connection.execute(sa.select(conversations)).all():
        told = words.asks_about(one.title) or words.is_about(one.state)
        if one.conversation_id not in touched and not told:
            continue
        first = sa.select(turns.c.question).where(turns.c.conversation_id == one.conversation_id)
        question = connection.execute(first.order_by(turns.c.number).limit(1)).scalar()
        connection.execute(
            conversations.update()
            .where(conversations.c.conversation_id == one.conversation_id)
            .values(title=visible(question or ERASED)[:TITLE], state=sa.null())
        )
        count += 1
    return count


def _blank_notes(connection: Connection, touched: set[str], words: Words) -> int:
    """Drops the notes of disputes about those turns, and of others that tell of the customer."""
    count = 0
    noted = sa.select(disputes).where(disputes.c.note.is_not(None))
    for one in connection.execute(noted).all():
        if one.turn_id in touched or words.asks_about(one.note):
            own = disputes.c.dispute_id == one.dispute_id
            connection.execute(disputes.update().where(own).values(note=None))
            count += 1
    return count


def _blank_imports(connection: Connection, words: Words) -> int:
    """Takes the customer out of the examples of rejected rows and of conflicts."""
    count = 0
    for run in connection.execute(sa.select(import_runs)).all():
        summary: dict[str, Any] = run.summary
        kept = {
            **words.document(summary, about=False),
            "rejects": [_rejected(one, words) for one in summary.get("rejects", [])],
            "conflicts": [one for one in summary.get("conflicts", []) if not words.is_about(one)],
        }
        if kept != summary:
            own = import_runs.c.run_id == run.run_id
            source = words.document(run.source, about=False)
            connection.execute(import_runs.update().where(own).values(summary=kept, source=source))
            count += 1
    return count


def _rejected(one: Mapping[str, Any], words: Words) -> Mapping[str, Any]:
    row: object = json.loads(one.get("row") or "{}")
    if words.is_about(row) or words.is_about(one.get("value")):
        return {**one, "value": "", "row": "{}"}
    return one
