"""The doors of chat programs: what comes in is verified, kept, and only then acknowledged."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from http import HTTPStatus

import structlog
from fastapi import APIRouter, Request, Response
from sqlalchemy.engine import Engine
from starlette.concurrency import run_in_threadpool

from assistant.channels import contract
from assistant.channels.contract import Adapter, Refused
from assistant.channels.fetching import fetched
from assistant.channels.keeping import Keeping
from assistant.conversation.question import storable
from assistant.identity import BindingError, account_named

LONGEST_ID = 4_000
"""Of a message or a place, in characters; a click's holds what was clicked."""
router = APIRouter(include_in_schema=False)
_log = structlog.get_logger("wendan")


@dataclass
class Doors:
    """The doors that are open, each with its adapter."""

    engine: Engine
    adapters: Mapping[str, Adapter]
    """By channel."""
    stamp: Callable[[], float]
    """The seconds since 1970."""
    moment: Callable[[], datetime]
    """The moment, in UTC."""
    wake: Callable[[], None] = field(default=lambda: None)
    """Is called when there is something to be answered."""

    def __post_init__(self) -> None:
        """Makes ready to keep what comes."""
        self._keeping = Keeping(self.engine, self.moment)

    async def take(self, door: str, request: contract.Request) -> contract.Received:
        """Keeps what a request brings, and gives what is answered at once.

        Raises:
            Refused: it is not what it should be, or there is no such door.
        """
        found = [one for one in self.adapters.values() if one.door == door]
        if not found:
            raise Refused(HTTPStatus.NOT_FOUND, "no such door")
        received = found[0].read(request, self.stamp())
        if received.messages:
            usable = [_usable(message) for message in received.messages]
            # Who hangs up does not undo what others wait for too.
            await asyncio.shield(asyncio.wrap_future(self._keeping.kept(usable)))
            self.wake()
        if received.fetch is None:
            return received
        return await run_in_threadpool(self._fetched, received, received.fetch)

    def _fetched(self, received: contract.Received, wanted: contract.Fetch) -> contract.Received:
        card, is_last = fetched(self.engine, wanted, self.moment())
        if is_last:
            self.wake()
        return replace(received, body=wanted.heard(card, is_last))

    def keep(self, messages: Sequence[contract.Incoming]) -> None:
        """Keeps messages, whichever way they came.

        Raises:
            Refused: one makes no sense; none is kept.
        """
        self._keeping.keep([_usable(message) for message in messages])
        self.wake()


def _usable(message: contract.Incoming) -> contract.Incoming:
    """Gives a message as every database holds it: no NUL, no half of a character.

    Raises:
        Refused: its ids are none.
    """
    account, place = message.account, message.place
    try:
        account_named(account.channel, account.user, account.tenant)
    except BindingError as error:
        raise Refused(HTTPStatus.BAD_REQUEST, "no account") from error
    ids = (message.message_id, place.room, place.thread, place.under, message.clicked)
    if not all(one.isprintable() and len(one) <= LONGEST_ID for one in ids):
        raise Refused(HTTPStatus.BAD_REQUEST, "no id")
    whole = storable(message.text).encode("utf-8", "replace").decode()
    return replace(message, text=whole)


@router.get("/channels/{channel}/{door}", response_class=Response)
@router.post("/channels/{channel}/{door}", response_class=Response)
async def take(channel: str, door: str, request: Request) -> Response:
    """Takes what a chat program brings. Where it cannot be kept, it is not acknowledged."""
    doors: Doors = request.app.state.doors
    asked = contract.Request(
        dict(request.headers),
        b"" if request.method == "GET" else await request.body(),
        dict(request.query_params),
    )
    try:
        received = await doors.take(f"{channel}/{door}", asked)
    except Refused as refused:
        _log.info("channel.refused", channel=channel[:20], status=refused.status, why=str(refused))
        return Response(status_code=refused.status)
    return Response(received.body, media_type=received.content_type)
