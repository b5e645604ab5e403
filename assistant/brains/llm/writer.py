"""Has a model word an answer: no tools, one text, checked by the caller, one more try."""

from collections.abc import Callable, Sequence
from typing import Any

import structlog
from langchain.agents import create_agent  # pyright: ignore[reportUnknownVariableType]  (its own checkpointer type is partial)
from langchain.agents.middleware import AgentMiddleware
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage

from assistant.brains.llm.leaving import leaving
from assistant.brains.llm.retrying import retried
from assistant.brains.llm.within import Within
from assistant.brains.wording import Fault, ToWord, Wording
from prompts import render

TRIES = 2
LANGUAGES = {"zh": "Chinese", "en": "English"}
AGAIN = "This cannot be sent: {}\nWrite it again."
_log = structlog.get_logger("wendan")


class ModelWriter:
    """Words answers with one chat model. Thread-safe."""

    def __init__(self, model: BaseChatModel, name: str, seconds: float) -> None:
        self._model = model
        self._seconds = seconds
        self.name = name

    def write(self, asked: ToWord, fault: Fault) -> Wording:
        """Gives a text without a fault; none where the model failed, or erred twice."""
        within = Within(asked.tokens, self._seconds - asked.spent_s)
        limits: list[AgentMiddleware[Any, None]] = [*leaving(asked.hidden), retried(), within]
        prompt = render("word", language=LANGUAGES[asked.language])
        agent = create_agent(self._model, system_prompt=prompt, middleware=limits)

        def say(messages: Sequence[AnyMessage]) -> AIMessage | None:
            said = agent.invoke({"messages": list(messages)})["messages"][-1]
            return said if isinstance(said, AIMessage) else None

        try:
            text = _tried(asked, say, fault)
        except Exception as error:  # noqa: BLE001  (whatever fails there, our own words are ready)
            _log.warning("model.wordless", model=self.name, error=type(error).__name__)
            text = None
        return Wording(text, self.name, within.spent)


def _tried(
    asked: ToWord, say: Callable[[Sequence[AnyMessage]], AIMessage | None], fault: Fault
) -> str | None:
    """Gives what is said without a fault; None where it is not at the second try either."""
    messages: list[AnyMessage] = [HumanMessage(f"{asked.question}\n<data>\n{asked.data}\n</data>")]
    for _ in range(TRIES):
        said = say(messages)
        if said is None or said.tool_calls:
            return None
        text = str(said.text)
        found = fault(text)
        if found is None:
            return text
        messages += [AIMessage(text), HumanMessage(AGAIN.format(found))]
    return None
