"""Has a model plan a question: one call of a tool, checked, tried again where it does not fit."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from langchain.agents import create_agent  # pyright: ignore[reportUnknownVariableType]  (its own checkpointer type is partial)
from langchain.agents.middleware import AgentMiddleware, AgentState, ModelCallLimitMiddleware
from langchain.agents.middleware.types import hook_config
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage
from langchain_core.tools import BaseTool, StructuredTool, ToolException
from langgraph.runtime import Runtime
from openai import OpenAIError
from pydantic import ValidationError

from assistant.brains.llm.earlier import earlier
from assistant.brains.llm.framing import understood
from assistant.brains.llm.loyalty import left_out, unaccounted, unknown_words, unsaid
from assistant.brains.llm.saying import Misfit, Saying, Several
from assistant.brains.planning import Asked, Planned, Spent
from assistant.brains.rules.lexicon import is_cjk
from assistant.brains.rules.outcome import NotUnderstood, Outcome
from crm.measures import Words
from prompts import render
from tools.catalog import CATALOG, Call, Unanswerable

CALLS = 3
"""A plan, and two more tries."""
TAKEN = "taken"
EARLIER = (
    "- The question before was this call; signs such as «1» stand for what it named. Where the"
    " question only changes something of it, repeat it with the change: "
)


class ModelPlanner:
    """Plans questions with one chat model. Thread-safe."""

    def __init__(self, model: BaseChatModel, name: str) -> None:
        self._model = model
        self.name = name

    def plan(self, asked: Asked) -> Planned:
        """Gives what a model made of a question; nothing where it failed or gave up."""
        attempt = _Attempt(asked)
        limits: list[AgentMiddleware[Any, None]] = [
            _EndsWithAPlan(attempt),
            ModelCallLimitMiddleware(run_limit=CALLS, exit_behavior="end"),
        ]
        tools = [_tool(name, attempt) for name in CATALOG]
        agent = create_agent(
            self._model, tools=tools, system_prompt=_prompt(asked), middleware=limits
        )
        question = HumanMessage(_question(asked))
        try:
            state = agent.invoke({"messages": [question]})
        except OpenAIError as error:
            return Planned(attempt.outcome, self.name, failure=type(error).__name__)
        return Planned(attempt.outcome, self.name, _spent(state["messages"]))


def _prompt(asked: Asked) -> str:
    before = earlier(asked.before).call
    measures = {name: one.words for name, one in asked.catalog.measures.items()}
    dimensions = {name: one.words for name, one in asked.catalog.dimensions.items()}
    return render(
        "plan",
        measures=_listed(measures),
        dimensions=_listed(dimensions),
        earlier=f"{EARLIER}{before.model_dump_json()}" if before is not None else "",
    )


def _question(asked: Asked) -> str:
    unknown = unknown_words(asked.cover)
    return f"{asked.text}\n(unknown: {'; '.join(unknown)})" if unknown else asked.text


def _listed(words: Mapping[str, Words]) -> str:
    """Gives what can be asked for: the names are English, so that the Chinese word is enough."""
    return "; ".join(f"{name} {one.zh[0]}" for name, one in words.items())


def _spent(messages: list[AnyMessage]) -> Spent:
    used = [one.usage_metadata for one in messages if isinstance(one, AIMessage)]
    known = [one for one in used if one is not None]
    return Spent(
        sum(one["input_tokens"] for one in known), sum(one["output_tokens"] for one in known)
    )


class _Attempt:
    """Takes a model's calls until one fits."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._saying = Saying(asked.sources, asked.catalog, asked.known, earlier(asked.before))
        self.outcome: Outcome | None = None

    def take(self, call: Call) -> str:
        """Takes a call.

        Raises:
            ToolException: it does not fit; says to the model what would.
        """
        try:
            self.outcome = self._read(call)
        except Several as several:
            self.outcome = several.found
        except Misfit as misfit:
            raise ToolException(str(misfit)) from misfit
        return TAKEN

    def _read(self, call: Call) -> Outcome:
        if isinstance(call, Unanswerable):
            return NotUnderstood(tuple(call.words))
        found, cover = understood(call, self._saying), self._asked.cover
        meanings = {one.word: one.means for one in call.unknown}
        if bare := unaccounted(cover, meanings):
            raise Misfit(f"Say in `unknown` what these mean, or call `unanswerable`: {bare}.")
        if added := unsaid(cover, found.frame, self._asked.before):
            raise Misfit(f"The question does not say: {', '.join(added)}.")
        if forgotten := left_out(cover, found.frame):
            raise Misfit(
                f"The call leaves out: {', '.join(forgotten)}. Can no tool say it? Then"
                " call `unanswerable`."
            )
        read_as = tuple((word, self._called(word, means)) for word, means in meanings.items())
        return replace(found, read_as=read_as)

    def _called(self, word: str, means: str) -> str:
        """Gives what a word means as people call it, in the language of the word."""
        catalog, language = self._asked.catalog, "zh" if is_cjk(word[:1]) else "en"
        named = catalog.measures.get(means) or catalog.dimensions.get(means)
        return named.words.label(language) if named is not None else means


def _tool(name: str, attempt: _Attempt) -> BaseTool:
    schema = CATALOG[name]

    def run(**arguments: object) -> str:
        try:
            return attempt.take(schema.model_validate(arguments))
        except ValidationError as error:
            raise ToolException(f"Wrong arguments: {error.errors()[0]['msg']}.") from error

    return StructuredTool.from_function(
        run,
        name=name,
        description=schema.__doc__,
        args_schema=schema,
        handle_tool_error=True,
        handle_validation_error=True,
    )


class _EndsWithAPlan(AgentMiddleware[AgentState[None], None]):
    """Ends the run once a call was taken: no model words the answer."""

    def __init__(self, attempt: _Attempt) -> None:
        super().__init__()
        self._attempt = attempt

    @hook_config(can_jump_to=["end"])
    def before_model(
        self, state: AgentState[None], runtime: Runtime[None]
    ) -> dict[str, object] | None:
        """Ends before the next call of the model."""
        del state, runtime
        return {"jump_to": "end"} if self._attempt.outcome is not None else None
