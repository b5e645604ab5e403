"""The demo's door: whoever sits at this machine asks as anybody of the demo company.

It opens in demo mode only, and only to a browser on this machine that calls it by a loopback name:
a page of another site could otherwise reach it, by a name that it lets point here.
"""

import re
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from assistant.addresses import is_this_machine
from assistant.app.problems import NOT_FOUND, ProblemError
from assistant.app.service import TheService
from assistant.identity import Act, Wanted, issue
from assistant.people import Person, everybody
from crm.access import UnknownCallerError
from crm.database import writing

DAYS = 1
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\s:@/?#\[\]]+)(?::\d{1,5})?")
PROXIES = tuple(
    "forwarded via x-forwarded x-real-ip x-original x-client-ip x-cluster-client-ip "
    "true-client-ip cf- fly- x-envoy- x-appengine-".split()
)
"""How the headers begin that proxies add."""


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
    if not service.demo or _is_passed_on(request) or not all(map(is_this_machine, _ends(request))):
        raise ProblemError(NOT_FOUND)


def _ends(request: Request) -> Iterator[str]:
    """Gives who calls, where the call came in, and by which names: its own and that of its page."""
    yield request.client.host if request.client else ""
    yield str((request.scope.get("server") or ("", 0))[0])
    # Not `request.url`: where a name is none, that has the server's own instead.
    yield _named(request.headers.get("host", ""))
    if origin := request.headers.get("origin"):
        yield _named(origin.removeprefix("http://"))


def _named(host: str) -> str:
    """Gives the name or number before the port; nothing where it is none."""
    found = _HOST.fullmatch(host)
    return found[1].strip("[]") if found else ""


def _is_passed_on(request: Request) -> bool:
    """Tells whether a proxy passed the call on, or another site's page began it.

    A proxy on this machine calls from it, and perhaps by its name. It shows by the headers that
    proxies add, or by HTTP/1.0, which nginx speaks to what is behind it unless told otherwise.
    """
    told = any(name.startswith(PROXIES) for name in request.headers)
    old = request.scope.get("http_version") == "1.0"
    elsewhere = request.headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}
    return told or old or elsewhere


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
