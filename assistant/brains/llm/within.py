"""Keeps a question within its time and its tokens, and adds up what it took."""

import json
import time
from collections.abc import Callable
from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from openai import APITimeoutError

from assistant.brains.llm.counting import count
from assistant.brains.planning import Failure, Spent
from assistant.tracing import Span, model_call
from assistant.tracing.spans import INPUT_TOKENS, OUTPUT_TOKENS

LONGEST_CALL = 400
"""Tokens: a call of a tool is short, and what is longer is no call."""


class Exhausted(Exception):
    """The question may take no more."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure


class Within(AgentMiddleware[AgentState[None], None]):
    """Gives each call of the model what is left of the question's time and tokens."""

    def __init__(
        self, tokens: int, seconds: float, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__()
        self.spent = Spent()
        self._tokens = tokens
        self._monotonic = monotonic
        self._until = monotonic() + seconds

    def wrap_model_call(
        self,
        request: ModelRequest[None],
        handler: Callable[[ModelRequest[None]], ModelResponse[None]],
    ) -> ModelResponse[None]:
        """Makes a call.

        Raises:
            Exhausted: there is no time or there are no tokens left for one.
        """
        asked, left_s = size(request), self._until - self._monotonic()
        if left_s <= 0:
            raise Exhausted(Failure.SLOW)
        if self.spent.prompt + self.spent.completion + asked + LONGEST_CALL > self._tokens:
            raise Exhausted(Failure.BUDGET)
        settings = {**request.model_settings, "timeout": left_s}
        self.spent = self.spent.plus(Spent(calls=1))
        with model_call(str(getattr(request.model, "model_name", ""))) as span:
            response = self._made(handler, request.override(model_settings=settings), asked)
            for message in response.result:
                if isinstance(message, AIMessage):
                    self._add(_taken(message, asked), span)
        return response

    def _made(
        self,
        handler: Callable[[ModelRequest[None]], ModelResponse[None]],
        request: ModelRequest[None],
        asked: int,
    ) -> ModelResponse[None]:
        try:
            return handler(request)
        except APITimeoutError:  # it was read there, and is paid for
            self.spent = self.spent.plus(Spent(asked))
            raise

    def _add(self, taken: Spent, span: Span) -> None:
        self.spent = self.spent.plus(taken)
        span.note(INPUT_TOKENS, taken.prompt)
        span.note(OUTPUT_TOKENS, taken.completion)


def size(request: ModelRequest[Any]) -> int:
    """Gives how many tokens are sent: instructions, tools, and what was said so far."""
    tools = [convert_to_openai_tool(one) for one in request.tools if isinstance(one, BaseTool)]
    messages = [str(one.text) + _calls(one) for one in request.messages]
    offered = json.dumps(tools, ensure_ascii=False, separators=(",", ":"))
    return count("\n".join([request.system_prompt or "", offered, *messages]))


def _calls(message: object) -> str:
    calls = message.tool_calls if isinstance(message, AIMessage) else []
    return json.dumps([call["args"] for call in calls], ensure_ascii=False) if calls else ""


def _taken(message: AIMessage, asked: int) -> Spent:
    """Gives what a call took: what the endpoint says, or our own count where it says nothing."""
    used = message.usage_metadata
    if used is None or not used["input_tokens"]:
        return Spent(asked, count(str(message.text) + _calls(message)))
    cached = used.get("input_token_details", {}).get("cache_read", 0)
    return Spent(used["input_tokens"], used["output_tokens"], min(cached, used["input_tokens"]))
