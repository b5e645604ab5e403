"""How Chinese names sound: syllables without tones, and how far one is from another.

The characters of each syllable stand in `syllables.txt` (written by `evals/syllables.py`), the
sounds that are usually mixed up in `confusions.toml`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from types import MappingProxyType

import tomli

TABLE = Path(__file__).with_name("syllables.txt")
FAR = 9
"""The steps between syllables that nobody mixes up."""
MOST_READINGS = 8
"""Of a text with several characters of two readings, so many readings are tried."""
_INITIALS = (*("zh", "ch", "sh"), *"bpmfdtnlgkhjqxrzcsyw")
_FIRST_CLASS = 0xE000
"""Classes are written as characters for private use, which no text holds."""


@dataclass(frozen=True)
class Sounds:
    """All characters by their sounds.

    Syllables that a row of slips leads to from one another are of one class. What is of the same
    classes may be a slip away; what is not, is never meant.
    """

    syllables: Mapping[str, tuple[str, ...]]
    """The readings of each character, the usual one first."""
    _classes: Mapping[int, str]
    """The class of each character's first reading, by its code."""
    _more: Mapping[str, tuple[str, ...]]
    """All classes of the characters that are of several."""

    def skeletons(self, letters: str) -> tuple[str, ...]:
        """Gives the classes of a text's characters; several where one is read in several ways."""
        known = self._more
        if not any(character in known for character in letters):
            return (letters.translate(self._classes),)
        choices = [known.get(character, (character,)) for character in letters]
        found: dict[str, None] = {}
        for number, reading in enumerate(product(*choices)):
            if number == MOST_READINGS:
                break
            found["".join(reading).translate(self._classes)] = None
        return tuple(found)

    def steps(self, said: str, meant: str) -> int:
        """Gives by how many slips two texts of the same length differ, at least `FAR` if more."""
        return sum(
            0 if one == other else self._between(one, other)
            for one, other in zip(said, meant, strict=True)
        )

    def _between(self, one: str, other: str) -> int:
        pairs = product(self.syllables.get(one, ()), self.syllables.get(other, ()))
        return min((_slips(left, right) for left, right in pairs), default=FAR)


@cache
def sounds() -> Sounds:
    """Gives the sounds of all characters; read from the table once."""
    readings: dict[str, list[str]] = {}
    for syllable, characters in _rows():
        for character in characters:
            readings.setdefault(character, []).append(syllable)
    classes = _classes(tuple(syllable for syllable, _ in _rows()))
    first = {ord(character): classes[found[0]] for character, found in readings.items()}
    several = {
        character: tuple(dict.fromkeys(classes[syllable] for syllable in found))
        for character, found in readings.items()
        if len({classes[syllable] for syllable in found}) > 1
    }
    return Sounds(
        MappingProxyType({character: tuple(found) for character, found in readings.items()}),
        MappingProxyType(first),
        MappingProxyType(several),
    )


def _rows() -> Iterator[tuple[str, str]]:
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        syllable, _, characters = line.partition(" ")
        yield syllable, characters


def _classes(syllables: tuple[str, ...]) -> dict[str, str]:
    """Gives each syllable its class: what slips lead to is gathered until nothing is new."""
    known = frozenset(syllables)
    found: dict[str, str] = {}
    for number, syllable in enumerate(syllables):
        waiting = [syllable] if syllable not in found else []
        while waiting:
            one = waiting.pop()
            found[one] = chr(_FIRST_CLASS + number)
            waiting += [other for other in _one_slip_off(one) & known if other not in found]
    return found


def _one_slip_off(syllable: str) -> set[str]:
    start, rest = _parts(syllable)
    slips = _confusions()
    starts = {other + rest for one, other in slips if one == start}
    return starts | {start + other[1:] for one, other in slips if one == f"-{rest}"}


@cache
def _slips(one: str, other: str) -> int:
    """Gives by how many slips one syllable becomes the other: none, one, two, or `FAR`."""
    (start, rest), (other_start, other_rest) = _parts(one), _parts(other)
    slips = _confusions()
    return sum(
        0 if left == right else 1 if (left, right) in slips else FAR
        for left, right in ((start, other_start), (f"-{rest}", f"-{other_rest}"))
    )


def _parts(syllable: str) -> tuple[str, str]:
    initial = next((one for one in _INITIALS if syllable.startswith(one)), "")
    return initial, syllable[len(initial) :]


@cache
def _confusions() -> frozenset[tuple[str, str]]:
    """Gives the pairs of sounds that are mixed up; finals with a hyphen in front."""
    text = Path(__file__).with_name("confusions.toml").read_text(encoding="utf-8")
    table: dict[str, list[list[str]]] = tomli.loads(text)
    marked = [*table["initials"], *([f"-{final}" for final in row] for row in table["finals"])]
    return frozenset(pair for row in marked for pair in product(row, row) if pair[0] != pair[1])
