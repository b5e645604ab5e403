"""Whether a custom field holds categories, as far as somebody sees its rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from crm.access import Caller

MAX_VALUES = 200
"""A custom field with more distinct values holds ids or free text."""
FEW_VALUES = 20
"""With at most so many values, a custom field holds categories even where each stands once."""


@dataclass(frozen=True, eq=False)
class Category:
    """The values of one custom field, by whose customers have them, with the number of rows.

    Whether they are categories is told from the rows that the caller sees, and from no others:
    these would tell how many values there are that the caller does not see.
    """

    counts: Mapping[str | None, Mapping[str, int]]
    """Of owners with more than `MAX_VALUES` values only so many more are kept as tell that."""
    everybodys: bool = False
    """Whether the rows are of no customer: those of products."""
    _told: dict[frozenset[str] | None, bool] = field(
        default_factory=dict[frozenset[str] | None, bool]
    )

    def by_value(self) -> Mapping[str, frozenset[str]]:
        """Gives whose customers have each value, but for owners who have too many of them."""
        found: dict[str, set[str]] = {}
        for owner, values in self.counts.items():
            if len(values) <= MAX_VALUES:  # else whoever sees these sees too many
                for value in values:
                    found.setdefault(value, set()).update(() if owner is None else (owner,))
        return {value: frozenset(owners) for value, owners in found.items()}

    def holds_for(self, caller: Caller) -> bool:
        """Whether the values that `caller` sees are categories."""
        known = self._told.get(caller.owners)
        if known is None:
            known = self._told[caller.owners] = self._holds(caller.owners)
        return known

    def _holds(self, owners: frozenset[str] | None) -> bool:
        every = owners is None or self.everybodys
        seen = [values for who, values in self.counts.items() if every or who in (owners or ())]
        rows = sum(sum(values.values()) for values in seen)
        distinct = len(frozenset[str]().union(*seen))
        return distinct <= min(MAX_VALUES, max(FEW_VALUES, rows // 2))
