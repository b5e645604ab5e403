"""What the log keeps of a question: what was looked up, by ids and catalog names. No text.

Left out on purpose, whatever the question holds: its words, names, amounts that somebody typed
(they may be a telephone number), values of a company's own fields, and every figure of the answer.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from assistant.audit.chain import Entry, Value

_PLAIN = re.compile(r"measures|group_by|entity|fact \d+|(?:compare_|fact \d+ )?(?:start|end)")
"""Arguments that are catalog names and dates."""
_FILTER = re.compile(r"(?:fact \d+ )?(?P<dimension>.+) (?:in|not_in|unset)")
_BOUND = re.compile(r".+ (?:gt|ge|lt|le|between)")
MOST_VALUES = 50
Argument: TypeAlias = "str | int | bool | Sequence[str] | None"


@dataclass(frozen=True)
class Lookup:
    """One query of an answer: the tool, its resolved arguments, and how many rows it gave."""

    tool: str
    arguments: Mapping[str, Argument]
    rows: int

    def told(self) -> Mapping[str, Value]:
        """Gives what is kept of it."""
        kept = {
            name: told
            for name, value in self.arguments.items()
            if (told := _argument(name, value)) is not None
        }
        return {"tool": self.tool, **kept, "rows": self.rows}


@dataclass(frozen=True)
class Asked:
    """A question, as it was answered."""

    turn_id: str
    status: str
    role: str
    """The asker's, on that day."""
    lookups: Sequence[Lookup] = ()
    hidden: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    """What it named that the asker may not see: ids by dimension."""

    def entry(self, at: datetime, actor: str) -> Entry:
        """Gives its entry; that something hidden was asked about is an event of its own."""
        detail: dict[str, Value] = {"status": self.status, "role": self.role}
        if self.lookups:
            detail["lookups"] = [lookup.told() for lookup in self.lookups]
        if not self.hidden:
            return Entry(at, actor, "question.asked", self.turn_id, detail)
        detail["hidden"] = {name: values_kept(name, ids) for name, ids in self.hidden.items()}
        return Entry(at, actor, "question.hidden", self.turn_id, detail)


def _argument(name: str, value: Argument) -> Value:
    """Gives what is kept of one argument; None for nothing at all."""
    if _PLAIN.fullmatch(name):
        return value
    if found := _FILTER.fullmatch(name):
        return values_kept(found["dimension"], value if isinstance(value, Sequence) else ())
    return () if _BOUND.fullmatch(name) else None


def values_kept(dimension: str, values: Sequence[str]) -> Sequence[str]:
    """Gives the values of a condition that may be kept; of a company's own field none."""
    return () if ":" in dimension else sorted(values)[:MOST_VALUES]
