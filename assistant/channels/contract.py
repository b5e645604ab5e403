"""What an adapter of a chat program does, and what it gets and gives.

An adapter knows its program's HTTP, signatures, ids and limits, and nothing else: no database, no
questions, no rights. How often something is called, and what happens when a process dies between
two calls, is the business of `delivery.py`.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, runtime_checkable

from assistant.channels.card import Card
from assistant.conversation.reply import Language
from assistant.identity import Account

Kind = Literal["text", "voice", "unknown", "approve", "reject", "edit"]
"""What somebody did: wrote a text, said one, sent what holds no text, or clicked one of ours."""


class Refused(Exception):
    """A request is not answered as a message: its status (4xx) and why, in a word."""

    def __init__(self, status: int, reason: str) -> None:
        self.status = status
        super().__init__(reason)


class Unknowable(Exception):
    """The program cannot tell any more whether a message of ours is there."""


@dataclass(frozen=True)
class Request:
    """A request as it came in: nothing of it is believed yet."""

    headers: Mapping[str, str]
    """Their names in lower case."""
    body: bytes
    query: Mapping[str, str] = field(default_factory=dict[str, str])
    """Behind the question mark: where a program signs, or asks by GET whether the door is ours."""


@dataclass(frozen=True)
class Place:
    """Where something was written, and where its answer goes."""

    room: str
    """The program's id of the chat."""
    thread: str = ""
    """The thread in it, where what belongs together stands in one; else empty."""
    under: str = ""
    """The message that the answer hangs below, where that is no thread of its own."""
    is_private: bool = False
    """Whether nobody but the asker reads there."""


@dataclass(frozen=True)
class Incoming:
    """A message, or a click on a button of ours."""

    account: Account
    message_id: str
    """The same at every delivery of this message, and of no other one in this channel."""
    place: Place
    text: str
    sent_us: int
    """When it was written, in microseconds by the program's clock: the order of a conversation."""
    kind: Kind = "text"
    clicked: str = ""
    """The handle of our message whose button was clicked."""
    action_id: str = ""
    shown: str = ""
    """The hash of the proposal that the button stood below."""
    language: Language | None = None
    """Of the card that was clicked."""
    recording: str = ""
    """Of what was said: the program's id of it, where the program did not write it down itself."""


@dataclass(frozen=True)
class Fetch:
    """A program asks for the answer to a message that it has brought."""

    account: Account
    message_id: str
    heard: Callable[[Card, bool], bytes]
    """Gives what it hears, of a card and whether that is the last one."""


@dataclass(frozen=True)
class Received:
    """What a request was: its messages, and what the program wants to hear at once."""

    messages: Sequence[Incoming] = ()
    body: bytes = b""
    content_type: str = "text/plain"
    fetch: Fetch | None = None


@dataclass(frozen=True)
class Members:
    """Who reads along in a place, without the asker and without us."""

    accounts: Sequence[Account] = ()
    strangers: bool = False
    """Whether there are some whom the program does not name."""


class Adapter(Protocol):
    """One way of one chat program.

    What goes out raises, as `assistant.actions.channel` says: NotNow (surely not taken, may be
    tried again), NotEver (surely not taken, and never will be), NobodyKnows (it may be there).
    """

    @property
    def door(self) -> str:
        """Gives its path below `/channels/`, such as `slack/events`."""
        ...

    def read(self, request: Request, now_s: float) -> Received:
        """Gives what a request says, once it is known that the program sent it, and just now.

        Waits for nothing: it is called while the program waits. `now_s` is in seconds since 1970.

        Raises:
            Refused: it is not from there, too old, or makes no sense.
        """
        ...

    def members(self, place: Place, asker: Account) -> Members:
        """Gives who reads along now in a place that is not private."""
        ...

    def direct(self, account: Account) -> Place:
        """Gives the chat with an account alone."""
        ...

    def post(self, place: Place, key: str, card: Card) -> str:
        """Posts a card and gives its handle. `key` names the answer, for `find`."""
        ...

    def edit(self, handle: str, card: Card) -> None:
        """Makes a message of ours another one; the same again changes nothing."""
        ...

    def find(self, place: Place, key: str, card: Card, age_s: float) -> str | None:
        """Gives the handle of what was posted under a key; None where nothing was.

        Called where a process died or a connection broke while it posted `card`, `age_s` ago. A
        program that takes a key only once may just be given it again.

        Raises:
            Unknowable: it cannot be told, and posting again might double the answer.
        """
        ...

    def point(self, place: Place, account: Account, text: str) -> None:
        """Tells the asker alone, in a chat with others, that the answer is elsewhere."""
        ...

    def trouble(self) -> str | None:
        """Asks the program whether it lets us in; gives what is wrong, and what to click."""
        ...


@runtime_checkable
class Fetched(Protocol):
    """What an adapter is besides, whose program fetches answers, until it has the last of each.

    Only what it does not fetch is posted. Nobody can be answered alone there in a group.
    """

    @property
    def posts(self) -> bool:
        """Whether what is not fetched soon can be posted by anybody; else it waits."""
        ...

    def is_fetched(self, incoming: Incoming) -> bool:
        """Whether the answer to this is fetched; else it is posted at once."""
        ...

    def post_rest(self, place: Place, key: str, card: Card) -> None:
        """Posts what of a card could not be fetched, such as its buttons. It may fail."""
        ...


@runtime_checkable
class Fetcher(Protocol):
    """What an adapter can do besides, whose program keeps recordings of what is said."""

    def fetch(self, message: Incoming, most_bytes: int) -> bytes:
        """Gives the recording of a message, or a piece of it that is longer than `most_bytes`.

        Raises NotNow, NotEver and NobodyKnows as what goes out does.
        """
        ...


Take = Callable[[Sequence[Incoming]], None]
"""Keeps messages. Only when it has come back they may be acknowledged."""


@runtime_checkable
class Listener(Protocol):
    """What an adapter can do besides, whose program delivers over a connection that we open."""

    @property
    def listens(self) -> bool:
        """Whether it is set to do so."""
        ...

    def listen(self, take: Take, stopped: threading.Event) -> None:
        """Keeps the connection until it is stopped; it may end before, and is called again.

        `take` raises Refused where a message makes no sense, and else where it cannot be kept.
        """
        ...


@dataclass(frozen=True)
class Outgoing:
    """An answer that is to be pushed over a connection."""

    key: str
    incoming: Incoming
    card: Card
    is_begun: bool
    """Whether it may be there already."""


class Outbox(Protocol):
    """The answers of a channel, for the one connection that its program knows."""

    def hold(self) -> bool:
        """Whether the connection is ours to have; to be asked several times in a minute."""
        ...

    def knows(self, message: Incoming) -> bool:
        """Whether a message is delivered again."""
        ...

    def waiting(self) -> Sequence[Outgoing]:
        """Gives the answers that are ready and not pushed."""
        ...

    def begin(self, key: str) -> bool:
        """Notes that an answer may be there from now on; False where that is noted already."""
        ...

    def done(self, key: str) -> None:
        """Notes that an answer is there."""
        ...

    def give_up(self, key: str, note: str) -> None:
        """Notes why an answer never will be there, or that nobody can tell."""
        ...


@runtime_checkable
class Pushing(Protocol):
    """What an adapter is besides, whose answers go over the connection that we open."""

    @property
    def listens(self) -> bool:
        """Whether it is set to do so."""
        ...

    def converse(self, take: Take, outbox: Outbox, stopped: threading.Event) -> None:
        """Keeps the connection as `Listener.listen` does, and pushes what is ready."""
        ...
