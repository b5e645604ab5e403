"""Requests for a message to a customer: 给青禾电子写封催款邮件, "draft a renewal for Acorn".

And what is to be different in the one just drafted: 短一点, 更正式, "translate to English". The
words are in `drafting.toml`; one that is in none of its lines, and in no name, ends the reading.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, cast

import tomli

from assistant.brains.rules.lexicon import is_cjk
from assistant.brains.rules.mentions import settled_as
from assistant.brains.rules.outcome import Doubtful, Drafting, NotUnderstood, Option
from assistant.brains.rules.spans import EDGES, Sources
from crm.names import Name, NameSpan
from crm.text import fold
from tools.drafts import DraftRequest

_FILE = Path(__file__).with_name("drafting.toml")
_EDGED = r"(?<![a-z0-9'-]){}(?![a-z0-9'-])"
_TAKEN = "\0"
"""In place of the characters of a name."""
_HOW = ("channel", "style", "firmness", "language")


@dataclass(frozen=True)
class _Said:
    """What a request says: the value of each slot, the names in it, and what is left over."""

    slots: Mapping[str, str]
    names: Sequence[tuple[str, Sequence[Name]]]
    left: tuple[str, ...]
    is_chinese: bool

    def has(self, *slots: str) -> bool:
        return any(slot in self.slots for slot in slots)


def draft(
    text: str,
    sources: Sources,
    settled: Mapping[str, str],
    before: DraftRequest | None,
    customer: tuple[str, str] | None,
) -> Drafting | Doubtful | NotUnderstood | None:
    """Gives the message that is asked for; None where none is.

    Args:
        text: the question.
        sources: the names that the asker may see.
        settled: what the conversation has decided about names.
        before: the message that was drafted just now.
        customer: the one that is being talked about: its id and name.
    """
    said = _said(fold(text).text, sources)
    if before is not None and not (said.names or said.left or said.has("write")):
        return Drafting(_changed(before, said)) if said.has(*_HOW, "with_invoices") else None
    what = ("occasion", "festival", "message", "channel")
    if not (said.has("write") and said.has(*what)):
        return None
    if said.left:
        return NotUnderstood(said.left)
    if not said.has("occasion", "festival", "firmness"):
        return NotUnderstood((), lacking="occasion")
    return _to_whom(said, settled, customer)


def _to_whom(
    said: _Said, settled: Mapping[str, str], customer: tuple[str, str] | None
) -> Drafting | Doubtful | NotUnderstood:
    if len(said.names) > 1 or not (said.names or customer):
        return NotUnderstood((), lacking="addressee")
    if not said.names:
        assert customer is not None, "else nobody is named"
        return Drafting(_request(said, *customer))
    written, names = said.names[0]
    meant = [name for name in names if name.dimension == "customer"]
    chosen = [name for name in meant if settled.get(written) == settled_as(name)] or meant
    if not chosen:
        return NotUnderstood((written,))
    if len(chosen) > 1:
        options = (Option(n.label, {written: settled_as(n)}, "customer") for n in chosen)
        return Doubtful("name", written, tuple(options))
    return Drafting(_request(said, chosen[0].values[0], chosen[0].label))


def _request(said: _Said, customer_id: str, label: str) -> DraftRequest:
    language = "zh" if said.is_chinese else "en"
    only = "greeting" if said.has("festival") else "reminder"  # 最后通牒 is one
    occasion = said.slots.get("occasion", only)
    plain = DraftRequest(cast(Any, occasion), customer_id, label, cast(Any, language))
    return _changed(plain, said)


def _changed(request: DraftRequest, said: _Said) -> DraftRequest:
    """Gives a request with what is said about how it is to be."""
    how: dict[str, Any] = {name: said.slots[name] for name in _HOW if name in said.slots}
    if "with_invoices" in said.slots:
        how["with_invoices"] = said.slots["with_invoices"] == "yes"
    found = replace(request, **how)
    return replace(found, festival=said.slots.get("festival", found.festival))


def _said(folded: str, sources: Sources) -> _Said:
    """Gives what a folded text says: names first, for any word may stand in one."""
    names, rest = _named(folded, sources)
    pattern, meant = _words()
    slots: dict[str, str] = {}
    for found in pattern.finditer(rest):
        slot, value = meant[found.group()]
        slots.setdefault(slot, value)
    return _Said(slots, names, tuple(_unknown(rest, pattern)), any(map(is_cjk, rest)))


def _unknown(text: str, pattern: re.Pattern[str]) -> Iterator[str]:
    """Gives the words that no line has: 臻信仪器 whole, though 信 is a word of one letter."""
    for part in _without(text, pattern, shortest=2).split():
        if _without(part, pattern).strip(EDGES):
            yield _between_words(part, pattern)


def _between_words(part: str, pattern: re.Pattern[str]) -> str:
    """Gives a piece of text without the known words at its ends."""
    while (known := pattern.match(part)) is not None:
        part = part[known.end() :].lstrip(EDGES)
    while part and pattern.fullmatch(part[-1]) is not None:
        part = part[:-1].rstrip(EDGES)
    return part.strip(EDGES)


def _without(text: str, pattern: re.Pattern[str], *, shortest: int = 1) -> str:
    return pattern.sub(lambda word: " " if len(word.group()) >= shortest else word.group(), text)


def _named(folded: str, sources: Sources) -> tuple[Sequence[tuple[str, Sequence[Name]]], str]:
    """Gives the customers in a text, the longest name of those that overlap, and what is left."""
    found = [span for span in sources.names.find(folded, sources.caller) if _is_customer(span)]
    found.sort(key=lambda span: (span.start - span.end, span.start))
    names: list[tuple[str, Sequence[Name]]] = []
    rest = folded
    for span in found:
        if _TAKEN not in rest[span.start : span.end]:
            names.append((folded[span.start : span.end], span.names))
            rest = rest[: span.start] + _TAKEN * (span.end - span.start) + rest[span.end :]
    return names, rest.replace(_TAKEN, " ")


def _is_customer(span: NameSpan) -> bool:
    return not span.weak and any(name.dimension == "customer" for name in span.names)


def fillable(words: str) -> str | None:
    """Gives the name of the blank that is called so, which no record has; else None."""
    for name, called in _lines()["blank"].items():
        if words in called:
            return name
    return None


@cache
def _lines() -> Mapping[str, Mapping[str, Sequence[str]]]:
    return tomli.loads(_FILE.read_text("utf-8"))


@cache
def _words() -> tuple[re.Pattern[str], Mapping[str, tuple[str, str]]]:
    """Gives what finds the words of a request, the longest first, with what each means."""
    lines = _lines().items()
    meant = {
        fold(word).text: (slot, value)
        for slot, values in reversed(list(lines))
        if slot != "blank"
        for value, words in values.items()
        for word in words
    }
    longest = sorted(meant, key=len, reverse=True)
    forms = (_EDGED.format(re.escape(one)) if one.isascii() else re.escape(one) for one in longest)
    return re.compile("|".join(forms)), meant
