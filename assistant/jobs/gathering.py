"""The answers to a digest's questions, gathered before anything is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.conversation.question import Question
from assistant.conversation.turn import Taken
from assistant.desk import Desk
from assistant.journal import Reading
from crm.access import Caller
from tools.schedules import Asked, Wish


@dataclass(frozen=True)
class Answer:
    """The answer to one question of a digest."""

    question: str
    taken: Taken


@dataclass
class _Gathered:
    """Takes turns in place of the journal."""

    answers: list[Answer] = field(default_factory=list[Answer])

    def keep_turn(self, question: Question, taken: Taken, reading: Reading) -> None:
        del reading
        self.answers.append(Answer(question.text, taken))


def gathered(desk: Desk, caller: Caller, wish: Wish, asked: Asked) -> Sequence[Answer]:
    """Gives the answers to a digest's questions, each asked alone, as its person may ask now."""
    found = _Gathered()
    asking = desk.telling(found)
    for question in asked.questions:
        asking.ask(caller, Question(question, language=wish.language))
    return found.answers
