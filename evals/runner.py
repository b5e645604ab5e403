"""Asks the cases of a data set at a desk and reports what came of it."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.conversation.question import Question
from assistant.conversation.reply import Reply, Status
from assistant.desk import Desk
from evals.case import Case, Sort, Turn
from evals.checking import check
from evals.tally import Tally, tally
from evals.verdict import Outcome, Verdict

Source = Literal["rules", "verified", "documents", "model"]
"""What replies come from: the rules alone, a verified plan, a passage of a document, a model."""
SHOWN = 200
"""How much of a reply's text is kept."""


@dataclass(frozen=True)
class Posed:
    """A case to ask: as it stands, or in other words (`way`) that ask for the same."""

    case: Case
    sort: Sort
    held_back: bool
    way: str | None = None


@dataclass(frozen=True)
class Answered:
    """One question asked, what came, and what the check says of it."""

    place: int
    """Which turn of its conversation, from 1."""
    turn: Turn
    verdict: Verdict
    status: Status
    said: str
    confidence: float | None
    """The brain's; None where it read no question about data."""
    parse_ms: float
    elapsed_ms: float
    by: Source = "rules"
    """What the reply came from."""
    tokens: int = 0
    """That a model took, read and written."""
    is_grounded: bool = True
    """Whether every figure of the reply was found again in the rows."""


@dataclass(frozen=True)
class Judged:
    """A case with what came of each of its turns."""

    posed: Posed
    answered: tuple[Answered, ...]

    @property
    def outcome(self) -> Outcome:
        """Gives the worst of its turns: a dialogue is right where all of it is."""
        found = {one.verdict.outcome for one in self.answered}
        worst_first: tuple[Outcome, ...] = ("wrong", "abstained", "right")
        return next(outcome for outcome in worst_first if outcome in found)

    def __str__(self) -> str:
        parts = (
            f"{self.posed.case.id}.{one.place} ({one.turn.kind}) {one.turn.text!r}: "
            f"{one.verdict.outcome}, {one.verdict.reason}: {one.said}"
            for one in self.answered
            if one.verdict.outcome != "right"
        )
        return "; ".join(parts)


@dataclass(frozen=True)
class Report:
    """All cases of a run."""

    judged: tuple[Judged, ...]

    @property
    def turns(self) -> Tally:
        """Gives how the single turns came out."""
        return tally(one.verdict.outcome for case in self.judged for one in case.answered)

    @property
    def open_misses(self) -> tuple[Judged, ...]:
        """Gives the cases that are not right, but for those held back from developers."""
        missed = (one for one in self.judged if one.outcome != "right")
        return tuple(one for one in missed if not one.posed.held_back)


def posed(cases: Iterable[Case], sort: Sort) -> Iterator[Posed]:
    """Gives the cases of a sort as they stand."""
    return (Posed(case, sort, case.held_back) for case in cases)


def run(desk: Desk, cases: Iterable[Posed]) -> Report:
    """Gives the report on all turns of all cases, each case in a conversation of its own."""
    return Report(tuple(Judged(one, tuple(_asked(desk, one.case))) for one in cases))


def _asked(desk: Desk, case: Case) -> Iterator[Answered]:
    caller = desk.caller(case.asker)
    conversation: str | None = None
    for place, turn in enumerate(case.turns, start=1):
        began = time.perf_counter()
        reply = desk.ask(caller, Question(turn.text, conversation))
        elapsed = (time.perf_counter() - began) * 1000
        conversation = reply.conversation_id
        yield _answered(place, turn, reply, elapsed)


def _answered(place: int, turn: Turn, reply: Reply, elapsed_ms: float) -> Answered:
    return Answered(
        place,
        turn,
        check(turn.expected, reply),
        reply.status,
        reply.text[:SHOWN],
        reply.confidence,
        reply.timings_ms["parse"],
        elapsed_ms,
        source_of(reply),
        reply.usage.prompt_tokens + reply.usage.completion_tokens,
        reply.checked.matched == reply.checked.figures,
    )


def source_of(reply: Reply) -> Source:
    """Gives what a reply came from; a model also where it only said what to look up."""
    if reply.brain == "llm":
        return "model"
    if reply.quotes:
        return "documents"
    return "verified" if reply.verified else "rules"
