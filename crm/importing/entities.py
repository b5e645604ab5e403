"""Entities: one customer, product or order out of the many rows of a sheet that repeat it."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter

from crm.importing.batches import Batch
from crm.importing.fields import form
from crm.importing.summary import Conflict
from crm.importing.values import Stored, as_decimal

_AT_ONCE = 20_000
_Row = tuple[Stored, ...]
_Key = Stored | _Row


@dataclass(frozen=True)
class Entity:
    """One of them: its columns, and the columns in which its rows disagreed."""

    values: _Row
    conflicts: tuple[Conflict, ...] = ()


class Entities:
    """Collects the distinct rows of one table, with how often each stands in the sheet."""

    def __init__(
        self, table: str, names: Sequence[str], key: Callable[[_Row], _Key] | None = None
    ) -> None:
        self.table = table
        self.names = tuple(names)
        self._rows: Counter[_Row] = Counter()
        self._key = key or itemgetter(self.names.index(form(table).key[0]))

    def add(self, columns: Mapping[str, Sequence[Stored]]) -> None:
        """Adds the rows of a chunk."""
        self._rows.update(zip(*(columns[name] for name in self.names), strict=True))

    def settled(self) -> Iterator[tuple[_Key, Entity]]:
        """Gives each key with its entity, in the order of the sheet, and then forgets them.

        In each column the most frequent value is taken (of equally frequent ones the first), but
        of moments the earliest.
        """
        first: dict[_Key, _Row] = {}
        more: dict[_Key, list[_Row]] = {}
        for row in self._rows:
            key = self._key(row)
            if first.setdefault(key, row) is not row:
                more.setdefault(key, [first[key]]).append(row)
        for key, row in first.items():
            yield key, self._settle(key, more[key]) if key in more else Entity(row)
        self._rows.clear()

    def _settle(self, key: _Key, rows: list[_Row]) -> Entity:
        chosen: list[Stored] = []
        conflicts: list[Conflict] = []
        for at, name in enumerate(self.names):
            votes: Counter[Stored] = Counter()
            for row in rows:
                if row[at] is not None:
                    votes[row[at]] += self._rows[row]
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
    while some := list(islice(rows, _AT_ONCE)):
        yield Batch(
            form(table), dict(zip(names, zip(*some, strict=True), strict=True)), [0] * len(some)
        )


def _text(key: _Key) -> str:
    return str(key[0]) if isinstance(key, tuple) else str(key)
