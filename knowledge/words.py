"""Words as the lexical search compares them: stems in English, pairs of characters in Chinese.

Beside each word stands what it means (`@退货`), where `synonyms.txt` knows it: a question in one
language then finds a document in the other, and "postage" finds "freight".
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Protocol, cast

SYNONYMS = Path(__file__).with_name("synonyms.txt")
_PIECE = re.compile(r"[a-z0-9]+(?:[.'-][a-z0-9]+)*|[\u3400-\u9fff\uf900-\ufaff]+")
_SIGN = re.compile(r"[a-z0-9]+(?:[.'-][a-z0-9]+)*|[\u3400-\u9fff\uf900-\ufaff]")
_EMPTY = frozenset(
    "a an and any are as at be been by can could did do does for from get had has have how i if in"
    " is it its just may me my no not of on or our shall should so still than that the their them"
    " then there these they this those to us was we were what when where which who whom whose why"
    " will with would you your s t re ll ve don doesn won isn".split()
)
_EMPTY_PAIRS = frozenset(
    "什么 怎么 多少 可以 是不 不是 能不 我们 你们 他们 客户 一个 如何 哪些 有没 没有 怎样 时候"
    " 是什 么是".split()
)
_ENDINGS = ("ations", "ation", "ings", "ing", "ments", "ment", "ied", "ies", "ed", "es", "s", "e")
_Said = tuple[str, ...]


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@cache
def _simplifier() -> _Converter:
    from opencc import OpenCC  # pyright: ignore[reportMissingTypeStubs]

    return cast("_Converter", OpenCC("t2s"))


def folded(text: str) -> str:
    """Gives a text as it is compared: width, case, accents, traditional characters evened out."""
    plain = unicodedata.normalize("NFKC", text).lower()
    apart = unicodedata.normalize("NFD", plain)
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return _simplifier().convert(unicodedata.normalize("NFC", bare))


def words(text: str) -> Iterator[str]:
    """Gives the words of a text that say something, and what they mean, each as often as it is."""
    plain = folded(text)
    for found in _PIECE.finditer(plain):
        piece = found[0]
        if piece[0] > "\u3000":
            yield from (pair for pair in _pairs(piece) if pair not in _EMPTY_PAIRS)
        elif piece not in _EMPTY:
            yield stem(piece)
    yield from _meanings(_signs(plain))


def _pairs(piece: str) -> Iterator[str]:
    if len(piece) == 1:
        yield piece
    for at in range(len(piece) - 1):
        yield piece[at : at + 2]


def stem(word: str) -> str:
    """Gives an English word without its ending: returned, returning and returns are one."""
    if any(sign.isdigit() for sign in word):
        return word.replace("-", "").replace(".", "") if word[0].isalpha() else word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            bare = word[: -len(ending)]
            return bare[:-1] if bare[-1] == bare[-2] and bare[-1] not in "ls" else bare
    return word


def _signs(plain: str) -> _Said:
    """Gives stems and single Chinese characters: what a synonym is compared by."""
    found = (one[0] for one in _SIGN.finditer(plain))
    return tuple(one if one > "\u3000" else stem(one) for one in found)


def _meanings(signs: Sequence[str]) -> Iterator[str]:
    """Gives the meanings in a text; the longest words win."""
    known, longest = _synonyms()
    at = 0
    while at < len(signs):
        for size in range(min(longest, len(signs) - at), 0, -1):
            if meanings := known.get(tuple(signs[at : at + size])):
                yield from meanings
                at += size
                break
        else:
            at += 1


@cache
def _synonyms() -> tuple[dict[_Said, tuple[str, ...]], int]:
    """Gives what is known to mean what, and the length of the longest."""
    known: dict[_Said, tuple[str, ...]] = {}
    for line in SYNONYMS.read_text(encoding="utf-8").splitlines():
        same = [word.strip() for word in line.partition("#")[0].split(",") if word.strip()]
        for word in same:
            signs = _signs(folded(word))
            known[signs] = (*known.get(signs, ()), f"@{same[0]}")
    return known, max(map(len, known))


@cache
def version() -> str:
    """Gives a mark that changes with the synonyms: words kept under another are of no use."""
    return hashlib.sha256(SYNONYMS.read_bytes()).hexdigest()[:12]


def is_chinese(text: str) -> bool:
    """Whether a text is Chinese: a fifth of its letters are."""
    letters = [sign for sign in text if sign.isalpha()]
    return sum("\u3400" <= sign <= "\u9fff" for sign in letters) * 5 > len(letters)
