"""Further writings for what the index holds: the aliases that a deployment adds to its names."""

from collections.abc import Iterable, Iterator, Mapping

from crm.names.entry import Entry, Writing, each, written
from crm.names.name import PLACES
from crm.names.places import place_names
from crm.names.spelling import key
from crm.text import same

Aliases = Mapping[tuple[str, str], tuple[str, ...]]
"""Further words for a value of a dimension: `("customer", "C0012")`, `("city", "上海")`."""
NO_ALIASES: Aliases = {}


def with_aliases(found: Iterable[Writing], aliases: Aliases) -> Iterator[Writing]:
    """Gives the writings, and an alias for each entry that has one.

    An alias is seen by those who may see its entry, since it is a writing of that entry.
    """
    wanted = {_thing(*meant): words for meant, words in aliases.items()}
    done: set[Entry] = set()
    for writing in found:
        yield writing
        entry = writing.entry
        words = wanted.get(entry.thing) if wanted else None
        if words and entry not in done:
            done.add(entry)
            yield from written(entry, each("alias", words))


def _thing(dimension: str, value: str) -> tuple[str, str]:
    """Gives what an entry for that value is told by (`Entry.thing`)."""
    if dimension in {"customer", "product", "owner"}:
        return dimension, value
    if dimension in PLACES:
        return dimension, place_names(value, dimension).identity
    return dimension, key(same(value))
