"""What of a question and of its answer may not leave the house as it is: names, numbers, ids."""

from collections.abc import Iterator

from sqlalchemy.engine import Connection

from assistant import misses
from assistant.brains.hidden import Hidden, Kind
from assistant.brains.rules.frame import Frame
from crm.access import operator
from crm.measures import GRAINS
from crm.names import NameIndex
from crm.text import fold
from tools.base import Evidence

OPEN = frozenset(
    "region province city country level status industry category channel currency age kind stage"
    " customer_status lead_source method team".split()
)
"""Columns whose words name nobody."""
KINDS: dict[str, Kind] = {
    "customer": "C",
    "product": "P",
    "model": "P",
    "owner": "U",
    "user": "U",
    "contact": "U",
}
_PERSONAL: dict[str, Kind] = {
    misses.CUSTOMER: "C",
    misses.PERSON: "U",
    misses.NUMBER: "N",
    misses.EMAIL: "N",
}


def hidden_in(connection: Connection, names: NameIndex, text: str) -> tuple[Hidden, ...]:
    """Gives the names of customers, products and people in a question, numbers and addresses.

    Whoever asks: also of what the asker may not see. A name that is on no file stays.
    """
    found: list[Hidden] = []
    for placeholder, word in misses.redaction(connection, names, text).words():
        found.append(Hidden(_PERSONAL[placeholder], word))
    folded = fold(text)
    for span in names.find(folded.text, operator()):
        kinds: list[Kind] = [
            KINDS[name.dimension] for name in span.names if name.dimension in KINDS
        ]
        if kinds and not span.weak:
            start, end = folded.original(span.start, span.end)
            found.append(Hidden(kinds[0], text[start:end]))
    return tuple(found)


def hidden_cells(found: tuple[Evidence, ...], frame: Frame) -> Iterator[Hidden]:
    """Gives the names, ids and free texts of the rows, and of what was asked about."""
    for condition in frame.conditions:
        if condition.dimension not in OPEN:
            named: Kind = KINDS.get(condition.dimension, "N")
            yield from (Hidden(named, label) for label in condition.labels)
    for each in found:
        for at, column in enumerate(each.table.columns):
            if column.name in OPEN or column.name in GRAINS:
                continue
            cells = (row[at] for row in each.table.rows)
            kind: Kind = KINDS.get(column.name, "N")
            yield from (Hidden(kind, cell) for cell in cells if isinstance(cell, str))
