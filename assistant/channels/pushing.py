"""Answers that are pushed over the one connection of a channel: they come from the inbox."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from sqlalchemy.engine import Engine

from assistant.channels import inbox
from assistant.channels.contract import Incoming, Outgoing
from assistant.channels.saying import Saying
from crm.database import writing


@dataclass(frozen=True)
class Answers:
    """The `Outbox` of a channel."""

    engine: Engine
    channel: str
    moment: Callable[[], datetime]
    """The moment, in UTC."""
    wake: Callable[[], None]
    """Is called when something else may be begun."""
    holder: str = field(default_factory=lambda: uuid4().hex)

    def hold(self) -> bool:
        """Whether the connection is ours to have, for a minute from now."""
        with writing(self.engine) as connection:
            return inbox.hold(connection, self.channel, self.holder, self.moment())

    def let_go(self) -> None:
        """Leaves the connection to others."""
        with writing(self.engine) as connection:
            inbox.let_go(connection, self.channel, self.holder)

    def knows(self, message: Incoming) -> bool:
        """Whether a message is delivered again."""
        with self.engine.connect() as connection:
            return inbox.kept(connection, inbox.key_of(message)) is not None

    def waiting(self) -> Sequence[Outgoing]:
        """Gives the answers that are ready and not pushed."""
        with self.engine.connect() as connection:
            found = inbox.ready(connection, self.channel)
        return [
            Outgoing(
                one.key,
                one.incoming,
                Saying.model_validate(one.said).card,
                one.posting_at is not None,
            )
            for one in found
        ]

    def begin(self, key: str) -> bool:
        """Notes that an answer may be there from now on; False where that is noted already."""
        with writing(self.engine) as connection:
            return inbox.begin_push(connection, key, self.moment())

    def done(self, key: str) -> None:
        """Notes that an answer is there."""
        self._end(key, "")

    def give_up(self, key: str, note: str) -> None:
        """Notes why an answer never will be there, or that nobody can tell."""
        self._end(key, note)

    def _end(self, key: str, note: str) -> None:
        with writing(self.engine) as connection:
            inbox.end_push(connection, key, note, self.moment())
        self.wake()
