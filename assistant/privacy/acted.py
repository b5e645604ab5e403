"""What was proposed, is on its way out or is to be done, as far as it tells of one customer."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from assistant.privacy.words import ERASED, Words
from crm.models import outbox, proposals, tasks

_KEYS: Mapping[sa.Table, str] = {
    proposals: "action_id",
    outbox: "message_id",
    tasks: "task_id",
}


def acted_about(connection: Connection, words: Words) -> Iterator[tuple[sa.Table, Row[Any]]]:
    """Gives proposals, messages and tasks of the customer, or that name it."""
    for table in _KEYS:
        for row in connection.execute(sa.select(table)).all():
            if row.customer_id == words.person.customer_id or _names(row, words):
                yield table, row


def _names(row: Row[Any], words: Words) -> bool:
    title = getattr(row, "title", None)
    if title is not None:
        return words.asks_about(title)
    return words.is_about(row.content) or any(map(words.asks_about, _texts(row.content)))


def _texts(document: Mapping[str, object]) -> Sequence[str]:
    return [value for value in document.values() if isinstance(value, str)]


def held(connection: Connection, words: Words) -> Sequence[tuple[str, str, str]]:
    """Gives what they say: the table, the id, the text."""
    return [
        (table.name, getattr(row, _KEYS[table]), str(getattr(row, "title", None) or row.content))
        for table, row in acted_about(connection, words)
    ]


def take_out(connection: Connection, words: Words) -> Counter[str]:
    """Removes proposals and messages, sent or not, and takes the words out of tasks."""
    found: Counter[str] = Counter()
    for table, row in acted_about(connection, words):
        own = table.c[_KEYS[table]] == getattr(row, _KEYS[table])
        if table is tasks:
            left = words.question(row.title, about=True)
            title = ERASED if left == row.title else left
            connection.execute(tasks.update().where(own).values(title=title))
        else:
            connection.execute(table.delete().where(own))
        found[table.name] += 1
    return found
