"""What the routes work with, and who is asking them."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import SecretStr
from sqlalchemy.engine import Engine

from assistant import tokens
from assistant.app.metrics import Meters
from assistant.app.problems import TOKEN, ProblemError
from assistant.app.seats import Seats
from assistant.desk import Desk
from assistant.limits import Counting
from assistant.settings import Clock
from crm.access import Caller, UnknownCallerError


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
    metrics_token: SecretStr | None = None


def _service(request: Request) -> Service:
    found: Service = request.app.state.service
    return found


TheService = Annotated[Service, Depends(_service)]
_Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))]


def _caller(service: TheService, bearer: _Bearer) -> Caller:
    """Gives who bears the request's token."""
    if bearer is None:
        raise ProblemError(TOKEN)
    with service.engine.connect() as connection:
        user_id = tokens.bearer(connection, bearer.credentials, now=service.clock.now())
    if user_id is None:
        raise ProblemError(TOKEN)
    try:
        return service.desk.caller(user_id)
    except UnknownCallerError as error:
        raise ProblemError(TOKEN) from error


TheCaller = Annotated[Caller, Depends(_caller)]
