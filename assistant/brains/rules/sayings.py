"""Idioms in plain words: 一单没下 is 没下单, "avg" is average (`sayings.toml`)."""

import re
from functools import cache
from pathlib import Path

import tomli

from crm.text import fold


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
    text = Path(__file__).with_name("sayings.toml").read_text(encoding="utf-8")
    said: dict[str, str] = tomli.loads(text)["said"]
    meant = {fold(idiom).text: plain for idiom, plain in said.items()}
    longest = sorted(meant, key=len, reverse=True)
    forms = (_EDGED.format(re.escape(one)) if one.isascii() else re.escape(one) for one in longest)
    return re.compile("|".join(forms)), meant


_EDGED = r"(?<![a-z0-9'-]){}(?![a-z0-9'-])"
