"""A chat program for tests: what is posted stands in a list, and it breaks where it is told to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.actions.approvals import Approvals
from assistant.actions.channel import NotNow
from assistant.channels import inbox
from assistant.channels.answering import Answering
from assistant.channels.card import Buttons, Card, Line, Words
from assistant.channels.contract import Incoming, Kind, Members, Place, Received, Request
from assistant.channels.delivery import Delivery
from assistant.desk import Desk
from assistant.identity import Account, Act, bind
from crm.database import writing
from crm.models import chat_lanes, chat_messages
from tests.unit.assistant.jobs.digesting import MANAGER, REP, Office

TENANT = "T1"
DIRECT = Place("D1", is_private=True)
GROUP = Place("C1", "9.9")


class Killed(BaseException):
    """The process dies here: nothing of ours catches it."""


@dataclass
class Program:
    """The program itself, which outlives our processes."""

    posted: dict[str, Card] = field(default_factory=dict[str, Card])
    """By handle."""
    places: dict[str, Place] = field(default_factory=dict[str, Place])
    keys: dict[str, str] = field(default_factory=dict[str, str])
    """Handles by key."""
    pointed: list[str] = field(default_factory=list[str])
    members: Sequence[str] = ()
    strangers: bool = False

    def texts(self) -> list[str]:
        """Gives what is to be read there, in the order in which it was posted."""
        return [text_of(card) for card in self.posted.values()]


def text_of(card: Card) -> str:
    lines: list[str] = []
    for block in card.blocks:
        if isinstance(block, (Line, Words)):
            lines.append(block.text)
        elif isinstance(block, Buttons):
            lines.append(" | ".join(one.label for one in block.buttons))
    return "\n".join(lines)


@dataclass
class Corner:
    """The adapter of one process. `at` is called at each step, and may raise."""

    program: Program
    at: Callable[[str], None] = lambda _step: None
    door: str = "corner/events"

    def read(self, request: Request, now_s: float) -> Received:
        raise NotImplementedError

    def members(self, place: Place, asker: Account) -> Members:
        self.at("members")
        found = [Account("slack", one, TENANT) for one in self.program.members]
        return Members([one for one in found if one != asker], self.program.strangers)

    def direct(self, account: Account) -> Place:
        return Place(f"@{account.user}", is_private=True)

    def post(self, place: Place, key: str, card: Card) -> str:
        self.at("before post")
        handle = f"h{len(self.program.posted)}"
        self.program.posted[handle] = card
        self.program.places[handle] = place
        self.program.keys[key] = handle
        self.at("after post")
        return handle

    def edit(self, handle: str, card: Card) -> None:
        self.at("before edit")
        self.program.posted[handle] = card
        self.at("after edit")

    def find(self, place: Place, key: str, card: Card, age_s: float) -> str | None:
        self.at("find")
        return self.program.keys.get(key)

    def point(self, place: Place, account: Account, text: str) -> None:
        self.at("point")
        self.program.pointed.append(text)

    def trouble(self) -> str | None:
        return None


class ChatOffice(Office):
    """An office whose manager and rep write in a chat program."""

    def __init__(self, engine: Engine, desk: type[Desk] = Desk) -> None:
        super().__init__(engine, desk)
        self.program = Program()
        self.number = 0

    def delivery(self, corner: Corner | None = None, **more: Any) -> Delivery:
        """Gives a worker, as of another process each time."""
        clock = self.clock
        approvals = Approvals(self.engine, clock.now, clock.today)
        answering = Answering(self.engine, self.desk, approvals, clock.now)
        adapters = {"slack": corner or Corner(self.program)}
        return Delivery(self.engine, adapters, answering, clock.utc, **more)

    def bind(self, account: str = "A1", user_id: str = MANAGER) -> None:
        with writing(self.engine) as connection:
            act = Act(user_id, self.clock.now())
            bind(connection, Account("slack", account, TENANT), user_id, act)

    def write(
        self,
        text: str,
        *,
        by: str = "A1",
        place: Place = DIRECT,
        message_id: str | None = None,
        kind: Kind = "text",
        **more: Any,
    ) -> bool:
        """Has somebody write something; False where it was delivered before."""
        self.number += 1
        found = Incoming(
            Account("slack", by, TENANT),
            message_id or f"m{self.number}",
            place,
            text,
            more.pop("sent_us", self.number),
            kind,
            **more,
        )
        before = len(self.rows(chat_messages))
        with writing(self.engine) as connection:
            inbox.put(connection, [found], self.clock.utc())
        return len(self.rows(chat_messages)) > before

    def rows(self, table: sa.Table) -> Sequence[Mapping[str, Any]]:
        with self.engine.connect() as connection:
            return [dict(row) for row in connection.execute(sa.select(table)).mappings()]

    def messages(self) -> list[str]:
        """Gives the states of the messages."""
        found = sorted(self.rows(chat_messages), key=lambda row: row["sent_us"])
        return [row["state"] for row in found]

    def lanes(self) -> Sequence[Mapping[str, Any]]:
        return self.rows(chat_lanes)


def closed(_step: str) -> None:
    """Is at the steps of a program that cannot be reached."""
    raise NotNow("closed")


__all__ = ["DIRECT", "GROUP", "MANAGER", "REP", "ChatOffice", "Corner", "Killed", "Program"]
