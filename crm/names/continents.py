"""Parts of the world that no row holds: Europe is the countries of Europe that are on file.

Where rows hold the part itself (a region called 欧洲), that is meant, and not its countries.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import cast

import tomli

from crm.names.places import place_names
from crm.names.spelling import key
from crm.text import same

Places = Collection[tuple[str, str]]
"""Stored places, each with its dimension."""


def holding_countries(places: Places) -> str:
    """Gives the dimension whose values are countries: provinces, where no row has a country."""
    return "country" if any(dimension == "country" for dimension, _ in places) else "province"


def continents_of(value: str, places: Places) -> Iterator[tuple[str, ...]]:
    """Gives the names of each part of the world that a stored country lies in.

    Args:
        value: the name of a country, as it is stored.
        places: all stored places; a part of the world that is a region there is not given.
    """
    held = {place_names(name, "region").identity for kind, name in places if kind == "region"}
    for names in _continents().get(place_names(value, "country").identity, ()):
        if not {key(same(name)) for name in names} & held:
            yield names


@cache
def _continents() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Gives the names of the parts of the world that each country lies in, by its identity."""
    text = Path(__file__).with_name("continents.toml").read_text(encoding="utf-8")
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for part in cast("dict[str, dict[str, list[str]]]", tomli.loads(text)).values():
        for country in {place_names(one, "country").identity for one in part["countries"]}:
            found[country] = (*found.get(country, ()), tuple(part["names"]))
    return found
