"""Turns of English in plain words, where something stands in their middle (`english.toml`).

"Two orders or more" is at least two orders, "gone quiet for 60 days" is without an order for so
long. In a pattern, `<number>` stands for any of the words listed under that name.
"""

import re
from functools import cache
from pathlib import Path
from typing import cast

import tomli

_WORDS = re.compile(r"(?<!P)<([a-z_]+)>")


@cache
def turns() -> dict[str, str]:
    """Gives what is said, as a pattern, and what is meant, in the order in which they are tried.

    Raises:
        KeyError: a pattern names words that are not listed.
    """
    text = Path(__file__).with_name("english.toml").read_text(encoding="utf-8")
    raw = tomli.loads(text)
    words = cast("dict[str, list[str]]", raw["words"])
    listed = {name: f"(?:{'|'.join(forms)})" for name, forms in words.items()}
    said = cast("list[dict[str, str]]", raw["turns"])
    return {_filled(turn["said"], listed): turn["meant"] for turn in said}


def _filled(pattern: str, listed: dict[str, str]) -> str:
    """Gives a pattern with the words in place of their names, which may name others."""
    while _WORDS.search(pattern):
        pattern = _WORDS.sub(lambda found: listed[found.group(1)], pattern)
    return pattern
