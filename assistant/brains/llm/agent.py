"""The agents that plan and word: made once, since to build a graph costs as much as to run it.

What belongs to one question reaches its tools and its middleware as the run's context.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from langchain.agents import create_agent  # pyright: ignore[reportUnknownVariableType]  (its own checkpointer type is partial)
from langchain.agents.middleware import (
    AgentMiddleware,
    AgentState,
    ModelCallLimitMiddleware,
    ModelFallbackMiddleware,
)
from langchain.agents.middleware.types import hook_config
from langchain.tools import ToolRuntime
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AnyMessage
from langchain_core.tools import BaseTool, StructuredTool, ToolException
from langchain_core.utils.function_calling import convert_to_openai_tool
from langgraph.runtime import Runtime
from pydantic import ValidationError

from assistant.brains.llm.leaving import leaving
from assistant.brains.llm.retrying import retried
from assistant.brains.llm.task import PlanTask, Task
from assistant.brains.llm.within import Within
from tools.catalog import CATALOG

CALLS = 3
"""A plan, and two more tries."""


@dataclass(frozen=True)
class Models:
    """A model, and one that is asked where it fails."""

    first: BaseChatModel
    fallback: BaseChatModel | None = None


PlanningAgent = Callable[[Sequence[AnyMessage], PlanTask], Sequence[AnyMessage]]
WordingAgent = Callable[[Sequence[AnyMessage], Task], Sequence[AnyMessage]]
"""Each gives all messages at the end of its run. They are thread-safe."""


def planning_agent(models: Models, prompt: str, *, documents: bool, signed: bool) -> PlanningAgent:
    """Gives an agent that calls tools until a call fits the question of its `PlanTask`.

    Args:
        models: what plans.
        prompt: its instructions.
        documents: whether there are documents to look things up in.
        signed: whether signs stand for words that may not leave.
    """
    limits: list[AgentMiddleware[Any, Any]] = [
        _EndsWithAPlan(),
        ModelCallLimitMiddleware(run_limit=CALLS, exit_behavior="end"),
        *_careful(models, signed=signed),
    ]
    tools = [_tool(name) for name in CATALOG if name != "documents" or documents]
    agent = create_agent(
        models.first, tools=tools, system_prompt=prompt, middleware=limits, context_schema=PlanTask
    )
    return lambda messages, task: agent.invoke({"messages": [*messages]}, context=task)["messages"]


def wording_agent(models: Models, prompt: str, *, signed: bool) -> WordingAgent:
    """Gives an agent that has no tools, and says one thing."""
    limits = _careful(models, signed=signed)
    agent = create_agent(models.first, system_prompt=prompt, middleware=limits, context_schema=Task)
    return lambda messages, task: agent.invoke({"messages": [*messages]}, context=task)["messages"]


def _careful(models: Models, *, signed: bool) -> list[AgentMiddleware[Any, Any]]:
    """Gives what each call goes through, the outermost first: what may leave, and how often."""
    other: list[AgentMiddleware[Any, Any]] = []
    if models.fallback is not None:
        other = [ModelFallbackMiddleware(models.fallback)]
    return [*leaving(signed=signed), *other, retried(), Within()]


class _EndsWithAPlan(AgentMiddleware[AgentState[None], PlanTask]):
    """Ends the run once a call was taken: no model words the answer."""

    @hook_config(can_jump_to=["end"])
    def before_model(
        self, state: AgentState[None], runtime: Runtime[PlanTask]
    ) -> dict[str, object] | None:
        """Ends before the next call of the model."""
        del state
        return {"jump_to": "end"} if runtime.context.attempt.is_over else None


def _tool(name: str) -> BaseTool:
    schema = CATALOG[name]

    def run(runtime: ToolRuntime[PlanTask, AgentState[None]], **arguments: object) -> str:
        try:
            return runtime.context.attempt.take(schema.model_validate(arguments))
        except ValidationError as error:
            raise ToolException(f"Wrong arguments: {error.errors()[0]['msg']}.") from error

    return StructuredTool.from_function(
        run,
        name=name,
        description=schema.__doc__,
        args_schema=_parameters(name),
        handle_tool_error=True,
        handle_validation_error=True,
    )


@cache
def _parameters(name: str) -> dict[str, object]:
    """Gives a tool's JSON schema, without what only makes it longer."""
    found: dict[str, object] = convert_to_openai_tool(CATALOG[name])["function"]["parameters"]
    return {key: value for key, value in found.items() if key != "additionalProperties"}
