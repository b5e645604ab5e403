"""What a spoken question got, beside what the same question gets when it is typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.desk import Desk
from crm.access import Caller

Kind = Literal["right", "asked", "missed", "entity", "other", "unheard"]
KINDS: dict[Kind, str] = {
    "right": "the same answer as typed",
    "asked": "asked back, and a choice gives that answer",
    "missed": "not understood, or asked back about something else",
    "entity": "answered about another name, place or product",
    "other": "answered otherwise",
    "unheard": "the recogniser heard nothing, or does not work",
}


@dataclass(frozen=True)
class Compared:
    """One spoken question, what was heard, and what came of it."""

    name: str
    said: str
    heard: str
    kind: Kind


def compared(desk: Desk, caller: Caller, name: str, said: str, heard: str) -> Compared:
    """Gives what came of a question that was said, and heard so."""
    if not heard:
        return Compared(name, said, heard, "unheard")
    typed = desk.ask(caller, Question(said))
    spoken = desk.ask(caller, Question(heard, heard=True))
    return Compared(name, said, heard, _kind(desk, caller, typed, spoken))


def _kind(desk: Desk, caller: Caller, typed: Reply, spoken: Reply) -> Kind:
    if _evidence(spoken) == _evidence(typed) and spoken.status == typed.status:
        return "right"
    if spoken.status == "clarify":
        chosen = (
            desk.ask(caller, Question(choice.value, spoken.conversation_id, heard=True))
            for choice in spoken.choices
        )
        return "asked" if any(_evidence(one) == _evidence(typed) for one in chosen) else "missed"
    if spoken.status != "answered":
        return "missed"
    return "entity" if _names(spoken) != _names(typed) else "other"


def _evidence(reply: Reply) -> Sequence[object]:
    return [(one.tool, one.arguments, one.rows) for one in reply.results] or [reply.text]


def _names(reply: Reply) -> set[str]:
    return {part.value for part in reply.reading if part.slot == "filter"}
