"""Raw exports: rows of a table, or those behind an answer, as CSV or XLSX."""

from datetime import date
from typing import Annotated, Any, Literal, get_args

import anyio
from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import Field, StringConstraints
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from assistant.app.problems import (
    EXPORTS_BUSY,
    INPUT,
    MAY_NOT_EXPORT,
    NOTHING_TO_EXPORT,
    ProblemError,
)
from assistant.app.service import TheBearer
from assistant.exports import (
    Export,
    Exports,
    ExportsBusyError,
    NotExportableError,
    NothingToExportError,
    OfTable,
    OfTurn,
    RoleMayNotExportError,
    Shape,
)
from assistant.exports.export import TYPES
from assistant.exports.wishes import Encoding, Format, Wish
from crm.access import Caller
from crm.periods import Period
from crm.query.raw import TABLES

Table = Literal[
    "users",
    "customers",
    "contacts",
    "products",
    "orders",
    "order_lines",
    "returns",
    "payments",
    "invoices",
    "contracts",
    "opportunities",
    "activities",
    "usage",
    "targets",
]
assert set(get_args(Table)) == set(TABLES), "the interface names the tables that there are"

FIRST, LAST = date(1900, 1, 1), date(2999, 12, 31)
OneId = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
"""PostgreSQL holds no NUL in a text."""
Day = Annotated[date, Field(ge=FIRST, le=LAST)]
_FILE = {"schema": {"type": "string", "format": "binary"}}
_PROBLEM = {"content": {"application/problem+json": {"schema": {"type": "object"}}}}
RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file. `Export-Id` stands in the audit log, `Export-Rows` are the rows "
        "in it, `Export-Found` those that there are, `Export-Cut` tells whether some are left out.",
        "content": dict.fromkeys(TYPES.values(), _FILE),
    },
    401: {"description": "No valid token.", **_PROBLEM},
    403: {"description": "The token or the role may not export.", **_PROBLEM},
    404: {"description": "No such answer or customer for this caller.", **_PROBLEM},
    422: {"description": "The rows cannot be chosen like that.", **_PROBLEM},
    503: {"description": "Too many exports run at this moment.", **_PROBLEM},
}
router = APIRouter(prefix="/api/v1/export", tags=["exports"], responses=RESPONSES)


class Download(StreamingResponse):
    """Sends an export, and closes it however the sending ends: whole, broken off, or failed."""

    def __init__(self, export: Export) -> None:
        mark = export.mark
        headers = {
            "Content-Disposition": f'attachment; filename="{export.file_name}"',
            "Export-Id": mark.export_id,
            "Export-Rows": str(mark.rows),
            "Export-Found": str(mark.found),
            "Export-Cut": "true" if mark.cut else "false",
        }
        super().__init__(export.parts(), headers=headers)
        self.headers["content-type"] = export.media_type
        self._export = export

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            with anyio.CancelScope(shield=True):
                await run_in_threadpool(self._export.close)


def _exports(request: Request) -> Exports:
    found: Exports = request.app.state.exports
    return found


def _exporter(bearer: TheBearer) -> Caller:
    """Gives who exports: the token must be made for it; the role is checked by `Exports`."""
    return bearer.acting("export")


TheExports = Annotated[Exports, Depends(_exports)]
TheExporter = Annotated[Caller, Depends(_exporter)]


def _shape(
    format: Annotated[Format, Query()] = "csv",  # noqa: A002  (what the parameter is called)
    encoding: Annotated[Encoding, Query(description="Of a CSV.")] = "utf-8",
) -> Shape:
    return Shape(format, encoding)


TheShape = Annotated[Shape, Depends(_shape)]


def _chosen(
    table: Annotated[Table, Path()],
    since: Annotated[Day, Query(description="The first day.")] = FIRST,
    until: Annotated[Day, Query(description="The last day.")] = LAST,
    customer_id: Annotated[OneId | None, Query()] = None,
) -> OfTable:
    """Gives which rows of a table are asked for."""
    if since > until:
        raise ProblemError(INPUT, "since is after until.")
    period = None if (since, until) == (FIRST, LAST) else Period(since, until)
    return OfTable(table, period, customer_id)


TheChosen = Annotated[OfTable, Depends(_chosen)]


@router.get("/tables/{table}", response_class=Download, status_code=200)  # noqa: FAST003  (`_chosen` takes it)
def table(chosen: TheChosen, caller: TheExporter, exports: TheExports, shape: TheShape) -> Download:
    """Gives rows of one table, at most as many as the deployment allows."""
    return download(exports, caller, chosen, shape)


@router.get("/turns/{turn_id}", response_class=Download, status_code=200)
def turn(
    turn_id: Annotated[OneId, Path()],
    caller: TheExporter,
    exports: TheExports,
    shape: TheShape,
    result: Annotated[int, Query(ge=0, le=50, description="Which one of the answer.")] = 0,
) -> Download:
    """Gives all rows behind an answer of the caller's own, as they are now."""
    return download(exports, caller, OfTurn(turn_id, result), shape)


def download(exports: Exports, caller: Caller, wish: Wish, shape: Shape) -> Download:
    """Gives the file of a wish.

    Raises:
        ProblemError: the caller may not have it, or there is none.
    """
    try:
        return Download(exports.begin(caller, wish, shape))
    except RoleMayNotExportError as error:
        raise ProblemError(MAY_NOT_EXPORT) from error
    except NothingToExportError as error:
        raise ProblemError(NOTHING_TO_EXPORT) from error
    except ExportsBusyError as error:
        raise ProblemError(EXPORTS_BUSY) from error
    except NotExportableError as error:
        raise ProblemError(INPUT, str(error)) from error
