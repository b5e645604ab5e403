"""What each role sees first, from `roles.toml`."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import tomli

from assistant.conversation.reply import Language


@dataclass(frozen=True)
class Morning:
    """The questions whose answers the page shows, and those that it only offers."""

    tiles: tuple[str, ...]
    trend: str
    bars: str
    questions: tuple[str, ...]


@cache
def _mornings() -> dict[tuple[str, str], Morning]:
    raw = tomli.loads(Path(__file__).with_name("roles.toml").read_text(encoding="utf-8"))
    return {
        (role, language): Morning(
            tuple(found["tiles"]), found["trend"], found["bars"], tuple(found["questions"])
        )
        for role, languages in raw.items()
        for language, found in languages.items()
    }


def morning(role: str, language: Language) -> Morning:
    """Gives what a role sees first, in one language."""
    return _mornings()[role, language]
