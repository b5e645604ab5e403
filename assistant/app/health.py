"""For those who run the service: is it alive, is it ready, what has it done."""

import hmac
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from assistant.app.addresses import is_from_this_machine
from assistant.app.description import problems
from assistant.app.problems import BUSY, NOT_FOUND, ProblemError
from assistant.app.service import TheService
from crm.database import DatabaseError
from crm.schema import HEAD, revision

router = APIRouter(tags=["running"])


class Health(BaseModel):
    """All is well; anything else is a problem document."""

    status: str = "ok"


@router.get("/healthz")
async def healthz() -> Health:
    """Says that the process answers."""
    return Health()


@router.get("/readyz")
def readyz(service: TheService) -> Health:
    """Says that the database answers and has the schema of this version."""
    try:
        with service.engine.connect() as connection:
            found = revision(connection)
    except DatabaseError as error:
        raise ProblemError(BUSY) from error
    if found != HEAD:
        raise ProblemError(BUSY)
    return Health()


def _may_measure(request: Request, service: TheService) -> None:
    """Lets through who has the token of the metrics; without one set, who is at this machine."""
    given = request.headers.get("authorization", "")
    wanted = service.metrics_token
    if wanted is None:
        known = is_from_this_machine(request)
    else:
        right = f"Bearer {wanted.get_secret_value()}"
        known = hmac.compare_digest(given.encode(), right.encode())
    if not known:
        raise ProblemError(NOT_FOUND)


COUNTERS = {200: {"content": {CONTENT_TYPE_LATEST: {"schema": {"type": "string"}}}}}


@router.get("/metrics", response_class=Response, responses={**COUNTERS, **problems(404)})
def metrics(_known: Annotated[None, Depends(_may_measure)], service: TheService) -> Response:
    """Gives the counters in Prometheus' text format; to whom they are for, else there are none."""
    return Response(service.meters.text(), media_type=CONTENT_TYPE_LATEST)
