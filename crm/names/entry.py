"""What the index holds: things with names, who may see them, and each of their writings."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from crm.access import Caller
from crm.names.category import Category
from crm.names.forms import umlaut_forms
from crm.names.name import RANK, How
from crm.names.spelling import key
from crm.text import same

Form = tuple[How, str]
"""A way to write something, as it stands in the database, and what it is."""


def each(how: How, forms: Iterable[str]) -> Iterator[Form]:
    """Gives `forms` as forms of one kind."""
    for form in forms:
        yield how, form


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing that has names.

    Attributes:
        dimension: the catalog's, or `table:field` of a custom field.
        value: its id, or the stored value.
        label: how it is shown.
        identity: the same for two stored writings of one value.
        owners: whose customers carry it; for people and teams, who they are. None: everybody's.
        people: whether it is a person or a team, which its own people see too.
        whole: whether the values of all that share its identity make one thing, told by them all.
        among: of a custom field, all its values: it is no name where they are no categories.
    """

    dimension: str
    value: str
    label: str
    identity: str
    owners: frozenset[str] | None
    people: bool = False
    whole: bool = False
    among: Category | None = None

    @property
    def thing(self) -> tuple[str, str]:
        """What two entries share that are two writings of one value."""
        return self.dimension, self.identity

    def visible_to(self, caller: Caller) -> bool:
        """Gives whether `caller` may know of it."""
        if self.among is not None and not self.among.holds_for(caller):
            return False
        seen = caller.people if self.people else caller.owners
        return self.owners is None or seen is None or not seen.isdisjoint(self.owners)


class Writing(NamedTuple):
    """One way to write an entry, folded. A tuple, because there are ten for each customer."""

    entry: Entry
    how: How
    text: str
    key: str


_FOLDED: frozenset[How] = frozenset({"core", "part"})


def written(entry: Entry, forms: Iterable[Form]) -> Iterator[Writing]:
    """Gives the writings of `entry`: of forms spelled alike the best only."""
    best: dict[str, Writing] = {}
    for how, form in _with_variants(forms):
        folded = form if how in _FOLDED else same(form)
        spelled = key(folded)
        if not spelled:
            continue
        known = best.get(spelled)
        if known is None or RANK[how] < RANK[known.how]:
            best[spelled] = Writing(entry, how, folded, spelled)
    yield from best.values()


def _with_variants(forms: Iterable[Form]) -> Iterator[Form]:
    for how, form in forms:
        several = (form, *_with_other_and(form))
        yield from each(how, several)
        if RANK[how] == 0 and how != "id":
            for one in several:
                yield from each("umlaut", umlaut_forms(one, same(one)))


def _with_other_and(form: str) -> tuple[str, ...]:
    if "&" in form:
        return (form.replace("&", " and "),)
    return (form.replace(" and ", " & "),) if " and " in form else ()
