"""Codes as they are said: `m four zero` for M40, P幺二 for P12, 提三十 for T30."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import tomli

from crm.names.guess import Guess, Stretch, around, is_parted
from crm.names.spelling import stands_alone

MOST = 7
"""So many words or characters beside a gap may belong to a code."""
_NUMBER = re.compile(r"(?:D?M)+(?:Z?D?XD?|TD?|E|ZD)?|D?XD?|TD?|E|D|Z")
"""A number by the shapes of its words: Zero, Digit, tEen, Ten, ten times (X), More times."""


class _Token(NamedTuple):
    start: int
    end: int
    word: str


@dataclass(frozen=True)
class _Said:
    """The words of `spoken.toml`, and what cuts a text into them."""

    numbers: Mapping[str, int]
    times: Mapping[str, int]
    plain: Mapping[str, str]
    token: re.Pattern[str]

    def knows(self, word: str) -> bool:
        return word in self.numbers or word in self.times or word in self.plain


def guesses(text: str, gaps: list[Stretch], keys: Collection[str]) -> Iterator[Guess]:
    """Gives the codes among `keys` that are said in windows around what nothing explains."""
    said = _said()
    tokens = [_Token(*found.span(), found.group()) for found in said.token.finditer(text)]
    held = [stretch for gap in gaps if (stretch := _tokens_of(gap, tokens)) is not None]
    for window in dict.fromkeys(around(held, MOST, len(tokens))):
        chosen = tokens[window.start : window.end]
        start, end = chosen[0].start, chosen[-1].end
        words = [token.word for token in chosen]
        if is_parted(text[start:end]) or not any(map(said.knows, words)):
            continue
        code = "".join(_code(words, said))
        is_code = any(map(str.isdigit, code)) and any(map(str.isalpha, code))
        if is_code and code in keys and stands_alone(text, start, end):
            yield Guess(start, end, code, 0, 1.0, "sound")


def _tokens_of(gap: Stretch, tokens: list[_Token]) -> Stretch | None:
    inside = [
        n for n, token in enumerate(tokens) if token.start < gap.end and gap.start < token.end
    ]
    return Stretch(inside[0], inside[-1] + 1) if inside else None


def _code(words: list[str], said: _Said) -> Iterator[str]:
    """Gives the pieces of a code: figures that follow one another are one number or its digits."""
    figures: list[str] = []
    for word in [*words, ""]:
        if word in said.numbers or word in said.times:
            figures.append(word)
            continue
        yield _figures(figures, said)
        figures.clear()
        yield said.plain.get(word, word)


def _figures(words: list[str], said: _Said) -> str:
    """Gives what number words write: 四零 and 四十 are 40, 二百零五 and "two oh five" are 205.

    Tens and hundreds make a number with what is around them; single digits stand one by one.
    三百二 stays 3002: it may be 302 or 320, so that it is no code.
    """
    shape = "".join(_shape(word, said) for word in words)
    numbers = (words[found.start() : found.end()] for found in _NUMBER.finditer(shape))
    return "".join(str(_value(number, said)) for number in numbers)


def _shape(word: str, said: _Said) -> str:
    if word in said.times:
        return "X" if said.times[word] == 10 else "M"
    value = said.numbers[word]
    return "Z" if value == 0 else "D" if value < 10 else "E" if value < 20 else "T"


def _value(words: list[str], said: _Said) -> int:
    total = section = 0
    for word in words:
        if word in said.times:
            total, section = total + (section or 1) * said.times[word], 0
        else:
            total, section = total + section, said.numbers[word]
    return total + section


@cache
def _said() -> _Said:
    text = Path(__file__).with_name("spoken.toml").read_text(encoding="utf-8")
    raw: dict[str, dict[str, int]] = tomli.loads(text)
    plain = {word: str(sign) for word, sign in (raw["signs"] | raw["letters"]).items()}
    several = sorted((w for w in plain if len(w) > 1 and not w.isascii()), key=len, reverse=True)
    token = re.compile("|".join([r"[a-z]+", r"\d+(?:\.\d+)?", *several, r"[^\W\d_a-z]"]))
    return _Said(
        MappingProxyType(raw["numbers"]),
        MappingProxyType(raw["times"]),
        MappingProxyType(plain),
        token,
    )
