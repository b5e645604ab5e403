"""Whether the same question gives the same reply every time."""

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.desk import Desk
from evals.case import Case, mark

TIMES = 8
SAMPLE = 50
CHANGING = {"conversation_id", "turn_id", "timings_ms"}
"""What differs between two asks of one question and says nothing of the answer."""


@dataclass(frozen=True)
class Repeated:
    """How many questions were asked `TIMES` times, and those whose replies differed, by id."""

    asked: int
    differing: tuple[str, ...]


def repeated(desk: Desk, cases: Iterable[Case]) -> Repeated:
    """Gives what came of asking a sample of the first questions again and again."""
    sample = sorted(cases, key=lambda case: mark(f"repeat {case.id}"))[:SAMPLE]
    return Repeated(len(sample), tuple(case.id for case in sample if not _same(desk, case)))


def _same(desk: Desk, case: Case) -> bool:
    caller = desk.caller(case.asker)
    question = Question(case.turns[0].text)
    return len({_content(desk.ask(caller, question)) for _ in range(TIMES)}) == 1


def _content(reply: Reply) -> str:
    return f"{reply.confidence} {reply.model_dump_json(exclude=CHANGING)}"
