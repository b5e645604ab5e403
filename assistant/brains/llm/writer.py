"""Has a model word an answer: no tools, one text, checked by the caller, one more try."""

from collections.abc import Callable, Sequence
from functools import lru_cache

import structlog
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage

from assistant.brains.hidden import Signs
from assistant.brains.llm.agent import Models, WordingAgent, wording_agent
from assistant.brains.llm.allowance import Allowance
from assistant.brains.llm.task import Task
from assistant.brains.wording import Fault, ToWord, Wording
from prompts import render

TRIES = 2
AGENTS = 4
"""Kept: one for each language, with signs and without."""
LANGUAGES = {"zh": "Chinese", "en": "English"}
AGAIN = "This cannot be sent: {}\nWrite it again."
_log = structlog.get_logger("wendan")


class ModelWriter:
    """Words answers with a chat model. Thread-safe."""

    def __init__(self, models: Models, name: str, seconds: float) -> None:
        self._seconds = seconds
        self.name = name

        @lru_cache(maxsize=AGENTS)
        def agent(prompt: str, *, signed: bool) -> WordingAgent:
            return wording_agent(models, prompt, signed=signed)

        self._agent: Callable[..., WordingAgent] = agent

    def write(self, asked: ToWord, fault: Fault) -> Wording:
        """Gives a text without a fault; none where the model failed, or erred twice."""
        task = Task(Allowance(asked.tokens, self._seconds - asked.spent_s), Signs(asked.hidden))
        prompt = render("word", language=LANGUAGES[asked.language])
        agent = self._agent(prompt, signed=bool(asked.hidden))

        def say(messages: Sequence[AnyMessage]) -> AIMessage | None:
            said = agent(messages, task)[-1]
            return said if isinstance(said, AIMessage) else None

        try:
            text = _tried(asked, say, fault)
        except Exception as error:  # noqa: BLE001  (whatever fails there, our own words are ready)
            _log.warning("model.wordless", model=self.name, error=type(error).__name__)
            text = None
        return Wording(text, task.allowance.model or self.name, task.allowance.spent)


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
