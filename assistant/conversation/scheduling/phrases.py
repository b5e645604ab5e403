"""The sentences of replies about schedules, from `said.toml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import tomli

from assistant.conversation.reply import Language
from assistant.markup import escaped

_FILE = Path(__file__).with_name("said.toml")


@dataclass(frozen=True)
class Phrases:
    """The sentences in one language."""

    language: Language

    def said(self, part: str, name: str, /, **slots: object) -> str:
        """Gives a sentence as Markdown, with its slots filled in as plain text."""
        safe = {slot: self.safe(str(value)) for slot, value in slots.items()}
        return self.plain(part, name).format(**safe)

    @staticmethod
    def safe(text: str) -> str:
        """Gives a text in which names may stand, as Markdown shows it."""
        return escaped(text, "markdown")

    def plain(self, part: str, name: str) -> str:
        """Gives a sentence as it stands in the file."""
        return _file()[part][name][0 if self.language == "zh" else 1]


def reports(every: str) -> tuple[str, ...]:
    """Gives what a report is called that comes so often, in both languages."""
    return tuple(_file()["reports"].get(every, ()))


@cache
def _file() -> Mapping[str, Mapping[str, list[str]]]:
    return tomli.loads(_FILE.read_text("utf-8"))
