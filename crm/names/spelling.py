"""Spellings: what is left of a writing when spaces, hyphens and such do not count."""

import re
from typing import NamedTuple

_SOFT = frozenset(" -'\"._·()[]")
_STRONG = frozenset(",&/、")
_SKIPPED = _SOFT | _STRONG
_SEPARATORS = re.compile(r"[ \-'\"_·()\[\],&/、]|\.(?!(?<=\d\.)\d)")
_BETWEEN_DIGITS = re.compile(r"\d[^\w.+]+(?=\d)")
_LATIN = re.compile(r"[a-z]+")
_TENS = frozenset("十百千万亿")
_NUMERALS = _TENS | frozenset("0123456789一二两三四五六七八九几")
_NUMBER_JOINT = frozenset(".,:-")


class Spelling(NamedTuple):
    """The letters of a folded text without separators, and where each of them stands in it."""

    letters: str
    places: tuple[int, ...]


def spelling(folded: str) -> Spelling:
    """Gives the spelling of a folded text. A point between digits counts: 7.5 is not 75."""
    places = tuple(
        index
        for index, character in enumerate(folded)
        if character not in _SKIPPED or (character == "." and _joins_digits(folded, index))
    )
    return Spelling("".join(folded[index] for index in places), places)


def key(folded: str) -> str:
    """Gives only the letters of a folded text's spelling: under these a name is looked up."""
    return folded if folded.isalnum() else _SEPARATORS.sub("", folded)


def _joins_digits(text: str, index: int) -> bool:
    return 0 < index < len(text) - 1 and text[index - 1].isdigit() and text[index + 1].isdigit()


def stands_alone(text: str, start: int, end: int) -> bool:
    """Gives whether `text[start:end]` is not a piece of a longer word or number.

    Chinese has no word boundaries, so a Chinese neighbour always is one.
    """
    if start > 0 and _is_word(text[start - 1]) and _is_word(text[start]):
        return False
    if end < len(text) and _is_word(text[end - 1]) and _is_word(text[end]):
        return False
    if text[start] in _TENS and start > 0 and text[start - 1] in _NUMERALS:
        return False  # 两万单 are 20,000 orders, not a company 万单
    return not text[start:end].isdigit() or not _in_number(text, start, end)


def _in_number(text: str, start: int, end: int) -> bool:
    before = start > 1 and text[start - 1] in _NUMBER_JOINT and text[start - 2].isdigit()
    after = end < len(text) - 1 and text[end] in _NUMBER_JOINT and text[end + 1].isdigit()
    return before or after


def _is_word(character: str) -> bool:
    return character.isalnum() and not is_chinese(character)


def is_chinese(character: str) -> bool:
    """Gives whether a character is written without spaces around it: Chinese or Japanese."""
    return "぀" <= character <= "ヿ" or "㐀" <= character <= "鿿" or "豈" <= character <= "﫿"


def fits(said: str, written: str) -> bool:
    """Gives whether what was said may mean what is written, both of the same letters.

    Left-out separators never matter. One that was put in matters where it would part two things:
    a comma or &, a space between digits, a space within a very short word.
    """
    if said == written:
        return True
    if any(sign in said and sign not in written for sign in _STRONG):
        return False
    if len(_BETWEEN_DIGITS.findall(said)) > len(_BETWEEN_DIGITS.findall(written)):
        return False
    letters = key(written)
    short = len(letters) <= 2 or (len(letters) <= 3 and _LATIN.fullmatch(letters) is not None)
    return not (short and " " in said and " " not in written)
