"""Has a model plan a question: one call of a tool, checked, tried again where it does not fit."""

from collections.abc import Callable
from functools import lru_cache

import structlog
from langchain_core.messages import HumanMessage
from openai import APITimeoutError, OpenAIError

from assistant.brains.hidden import Signs
from assistant.brains.llm.agent import Models, PlanningAgent, planning_agent
from assistant.brains.llm.allowance import Allowance, Exhausted
from assistant.brains.llm.asking import instructions, message
from assistant.brains.llm.attempt import Attempt
from assistant.brains.llm.counting import count
from assistant.brains.llm.task import PlanTask
from assistant.brains.planning import Asked, Failure, Planned

AGENTS = 8
"""Kept: one for each catalog, with documents and without, with signs and without."""
_log = structlog.get_logger("wendan")


class ModelPlanner:
    """Plans questions with a chat model. Thread-safe."""

    def __init__(self, models: Models, name: str, seconds: float) -> None:
        self._seconds = seconds
        self.name = name

        @lru_cache(maxsize=AGENTS)
        def agent(prompt: str, *, documents: bool, signed: bool) -> PlanningAgent:
            return planning_agent(models, prompt, documents=documents, signed=signed)

        self._agent: Callable[..., PlanningAgent] = agent

    def prepare(self) -> None:
        """Loads what counts tokens; nothing is sent."""
        count("")

    def plan(self, asked: Asked) -> Planned:
        """Gives what a model made of a question; nothing where it failed or gave up."""
        self.prepare()
        attempt = Attempt(asked)
        task = PlanTask(Allowance(asked.tokens, self._seconds), Signs(asked.hidden), attempt)
        failed, cause = self._try(asked, task)
        if failed is None and attempt.outcome is None and attempt.look_up is None:
            failed = Failure.NONSENSE
        return Planned(
            attempt.outcome,
            task.allowance.model or self.name,
            task.allowance.spent,
            failure=failed,
            cause=cause,
            look_up=attempt.look_up,
        )

    def _try(self, asked: Asked, task: PlanTask) -> tuple[Failure | None, str]:
        """Has the model call tools until a call fits; gives why it could not, and the error."""
        prompt, signed = instructions(asked.catalog), bool(asked.hidden)
        agent = self._agent(prompt, documents=asked.documents, signed=signed)
        try:
            agent([HumanMessage(message(asked))], task)
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
