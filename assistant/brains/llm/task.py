"""What one question brings to an agent that is made once and serves all of them."""

from dataclasses import dataclass

from assistant.brains.hidden import Signs
from assistant.brains.llm.allowance import Allowance
from assistant.brains.llm.attempt import Attempt


@dataclass(frozen=True)
class Task:
    """What its calls may take, and the signs that stand for words which may not leave."""

    allowance: Allowance
    signs: Signs


@dataclass(frozen=True)
class PlanTask(Task):
    """A question that is to be planned."""

    attempt: Attempt
