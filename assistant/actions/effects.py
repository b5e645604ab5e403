"""What an approved proposal does, as a part of the transaction that approves it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.engine import Connection

from assistant import reviewing
from assistant.actions import outbox, tasks
from assistant.actions.contents import (
    CreateTask,
    ExportRows,
    MarkAnomalies,
    OrderDraft,
    RecordActivity,
    SendMessage,
    UpdateField,
)
from assistant.actions.outbox import Letter, Message
from assistant.actions.proposal import Proposal
from assistant.actions.refusal import ActionRefused
from crm import recording
from crm.access import Caller
from crm.contacts import address_of_user
from crm.insight.reviews import Review, ReviewRefused, UnknownFlag
from crm.recording import DraftLine, Note

EMAIL = "email"


@dataclass(frozen=True)
class Moment:
    """When something is done, by the clock and by the business calendar."""

    now: datetime
    today: date


def perform(
    connection: Connection,
    one: Proposal,
    caller: Caller,
    moment: Moment,
    sends: Collection[str],
) -> None:
    """Does what a proposal says. Whatever is raised undoes all of it.

    Raises:
        ActionRefused: it cannot be done any more.
    """
    content = one.content
    match content:
        case SendMessage():
            _send(connection, one, content, moment.now)
        case CreateTask():
            _make_task(connection, one, content, caller, moment.now, sends)
        case RecordActivity():
            _log(connection, one, content, moment.now)
        case OrderDraft():
            _draft_order(connection, one, content, caller, moment)
        case UpdateField():
            _change(connection, content, moment.now)
        case MarkAnomalies():
            _mark(connection, content, caller, moment)
        case ExportRows():
            pass  # what is approved is that the file may be fetched, which is an export of its own


def _send(connection: Connection, one: Proposal, content: SendMessage, now: datetime) -> None:
    letter = Letter(content.to, content.to_name, content.subject, content.text)
    message = Message(one.action_id, one.user_id, content.channel, letter, content.customer_id)
    outbox.enqueue(connection, message, now, now)


def _make_task(
    connection: Connection,
    one: Proposal,
    content: CreateTask,
    caller: Caller,
    now: datetime,
    sends: Collection[str],
) -> None:
    task = tasks.Task(
        one.action_id, content.title, content.customer_id, content.due_at, content.remind
    )
    tasks.add(connection, caller.user_id, task, now)
    own = address_of_user(connection, caller)
    if content.remind and content.due_at is not None and own is not None and EMAIL in sends:
        letter = Letter(own, caller.name, content.title, content.title)
        message = Message(one.action_id, one.user_id, EMAIL, letter)
        outbox.enqueue(connection, message, now, max(now, content.due_at))


def _log(connection: Connection, one: Proposal, content: RecordActivity, now: datetime) -> None:
    kind, day = content.activity, content.occurred_on
    note = Note(content.customer_id, one.user_id, kind, day, content.note)
    recording.add_activity(connection, one.action_id, note, now)


def _change(connection: Connection, content: UpdateField, now: datetime) -> None:
    change = (content.field, content.before, content.value)
    if not recording.change_customer(connection, content.customer_id, change, now):
        raise ActionRefused("changed")


def _draft_order(
    connection: Connection, one: Proposal, content: OrderDraft, caller: Caller, moment: Moment
) -> None:
    known = recording.prices_of(connection, caller, [line.product_id for line in content.lines])
    if any(line.product_id not in known for line in content.lines):
        raise ActionRefused("product")
    lines = [DraftLine(one.product_id, one.quantity, one.unit_price) for one in content.lines]
    placed = content.currency, datetime.combine(moment.today, moment.now.time())
    recording.add_order_draft(connection, one.action_id, content.customer_id, lines, placed)


def _mark(connection: Connection, content: MarkAnomalies, caller: Caller, moment: Moment) -> None:
    until = content.until if content.verdict == "snoozed" else None
    said = [
        Review(content.order_id, kind, content.verdict, content.reason, until)
        for kind in content.flags
    ]
    try:
        reviewing.keep(connection, caller, said, moment.now)
    except UnknownFlag as error:
        raise ActionRefused("flag") from error
    except ReviewRefused as refused:
        raise ActionRefused("value", (refused.zh, refused.en)) from refused
