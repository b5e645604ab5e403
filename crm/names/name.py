"""What the index of names gives: a name, and where a question holds one."""

from dataclasses import dataclass
from typing import Literal

How = Literal[
    "name",
    "short_name",
    "alias",
    "model",
    "id",
    "value",
    "translation",
    "core",
    "umlaut",
    "part",
    "sound",
    "near",
]
"""By which of its writings an entity was found: `core` is a company's name without its legal form
and place, `umlaut` is ue for ü, `part` is the beginning or a word of the name; `sound` is not how
it is written but how that sounds, `near` is written nearly so."""

RANK: dict[How, int] = {
    "name": 0,
    "short_name": 0,
    "alias": 0,
    "model": 0,
    "id": 0,
    "value": 0,
    "translation": 0,
    "core": 1,
    "umlaut": 1,
    "part": 2,
    "sound": 3,
    "near": 3,
}
"""What counts before what: 0 is exact (contract section 2, "Names")."""

ENTITIES = frozenset({"customer", "product", "owner"})
PLACES = ("city", "province", "country", "region")
"""The dimensions that hold places, in the order in which a place's name is understood."""
_ORDER = {name: number for number, name in enumerate((*PLACES, "customer", "product", "owner"))}


@dataclass(frozen=True, slots=True)
class Name:
    """One thing that a text can mean.

    `values` are what a filter on `dimension` takes: the entity's id, or the stored writings of one
    value (`江苏` and `江苏省`). `dimension` is one of the catalog's, or `table:field` of a custom
    field.
    """

    dimension: str
    values: tuple[str, ...]
    label: str
    how: How

    @property
    def exact(self) -> bool:
        """Whether the writing counts as exact; otherwise the answer says which name was used."""
        return RANK[self.how] == 0

    @property
    def order(self) -> tuple[int, str, str, tuple[str, ...]]:
        """Gives what names are sorted by: places first, then entities, then by label."""
        return _ORDER.get(self.dimension, len(_ORDER)), self.dimension, self.label, self.values


@dataclass(frozen=True, slots=True)
class NameSpan:
    """A stretch of a folded question that is a name.

    Attributes:
        start: its first character.
        end: one past its last.
        text: the folded text between them.
        names: all that it can mean, places first; never empty.
        weak: one Chinese character, one letter, a short number or an everyday word, which is a
            name only where a neighbour says so (`A级`, `level A`).
        partial: only the beginning or a word of the names, none of which is written so.
        unsure: like the names, but so little that the asker has to say whether one is meant.
    """

    start: int
    end: int
    text: str
    names: tuple[Name, ...]
    weak: bool = False
    partial: bool = False
    unsure: bool = False

    @property
    def guessed(self) -> bool:
        """Whether no name is written so: they only sound or look alike."""
        return self.names[0].how in {"sound", "near"}

    @property
    def readings(self) -> tuple[Name, ...]:
        """Gives the names to choose from: a place's name is its city, province, … before all."""
        first = self.names[0].dimension
        if first not in PLACES:
            return self.names
        return tuple(n for n in self.names if n.dimension == first or n.how == "sound")
