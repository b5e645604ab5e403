"""What is taken out of every request to a model, whatever it is about."""

import re
from collections.abc import Callable
from typing import Any, TypeVar, cast

from langchain.agents.middleware import (
    AgentMiddleware,
    AgentState,
    ModelRequest,
    ModelResponse,
    PIIMiddleware,
)
from langchain_core.messages import AIMessage, BaseMessage

from assistant.brains.llm.task import Task

MessageT = TypeVar("MessageT", bound=BaseMessage)
ADDRESS = r"[A-Za-z0-9._%+-]*@[A-Za-z0-9.-]+\.[A-Za-z]{2,}"
"""A mail address, or its end; the library's own pattern finds none behind a Chinese character."""
MOBILE = r"(?<![\d.,])(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![\d.,]\d|\d)"
"""A Chinese mobile number, also in groups: 138 0013 8000. Amounts have commas or a point."""

_LEFT = re.compile(f"{ADDRESS}|{MOBILE}")
"""What is left of a number or an address that was cut into words."""


def leaving(*, signed: bool) -> list[AgentMiddleware[Any, Any]]:
    """Gives what holds back words: some for good, and those with signs until the answer is back.

    A number that has a sign comes back, so that it is hidden in place of being taken out.
    """
    if signed:
        return [_Signed()]
    return [PIIMiddleware("contact", detector=f"{ADDRESS}|{MOBILE}", apply_to_tool_results=True)]


class _Signed(AgentMiddleware[AgentState[None], Task]):
    """Sends signs in place of words, and takes the words in place of the signs that come back."""

    def wrap_model_call(
        self,
        request: ModelRequest[Task],
        handler: Callable[[ModelRequest[Task]], ModelResponse[None]],
    ) -> ModelResponse[None]:
        """Makes a call."""
        signs = request.runtime.context.signs

        def hidden(text: str) -> str:
            return _LEFT.sub("…", signs.hide(text))

        messages = [_changed(message, hidden) for message in request.messages]
        response = handler(request.override(messages=messages))
        shown = [_changed(message, signs.show) for message in response.result]
        return ModelResponse(result=shown, structured_response=response.structured_response)


def _changed(message: MessageT, change: Callable[[str], str]) -> MessageT:
    update: dict[str, Any] = {"content": _within(message.content, change)}
    if isinstance(message, AIMessage):
        update["tool_calls"] = _within(message.tool_calls, change)
        update["invalid_tool_calls"] = _within(message.invalid_tool_calls, change)
    return message.model_copy(update=update)


def _within(value: Any, change: Callable[[str], str]) -> Any:
    match value:
        case str():
            return change(value)
        case dict():
            found = cast("dict[str, Any]", value)
            return {name: _within(one, change) for name, one in found.items()}
        case list():
            return [_within(one, change) for one in cast("list[Any]", value)]
        case _:
            return value
