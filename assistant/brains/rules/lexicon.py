"""The words that the rules brain knows: the business's own and the ones around them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType

import tomli

from crm.measures import Catalog, Words
from crm.names.sound import sounds
from crm.text import same

_ENGLISH = re.compile("[a-z]+")
CJK_START = "\u2e80"
HEARD_SHORTEST, HEARD_LONGEST = 3, 6
"""So many characters has a word that is known by its sound (`slips.py`)."""
OF_THE_BUSINESS = frozenset({"measure", "dimension", "entity"})


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

    @cached_property
    def by_sound(self) -> Mapping[str, tuple[str, ...]]:
        """Gives the longer Chinese words of the business by the classes of their sounds."""
        found: dict[str, list[str]] = {}
        for word, roles in self.roles.items():
            chinese = HEARD_SHORTEST <= len(word) <= HEARD_LONGEST and all(map(is_cjk, word))
            if chinese and any(role.kind in OF_THE_BUSINESS for role in roles):
                for key in sounds().skeletons(word):
                    found.setdefault(key, []).append(word)
        return MappingProxyType({key: tuple(words) for key, words in found.items()})

    def at(self, text: str, start: int) -> Iterable[tuple[int, tuple[Role, ...]]]:
        """Gives the ends and roles of all words that begin at `start`, the longest first."""
        for end in range(min(len(text), start + self.longest), start, -1):
            roles = self.roles.get(text[start:end])
            if roles is not None and _bounded(text, start, end):
                yield end, roles


def lexicon_for(catalog: Catalog) -> Lexicon:
    """Gives the lexicon with the words of a catalog's measures and dimensions."""
    grammar = _grammar()
    roles = dict(grammar.roles)
    for word, own in _of_catalog(catalog).items():
        roles[word] = _supported((*roles.get(word, ()), *own))
    vocabulary = grammar.vocabulary | _english(roles.keys() - grammar.roles.keys())
    return Lexicon(MappingProxyType(roles), max(map(len, roles)), vocabulary)


def _of_catalog(catalog: Catalog) -> Mapping[str, Iterable[Role]]:
    roles: dict[str, dict[Role, None]] = {}
    for name, measure in catalog.measures.items():
        _add(roles, Role("measure", name), measure.words)
    for name, dimension in catalog.dimensions.items():
        _add(roles, Role("dimension", name), dimension.words)
    return roles


def _supported(roles: tuple[Role, ...]) -> tuple[Role, ...]:
    """Gives a word's roles; one that a deployment gave a meaning is no longer unsupported."""
    if not any(role.kind in {"measure", "dimension"} for role in roles):
        return roles
    return tuple(role for role in roles if role.kind != "unsupported")


def _add(roles: dict[str, dict[Role, None]], role: Role, words: Words) -> None:
    for word in (*words.zh, *words.en):
        folded = same(word)
        if folded:
            roles.setdefault(folded, {})[role] = None


def _english(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(word for phrase in phrases for word in _ENGLISH.findall(phrase))


FILES = ("lexicon.toml", "harmless.toml")


@cache
def _grammar() -> Lexicon:
    """Gives the words that belong to no catalog: seven thousand, so they are read once."""
    roles: dict[str, dict[Role, None]] = {}
    for name in FILES:
        raw = tomli.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))
        for kind, values in raw.items():
            for value, words in values.items():
                _add(roles, Role(kind, value), Words(tuple(words["zh"]), tuple(words["en"])))
    merged = {word: tuple(found) for word, found in roles.items()}
    return Lexicon(MappingProxyType(merged), max(map(len, merged)), _english(merged))


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
