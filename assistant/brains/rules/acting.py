"""Requests to do something: 提醒我周五给蓝海打电话, "send it to her", 记一下今天拜访了蓝海.

Each kind is tried in turn; one that a text does not fit whole gives None, and the text is read as
any other question. What is read is a wish: nothing is done by it (`assistant/actions`).
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time
from typing import cast

from assistant.brains.rules.ordering import ordered
from assistant.brains.rules.outcome import Acting, Doubtful, NotUnderstood
from assistant.brains.rules.requests import Request, When, kinds, left_over, words
from assistant.brains.rules.spans import Sources, Span, cover
from assistant.brains.rules.thread import Thread
from assistant.brains.rules.unusual import NUMBER
from tools.wishes import (
    ActivityKind,
    ChangeField,
    Customer,
    CustomerField,
    ExportAnswer,
    LogActivity,
    MakeTask,
    MarkAnomaly,
    SendDraft,
    ShowProposals,
    ShowTasks,
    Verdict,
)

Outcome = Acting | Doubtful | NotUnderstood
NINE = time(9)
"""When a reminder comes that names a day alone."""
LONGEST_NAME = 40
_OF_DATA = ("measure", "entity", "dimension")
_NO_DAY = NotUnderstood((), lacking="day")
_TRIGGERS = (
    ("send", "verb"), ("export", "verb"), ("remind", "start"), ("task", "start"),
    ("tasks", "any"), ("proposals", "any"), ("log", "start"), ("mark", "dismissed"),
    ("mark", "confirmed"), ("mark", "snoozed"), ("change", "verb"), ("order", "any"),
    ("decide", "any"),
)  # fmt: skip


def acted(
    text: str, sources: Sources, settled: Mapping[str, str], thread: Thread
) -> Outcome | None:
    """Gives what is to be done; None where nothing is.

    Args:
        text: the question.
        sources: the names that the asker may see, and the business date.
        settled: what the conversation has decided about names.
        thread: the conversation so far.
    """
    request = Request(text, sources, settled, thread)
    if not any(request.has(*trigger) for trigger in _TRIGGERS):
        return None
    for read in _READERS:
        outcome = read(request)
        if outcome is not None:
            return outcome
    return None


def _sent(request: Request) -> Outcome | None:
    """Gives that the draft of just now is to be sent."""
    if not (request.has("send", "verb") or request.has("send", "to")):
        return None
    draft = request.thread.draft
    to = left_over(request.text, *(words("send", kind) for kind in ("to", "verb", "silent")))
    if draft is None:
        means_one = not to and words("send", "it").search(request.text) is not None
        return NotUnderstood((), lacking="draft") if means_one else None
    return Acting(SendDraft(draft, to)) if _may_be_a_name(to, request) else None


def _may_be_a_name(to: str, request: Request) -> bool:
    """Whether what is left over may say to whom: an address, or words that ask for no data."""
    if not to:
        return True
    if len(to) > LONGEST_NAME or not request.has("send", "to"):
        return False
    if "@" in to:
        return " " not in to
    if words("send", "other").search(to):
        return False
    return not any(map(_asks, cover(to, request.sources).spans))


def _asks(span: Span) -> bool:
    """Whether a word is of a question about data."""
    named = span.name is not None and not span.name.guessed
    return named or span.period is not None or any(map(span.may_be, _OF_DATA))


def _exported(request: Request) -> Outcome | None:
    if request.thread.frame is None or not request.has("export", "verb"):
        return None
    known = [words("export", kind) for kind in ("verb", "xlsx", "csv", "silent")]
    if left_over(request.text, *known):
        return None
    return Acting(ExportAnswer("csv" if request.has("export", "csv") else "xlsx"))


def _reminded(request: Request) -> Outcome | None:
    return _task(request, "remind")


def _tasked(request: Request) -> Outcome | None:
    return _task(request, "task")


def _task(request: Request, family: str) -> Outcome | None:
    """Gives what is to be remembered; of a reminder the day has to be said, before or behind."""
    start = words(family, "start").search(request.text)
    if start is None or words("recurring", "any").search(request.nameless):
        return None
    when = request.when(ahead=True)
    if left_over(_outside(request.text[: start.start()], when), words("polite", "any")):
        return None
    if when.bad is not None:
        return NotUnderstood((), bad_periods=(when.bad,))
    return _remembered(request, start.end(), when, reminds=family == "remind")


def _outside(text: str, when: When) -> str:
    """Gives a text without the day and the time in it."""
    inside = {at for first, last in when.places for at in range(first, last)}
    return "".join(" " if at in inside else sign for at, sign in enumerate(text))


def _remembered(request: Request, start: int, when: When, *, reminds: bool) -> Outcome:
    """Gives what is to be remembered, from where it begins."""
    if reminds and when.day is None and when.time is None:
        return _NO_DAY
    title = _title(request, start, when.places)
    customer = request.customer(spoken_of_counts=False)
    if isinstance(customer, Doubtful):
        return customer
    if not title:
        return NotUnderstood((), lacking="task")
    about = customer if isinstance(customer, Customer) else None
    due = _due(request, when)
    return Acting(MakeTask(title, due, reminds, about))


def _due(request: Request, when: When) -> datetime | None:
    if when.day is None and when.time is None:
        return None
    return datetime.combine(when.day or request.sources.today, when.time or NINE)


def _title(request: Request, start: int, places: Sequence[tuple[int, int]]) -> str:
    """Gives what is to be remembered, as it was written, without a day or time at its edges."""
    end, changed = len(request.text), True
    while changed:
        changed = False
        start, end = _trimmed(request.text, start, end)
        for first, last in places:
            if first <= start < last:
                start, changed = last, True
            elif first < end <= last and first > start:
                end, changed = first, True
    said = request.written(start, end)
    polite = words("polite", "any").match(said.lower())
    return said[polite.end() :].strip() if polite is not None else said


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and text[end - 1] in " ,.;:!?":
        end -= 1
    return start, end


def _tasks_listed(request: Request) -> Outcome | None:
    """Gives that the own tasks are wanted, and nothing else."""
    return Acting(ShowTasks()) if _are_wanted("tasks", request) else None


def _proposals_listed(request: Request) -> Outcome | None:
    """Gives that it is asked what waits for one's own approval, and nothing else."""
    return Acting(ShowProposals()) if _are_wanted("proposals", request) else None


