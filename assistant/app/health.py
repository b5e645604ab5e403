"""For those who run the service: is it alive, is it ready, what has it done."""

import hmac
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from assistant.app.addresses import is_from_this_machine
from assistant.app.description import problems
from assistant.app.problems import NOT_FOUND, ProblemError
from assistant.app.readiness import Readiness
from assistant.app.service import TheService
from assistant.app.turnstile import BEARER_KNOWN

router = APIRouter(tags=["running"])


class Health(BaseModel):
    """All is well; anything else is a problem document."""

    status: str = "ok"


# Not in a thread: those may all be waiting for the database.
@router.get("/healthz")
async def healthz() -> Health:
    """Says that the process answers."""
    return Health()


@router.get("/readyz")
def readyz(request: Request) -> Health:
    """Says that questions can be answered and kept; else the problem's `code` says what is wrong.

    `E-DATABASE`, `E-SCHEMA`, `E-READ-ONLY`, `E-AUDIT`, `E-HOME` or `E-SPACE`.
    """
    readiness: Readiness = request.app.state.readiness
    fault = readiness.fault()
    if fault is not None:
        raise ProblemError(fault)
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
        setattr(request.state, BEARER_KNOWN, known)
    if not known:
        raise ProblemError(NOT_FOUND)


COUNTERS = {200: {"content": {CONTENT_TYPE_LATEST: {"schema": {"type": "string"}}}}}


@router.get("/metrics", response_class=Response, responses={**COUNTERS, **problems(404)})
def metrics(_known: Annotated[None, Depends(_may_measure)], service: TheService) -> Response:
    """Gives the counters in Prometheus' text format; to whom they are for, else there are none."""
    return Response(service.meters.text(), media_type=CONTENT_TYPE_LATEST)
