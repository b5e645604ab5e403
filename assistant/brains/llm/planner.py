"""Has a model plan a question: one call of a tool, checked, tried again where it does not fit."""

from dataclasses import replace
from functools import cache
from typing import Any

import structlog
from langchain.agents import create_agent  # pyright: ignore[reportUnknownVariableType]  (its own checkpointer type is partial)
from langchain.agents.middleware import (
    AgentMiddleware,
    AgentState,
    ModelCallLimitMiddleware,
)
from langchain.agents.middleware.types import hook_config
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage
from langchain_core.tools import BaseTool, StructuredTool, ToolException
from langchain_core.utils.function_calling import convert_to_openai_tool
from langgraph.runtime import Runtime
from openai import APITimeoutError, OpenAIError
from pydantic import ValidationError

from assistant.brains.llm.asking import instructions, message
from assistant.brains.llm.completing import completed
from assistant.brains.llm.counting import count
from assistant.brains.llm.earlier import earlier
from assistant.brains.llm.framing import understood
from assistant.brains.llm.leaving import leaving
from assistant.brains.llm.loyalty import forgotten, unaccounted, unknown_words, unsaid
from assistant.brains.llm.retrying import retried
from assistant.brains.llm.saying import Misfit, Saying, Several
from assistant.brains.llm.within import Exhausted, Within
from assistant.brains.planning import Asked, Failure, Planned
from assistant.brains.rules.lexicon import is_cjk
from assistant.brains.rules.outcome import NotUnderstood, Outcome, Understood
from tools.catalog import CATALOG, Call, Documents, Figures, Profile, Reasons, Rows, Unanswerable

CALLS = 3
"""A plan, and two more tries."""
TAKEN = "taken"
_log = structlog.get_logger("wendan")


class ModelPlanner:
    """Plans questions with one chat model. Thread-safe."""

    def __init__(self, model: BaseChatModel, name: str, seconds: float) -> None:
        self._model = model
        self._seconds = seconds
        self.name = name

    def prepare(self) -> None:
        """Loads what counts tokens; nothing is sent."""
        count("")

    def plan(self, asked: Asked) -> Planned:
        """Gives what a model made of a question; nothing where it failed or gave up."""
        self.prepare()
        attempt, within = _Attempt(asked), Within(asked.tokens, self._seconds)
        failed, cause = self._try(asked, attempt, within)
        if failed is None and attempt.outcome is None and attempt.look_up is None:
            failed = Failure.NONSENSE
        return Planned(
            attempt.outcome,
            self.name,
            within.spent,
            failure=failed,
            cause=cause,
            look_up=attempt.look_up,
        )

    def _try(self, asked: Asked, attempt: "_Attempt", within: Within) -> tuple[Failure | None, str]:
        """Has the model call tools until a call fits; gives why it could not, and the error."""
        limits: list[AgentMiddleware[Any, None]] = [
            _EndsWithAPlan(attempt),
            ModelCallLimitMiddleware(run_limit=CALLS, exit_behavior="end"),
            *leaving(asked.hidden),
            retried(),
            within,
        ]
        tools = [_tool(name, attempt) for name in CATALOG if name != "documents" or asked.documents]
        agent = create_agent(
            self._model, tools=tools, system_prompt=instructions(asked.catalog), middleware=limits
        )
        try:
            agent.invoke({"messages": [HumanMessage(message(asked))]})
        except Exhausted as end:
            return end.failure, type(end).__name__
        except APITimeoutError as error:
            return Failure.SLOW, type(error).__name__
        except OpenAIError as error:
            return Failure.AWAY, type(error).__name__
        except Exception as error:  # noqa: BLE001  (an answer of any form breaks libraries anywhere)
            _log.warning("model.nonsense", model=self.name, error=type(error).__name__)
            return Failure.NONSENSE, type(error).__name__
        return None, ""


class _Attempt:
    """Takes a model's calls until one fits."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._saying = Saying(
            asked.sources, asked.catalog, asked.known, earlier(asked.before), asked.text
        )
        self.outcome: Outcome | None = None
        self.look_up: str | None = None

    @property
    def is_over(self) -> bool:
        """Whether a call was taken."""
        return self.outcome is not None or self.look_up is not None

    def take(self, call: Call) -> str:
        """Takes a call.

        Raises:
            ToolException: it does not fit; says to the model what would.
        """
        if isinstance(call, Documents):
            self.look_up = call.topic
            return TAKEN
        try:
            self.outcome = self._read(call)
        except Several as several:
            self.outcome = several.found
        except Misfit as misfit:
            raise ToolException(str(misfit)) from misfit
        return TAKEN

    def _read(self, call: Figures | Rows | Profile | Reasons | Unanswerable) -> Outcome:
        if isinstance(call, Unanswerable):
            return NotUnderstood(tuple(call.words))
        cover = self._asked.cover
        found = self._completed(call)
        words = unknown_words(cover)
        meanings = {one.word: one.means for one in call.unknown if one.word in words}
        if bare := unaccounted(cover, meanings, found.frame):
            raise Misfit(
                f"`unknown` lacks what these mean in the call: {bare}. Repeat the call with it; if"
                " one may be a name, or means something else, call `unanswerable`."
            )
        if added := unsaid(cover, found.frame, self._asked.before, meanings.values()):
            raise Misfit(f"The question does not say: {', '.join(added)}.")
        if left := [span.text for span in forgotten(cover, found.frame)]:
            raise Misfit(
                f"The call leaves out: {', '.join(left)}. Can no tool say it? Then"
                " call `unanswerable`."
            )
        read_as = tuple((word, self._called(word, means)) for word, means in meanings.items())
        return replace(found, read_as=read_as)

    def _completed(self, call: Figures | Rows | Profile | Reasons) -> Understood:
        """Gives what a call says, with the period and the name that it forgot."""
        found, cover = understood(call, self._saying), self._asked.cover
        whole = completed(call, cover, forgotten(cover, found.frame))
        return found if whole is call else understood(whole, self._saying)

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
        args_schema=_parameters(name),
        handle_tool_error=True,
        handle_validation_error=True,
    )


@cache
def _parameters(name: str) -> dict[str, object]:
    """Gives a tool's JSON schema: made once, since LangChain makes it of a class for each call."""
    found: dict[str, object] = convert_to_openai_tool(CATALOG[name])["function"]["parameters"]
    return {key: value for key, value in found.items() if key != "additionalProperties"}


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
        return {"jump_to": "end"} if self._attempt.is_over else None
