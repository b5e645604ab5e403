"""Asks for the drafts, and counts: what is right, and every fault."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.desk import Desk
from crm.database import connect, sqlite_url
from evals.datasets import DATABASE, desk, fill
from evals.drafts.cases import Case, cases
from evals.drafts.checking import wrong_with
from evals.drafts.facts import allowed
from evals.drafts.gold import Files

TODAY = date(2026, 11, 21)
Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True)
class Came:
    """What came of one case: the faults of its message."""

    case: Case
    faults: tuple[str, ...]


def measure(*, progress: Progress | None = None) -> tuple[Came, ...]:
    """Gives what comes of all cases. All is made in a folder that is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="wendan-eval-") as name:
        home = Path(name)
        engine = connect(sqlite_url(home / DATABASE))
        try:
            fill(engine, "demo", home, None)
            files = Files(home / "company", TODAY)
            names = files.every_name()
            answering = desk(engine, "demo")
            found: list[Came] = []
            for number, case in enumerate(every := cases(), start=1):
                facts = allowed(case, files, TODAY)
                faults = wrong_with(case, _asked(answering, case), facts, names)
                found.append(Came(case, faults))
                if progress is not None:
                    progress("drafts", number, len(every))
        finally:
            engine.dispose()
    return tuple(found)


def _asked(answering: Desk, case: Case) -> Reply:
    """Gives the reply to the last turn of a case."""
    caller, conversation, reply = answering.caller(case.user), None, None
    for text in case.turns:
        reply = answering.ask(caller, Question(text, conversation))
        conversation = reply.conversation_id
    assert reply is not None, "a case has a turn"
    return reply
