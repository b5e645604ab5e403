"""To whom a message to a customer may go: contacts who have an e-mail address and may be mailed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection

from crm.access import Caller, View
from crm.addresses import is_address
from crm.consent import opted_out
from crm.models import contacts, customers, users


@dataclass(frozen=True)
class Recipient:
    """A contact who can be written to."""

    name: str
    title: str
    address: str


def recipients(connection: Connection, caller: Caller, customer_id: str) -> Sequence[Recipient]:
    """Gives the contacts of a customer that the caller may see and may write to by e-mail."""
    theirs = customers.c.custom.label("of_customer")
    chosen = View(caller).select("contacts", [*contacts.c, theirs], join=("customers",))
    rows = connection.execute(
        chosen.where(contacts.c.customer_id == customer_id).order_by(contacts.c.contact_id)
    )
    willing = (r for r in rows if not (_wants_none(r.custom) or _wants_none(r.of_customer)))
    found = (Recipient(r.name, r.title or "", (r.email or "").strip()) for r in willing)
    return [one for one in found if is_address(one.address)]


def _wants_none(custom: Mapping[str, Any] | None) -> bool:
    """Whether the fields that a house keeps of its own say that somebody wants no e-mail."""
    return opted_out({f"custom:{name}": value for name, value in (custom or {}).items()}, "email")


def address_of_user(connection: Connection, caller: Caller) -> str | None:
    """Gives the caller's own address; None where there is none on file."""
    chosen = View(caller).select("users", [users.c.email])
    own = chosen.where(users.c.user_id == caller.user_id)
    found = str(connection.execute(own).scalar() or "").strip()
    return found if is_address(found) else None


def sees_customer(connection: Connection, caller: Caller, customer_id: str) -> bool:
    """Whether there is such a customer that the caller may see."""
    chosen = View(caller).select("customers", [customers.c.customer_id])
    own = chosen.where(customers.c.customer_id == customer_id)
    return connection.execute(own).first() is not None
