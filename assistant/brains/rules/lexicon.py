"""The words that the rules brain knows: the business's own and the ones around them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import tomli

from crm.measures import Catalog, Words
from crm.text import same

_ENGLISH = re.compile("[a-z]+")
CJK_START = "\u2e80"


@dataclass(frozen=True)
class Role:
    """One thing that a word may be: `kind` of the lexicon or `measure`, `dimension`."""

    kind: str
    value: str


@dataclass(frozen=True)
class Lexicon:
    """All words, folded, with their roles."""

    roles: Mapping[str, tuple[Role, ...]]
    longest: int
    vocabulary: frozenset[str] = frozenset()
    """All English words, each by itself, that the others are made of."""

    def at(self, text: str, start: int) -> Iterable[tuple[int, tuple[Role, ...]]]:
        """Gives the ends and roles of all words that begin at `start`, the longest first."""
        for end in range(min(len(text), start + self.longest), start, -1):
            roles = self.roles.get(text[start:end])
            if roles is not None and _bounded(text, start, end):
                yield end, roles


def lexicon_for(catalog: Catalog) -> Lexicon:
    """Gives the lexicon with the words of a catalog's measures and dimensions."""
    roles: dict[str, dict[Role, None]] = {}
    for kind, values in _grammar().items():
        for value, words in values.items():
            _add(roles, Role(kind, value), words)
    for name, measure in catalog.measures.items():
        _add(roles, Role("measure", name), measure.words)
    for name, dimension in catalog.dimensions.items():
        _add(roles, Role("dimension", name), dimension.words)
    merged = {word: _supported(found) for word, found in roles.items()}
    vocabulary = frozenset(word for phrase in merged for word in _ENGLISH.findall(phrase))
    return Lexicon(MappingProxyType(merged), max(map(len, merged)), vocabulary)


def _supported(found: Iterable[Role]) -> tuple[Role, ...]:
    """Gives a word's roles; one that a deployment gave a meaning is no longer unsupported."""
    roles = tuple(found)
    if not any(role.kind in {"measure", "dimension"} for role in roles):
        return roles
    return tuple(role for role in roles if role.kind != "unsupported")


def _add(roles: dict[str, dict[Role, None]], role: Role, words: Words) -> None:
    for word in (*words.zh, *words.en):
        folded = same(word)
        if folded:
            roles.setdefault(folded, {})[role] = None


@cache
def _grammar() -> Mapping[str, Mapping[str, Words]]:
    raw = tomli.loads(Path(__file__).with_name("lexicon.toml").read_text(encoding="utf-8"))
    return {
        kind: {
            value: Words(tuple(words["zh"]), tuple(words["en"])) for value, words in values.items()
        }
        for kind, values in raw.items()
    }


def _bounded(text: str, start: int, end: int) -> bool:
    """Whether a Latin word is whole; a Chinese one may begin and end anywhere."""
    return not (
        (start > 0 and _joined(text[start - 1], text[start]))
        or (end < len(text) and _joined(text[end - 1], text[end]))
    )


def _joined(left: str, right: str) -> bool:
    return _latin(left) and _latin(right)


def _latin(character: str) -> bool:
    return character < CJK_START and character.isalnum()


def is_cjk(character: str) -> bool:
    """Whether a character is a Chinese one (or of another script written without spaces)."""
    return character >= CJK_START and character.isalnum()
