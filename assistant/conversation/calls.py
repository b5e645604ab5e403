"""A call of a tool by another program: it becomes a turn like a question, with no brain between.

Names and periods are given as people say them, and read by the code that reads a language model's
calls; what comes of it runs, is checked and kept like any answer. There is no question to hold the
call against: whoever calls says what it wants.
"""

import time
from dataclasses import dataclass

from assistant.brains.llm.earlier import Earlier
from assistant.brains.llm.framing import understood
from assistant.brains.llm.saying import Misfit, Saying, Several
from assistant.brains.rules.brain import LONGEST, Reading
from assistant.brains.rules.lexicon import is_cjk
from assistant.brains.rules.mentions import Known
from assistant.brains.rules.outcome import NotUnderstood, Outcome
from assistant.brains.rules.thread import Thread, after
from assistant.conversation.circumstances import Circumstances
from assistant.conversation.documents import Lookup, Searched, searched
from assistant.conversation.history import new_id
from assistant.conversation.question import Question, storable
from assistant.conversation.reply import Language
from assistant.conversation.turn import Read, Taken, answered
from assistant.markup import escaped
from crm.text import fold
from tools.catalog import CATALOG, Documents, Figures, Profile, Reasons, Rows

Called = Figures | Rows | Profile | Reasons | Documents
OFFERED: tuple[str, ...] = tuple(name for name in CATALOG if name != "unanswerable")
"""The tools that other programs may call: all that look something up."""
NO_DOCUMENTS = "There are no documents here."
UNREADABLE = "The documents cannot be read now."


@dataclass(frozen=True)
class _Made:
    """What was made of a call; `fault` says what would do, where it could not be read."""

    outcome: Outcome
    fault: str = ""


def question_of(name: str, call: Called, language: Language | None) -> Question:
    """Gives a call in the place of a question, for the conversation that it is kept in."""
    values = call.model_dump(exclude={"unknown"}).values()
    words = [str(one) for value in values for one in _flat(value) if one and one is not True]
    text = storable(" · ".join([f"{name}: {words[0]}", *words[1:]] if words else [name]))
    if language is None:
        language = "zh" if any(map(is_cjk, text)) else "en"
    return Question(text, language=language)


def _flat(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else [value]  # pyright: ignore[reportUnknownArgumentType]


def called(call: Called, question: Question, around: Circumstances) -> Taken:
    """Gives the reply to a call and what comes of it. Nothing is stored here."""
    began = time.perf_counter()
    found = None
    if len(question.text) > LONGEST:
        made = _Made(NotUnderstood((), lacking="brevity"))
    elif isinstance(call, Documents):
        found = searched(Lookup(call.topic, plainly=True), around.tools)
        made = _looked_up(found)
    else:
        made = _made(call, around)
    thread = after(made.outcome, question.text, {}, Thread())
    reading = Reading(made.outcome, thread, question.text)
    read = Read(question, new_id(), Thread(), reading, found, began, parsed=time.perf_counter())
    taken = answered(read, around)
    return _with_fault(taken, made.fault) if made.fault else taken


def _looked_up(found: Searched | None) -> _Made:
    """Gives that no data is asked for: the documents answer, or say that they do not."""
    if found is None:
        return _Made(NotUnderstood(()), NO_DOCUMENTS)
    return _Made(NotUnderstood(()), UNREADABLE if found.failed else "")


def _made(call: Figures | Rows | Profile | Reasons, around: Circumstances) -> _Made:
    catalog = around.tools.database.catalog
    try:
        return _Made(understood(call, Saying(around.sources, catalog, Known({}), Earlier())))
    except Several as several:
        return _Made(several.found)
    except Misfit as misfit:
        unknown = (fold(misfit.unknown).text,) if misfit.unknown else ()
        return _Made(NotUnderstood(unknown), "" if unknown else str(misfit))


def _with_fault(taken: Taken, fault: str) -> Taken:
    """Gives the reply with what is wrong with the call, for the program that made it."""
    text = escaped(fault, "markdown")
    reply = taken.reply.model_copy(update={"text": text, "suggestions": ()})
    return Taken(reply, taken.thread, taken.outcome)
