"""A body that does not come in time ends its request, and an answer that is being read does not."""

import asyncio

import pytest
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope, Send

from assistant.app.guard import RequestLimit

SCOPE: Scope = {"type": "http", "method": "POST", "path": "/", "headers": []}


async def unheard(message: Message) -> None:
    del message


class Reader:
    """An application that reads the body, and then waits for its caller to go."""

    def __init__(self) -> None:
        self.heard: list[Message] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del scope, send
        while not self.heard or self.heard[-1]["type"] == "http.request":
            self.heard.append(await receive())


def saying(*messages: Message, pause: asyncio.Event) -> Receive:
    left = list(messages)

    async def receive() -> Message:
        if not left:
            await pause.wait()
            return {"type": "http.disconnect"}
        return left.pop(0)

    return receive


async def test_a_body_that_stays_away_ends_the_request() -> None:
    begun: Message = {"type": "http.request", "body": b"{", "more_body": True}
    limit = RequestLimit(Reader(), body_s=0.01)
    with pytest.raises(HTTPException) as ended:
        await limit(SCOPE, saying(begun, pause=asyncio.Event()), unheard)
    assert ended.value.status_code == 408


async def test_after_the_body_a_caller_may_wait_as_long_as_the_answer_takes() -> None:
    whole: Message = {"type": "http.request", "body": b"{}", "more_body": False}
    pause, reader = asyncio.Event(), Reader()
    limit = RequestLimit(reader, body_s=0.01)
    answering = asyncio.create_task(limit(SCOPE, saying(whole, pause=pause), unheard))
    await asyncio.sleep(0.05)
    assert not answering.done()
    pause.set()
    await answering
    assert [message["type"] for message in reader.heard] == ["http.request", "http.disconnect"]
