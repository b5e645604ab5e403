"""The messages that a turn drafted, as rows for a mail merge: as they were shown."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy.engine import Connection

from assistant.audit import Value
from assistant.conversation import history
from assistant.conversation.history import ConversationNotFound
from assistant.exports.failures import NothingToExportError
from assistant.exports.sheet import Sheet
from assistant.exports.wishes import OfDrafts
from crm.access import Caller, View
from crm.models import customers
from crm.query.result import Cell

HEADINGS = (
    "customer_id", "customer", "contact", "address", "channel", "language", "occasion",
    "subject", "text", "to_fill_in", "facts",
)  # fmt: skip


def drafts_sheet(connection: Connection, caller: Caller, wish: OfDrafts) -> Sheet:
    """Gives the messages of an own turn, of customers whom the caller still sees.

    Raises:
        NothingToExportError: the caller has no such turn, or it drafted nothing.
    """
    try:
        _, reply = history.own_turn(connection, caller.user_id, wish.turn_id)
    except ConversationNotFound as error:
        raise NothingToExportError from error
    batch: Mapping[str, list[Mapping[str, Any]]] = reply.get("batch") or {"drafts": []}
    drafts = [*batch["drafts"], *([reply["draft"]] if reply.get("draft") else [])]
    seen = _seen(connection, caller, [str(one["customer_id"]) for one in drafts])
    drafts = [one for one in drafts if one["customer_id"] in seen]
    if not drafts:
        raise NothingToExportError
    told: dict[str, Value] = {"turn": wish.turn_id, "drafts": len(drafts)}
    return Sheet("drafts", HEADINGS, _rows(drafts), len(drafts), told)


def _seen(connection: Connection, caller: Caller, ids: list[str]) -> frozenset[str]:
    chosen = View(caller).select("customers", [customers.c.customer_id])
    rows = connection.execute(chosen.where(customers.c.customer_id.in_(ids)))
    return frozenset(rows.scalars())


def _rows(drafts: list[Mapping[str, Any]]) -> Iterator[tuple[Cell, ...]]:
    plain = HEADINGS[:-2]
    for one in drafts:
        blanks = "; ".join(one.get("blanks", ()))
        facts = "; ".join(f"{fact['label']}: {fact['text']}" for fact in one.get("facts", ()))
        yield (*(one.get(name) for name in plain), blanks, facts)
