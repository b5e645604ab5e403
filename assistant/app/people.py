"""The demo's door: whoever sits at this machine asks as anybody of the demo company.

It opens in demo mode only, and only to a browser on this machine that calls it by a loopback name:
a page of another site could otherwise reach it, by a name that it lets point here.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from assistant.app.addresses import is_from_this_machine
from assistant.app.problems import NOT_FOUND, ProblemError
from assistant.app.service import TheService
from assistant.identity import Act, Wanted, issue
from assistant.people import Person, everybody
from crm.access import UnknownCallerError
from crm.database import writing

DAYS = 1


class People(BaseModel):
    """Everybody to ask as."""

    items: list[Person]


class SessionRequest(BaseModel):
    """Whom to ask as."""

    user_id: str


class Session(BaseModel):
    """The token to ask with."""

    token: str


def _at_this_machine(request: Request, service: TheService) -> None:
    """Lets only a demo's own machine through; everybody else finds nothing here."""
    if not (service.demo and is_from_this_machine(request)):
        raise ProblemError(NOT_FOUND)


Door = Annotated[None, Depends(_at_this_machine)]
router = APIRouter(prefix="/api/v1/demo", tags=["demo"], include_in_schema=False)


@router.get("/people")
def people(_door: Door, service: TheService) -> People:
    """Lists whom one can ask as."""
    with service.engine.connect() as connection:
        return People(items=everybody(connection))


@router.post("/session")
def session(body: SessionRequest, _door: Door, service: TheService) -> Session:
    """Gives a token for one of them."""
    try:
        with writing(service.engine) as connection:
            act = Act("", service.clock.now(), {"by": "demo"})
            return Session(token=issue(connection, Wanted(body.user_id, DAYS), act))
    except UnknownCallerError as error:
        raise ProblemError(NOT_FOUND) from error
