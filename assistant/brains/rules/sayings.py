"""Idioms in plain words: 一单没下 is 没下单, "avg" is average (`sayings.toml` and two more)."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import tomli

from crm.text import fold

FILES = ("sayings.toml", "english.toml", "chinese.toml")


def said_plainly(question: str) -> str:
    """Gives a question with its idioms in words that the lexicon knows."""
    folded = fold(question)
    pattern, meant = _sayings()
    written = question
    for found in reversed(list(pattern.finditer(folded.text))):
        start, end = folded.original(found.start(), found.end())
        written = written[:start] + meant[found.group()] + written[end:]
    return written


@cache
def _sayings() -> tuple[re.Pattern[str], dict[str, str]]:
    """Gives what finds the idioms, Latin ones as whole words, and what each of them means."""
    meant = {fold(idiom).text: plain for idiom, plain in _written()}
    latin = _any_of(idiom for idiom in meant if idiom.isascii())
    others = _any_of(idiom for idiom in meant if not idiom.isascii())
    return re.compile(rf"(?<![a-z0-9'-]){latin}(?![a-z0-9'-])|{others}"), meant


def _written() -> Iterable[tuple[str, str]]:
    for file in FILES:
        text = Path(__file__).with_name(file).read_text(encoding="utf-8")
        said: dict[str, str] = tomli.loads(text)["said"]
        yield from said.items()


def _any_of(idioms: Iterable[str]) -> str:
    """Gives a pattern for the longest of some idioms, letter by letter.

    Tried one after the other, hundreds of them would take longer than all the rest of reading.
    """
    beginning: dict[str, list[str]] = {}
    ends = False
    for idiom in idioms:
        if idiom:
            beginning.setdefault(idiom[0], []).append(idiom[1:])
        ends |= not idiom
    ways = [re.escape(letter) + _any_of(rest) for letter, rest in beginning.items()]
    if not ways:
        return ""
    return f"(?:{'|'.join(ways)}){'?' if ends else ''}" if ends or len(ways) > 1 else ways[0]
