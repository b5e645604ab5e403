"""Dependence: which columns are the same in all rows of an order, a customer, a product."""

from collections.abc import Iterable, Mapping, Sequence

from crm.importing.cells import CHUNK_ROWS, Source
from crm.importing.values import Cell

_MOST_KEYS = 200_000
"""Keys that are remembered: enough to tell, in bounded memory."""


def dependent(
    source: Source, keys: Mapping[str, Sequence[int]], columns: Iterable[int]
) -> Mapping[str, set[int]]:
    """Gives, for each key (a set of columns), the columns that have one value for each of it.

    Reads the whole source: the first rows of a file often hold one order a customer. Empty cells
    agree with everything.
    """
    alive = {name: set(columns) - set(places) for name, places in keys.items()}
    seen: dict[str, dict[int, dict[int, int]]] = {
        name: {column: {} for column in places} for name, places in alive.items()
    }
    for chunk in source.chunks(CHUNK_ROWS):
        for name, places in keys.items():
            hashed = _hashed([chunk.columns[at] for at in places])
            for column in sorted(alive[name]):
                if not _agrees(hashed, chunk.columns[column], seen[name][column]):
                    alive[name].discard(column)
                    del seen[name][column]
    return alive


def _hashed(columns: Sequence[Sequence[Cell]]) -> list[int]:
    """Gives a hash a row, 0 where a part of the key is empty."""
    return [0 if None in key or "" in key else hash(key) or 1 for key in zip(*columns, strict=True)]


def _agrees(keys: Sequence[int], cells: Sequence[Cell], seen: dict[int, int]) -> bool:
    """Tells whether every key goes on having one value; `seen` remembers them as hashes."""
    pairs = {
        (key, cell) for key, cell in zip(keys, cells, strict=True) if key and cell not in (None, "")
    }
    full = len(seen) > _MOST_KEYS
    for key, cell in pairs:
        value = hash(cell)
        if (seen.get(key, value) if full else seen.setdefault(key, value)) != value:
            return False
    return True
