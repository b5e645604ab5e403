"""The tools as the Model Context Protocol has them, in the hands of one caller.

A call is a turn: it takes from the caller's allowance and a seat, runs with the caller's rights,
and is kept and on record. Nothing here writes to the business.
"""

import logging
from collections.abc import Callable
from typing import Any

from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
    ToolAnnotations,
)
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send

from assistant.app.api import ChatRequest
from assistant.app.asking import seated
from assistant.app.failures import told
from assistant.app.problems import BODY_LIMIT
from assistant.app.service import Service
from assistant.app.tool_results import result_schema
from assistant.app.tool_shapes import (
    ASK,
    INSTRUCTIONS,
    BadArgumentsError,
    UnknownToolError,
    call_of,
    first_fault,
    offers,
)
from assistant.conversation.calls import question_of
from assistant.conversation.markdown import in_markdown
from assistant.conversation.reply import Reply
from crm.access import Caller

LEFT_OUT = {"chart", "timings_ms", "actions"}
"""Parts of a reply that mean nothing to a program that calls a tool."""
READS_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, open_world_hint=False)
Context = ServerRequestContext[Any]

_library = logging.getLogger("mcp")
_library.propagate = False  # it logs what it cannot read, and that may be a question
_library.addHandler(logging.NullHandler())


class Toolbox:
    """The tools of one caller, for one message."""

    def __init__(self, caller: Caller, service: Service, language: str) -> None:
        self._caller = caller
        self._service = service
        self._language = language
        self._server: Server[Any] = Server(
            "wendan",
            title="Wendan 问单",
            version=service.version,
            instructions=INSTRUCTIONS,
            on_list_tools=self._list,
            on_call_tool=self._call,
        )
        self._server.middleware.clear()  # spans of its own, which strangers' messages could name

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one message."""
        manager = StreamableHTTPSessionManager(
            self._server, json_response=True, stateless=True, max_request_body_size=BODY_LIMIT
        )
        async with manager.run():
            await manager.handle_request(scope, receive, send)

    async def _list(
        self, _context: Context, _params: PaginatedRequestParams | None
    ) -> ListToolsResult:
        desk = self._service.desk
        catalog = await run_in_threadpool(desk.catalog)
        found = offers(catalog, documents=desk.has_documents)
        return ListToolsResult(
            tools=[
                Tool(
                    name=one.name,
                    description=one.description,
                    input_schema=one.schema,
                    output_schema=result_schema(),
                    annotations=READS_ONLY,
                )
                for one in found
            ]
        )

    async def _call(self, _context: Context, params: CallToolRequestParams) -> CallToolResult:
        try:
            asked = self._asked(params)
            async with seated(self._caller, self._service):
                reply = await run_in_threadpool(asked)
        except (UnknownToolError, BadArgumentsError) as error:
            return _refused(str(error))
        except Exception as error:  # noqa: BLE001  (the library would tell and log it)
            problem = told(error, self._service.meters, self._language)
            return _refused(f"{problem['detail']} ({problem['code']})")
        return _answered(reply)

    def _asked(self, params: CallToolRequestParams) -> Callable[[], Reply]:
        """Gives what answers a call.

        Raises:
            UnknownToolError: there is no such tool.
            BadArgumentsError: an argument is missing, or not of its kind.
        """
        given = params.arguments or {}
        if params.name == ASK:
            try:
                body = ChatRequest.model_validate(given)
            except ValidationError as error:
                raise BadArgumentsError(first_fault(error)) from error
            return lambda: self._service.ask(self._caller, body.question(), "mcp")
        call, language = call_of(params.name, given)
        question = question_of(params.name, call, language)
        return lambda: self._service.call(self._caller, call, question)


def _answered(reply: Reply) -> CallToolResult:
    return CallToolResult(
        content=[TextContent(type="text", text=in_markdown(reply))],
        structured_content=reply.model_dump(mode="json", exclude=LEFT_OUT),
        is_error=reply.status in {"not_understood", "error"},
    )


def _refused(words: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=words)], is_error=True)
