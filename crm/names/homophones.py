"""Names that may have been said where another one was understood: 瑞丰 and 睿峰, B15 and B50.

Recognition writes one of two names that sound alike, and nothing in the text tells which was said.
So a spoken name that is one of them stands for both, and the asker says which.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from crm.names.entry import Writing
from crm.names.guess import is_common
from crm.names.name import ENTITIES, PLACES, RANK, How
from crm.names.sound import sounds
from crm.names.spelling import is_chinese

MOST_SLIPS = 1
"""Of sound, between two names that are asked about; places must sound the same."""
MOST_ALIKE = 12
"""What sounds like more names than that is taken as it is written: nobody could choose."""
LONG_ENOUGH = 5
"""So many consonants in a row tell a Latin name from other words."""
_NAMED = ENTITIES | {"category", "team", *PLACES}
_LEFT_OUT: frozenset[How] = frozenset({"id", "umlaut"})
_SHORTEST_PART = {"chinese": 3, "latin": 5}
"""A shorter word of a longer name is nobody's in particular."""
_CODE = re.compile(r"([a-z]{1,2})(\d*?)(\d{2})(?!\d)(.*)")
_LETTERS = tuple("bp bd bv dt pt de be mn fs ak gj cz".split())
"""Letters whose names are taken for one another."""
_TENS: Mapping[str, str] = {
    **{f"1{digit}": f"{digit}0" for digit in range(3, 10)},
    **{f"{digit}0": f"1{digit}" for digit in range(3, 10)},
}
"""Thirteen and thirty, 十五 and 五十."""
_FOLDED = (
    ("ph", "f"), ("ck", "k"), ("qu", "kv"), ("x", "ks"), ("gh", "k"), ("sch", "sh"),
    ("kn", "n"), ("wr", "r"), ("wh", "v"), ("th", "t"),
)  # fmt: skip
_CLASSES = str.maketrans("bdgqvwzc", "ptkkffss")
_VOWELS = re.compile("[aeiouyh]")
_TWICE = re.compile(r"(.)\1+")


@dataclass(frozen=True)
class Homophones:
    """Writings of names by their sound."""

    _by_sound: Mapping[str, tuple[Writing, ...]]

    @classmethod
    def of(cls, keys: Mapping[str, tuple[Writing, ...]]) -> "Homophones":
        """Gives the homophones among an index's names, from its keys."""
        found: dict[str, list[Writing]] = {}
        for key, writings in keys.items():
            told = [one for one in writings if _is_told(one)]
            if told and not is_common(key):
                for sound in _sounds_of(key):
                    found.setdefault(sound, []).extend(told)
        return cls(MappingProxyType({sound: tuple(one) for sound, one in found.items()}))

    def like(self, key: str, dimensions: Iterable[str]) -> list[Writing]:
        """Gives the writings of other names that sound like a key; none where it is no name's.

        `dimensions` are those of what is written so: a place is no other place that merely sounds
        nearly so, and no customer.
        """
        if is_common(key) or not _NAMED.intersection(dimensions):
            return []
        place = not ENTITIES.intersection(dimensions)
        sounding = (sound for one in _variants(key) for sound in _sounds_of(one))
        found = dict.fromkeys(one for sound in sounding for one in self._by_sound.get(sound, ()))
        alike = [one for one in found if one.key != key and _is_alike(key, one, place=place)]
        return alike if len({one.entry.thing for one in alike}) <= MOST_ALIKE else []

    def near(self, key: str) -> list[Writing]:
        """Gives the writings that sound like what is no name, or nearly so; often none."""
        if is_common(key) or any(map(str.isdigit, key)):
            return []
        found = dict.fromkeys(w for sound in _sounds_of(key) for w in self._by_sound.get(sound, ()))
        near = [one for one in found if _is_near(key, one)]
        return near if len({one.entry.thing for one in near}) <= MOST_ALIKE else []


def _is_near(key: str, other: Writing) -> bool:
    if key.isascii():
        return len(_spoken(key)) >= LONG_ENOUGH and RANK[other.how] < RANK["part"]
    return len(key) == len(other.key) and sounds().steps(key, other.key) <= MOST_SLIPS


def _is_told(writing: Writing) -> bool:
    """Whether somebody would say so who means that thing."""
    if writing.entry.dimension not in _NAMED or writing.how in _LEFT_OUT:
        return False
    if RANK[writing.how] < RANK["part"] or writing.entry.people:  # 小陈 is a part of 陈立夏
        return len(writing.key) > 1
    return len(writing.key) >= _SHORTEST_PART["latin" if writing.key.isascii() else "chinese"]


def _is_alike(key: str, other: Writing, *, place: bool) -> bool:
    if key.isascii():
        return True  # of the same sound already
    most = 0 if place or other.entry.dimension in PLACES else MOST_SLIPS
    return len(key) == len(other.key) and sounds().steps(key, other.key) <= most


def _sounds_of(key: str) -> Iterator[str]:
    """Gives what is the same for keys that may sound alike."""
    if key.isascii():
        yield key if any(map(str.isdigit, key)) else _spoken(key)
    elif any(map(is_chinese, key)):
        yield from sounds().skeletons(key)


def _variants(key: str) -> Iterator[str]:
    """Gives a key and, of a code, those that it may have been said for: one slip each."""
    yield key
    code = _CODE.fullmatch(key)
    if code is None:
        return
    letters, front, last, rest = code.groups()
    if last in _TENS:
        yield letters + front + _TENS[last] + rest
    if len(letters) == 1:
        for pair in _LETTERS:
            if letters in pair:
                yield pair.replace(letters, "") + front + last + rest


def _spoken(word: str) -> str:
    """Gives the consonants of a Latin word, as one hears them: Lindqvist and Lindquist share them.

    Of a word that keeps fewer than three of them, all letters.
    """
    heard = word
    for letters, sound in _FOLDED:
        heard = heard.replace(letters, sound)
    heard = re.sub("c(?=[eiy])", "s", heard).replace("c", "k").translate(_CLASSES)
    kept = heard[:1] + _VOWELS.sub("", heard[1:])
    short = _TWICE.sub(r"\1", kept)
    return short if len(short) >= 4 else word
