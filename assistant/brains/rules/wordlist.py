"""Requests that are read by a list of words: names first, then words, and what is left over."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.brains.rules.lexicon import is_cjk
from assistant.brains.rules.mentions import settled_as
from assistant.brains.rules.outcome import Doubtful, NotUnderstood, Option
from assistant.brains.rules.spans import EDGES, Sources
from crm.names import Name, NameSpan
from crm.text import fold

_EDGED = r"(?<![a-z0-9'-]){}(?![a-z0-9'-])"
_TAKEN = "\0"
"""In place of the characters of a name."""
Lines = Mapping[str, Mapping[str, Sequence[str]]]
"""The words of each meaning of each slot; a word of several slots is the first one's."""


@dataclass(frozen=True)
class Said:
    """What a request says: the value of each slot, the names in it, and what is left over."""

    slots: Mapping[str, str]
    names: Sequence[tuple[str, Sequence[Name]]]
    left: tuple[str, ...]
    is_chinese: bool

    def has(self, *slots: str) -> bool:
        """Whether one of the slots is said."""
        return any(slot in self.slots for slot in slots)


@dataclass(frozen=True)
class Wordlist:
    """What finds words, the longest first, and what each means."""

    pattern: re.Pattern[str]
    meant: Mapping[str, tuple[str, str]]

    @classmethod
    def of(cls, lines: Lines) -> "Wordlist":
        """Gives the list of some lines."""
        meant = {
            fold(word).text: (slot, value)
            for slot, values in reversed(list(lines.items()))
            for value, words in values.items()
            for word in words
        }
        longest = sorted(meant, key=len, reverse=True)
        forms = (_EDGED.format(re.escape(w)) if w.isascii() else re.escape(w) for w in longest)
        return cls(re.compile("|".join(forms)), meant)

    def said(self, folded: str, sources: Sources) -> Said:
        """Gives what a folded text says: names first, for any word may stand in one."""
        names, rest = customers_in(folded, sources)
        slots: dict[str, str] = {}
        for found in self.pattern.finditer(rest):
            slot, value = self.meant[found.group()]
            slots.setdefault(slot, value)
        return Said(slots, names, tuple(self._unknown(rest)), any(map(is_cjk, rest)))

    def _unknown(self, text: str) -> Iterator[str]:
        """Gives the words that no line has: 臻信仪器 whole, though 信 is a word of one letter."""
        for part in self._without(text, shortest=2).split():
            if self._without(part).strip(EDGES):
                yield self._between_words(part)

    def _between_words(self, part: str) -> str:
        """Gives a piece of text without the known words at its ends."""
        while (known := self.pattern.match(part)) is not None:
            part = part[known.end() :].lstrip(EDGES)
        while part and self.pattern.fullmatch(part[-1]) is not None:
            part = part[:-1].rstrip(EDGES)
        return part.strip(EDGES)

    def _without(self, text: str, *, shortest: int = 1) -> str:
        return self.pattern.sub(
            lambda word: " " if len(word.group()) >= shortest else word.group(), text
        )


def customers_in(folded: str, sources: Sources) -> tuple[Sequence[tuple[str, Sequence[Name]]], str]:
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


def the_customer(
    names: Sequence[tuple[str, Sequence[Name]]],
    settled: Mapping[str, str],
    spoken_of: tuple[str, str] | None,
) -> tuple[str, str] | Doubtful | NotUnderstood:
    """Gives the one customer that a request is about, by id and name; else what is not clear.

    Args:
        names: those in the request.
        settled: what the conversation has decided about names.
        spoken_of: the customer that is being talked about.
    """
    if len(names) > 1 or not (names or spoken_of):
        return NotUnderstood((), lacking="addressee")
    if not names:
        assert spoken_of is not None, "else nobody is named"
        return spoken_of
    written, every = names[0]
    meant = [name for name in every if name.dimension == "customer"]
    chosen = [name for name in meant if settled.get(written) == settled_as(name)] or meant
    if not chosen:
        return NotUnderstood((written,))
    if len(chosen) > 1:
        options = (Option(n.label, {written: settled_as(n)}, "customer") for n in chosen)
        return Doubtful("name", written, tuple(options))
    return chosen[0].values[0], chosen[0].label
