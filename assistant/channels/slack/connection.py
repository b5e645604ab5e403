"""Slack's Socket Mode, by its own SDK: what comes in is kept before it is acknowledged."""

import json
import logging
import threading
from collections.abc import Callable
from typing import Any, cast

from slack_sdk import WebClient
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from assistant.channels.contract import Received

Keep = Callable[[str, dict[str, Any]], Received]
"""Keeps what came, by its kind; gives what Slack wants to hear."""
LOOKED_S = 0.5
"""Between two looks whether the connection is still there."""
AT_ONCE = 4
_SILENT = logging.getLogger("assistant.channels.slack.sdk")
_SILENT.addHandler(logging.NullHandler())
_SILENT.propagate = False  # it would log what people write


def listen(app_token: str, client: WebClient, keep: Keep, stopped: threading.Event) -> None:
    """Keeps a connection until it is stopped, or gone.

    Where Slack announces that it will end one (each hour or so), the SDK opens the next one first.

    Raises:
        SlackApiError: Slack opens none for this token.
    """

    def take(sdk: BaseSocketModeClient, request: SocketModeRequest) -> None:
        # What this raises is not acknowledged, and comes again.
        received = keep(request.type, cast("dict[str, Any]", request.payload))
        told = json.loads(received.body) if received.body else None
        sdk.send_socket_mode_response(SocketModeResponse(request.envelope_id, told))

    sdk = SocketModeClient(
        app_token, _SILENT, client, auto_reconnect_enabled=False, concurrency=AT_ONCE
    )
    sdk.socket_mode_request_listeners.append(take)
    try:
        sdk.connect()
        while _is_there(sdk) and not stopped.wait(LOOKED_S):
            pass
    finally:
        sdk.close()


def _is_there(sdk: SocketModeClient) -> bool:
    with sdk.connect_operation_lock:  # not while one connection takes the place of another
        return sdk.is_connected()
