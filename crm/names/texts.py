"""The texts of many writings as one, in which a piece is found twenty times faster."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from crm.names.entry import Writing

_END = "\n"


@dataclass(frozen=True)
class Texts:
    """Writings with their texts behind one another; none holds a line's end."""

    _writings: tuple[Writing, ...]
    _joined: str
    _starts: tuple[int, ...]

    @classmethod
    def of(cls, writings: Iterable[Writing]) -> "Texts":
        """Gives the texts of some writings."""
        found = tuple(writings)
        lengths = (len(writing.text) + len(_END) for writing in found)
        starts = tuple(accumulate(lengths, initial=0))
        return cls(found, "".join(writing.text + _END for writing in found), starts)

    def holding(self, piece: str) -> Iterator[Writing]:
        """Gives the writings with a piece somewhere in them, in their order."""
        at = self._joined.find(piece)
        while at >= 0:
            number = bisect_right(self._starts, at) - 1
            yield self._writings[number]
            at = self._joined.find(piece, self._starts[number + 1])
