"""The words that a text may use: which claim nothing, and which are a claim of what kind."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import tomli

from assistant.conversation.reply import Language

SPLIT = {
    "up_to": ("up", "to"),
    "down_to": ("down", "to"),
    "on_year": ("year", "relative"),
    "on_previous": ("previous", "relative"),
}
"""Words that are two things at once: 升至 is a rise, and says that a level follows; 同比 names the
time that is compared with, and says that a change follows."""


@cache
def words(language: Language) -> Mapping[str, tuple[str, ...]]:
    """Gives the kinds of each word of a language, in lower case."""
    raw = tomli.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
    return {
        word: SPLIT.get(kind, (kind,))
        for kind, lists in raw.items()
        for word in _listed(lists, language)
    }


def _listed(lists: Mapping[str, str], language: Language) -> Iterator[str]:
    yield from lists.get(language, "").lower().split()
    if language == "en":
        yield from filter(None, lists.get("phrases", "").lower().split("|"))
