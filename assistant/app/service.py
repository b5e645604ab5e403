"""What the routes work with, and who is asking them."""

import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import BackgroundTasks, Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import SecretStr
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from assistant import tokens
from assistant.app.metrics import Door, Meters
from assistant.app.problems import CONVERSATION, LOGIN, TOKEN, ProblemError, lacking
from assistant.app.seats import Seats
from assistant.app.turnstile import BEARER_KNOWN
from assistant.conversation.calls import Called
from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.desk import ConversationNotFound, Desk
from assistant.identity import NoKeysError
from assistant.limits import Counting
from assistant.settings import Clock
from assistant.tokens import SCOPES, Scope
from crm.access import Caller, UnknownCallerError
from crm.database import writing

if TYPE_CHECKING:
    from assistant.identity.signed import SignedTokens
    from assistant.voice import Hearing


@dataclass(frozen=True)
class Service:
    """One running service. `demo` lets whoever sits at this machine ask as anybody."""

    desk: Desk
    engine: Engine
    clock: Clock
    meters: Meters
    demo: bool
    limits: Counting
    seats: Seats
    version: str
    metrics_token: SecretStr | None = None
    signed: "SignedTokens | None" = None
    """Whose a signed token of the own login is, where the deployment has one."""
    hearing: "Hearing | None" = None
    """What hears spoken questions, where voice is set up."""

    def ask(self, caller: Caller, question: Question, door: Door = "api") -> Reply:
        """Gives the reply to a question, which is counted.

        Raises:
            ProblemError: the caller has no such conversation.
        """
        began = time.perf_counter()
        try:
            reply = self.desk.ask(caller, question)
        except ConversationNotFound as error:
            raise ProblemError(CONVERSATION) from error
        self.meters.turn(reply, time.perf_counter() - began, door)
        return reply

    def call(self, caller: Caller, call: Called, question: Question) -> Reply:
        """Gives the reply to a call of a tool, which is counted like a question."""
        began = time.perf_counter()
        reply = self.desk.call(caller, call, question)
        self.meters.turn(reply, time.perf_counter() - began, "mcp")
        return reply


# Not a plain function: FastAPI would run it in a thread, which takes longer than all that it does.
async def _service(request: Request) -> Service:
    found: Service = request.app.state.service
    return found


TheService = Annotated[Service, Depends(_service)]
_Header = Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))]


@dataclass(frozen=True)
class Bearer:
    """Who sent a request, and what for the token lets that person act."""

    caller: Caller
    scopes: frozenset[Scope]

    def acting(self, scope: Scope) -> Caller:
        """Gives the caller of a route that needs a scope.

        Raises:
            ProblemError: the token does not have it.
        """
        if scope not in self.scopes:
            raise ProblemError(lacking(scope))
        return self.caller


def _bearer(
    request: Request, service: TheService, header: _Header, later: BackgroundTasks
) -> Bearer:
    """Gives who bears the request's token, and lets the turnstile know that it is one."""
    if header is None:
        raise ProblemError(TOKEN)
    found = _looked_up(service, header, later)
    setattr(request.state, BEARER_KNOWN, True)
    return found


def _looked_up(
    service: Service, header: HTTPAuthorizationCredentials, later: BackgroundTasks
) -> Bearer:
    """Gives who bears a token: one of ours, or one of the deployment's own login."""
    shown, now = header.credentials, service.clock.now()
    if not shown.startswith(tokens.MARK):
        return _found(service, _signed_for(service, shown), SCOPES)
    with service.engine.connect() as connection:
        token = tokens.bearer(connection, shown, now=now)
    if token is None:
        raise ProblemError(TOKEN)
    if not token.is_noted(now):
        later.add_task(_note_use, service.engine, token.token_id, now)
    return _found(service, token.user_id, token.scopes)


def _signed_for(service: Service, shown: str) -> str | None:
    """Gives the id of whom a signed token names, None if there is nothing to it."""
    try:
        return service.signed.bearer(service.engine, shown) if service.signed else None
    except NoKeysError as error:
        raise ProblemError(LOGIN) from error


def _found(service: Service, user_id: str | None, scopes: Collection[Scope]) -> Bearer:
    """Gives the bearer; unknown users and bad tokens are answered alike."""
    if user_id is None:
        raise ProblemError(TOKEN)
    try:
        return Bearer(service.desk.caller(user_id), frozenset(scopes))
    except UnknownCallerError as error:
        raise ProblemError(TOKEN) from error


def _note_use(engine: Engine, token_id: str, now: datetime) -> None:
    """Notes that a token was used, after the answer was sent; it may fail, and is tried again."""
    with suppress(SQLAlchemyError), writing(engine) as connection:
        tokens.note_use(connection, token_id, now)


TheBearer = Annotated[Bearer, Depends(_bearer)]


async def _asking(bearer: TheBearer) -> Caller:
    return bearer.acting("ask")


TheCaller = Annotated[Caller, Depends(_asking)]


def _acting(bearer: TheBearer) -> Caller:
    """Gives who decides: the token must be made for it; the role is looked at where it is done."""
    return bearer.acting("act")


TheActor = Annotated[Caller, Depends(_acting)]
