"""What is answered while the database or the disk cannot be used: a problem that says when to ask.

Nothing has to be restarted afterwards: connections that broke are opened anew (`crm.database`), and
the next request is answered.
"""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from assistant.app.metrics import Meters
from assistant.app.problems import BUSY, Kind, response
from crm.outages import Outage, outage

STORAGE = Kind(
    HTTPStatus.INSUFFICIENT_STORAGE,
    "E-STORAGE",
    "服务器的磁盘写不下了，这次没有保存任何内容。请告诉管理员。",
    "The server's disk takes no more; nothing was kept of this. Tell your administrator.",
    {"Retry-After": "60"},
)
UNUSABLE = Kind(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "E-UNUSABLE",
    "订单库现在不能使用，请告诉管理员。",
    "The order database cannot be used as it is now. Tell your administrator.",
    {"Retry-After": "30"},
)
_PROBLEMS: Mapping[Outage, Kind] = {
    Outage.UNREACHABLE: BUSY,
    Outage.BUSY: BUSY,
    Outage.STORAGE: STORAGE,
    Outage.READ_ONLY: UNUSABLE,
    Outage.SCHEMA: UNUSABLE,
    Outage.DAMAGED: UNUSABLE,
}


def problem(error: Exception, meters: Meters) -> Kind | None:
    """Gives the problem of an outage, which is counted and logged; None for another error."""
    found = outage(error)
    if found is None:
        return None
    meters.outage(found, error)
    return _PROBLEMS[found]


def install(app: FastAPI, meters: Meters) -> None:
    """Makes `app` answer outages with their problem documents."""

    async def told(request: Request, error: Exception) -> JSONResponse:
        kind = problem(error, meters)
        if kind is None:
            raise error  # to the guard, which gives it a code
        return response(request, kind)

    for failure in (DBAPIError, PoolTimeout, OSError):
        app.add_exception_handler(failure, told)
