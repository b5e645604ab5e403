"""Entities in a sheet of lines: one customer, product or order out of the many rows that repeat it."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from crm.importing.batches import Batch
from crm.importing.fields import form
from crm.importing.summary import Conflict
from crm.importing.values import Stored, as_decimal

_AT_ONCE = 20_000
_Row = tuple[Stored, ...]


@dataclass(frozen=True)
class Entity:
    """One of them: its columns, and the columns in which its rows disagreed."""

    values: _Row
    conflicts: tuple[Conflict, ...] = ()


class Entities:
    """Collects the distinct rows of one table, with how often each stands in the sheet."""

    def __init__(
        self, table: str, names: Sequence[str], key: Callable[[_Row], Stored | _Row] | None = None
    ) -> None:
        self.table = table
        self.names = tuple(names)
        self._rows: Counter[_Row] = Counter()
        at = self.names.index(form(table).key[0])
        self._key = key or (lambda row: row[at])

    def add(self, columns: Mapping[str, Sequence[Stored]]) -> None:
        """Adds the rows of a chunk."""
        self._rows.update(zip(*(columns[name] for name in self.names)))

    def settled(self) -> Iterator[tuple[Stored | _Row, Entity]]:
        """Gives each key with its entity, in the order of the sheet; empties the collection.

        In each column the most frequent value is taken (of equally frequent ones the first), but
        of moments the earliest.
        """
        groups: dict[Stored | _Row, list[tuple[_Row, int]]] = {}
        for row, count in self._rows.items():
            groups.setdefault(self._key(row), []).append((row, count))
        self._rows.clear()
        for key, rows in groups.items():
            yield key, Entity(rows[0][0]) if len(rows) == 1 else self._settle(key, rows)

    def _settle(self, key: Stored | _Row, rows: list[tuple[_Row, int]]) -> Entity:
        chosen: list[Stored] = []
        conflicts: list[Conflict] = []
        for at, name in enumerate(self.names):
            votes: Counter[Stored] = Counter()
            for row, count in rows:
                if row[at] is not None:
                    votes[row[at]] += count
            if name == "ordered_at":
                chosen.append(min(votes, key=str))
                continue
            ranked = [value for value, _ in votes.most_common()]
            chosen.append(ranked[0] if ranked else None)
            if len(ranked) > 1:
                shown = tuple(self._shown(name, value) for value in ranked)
                conflicts.append(Conflict(self.table, name, _text(key), shown[0], shown[1:]))
        return Entity(tuple(chosen), tuple(conflicts))

    def _shown(self, name: str, value: Stored) -> str:
        exact = name != "custom" and form(self.table).field(name).kind == "decimal"
        return str(as_decimal(int(value or 0))) if exact else str(value)


def batches(table: str, names: Sequence[str], rows: Iterator[_Row]) -> Iterator[Batch]:
    """Gives rows as batches of one table."""
    while some := [row for _, row in zip(range(_AT_ONCE), rows)]:
        yield Batch(form(table), dict(zip(names, zip(*some))), [0] * len(some))


def _text(key: Stored | _Row) -> str:
    return str(key[0]) if isinstance(key, tuple) else str(key)
