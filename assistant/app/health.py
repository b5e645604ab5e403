"""For those who run the service: is it alive, is it ready, what has it done."""

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from assistant.app.problems import BUSY, ProblemError
from assistant.app.service import TheService
from crm.database import DatabaseError
from crm.schema import HEAD, revision

router = APIRouter(tags=["running"])


class Health(BaseModel):
    """All is well; anything else is a problem document."""

    status: str = "ok"


@router.get("/healthz")
def healthz() -> Health:
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


@router.get("/metrics")
def metrics(service: TheService) -> Response:
    """Gives the counters in Prometheus' text format."""
    return Response(service.meters.text(), media_type=CONTENT_TYPE_LATEST)
