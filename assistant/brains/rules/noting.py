"""Notes of what was done: 刚拜访了恒力机电，张总说下周三前要报价，大概30万.

A note begins with what was done, names one customer, and goes on behind that; or it says that it is
one. A question about visits does neither.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, cast

import tomli

from assistant.brains.rules.outcome import Doubtful, NotedDown, NotUnderstood
from assistant.brains.rules.spans import Sources
from assistant.brains.rules.wordlist import customers_in, the_customer
from crm.text import fold
from tools.notes import LONGEST, Kind, read_note
from tools.phrases.periods import PeriodSpan, find_periods

_FILE = Path(__file__).with_name("noting.toml")
_ASKING = re.compile(
    r"[?？]|吗\s*$|几[次家个]|多少|哪[些家个]|谁|什么时候|有没有|\b(?:who|which|how|what|when|did|list|show)\b"
)
_OPENING = re.compile(r"[，。；：、\n,;:!！]|\.\s")
BEGINS = 60
"""Characters in which a note says what was done."""


@dataclass(frozen=True)
class _Beginning:
    """How a note begins: what was done, and whether it was called a note."""

    text: str
    kind: Kind
    asked: bool
    first: str
    """Its first clause, in which a day is the day when it was done."""


def noted(
    text: str, sources: Sources, settled: Mapping[str, str], customer: tuple[str, str] | None
) -> NotedDown | Doubtful | NotUnderstood | None:
    """Gives what a note says; None where the text is none.

    Args:
        text: what was typed or pasted.
        sources: the names that the writer may see.
        settled: what the conversation has decided about names.
        customer: the one that is being talked about: its id and name.
    """
    began = _beginning(text)
    if began is None or len(text) > LONGEST:
        return None
    names, _ = customers_in(fold(began.text).text, sources)
    if not names and began.asked:
        names, _ = customers_in(fold(text).text, sources)
        names = names[:1] if len({n for n, _ in names}) == 1 else names
    if not names and not began.asked:
        return None
    whom = the_customer(names, settled, customer)
    if not isinstance(whom, tuple):
        return whom
    when = _when(began.first, sources)
    note = read_note(text, whom, kind=began.kind, occurred_on=when, today=sources.today)
    return NotedDown(note)


def _beginning(text: str) -> _Beginning | None:
    """Gives how a note begins; None where nothing follows, or it asks."""
    folded = fold(text).text.strip()
    cut = _OPENING.search(folded)
    if cut is None or not folded[cut.end() :].strip():
        return None
    first = folded[: min(cut.start(), BEGINS)]
    pattern, kinds = _done()
    found = pattern.search(first)
    asked = any(words in folded[:BEGINS] for words in _file()["asked"]["any"])
    if asked:
        found = found or pattern.search(folded[:BEGINS])
        kind = kinds[found.group()] if found is not None else "visit"
        return _Beginning(folded[:BEGINS], cast(Any, kind), asked=True, first=first)
    if found is None or _ASKING.search(first):
        return None
    return _Beginning(first, cast(Any, kinds[found.group()]), asked=False, first=first)


def _when(beginning: str, sources: Sources) -> date:
    """Gives the day that a note begins with, if it is one and past; else today."""
    for span in find_periods(beginning, sources.today):
        if isinstance(span, PeriodSpan) and span.period.start == span.period.end <= sources.today:
            return span.period.end
    return sources.today


@cache
def _done() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Gives what finds the words of what was done, the longest first, with what each is."""
    kinds = {word: kind for kind, words in _file()["done"].items() for word in words}
    longest = sorted(kinds, key=len, reverse=True)
    forms = (rf"\b{re.escape(w)}\b" if w.isascii() else re.escape(w) for w in longest)
    return re.compile("|".join(forms)), kinds


@cache
def _file() -> Mapping[str, Mapping[str, list[str]]]:
    return tomli.loads(_FILE.read_text("utf-8"))
