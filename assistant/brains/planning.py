"""The two brains together: what the rules cannot read, a model may plan.

No library of language models is imported here: a deployment without a model has none.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from assistant.brains.hidden import Hidden
from assistant.brains.rules.asides import without_asides
from assistant.brains.rules.brain import Reading
from assistant.brains.rules.frame import Frame
from assistant.brains.rules.mentions import Known
from assistant.brains.rules.outcome import NotUnderstood, Outcome, Understood
from assistant.brains.rules.spans import Cover, Sources, cover
from assistant.brains.rules.thread import Thread, after, goes_astray
from crm.measures import Catalog


@dataclass(frozen=True)
class Example:
    """A question that was verified, without names and days, and its frame.

    Attributes:
        question: with slots in the place of names and periods.
        frame: with signs («1», «2») in the place of names; it holds no period.
        names: the slots of the names, in the order of the signs.
        period: the slot of the period that it is about.
        compared: the slot of the period that it is compared with.
    """

    question: str
    frame: Frame
    names: tuple[str, ...] = ()
    period: str = ""
    compared: str = ""


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
        documents: whether there are documents to look things up in.
        tokens: how many may be taken, read and written together.
        examples: verified questions like it.
        hidden: words of the question that may not leave as they are.
    """

    text: str
    cover: Cover
    before: Frame | None
    sources: Sources
    catalog: Catalog
    known: Known
    documents: bool = False
    tokens: int = 20_000
    examples: tuple[Example, ...] = ()
    hidden: tuple[Hidden, ...] = ()


@dataclass(frozen=True)
class Spent:
    """Tokens that a plan took, and in how many calls of the model."""

    prompt: int = 0
    completion: int = 0
    cached: int = 0
    """Those of the prompt that the server had read before."""
    calls: int = 0

    def plus(self, more: "Spent") -> "Spent":
        """Gives both together."""
        return Spent(
            self.prompt + more.prompt,
            self.completion + more.completion,
            self.cached + more.cached,
            self.calls + more.calls,
        )


class Failure(StrEnum):
    """Why a model gave no plan."""

    AWAY = "away"
    """It cannot be reached, or refuses."""
    SLOW = "slow"
    BUDGET = "budget"
    """The tokens of this question, of the user's day or of everybody's day are used up."""
    NONSENSE = "nonsense"
    """None of its answers was a plan that fits the question."""


@dataclass(frozen=True)
class Planned:
    """What a model made of a question.

    Attributes:
        outcome: None where it failed, or knew no better than the rules.
        model: its name.
        spent: what it took, also where it failed.
        failure: why there is neither an outcome nor words to look up, where it is its fault.
        cause: the kind of error, for whoever looks after the service.
        look_up: under which words documents may hold the answer.
    """

    outcome: Outcome | None
    model: str
    spent: Spent = Spent()
    failure: Failure | None = None
    cause: str = ""
    look_up: str | None = None


class Planner(Protocol):
    """Plans questions."""

    @property
    def name(self) -> str:
        """Gives the model's name."""
        ...

    def prepare(self) -> None:
        """Loads what it needs now, so that the first question need not wait for it."""
        ...

    def plan(self, asked: Asked) -> Planned:
        """Gives what it made of a question."""
        ...


class LatePlanner:
    """A planner that is made when it is first needed: its libraries take seconds to load."""

    def __init__(self, name: str, make: Callable[[], Planner]) -> None:
        self.name = name
        self._make = make
        self._made: Planner | None = None
        self._lock = threading.Lock()

    def prepare(self) -> None:
        """Makes it now."""
        self._planner().prepare()

    def plan(self, asked: Asked) -> Planned:
        """Gives what it made of a question."""
        return self._planner().plan(asked)

    def _planner(self) -> Planner:
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made


@dataclass(frozen=True)
class Means:
    """What a model may use for a question.

    It is the catalog, documents where there are any, tokens, and verified questions like it.
    `hidden` are words of the question that may not leave as they are.
    """

    catalog: Catalog
    documents: bool
    tokens: int
    examples: tuple[Example, ...] = ()
    hidden: tuple[Hidden, ...] = ()


def is_for_a_model(reading: Reading) -> bool:
    """Whether the rules understood too little; what nobody would ask is not sent anywhere."""
    outcome = reading.outcome
    if not isinstance(outcome, NotUnderstood):
        return False
    ours = {"before", "occasion", "addressee", "sent"}
    return not outcome.is_too_long and outcome.lacking not in ours


def planned(
    planner: Planner, reading: Reading, thread: Thread, sources: Sources, means: Means
) -> Planned:
    """Gives what a model makes of what the rules did not understand."""
    if not means.tokens:
        return Planned(None, planner.name, failure=Failure.BUDGET)
    asked = Asked(
        reading.text,
        cover(without_asides(reading.text), sources),
        thread.frame,
        sources,
        means.catalog,
        Known(reading.settled),
        means.documents,
        means.tokens,
        means.examples,
        means.hidden,
    )
    found = planner.plan(asked)
    return found if _holds(found.outcome, thread) else replace(found, outcome=None)


def _holds(outcome: Outcome | None, thread: Thread) -> bool:
    """Whether a model knew better than the rules, and went on from the right question."""
    if isinstance(outcome, Understood):
        return not goes_astray(outcome, thread)
    return outcome is not None and not isinstance(outcome, NotUnderstood)


def with_plan(reading: Reading, thread: Thread, plan: Planned | None) -> Reading:
    """Gives the reading that a model's plan makes of one; without a plan that of the rules."""
    if plan is None or plan.outcome is None:
        return reading
    then = after(plan.outcome, reading.text, reading.settled, thread)
    return replace(reading, outcome=plan.outcome, thread=then)
