"""What is usual of somebody, from what was before: centre and spread that outliers do not move.

Amounts and quantities are compared on the log scale, where ten times as much is as far off as a
tenth. The centre is the median, the spread 1.4826 times the median absolute deviation, which for a
normal distribution is its standard deviation (Hampel 1974; Iglewicz and Hoaglin 1993).
"""

from array import array
from base64 import b64decode, b64encode
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping, MutableSequence, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Self, TypeVar, overload

TO_SIGMA = 1.4826
EXPECTED_SPREAD = 0.5
"""The spread that is assumed of whom little is known, as a log: two in three orders lie within
three fifths and five thirds of the usual."""
EXPECTED_WEIGHT = 60
"""After how many values one's own spread counts as much as the assumed one: the median deviation
of sixty values is still a tenth off, either way."""
_CENTRE_ERROR = 1.5708
"""The variance of a median is π/2 times that of a mean."""


Kept = TypeVar("Kept")


class Window(Sequence[Kept]):
    """The latest values, as many as `most`, the oldest first; small, as each customer has many."""

    __slots__ = ("_most", "_values")

    def __init__(self, most: int, values: Iterable[Kept] = ()) -> None:
        self._most = most
        self._values: MutableSequence[Kept] = list(values)[-most:]

    def append(self, value: Kept) -> None:
        """Takes a value in; the oldest leaves where there are too many."""
        if len(self._values) == self._most:
            del self._values[0]
        self._values.append(value)

    def extend(self, values: Iterable[Kept]) -> None:
        """Takes values in, one after the other."""
        for value in values:
            self.append(value)

    def __setitem__(self, index: int, value: Kept) -> None:
        self._values[index] = value

    def __len__(self) -> int:
        return len(self._values)

    def __iter__(self) -> Iterator[Kept]:
        return iter(self._values)

    @overload
    def __getitem__(self, index: int) -> Kept: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Kept]: ...
    def __getitem__(self, index: int | slice) -> Kept | Sequence[Kept]:
        return self._values[index]


class Latest(Window[float]):
    """The latest numbers. Once their order by size was asked for, it is kept along.

    Each number that comes then costs a search, where sorting them anew would cost the whole.
    """

    __slots__ = ("_by_size",)

    def __init__(self, most: int, values: Iterable[float] = ()) -> None:
        super().__init__(most)
        self._values = array("d", list(values)[-most:])  # a quarter of the memory
        self._by_size: list[float] | None = None

    def append(self, value: float) -> None:
        """Takes a number in; the oldest leaves where there are too many."""
        values, ordered = self._values, self._by_size
        is_full = len(values) == self._most
        if ordered is not None:
            if is_full:
                del ordered[bisect_left(ordered, values[0])]
            insort(ordered, value)
        if is_full:
            del values[0]
        values.append(value)

    def packed(self) -> str:
        """Gives the numbers as a text, exactly, for `unpacked`: a tenth of the work of digits."""
        return b64encode(array("d", self._values).tobytes()).decode()

    @classmethod
    def unpacked(cls, most: int, packed: str) -> Self:
        """Gives the numbers that were packed."""
        return cls(most, array("d", b64decode(packed)))

    @property
    def by_size(self) -> Sequence[float]:
        """The numbers from the least to the largest, until the next one comes."""
        if self._by_size is None:
            self._by_size = sorted(self._values)
        return self._by_size


class ByProduct(dict[str, Latest]):
    """The latest numbers of each product; what was kept of one is unpacked when it is asked for."""

    def __init__(self, most: int, packed: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self._most = most
        self._packed = packed or {}

    def __missing__(self, product: str) -> Latest:
        self[product] = Latest.unpacked(self._most, self._packed.get(product, ""))
        return self[product]

    def known(self, product: str) -> Latest | None:
        """Gives the numbers of a product; None without any."""
        return self[product] if product in self or product in self._packed else None


@dataclass(slots=True)
class Habit:
    """The centre and spread of the logs of values; it holds until a value comes to these."""

    by_size: Sequence[float]
    centre: float
    expected: float
    _spread: float | None = None

    @property
    def count(self) -> int:
        """Of how many values."""
        return len(self.by_size)

    @property
    def spread(self) -> float:
        """How far values lie from the centre, widened by what few of them leave open of it.

        One's own and the expected spread are weighed by the count. Few orders come near to needing
        it, so it is computed when it is asked for.
        """
        if self._spread is None:
            count, centre = self.count, middle(self.by_size)
            own = TO_SIGMA * middle(sorted([abs(one - centre) for one in self.by_size]))
            weighed = EXPECTED_WEIGHT * self.expected**2 + count * own**2
            variance = weighed / (EXPECTED_WEIGHT + count)
            self._spread = sqrt(variance * (1 + _CENTRE_ERROR / count))
        return self._spread

    @property
    def usual(self) -> float:
        """The usual value itself."""
        return exp(self.centre)

    def distance(self, logarithm: float) -> float:
        """How many spreads a value lies above the centre; below it is negative."""
        return (logarithm - self.centre) / self.spread

    def ratio(self, logarithm: float) -> float:
        """How many times the usual value a value is."""
        return exp(logarithm - self.centre)

    def around(self, centre: float) -> "Habit":
        """Gives the habit with another centre, and the spread that it has."""
        return Habit(self.by_size, centre, self.expected, self._spread)


def habit_of(by_size: Sequence[float], *, expected: float = EXPECTED_SPREAD) -> Habit:
    """Gives the habit that some logs say, one at least, from the least to the largest.

    Args:
        by_size: the logs.
        expected: the spread that is assumed of whom little is known.
    """
    return Habit(by_size, middle(by_size), expected)


def middle(ordered: Sequence[float]) -> float:
    """Gives the median of values in order."""
    half, odd = divmod(len(ordered), 2)
    return ordered[half] if odd else (ordered[half - 1] + ordered[half]) / 2


def log_of(value: object) -> float | None:
    """Gives the log of a number above zero; None for any other."""
    number = float(str(value))
    return log(number) if number > 0 else None
