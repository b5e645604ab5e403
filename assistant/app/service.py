"""What the routes work with, and who is asking them."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import BackgroundTasks, Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from assistant import tokens
from assistant.app.metrics import Meters
from assistant.app.problems import TOKEN, ProblemError, lacking
from assistant.desk import Desk
from assistant.settings import Clock
from assistant.tokens import Scope
from crm.access import Caller, UnknownCallerError
from crm.database import writing


@dataclass(frozen=True)
class Service:
    """One running service. `demo` lets whoever sits at this machine ask as anybody."""

    desk: Desk
    engine: Engine
    clock: Clock
    meters: Meters
    demo: bool


def _service(request: Request) -> Service:
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


def _bearer(service: TheService, header: _Header, later: BackgroundTasks) -> Bearer:
    """Gives who bears the request's token."""
    if header is None:
        raise ProblemError(TOKEN)
    now = service.clock.now()
    with service.engine.connect() as connection:
        token = tokens.bearer(connection, header.credentials, now=now)
    if token is None:
        raise ProblemError(TOKEN)
    try:
        found = Bearer(service.desk.caller(token.user_id), token.scopes)
    except UnknownCallerError as error:
        raise ProblemError(TOKEN) from error
    if not token.is_noted(now):
        later.add_task(_note_use, service.engine, token.token_id, now)
    return found


def _note_use(engine: Engine, token_id: str, now: datetime) -> None:
    """Notes that a token was used, after the answer was sent; it may fail, and is tried again."""
    with suppress(DBAPIError), writing(engine) as connection:
        tokens.note_use(connection, token_id, now)


TheBearer = Annotated[Bearer, Depends(_bearer)]


def _asking(bearer: TheBearer) -> Caller:
    return bearer.acting("ask")


TheCaller = Annotated[Caller, Depends(_asking)]
