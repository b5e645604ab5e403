"""Holds a message against what the raw files say: no more, no less, and blanks for the rest."""

import re
from collections.abc import Iterator

from assistant.conversation.reply import DraftPart, Reply
from evals.drafts.cases import Case
from evals.drafts.facts import Facts

_SMS = {"zh": 70, "en": 160}
_BLANK = re.compile(r"【(.+?)】|\[(.+?)\]")


def wrong_with(case: Case, reply: Reply, facts: Facts, names: frozenset[str]) -> tuple[str, ...]:
    """Gives what is wrong with the reply to a case; nothing where it is right."""
    if case.expected == "refused":
        quiet = reply.draft is None and reply.status in {"refused", "not_understood"}
        return () if quiet else ("something was written that must not be",)
    if case.expected == "nothing":
        quiet = reply.draft is None and reply.status == "answered"
        return () if quiet else (f"a message, or no word why there is none: {reply.status}",)
    if reply.draft is None:
        return (f"no message: {reply.status}",)
    return tuple(_faults(case, reply.draft, facts, names))


def _faults(case: Case, draft: DraftPart, facts: Facts, names: frozenset[str]) -> Iterator[str]:
    text = f"{draft.subject or ''}\n{draft.text}"
    kind = (draft.customer_id, draft.occasion, draft.language, draft.channel)
    if kind != (case.customer, case.occasion, case.language, case.channel):
        yield f"another message: {kind}"
    for name in case.facts:
        if not any(one in text for one in facts.get(name, ())):
            yield f"lacks {name}"
    if set(draft.blanks) != set(case.blanks):
        yield f"blanks {sorted(draft.blanks)} in place of {sorted(case.blanks)}"
    if {a or b for a, b in _BLANK.findall(text)} != set(draft.blanks):
        yield "blanks that stand in the text and are not listed, or are listed only"
    yield from _unsupported(text, facts, names)
    if (draft.subject is not None) != (case.channel == "email"):
        yield "a subject where there is no e-mail, or none of one"
    if case.channel == "sms" and "\n" in draft.text:
        yield "a text message of several lines"


def _unsupported(text: str, facts: Facts, names: frozenset[str]) -> Iterator[str]:
    """Gives the numbers and names of a text that are in none of the facts."""
    rest = text
    every = {one for several in facts.values() for one in several}
    for one in sorted(every, key=len, reverse=True):
        rest = rest.replace(one, "\0")
    yield from (f"says {found!r}" for found in re.findall(r"\d[\d,.]*", rest))
    yield from (f"names {name!r}" for name in names if name in rest)
