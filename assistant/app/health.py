"""For those who run the service: is it alive, is it ready, what has it done."""

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from assistant.app.problems import ProblemError
from assistant.app.readiness import Readiness
from assistant.app.service import TheService

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


@router.get("/metrics")
def metrics(service: TheService) -> Response:
    """Gives the counters in Prometheus' text format."""
    return Response(service.meters.text(), media_type=CONTENT_TYPE_LATEST)
