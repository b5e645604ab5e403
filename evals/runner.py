"""Asks the cases of a data set at a desk and reports what came of it."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.conversation.turn import Question
from assistant.desk import Desk
from evals.case import Case, Turn
from evals.checking import check
from evals.verdict import Outcome, Verdict


@dataclass(frozen=True)
class Answered:
    """One question asked, and what the check says of its answer."""

    case: Case
    place: int
    """Which turn of its conversation, from 1."""
    turn: Turn
    verdict: Verdict
    elapsed_ms: float

    def __str__(self) -> str:
        return (
            f"{self.verdict.outcome} {self.case.id}.{self.place} ({self.turn.kind}) "
            f"{self.turn.text!r}: {self.verdict.reason}"
        )


@dataclass(frozen=True)
class Report:
    """All questions of a run."""

    answered: tuple[Answered, ...]

    @property
    def counts(self) -> Mapping[Outcome, int]:
        """Gives how many answers were right, abstained and wrong."""
        return Counter(one.verdict.outcome for one in self.answered)

    @property
    def by_kind(self) -> Mapping[str, Mapping[Outcome, int]]:
        """Gives the counts of every kind of question."""
        return _counted((one.turn.kind, one.verdict.outcome) for one in self.answered)

    @property
    def by_tag(self) -> Mapping[str, Mapping[Outcome, int]]:
        """Gives the counts of every tag; a question with two tags counts in both."""
        return _counted(
            (tag, one.verdict.outcome) for one in self.answered for tag in one.case.tags
        )

    @property
    def right(self) -> float:
        """Gives the share of right answers; 1 where nothing was asked."""
        return self.counts.get("right", 0) / len(self.answered) if self.answered else 1.0

    @property
    def wrong(self) -> tuple[Answered, ...]:
        """Gives the wrong answers, which are worse than none."""
        return tuple(one for one in self.answered if one.verdict.outcome == "wrong")

    @property
    def misses(self) -> tuple[Answered, ...]:
        """Gives all answers that are not right."""
        return tuple(one for one in self.answered if one.verdict.outcome != "right")

    def latency_ms(self, quantile: float) -> float:
        """Gives the time from question to answer that `quantile` (0 to 1) of them stay below."""
        times = sorted(one.elapsed_ms for one in self.answered)
        return times[min(int(len(times) * quantile), len(times) - 1)] if times else 0.0


def _counted(pairs: Iterable[tuple[str, Outcome]]) -> Mapping[str, Mapping[Outcome, int]]:
    found: dict[str, Counter[Outcome]] = {}
    for name, outcome in pairs:
        found.setdefault(name, Counter())[outcome] += 1
    return found


def run(desk: Desk, cases: Iterable[Case]) -> Report:
    """Gives the report on all turns of all cases, each case in a conversation of its own."""
    return Report(tuple(one for case in cases for one in _asked(desk, case)))


def _asked(desk: Desk, case: Case) -> Iterable[Answered]:
    caller = desk.caller(case.asker)
    conversation: str | None = None
    for place, turn in enumerate(case.turns, start=1):
        began = time.perf_counter()
        reply = desk.ask(caller, Question(turn.text, conversation))
        elapsed = (time.perf_counter() - began) * 1000
        conversation = reply.conversation_id
        yield Answered(case, place, turn, check(turn.expected, reply), elapsed)
