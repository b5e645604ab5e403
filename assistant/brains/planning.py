"""The two brains together: what the rules cannot read, a model may plan.

No library of language models is imported here: a deployment without a model has none.
"""

from dataclasses import dataclass, replace
from typing import Protocol

from assistant.brains.rules.asides import without_asides
from assistant.brains.rules.brain import Reading
from assistant.brains.rules.brain import understand as rules
from assistant.brains.rules.frame import Frame
from assistant.brains.rules.mentions import Known
from assistant.brains.rules.outcome import NotUnderstood, Outcome, Understood
from assistant.brains.rules.spans import Cover, Sources, cover
from assistant.brains.rules.thread import Thread, after, goes_astray
from crm.measures import Catalog


@dataclass(frozen=True)
class Asked:
    """A question that the rules brain did not understand.

    Attributes:
        text: the question.
        cover: what the rules brain recognises in it.
        before: the question before, if this may be about it.
        sources: words, names and calendar, with the asker's eyes.
        catalog: what can be asked for.
        known: what the conversation has decided about names.
    """

    text: str
    cover: Cover
    before: Frame | None
    sources: Sources
    catalog: Catalog
    known: Known


@dataclass(frozen=True)
class Spent:
    """Tokens that a plan took."""

    prompt: int = 0
    completion: int = 0


@dataclass(frozen=True)
class Planned:
    """What a model made of a question; without an outcome it failed, or found nothing that fits."""

    outcome: Outcome | None
    model: str
    spent: Spent = Spent()
    failure: str | None = None


class Planner(Protocol):
    """Plans questions."""

    @property
    def name(self) -> str:
        """Gives the model's name."""
        ...

    def plan(self, asked: Asked) -> Planned:
        """Gives what it made of a question."""
        ...


def understand(
    text: str, thread: Thread, sources: Sources, catalog: Catalog, planner: Planner | None
) -> tuple[Reading, Planned | None]:
    """Gives the reading of a question, and what a model had to do with it.

    The rules answer what they explain fully. Where the model fails, or knows no better, what the
    rules did not understand is the outcome.
    """
    reading = rules(text, thread, sources)
    if planner is None or not _is_for_a_model(reading.outcome):
        return reading, None
    found = cover(without_asides(reading.text), sources)
    known = Known(reading.settled)
    planned = planner.plan(Asked(reading.text, found, thread.frame, sources, catalog, known))
    if not _holds(planned.outcome, thread):
        return reading, planned if planned.outcome is None else replace(planned, outcome=None)
    assert planned.outcome is not None, "asked before"
    then = after(planned.outcome, reading.text, reading.settled, thread)
    return replace(reading, outcome=planned.outcome, thread=then), planned


def _is_for_a_model(outcome: Outcome) -> bool:
    """Whether the rules understood too little; what nobody would ask is not sent anywhere."""
    if not isinstance(outcome, NotUnderstood):
        return False
    return not outcome.is_too_long and outcome.lacking != "before"


def _holds(outcome: Outcome | None, thread: Thread) -> bool:
    """Whether a model knew better than the rules, and went on from the right question."""
    if isinstance(outcome, Understood):
        return not goes_astray(outcome, thread)
    return outcome is not None and not isinstance(outcome, NotUnderstood)
