"""The audit log, for admins only. For everybody else there is nothing here."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import AfterValidator, BaseModel

from assistant import audit
from assistant.app.problems import NOT_FOUND, ProblemError
from assistant.app.service import TheBearer, TheService
from crm.access import Caller

router = APIRouter(prefix="/api/v1", tags=["audit"])


def _admin(bearer: TheBearer) -> Caller:
    if bearer.caller.role != "admin":
        raise ProblemError(NOT_FOUND)
    return bearer.acting("admin")


def _naive(moment: datetime) -> datetime:
    if moment.tzinfo is not None:
        raise ValueError("give business time without an offset, such as 2026-11-21T14:05")
    return moment


TheAdmin = Annotated[Caller, Depends(_admin)]
Short = Annotated[str, Query(max_length=200)]
Moment = Annotated[datetime, AfterValidator(_naive), Query()]


class EntryPart(BaseModel):
    """One entry; `user` is empty for the operator at the command line."""

    number: int
    at: str
    user: str
    event: str
    subject: str | None
    detail: Mapping[str, object]
    hash: str


class Entries(BaseModel):
    """Entries, the newest first. `next` is the `before` of the next page, null on the last."""

    items: tuple[EntryPart, ...]
    next: int | None


@router.get("/audit")
def entries(  # noqa: PLR0913, PLR0917  (one a filter)
    _admin: TheAdmin,
    service: TheService,
    since: Moment | None = None,
    user: Short | None = None,
    event: Short | None = None,
    subject: Short | None = None,
    before: Annotated[int | None, Query(ge=1)] = None,
    limit: Annotated[int, Query(ge=1, le=audit.MOST_LISTED)] = 50,
) -> Entries:
    """Lists who did what; every filter that is given is met."""
    wanted = audit.Wanted(since, user, event, subject, before, limit)
    with service.engine.connect() as connection:
        found = audit.listed(connection, wanted)
    more = len(found) == limit and found[-1].number > 1
    return Entries(items=tuple(map(_part, found)), next=found[-1].number if more else None)


def _part(link: audit.Link) -> EntryPart:
    return EntryPart(
        number=link.number,
        at=link.at,
        user=link.actor,
        event=link.event,
        subject=link.subject,
        detail=link.told,
        hash=link.hash,
    )
