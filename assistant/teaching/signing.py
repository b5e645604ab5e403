"""What the audit log keeps of a lesson: who gave which word which meaning, without names of people.

A word for a measure or a value changes figures for everybody: it is kept, as far as it is no name.
A word for a customer, a product or a person is a name itself: only the id is kept.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from assistant.audit import Entry, Event, Value
from assistant.misses import Redaction
from assistant.teaching.lesson import Resolved
from crm import vocabulary


@dataclass(frozen=True)
class Signature:
    """Who teaches, and the clock."""

    actor: str
    """The user's id; empty for the operator."""
    now: Callable[[], datetime]

    def taught(self, found: Resolved, taken_out: Redaction) -> Entry:
        """Gives the entry of a word that gets a meaning."""
        meaning = None if found.measure is None else found.measure["formula"]
        return self._entry("word.taught", _detail(found.entry, taken_out, meaning))

    def forgotten(self, word: str, own: vocabulary.Entry | None, taken_out: Redaction) -> Entry:
        """Gives the entry of a word that loses its meaning; `own` is None for a formula's."""
        detail: dict[str, Value] = {"section": "measures", "word": taken_out.word(word)}
        return self._entry(
            "word.forgotten", detail if own is None else _detail(own, taken_out, None)
        )

    def _entry(self, event: Event, detail: dict[str, Value]) -> Entry:
        return Entry(self.now(), self.actor, event, None, detail)


def _detail(entry: vocabulary.Entry, taken_out: Redaction, formula: str | None) -> dict[str, Value]:
    detail: dict[str, Value] = {"section": entry.section, "meaning": formula or entry.meaning}
    if entry.section in vocabulary.ENTITY:
        return detail
    if entry.section == "values" and ":" in entry.value[0]:  # of a field of the company's own
        detail["meaning"] = entry.value[0]
    return detail | {"word": taken_out.word(entry.word)}
