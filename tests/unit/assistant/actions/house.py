"""A house with two reps, their customers and contacts, and a clock that tests turn."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant import audit
from assistant.actions.approvals import Approvals
from assistant.actions.channel import Channel
from assistant.actions.contents import Content, SendMessage
from assistant.actions.delivery import Post, deliver_due
from assistant.actions.outbox import Message
from assistant.actions.proposal import Proposal, keep, proposed
from crm.database import writing
from crm.models import contacts, customers, metadata, products, table_state, users

START = datetime(2026, 11, 21, 12)  # noqa: DTZ001 - business time has no offset
PEOPLE = (
    ("U1", "Ida Holm", "rep", "ida@ours.example"),
    ("U2", "Per Lund", "rep", "per@ours.example"),
    ("M1", "Eva Ek", "manager", None),
    ("F1", "Ulf Berg", "finance", None),
)
MAIL = frozenset({"email"})


@dataclass
class Clock:
    """Stands still until it is turned."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **much: float) -> None:
        self.now += timedelta(**much)


@dataclass
class Postman:
    """A channel that keeps what it takes, or does what a test wants instead."""

    taken: list[Message] = field(default_factory=list[Message])
    before: Callable[[], None] = lambda: None
    after: Callable[[], None] = lambda: None

    def send(self, message: Message, handing_over: Callable[[], None]) -> None:
        self.before()
        handing_over()
        self.taken.append(message)
        self.after()


@dataclass
class House:
    """A database with the house in it."""

    engine: Engine
    clock: Clock = field(default_factory=Clock)
    postman: Postman = field(default_factory=Postman)

    @property
    def approvals(self) -> Approvals:
        return Approvals(self.engine, self.clock, self.today, MAIL)

    def today(self) -> date:
        return self.clock.now.date()

    def propose(self, content: Content, user_id: str = "U1") -> Proposal:
        one = proposed(user_id, content, self.clock.now)
        with writing(self.engine) as connection:
            keep(connection, one)
        return one

    def approve(self, one: Proposal, user_id: str | None = None) -> Proposal:
        return self.approvals.approve(user_id or one.user_id, one.action_id, one.hash)

    def deliver(self, channel: Channel | None = None) -> int:
        return deliver_due(Post(self.engine, {"email": channel or self.postman}, self.clock))

    def state(self, one: Proposal) -> tuple[str, str | None]:
        found = self.approvals.one(one.user_id, one.action_id)
        return found.at(self.clock.now), found.note

    def rows(self, table: str) -> list[dict[str, object]]:
        with self.engine.connect() as connection:
            found = connection.execute(sa.select(metadata.tables[table])).mappings()
            return [dict(row) for row in found]

    def change(self, statement: sa.Update | sa.Insert | sa.Delete) -> None:
        with self.engine.begin() as connection:
            connection.execute(statement)

    def events(self) -> list[str]:
        with self.engine.connect() as connection:
            found = audit.listed(connection, audit.Wanted(limit=200))
        return [one.event for one in reversed(found)]


def furnished(engine: Engine) -> House:
    """Gives a house in an empty database."""
    with engine.begin() as connection:
        for user_id, name, role, email in PEOPLE:
            row = {"user_id": user_id, "name": name, "role": role, "email": email}
            boss = "M1" if role == "rep" else None
            connection.execute(users.insert().values(**row, manager_id=boss))
        for number, owner in ((1, "U1"), (2, "U2")):
            row = {"customer_id": f"C{number}", "name": f"Acorn {number}", "owner_id": owner}
            connection.execute(customers.insert().values(**row, level="B", phone="555"))
            contact = {"contact_id": f"K{number}", "customer_id": f"C{number}"}
            told = {
                "name": f"Kay {number}",
                "title": "Buyer",
                "email": f"kay{number}@their.example",
            }
            connection.execute(contacts.insert().values(**contact, **told))
        pump = {"product_id": "P1", "name": "Pump", "list_price": Decimal("99.5")}
        connection.execute(products.insert().values(pump))
        state = {"table_name": "customers", "as_of": START, "version": 1}
        connection.execute(table_state.insert().values(state))
    return House(engine)


def letter(**other: Any) -> SendMessage:
    """Gives a message of U1 to the contact of C1."""
    plain = SendMessage(
        "email",
        "C1",
        "Acorn 1",
        "kay1@their.example",
        "Kay 1",
        "Hello",
        "Dear Kay,\nall is well.",
    )
    return replace(plain, **other)
