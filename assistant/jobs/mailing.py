"""Digests by e-mail: to the own address of whoever wants them, as plain text."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.engine import Connection

from assistant.actions import outbox
from assistant.actions.outbox import Letter, Message
from assistant.conversation.reply import Reply
from assistant.conversation.shown import cells, headline, not_shown, receipt, tables
from assistant.jobs.delivery import Digest
from assistant.markup import rendered, visible
from crm.contacts import address_of_user

ROWS = 50
"""Rows of a table in an e-mail; the page has all."""
_BETWEEN = " | "


@dataclass(frozen=True)
class ByMail:
    """Queues digests as e-mails, where that is wanted and an address is on file by then."""

    now: Callable[[], datetime]
    """In business time, as the outbox counts."""

    def deliver(self, connection: Connection, digest: Digest) -> None:
        """Queues a digest (`Delivery.deliver`); the outbox sends it, and tries again."""
        schedule = digest.schedule
        if not schedule.wish.by_mail:
            return
        address = address_of_user(connection, digest.caller)
        if address is None:
            return
        letter = Letter(address, digest.caller.name, schedule.text, text_of(digest.reply))
        message = Message(digest.reply.turn_id, schedule.user_id, "email", letter)
        outbox.enqueue(connection, message, self.now(), self.now())


def text_of(reply: Reply) -> str:
    """Gives a digest as plain text: what must be known, the answers, rows, where they are from."""
    lines = [visible(notice.text) for notice in reply.notices]
    lines += [*headline(reply), rendered(reply.text, "plain")]
    for result in tables(reply):
        lines += ["", *_title(result.title), *map(_BETWEEN.join, cells(result, ROWS))]
        if more := not_shown(result, ROWS, reply.language):
            lines.append(more)
    return "\n".join((*lines, "", *_receipt(reply)))


def _title(title: str | None) -> Iterator[str]:
    if title is not None:
        yield visible(title)


def _receipt(reply: Reply) -> Iterator[str]:
    for name, told in receipt(reply):
        yield f"{name}: {told}"
