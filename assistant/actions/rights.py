"""Who may have what done: asked where it is proposed, approved, and once more before it leaves."""

from collections.abc import Collection

from sqlalchemy.engine import Connection

from assistant.actions.contents import Content, CreateTask, SendMessage, UpdateField, customer_of
from crm.access import MASKED, Caller, UnknownCallerError, caller_named, operator
from crm.contacts import recipients, sees_customer

ACTING = frozenset({"rep", "manager", "admin"})
"""Finance reads, and may export (contract section 2)."""


def as_now(connection: Connection, user_id: str) -> Caller | None:
    """Gives somebody with the rights of now; None who has none any more."""
    if not user_id:
        return operator()
    try:
        return caller_named(connection, user_id)
    except UnknownCallerError:
        return None


def refusal(
    connection: Connection, caller: Caller, content: Content, sends: Collection[str]
) -> str | None:
    """Gives the code of why somebody may not have that done; None where it may be done.

    Args:
        connection: reads the customer as it is now.
        caller: whose proposal it is, with the rights of now.
        content: what would be done.
        sends: the channels that messages can leave by.
    """
    if caller.is_machine:
        return "person"
    may = caller.may_export if content.kind == "export" else caller.role in ACTING
    if not may:
        return "role"
    customer_id = customer_of(content)
    if customer_id is not None and not sees_customer(connection, caller, customer_id):
        return "customer"
    return _own_refusal(connection, caller, content, sends)


def _own_refusal(
    connection: Connection, caller: Caller, content: Content, sends: Collection[str]
) -> str | None:
    match content:
        case SendMessage():
            if content.channel not in sends:
                return "channel"
            known = recipients(connection, caller, content.customer_id)
            return None if content.to in {one.address for one in known} else "recipient"
        case UpdateField():
            masked = not caller.sees_masked and content.field in MASKED["customers"]
            return "role" if masked else None
        case CreateTask():
            return "role" if not caller.user_id else None
        case _:
            return None