def _decided(request: Request) -> Outcome | None:
    """Gives that somebody wants to decide by words, by which nothing is decided."""
    return Acting(ShowProposals(by_words=True)) if _are_wanted("decide", request) else None


def _are_wanted(family: str, request: Request) -> bool:
    known = words(family, "any")
    if known.search(request.text) is None:
        return False
    return not left_over(request.text, known, words(family, "silent"))


def _logged(request: Request) -> Outcome | None:
    """Gives an activity with a customer: of which kind, on which day, and what was said of it."""
    start = words("log", "start").match(request.text)
    if start is None:
        return None
    customer = request.customer()
    if isinstance(customer, Doubtful | NotUnderstood):
        return customer
    if customer is None:
        return NotUnderstood((), lacking="whose")
    return _with_kind(request, customer, start.end())


def _with_kind(request: Request, customer: Customer, start: int) -> Outcome:
    kind = _first("activity", request.nameless[start:])
    if kind is None:
        return NotUnderstood((), lacking="activity")
    today = request.sources.today
    day = request.when(ahead=False).day or today
    if day > today:
        return _NO_DAY
    activity = cast("ActivityKind", kind)  # the file's lines are these
    note = request.written(start, len(request.text))
    return Acting(LogActivity(customer, activity, day, note))


def _first(family: str, text: str) -> str | None:
    """Gives the line of a part whose word stands first in a text."""
    found = [
        (place.start(), -len(place.group()), kind)
        for kind in kinds(family)
        if (place := words(family, kind).search(text)) is not None
    ]
    return min(found)[2] if found else None


_SAID: tuple[Verdict, ...] = ("snoozed", "confirmed", "dismissed")
"""In the order in which they count: 稍后再看 has 看."""


def _marked(request: Request) -> Outcome | None:
    """Gives what the flags of an order are said to be; a question says nothing of that."""
    numbers = list(NUMBER.finditer(request.text))
    if len(numbers) != 1 or words("mark", "question").search(request.text):
        return None
    verdict: Verdict | None = next((one for one in _SAID if request.has("mark", one)), None)
    if verdict is None:
        return None
    number = numbers[0].span()
    said, reason = _parted(request, number[1])
    when = request.when(ahead=True, outside=number)
    bare = _outside(said, When(places=(number, *when.places)))
    if left_over(bare, *(words("mark", kind) for kind in (*_SAID, "silent"))):
        return None
    until = when.day if verdict == "snoozed" else None
    return Acting(MarkAnomaly(request.written(*number).upper(), verdict, reason, until))


def _parted(request: Request, behind: int) -> tuple[str, str]:
    """Gives what is said, and the reason that is given for it."""
    found = words("mark", "because").search(request.text, behind)
    if found is None:
        return request.text, ""
    return request.text[: found.start()], request.written(found.end(), len(request.text))


def _changed(request: Request) -> Outcome | None:
    """Gives a field of a customer with the value that it is to have."""
    if not request.names_of("customer"):
        return None
    rest = request.nameless
    setting = list(words("change", "set").finditer(rest))
    if not setting:
        return None
    place = setting[0]
    before, value = rest[: place.start()], request.written(place.end(), len(rest))
    field = _first("customer_field", before)
    if field is None or not value or "□" in rest[place.end() :]:
        return None
    patterns = (words("customer_field", field), words("change", "verb"), words("change", "silent"))
    if left_over(before, *patterns):
        return None
    customer = request.customer()
    if not isinstance(customer, Customer):
        return customer
    name = cast("CustomerField", field)  # the file's lines are these
    return Acting(ChangeField(customer, name, _value(field, value)))


def _value(field: str, said: str) -> str:
    if field != "status":
        return said
    return _first("status", said.lower()) or said


_READERS: tuple[Callable[[Request], Outcome | None], ...] = (
    _sent,
    _exported,
    _reminded,
    _tasked,
    _tasks_listed,
    _proposals_listed,
    _logged,
    ordered,
    _marked,
    _changed,
    _decided,
)
