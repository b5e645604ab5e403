"""`/mcp`: tools for other programs, by the Model Context Protocol (docs/doors.md).

Each request stands for itself: its token says who calls, and nothing is remembered between two. The
protocol's library is loaded with the first request of somebody who may ask.
"""

from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.types import Message, Receive, Scope, Send

from assistant.app.problems import Kind, ProblemError, language_of
from assistant.app.service import Service, TheCaller, TheService
from crm.access import Caller

if TYPE_CHECKING:
    from assistant.app.mcp_tools import Toolbox

router = APIRouter(include_in_schema=False)
MISSING = Kind(
    HTTPStatus.NOT_IMPLEMENTED,
    "E-MCP",
    "这里没有安装 MCP；管理员可以用 wendan[mcp] 安装。",
    "MCP is not installed here; an administrator installs it with wendan[mcp].",
)
ORIGIN = Kind(
    HTTPStatus.FORBIDDEN,
    "E-ORIGIN",
    "网页不能使用这个地址。",
    "Pages of a browser may not use this address.",
)


def _no_page(request: Request) -> None:
    """Lets no page of a browser in, of whatever name.

    A page that lets its own name point here is of the same origin as this service, to its browser
    (the protocol's "Security Warning" asks for a check of `Origin`). Programs send none.
    """
    if "origin" in request.headers:
        raise ProblemError(ORIGIN)


@router.post("/mcp", response_class=Response, dependencies=[Depends(_no_page)])
async def mcp(request: Request, caller: TheCaller, service: TheService) -> Response:
    """Takes one message of the protocol."""
    body = await request.body()
    toolbox = await run_in_threadpool(_toolbox, caller, service, language_of(request))
    return Exchange(toolbox, body)


def _toolbox(caller: Caller, service: Service, language: str) -> "Toolbox":
    try:
        from assistant.app.mcp_tools import Toolbox  # noqa: PLC0415  (a second, for who uses it)
    except ImportError as error:
        raise ProblemError(MISSING) from error
    return Toolbox(caller, service, language)


class Exchange(Response):
    """One message, answered by the protocol's library."""

    def __init__(self, toolbox: "Toolbox", body: bytes) -> None:
        super().__init__()
        self._toolbox = toolbox
        self._body = body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers it."""
        await self._toolbox.answer(scope, _again(self._body, receive), send)
        if self.background is not None:
            await self.background()


def _again(body: bytes, receive: Receive) -> Receive:
    """Gives `receive` for a body that was read already: within its limits, which are ours."""
    left: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def received() -> Message:
        return left.pop() if left else await receive()

    return received
