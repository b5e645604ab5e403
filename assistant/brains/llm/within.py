"""Keeps each call of a model within its question's time and tokens, and adds up what it took."""

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from openai import APITimeoutError

from assistant.brains.llm.allowance import Allowance
from assistant.brains.llm.counting import count
from assistant.brains.llm.task import Task
from assistant.brains.planning import Spent
from assistant.tracing import Span, model_call
from assistant.tracing.spans import INPUT_TOKENS, OUTPUT_TOKENS

Handler = Callable[[ModelRequest[Task]], ModelResponse[None]]


class Within(AgentMiddleware[AgentState[None], Task]):
    """Gives each call of the model what is left of the question's time and tokens."""

    def wrap_model_call(self, request: ModelRequest[Task], handler: Handler) -> ModelResponse[None]:
        """Makes a call.

        Raises:
            Exhausted: there is no time or there are no tokens left for one.
        """
        allowance, asked = request.runtime.context.allowance, size(request)
        settings = {**request.model_settings, "timeout": allowance.begin(asked)}
        name = str(getattr(request.model, "model_name", ""))
        with model_call(name) as span:
            try:
                response = handler(request.override(model_settings=settings))
            except APITimeoutError:  # it was read there, and is paid for
                allowance.add(Spent(asked))
                raise
            allowance.model = name
            for message in response.result:
                if isinstance(message, AIMessage):
                    _add(_taken(message, asked), allowance, span)
        return response


def _add(taken: Spent, allowance: Allowance, span: Span) -> None:
    allowance.add(taken)
    span.note(INPUT_TOKENS, taken.prompt)
    span.note(OUTPUT_TOKENS, taken.completion)


def size(request: ModelRequest[Any]) -> int:
    """Gives how many tokens are sent: instructions, tools, and what was said so far."""
    tools = [convert_to_openai_tool(one) for one in request.tools if isinstance(one, BaseTool)]
    offered = json.dumps(tools, ensure_ascii=False, separators=(",", ":"))
    messages = [str(one.text) + _calls(one) for one in request.messages]
    return _count_of_constant(f"{request.system_prompt or ''}\n{offered}\n") + count(
        "\n".join(messages)
    )


_count_of_constant = lru_cache(maxsize=8)(count)
"""Instructions and tools: the same for every question, and nine tenths of what is sent."""


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
