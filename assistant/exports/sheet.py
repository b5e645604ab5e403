"""Rows on their way into a file: headed, counted, and read only as they are written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assistant.audit import Value
from crm.query.result import Cell


@dataclass(frozen=True)
class Sheet:
    """What is exported. `rows` can be read once; `found` counts all that there are."""

    name: str
    """The table's, or `answer`."""
    headings: tuple[str, ...]
    rows: Iterator[tuple[Cell, ...]]
    found: int
    told: Mapping[str, Value]
    """What the audit log keeps of it: ids and catalog names."""
    notes: tuple[tuple[str, str], ...] = ()
    """What a reader should know beside the rows: the definition, the period."""
