"""DingTalk's stream mode, by its own SDK: what comes in is kept before it is acknowledged."""

import asyncio
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import structlog
from dingtalk_stream import (  # pyright: ignore[reportMissingTypeStubs]
    AckMessage,
    CallbackHandler,
    CallbackMessage,
    ChatbotMessage,
    Credential,
    DingTalkStreamClient,
)

from assistant.channels.dingtalk.reading import Json

MESSAGES: str = ChatbotMessage.TOPIC
CLICKS: str = CallbackHandler.TOPIC_CARD_CALLBACK
STOPPING_S = 0.2
"""Between two looks at whether to stop."""
Open = Callable[[Sequence[Mapping[str, str]]], Json | None]
"""Gives where to connect to for these subscriptions, and the ticket; None where that failed."""
Keep = Callable[[str, Json, str], None]
"""Keeps what came on a topic, by its data and its id there."""
_log = structlog.get_logger("wendan")
_SDK = logging.getLogger("assistant.channels.dingtalk.sdk")


class _Errors(logging.Handler):
    """Tells which step of the SDK failed and by what; its own words hold what people write."""

    def emit(self, record: logging.LogRecord) -> None:
        """Logs an error of the SDK."""
        kind = record.exc_info[0] if record.exc_info else None
        error = kind.__name__ if kind is not None else "unnamed"
        _log.warning("channel.sdk", channel="dingtalk", step=record.funcName, error=error)


_SDK.addHandler(_Errors(logging.ERROR))
_SDK.propagate = False


class _Handler(CallbackHandler):
    def __init__(self, topic: str, keep: Keep) -> None:
        super().__init__()
        self._topic = topic
        self._keep = keep

    async def process(self, message: CallbackMessage) -> Any:
        """Keeps a message; where that fails nothing is acknowledged, and it comes again."""
        found, frame_id = cast("Json", message.data), str(message.headers.message_id)
        await asyncio.to_thread(self._keep, self._topic, found, frame_id)
        return AckMessage.STATUS_OK, "OK"


class _Client(DingTalkStreamClient):
    """The SDK's client, which finds its way by our calls: with limits, and to any address."""

    def __init__(self, find: Open) -> None:
        super().__init__(Credential("", ""), logger=_SDK)
        self._find = find

    def open_connection(self) -> Any:
        """Gives where to connect to."""
        return self._find([{"type": "CALLBACK", "topic": one} for one in (MESSAGES, CLICKS)])


def listen(find: Open, keep: Keep, stopped: threading.Event) -> None:
    """Keeps a connection, and opens it anew where it breaks, until it is stopped."""
    asyncio.run(_listening(find, keep, stopped))


async def _listening(find: Open, keep: Keep, stopped: threading.Event) -> None:
    client = _Client(find)
    for topic in (MESSAGES, CLICKS):
        client.register_callback_handler(topic, _Handler(topic, keep))
    running = asyncio.create_task(client.start())
    await asyncio.wait([running], timeout=STOPPING_S)  # before it began it could not be stopped
    while not (stopped.is_set() or running.done()):
        await asyncio.wait([running], timeout=STOPPING_S)
    await client.stop()
    await running
