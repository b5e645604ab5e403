"""The other names of places: in the other language, with and without 省 or 市."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import cast

import tomli
from babel import Locale

from crm.names.spelling import is_chinese, key
from crm.text import same

_SUFFIX = {
    "city": ("市",),
    "province": ("省", "自治区"),
    "region": ("区", "大区", "地区", "区域", "片区"),
}
_MUNICIPALITIES = frozenset({"北京", "天津", "上海", "重庆"})
_ENGLISH_SUFFIX = {"city": "city", "province": "province", "region": "region"}
_STRIPPED = re.compile(
    r"(?<=..)(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区|大区|地区|区域|片区|区)$"
)
_LAST = frozenset("省市区")
"""What a stripped ending ends with."""


@dataclass(frozen=True, slots=True)
class _Place:
    head: str
    others: tuple[str, ...]
    is_city: bool


@dataclass(frozen=True, slots=True)
class PlaceNames:
    """All names of one place.

    `identity` is the same for all writings of it; `others` are its names beside the one given.
    """

    identity: str
    others: tuple[str, ...]


def place_names(value: str, dimension: str) -> PlaceNames:
    """Gives the names of the place that is stored as `value`.

    A stored name in pinyin that several cities share (Taizhou) is not put into Chinese.
    """
    plain = _STRIPPED.sub("", same(value))
    known = _known(key(plain))
    names = {plain, *(name for place in known for name in (place.head, *place.others))}
    more = {name + suffix for name in names for suffix in _suffixes(name, dimension)}
    identity = key(same(known[0].head)) if known else key(plain)
    return PlaceNames(identity, tuple(sorted((names | more) - {value})))


def is_place(folded: str) -> bool:
    """Gives whether a folded text is the name of a Chinese province, city or region."""
    own = _own()
    return folded in own or (folded[-1:] in _LAST and _STRIPPED.sub("", folded) in own)


def is_country(name: str) -> bool:
    """Gives whether a stored place is called like a country, in either language."""
    return key(same(name)) in _countries()


def _suffixes(name: str, dimension: str) -> tuple[str, ...]:
    if name in _MUNICIPALITIES:
        return () if dimension == "region" else ("市",)
    if is_chinese(name[-1:]):
        return tuple(end for end in _SUFFIX.get(dimension, ()) if not name.endswith(end))
    word = _ENGLISH_SUFFIX.get(dimension)
    return () if word is None or name.lower().endswith(word) else (f" {word}",)


def _known(spelled: str) -> tuple[_Place, ...]:
    found = _own().get(spelled) or _countries().get(spelled) or ()
    by_head = tuple(place for place in found if key(same(place.head)) == spelled)
    if by_head:
        return by_head
    heads = {place.head for place in found}
    return () if len(heads) > 1 and all(place.is_city for place in found) else found


@cache
def _own() -> MappingProxyType[str, tuple[_Place, ...]]:
    """Gives the places of `places.toml` by the spelling of each of their names."""
    sections = _sections()
    places = [
        _Place(head, tuple(others), section in {"cities", "abroad"})
        for section in ("regions", "provinces", "cities", "abroad")
        for head, others in sections[section].items()
    ]
    return _by_spelling(places)


@cache
def _countries() -> MappingProxyType[str, tuple[_Place, ...]]:
    """Gives all countries likewise, by their CLDR names and by what people say."""
    # Babel leaves the type of its tables open.
    chinese = cast("Mapping[str, str]", Locale("zh").territories)
    english = cast("Mapping[str, str]", Locale("en").territories)
    said = {key(same(head)): (head, *others) for head, others in _sections()["countries"].items()}
    by_name = {key(same(name)): names for names in said.values() for name in names}
    places: list[_Place] = []
    for code, name in english.items():
        if len(code) != 2 or code not in chinese:
            continue
        official = (chinese[code], name)
        more = next((by_name[key(same(n))] for n in official if key(same(n)) in by_name), ())
        names = tuple(dict.fromkeys((*more, *official)))
        places.append(_Place(names[0], names[1:], is_city=False))
    known = _by_spelling(places)
    left = [_Place(n[0], n[1:], is_city=False) for k, n in said.items() if k not in known]
    return _by_spelling([*places, *left])


def _by_spelling(places: list[_Place]) -> MappingProxyType[str, tuple[_Place, ...]]:
    found: dict[str, tuple[_Place, ...]] = {}
    for place in places:
        for spelled in {key(same(name)) for name in (place.head, *place.others)}:
            found[spelled] = (*found.get(spelled, ()), place)
    return MappingProxyType(found)


@cache
def _sections() -> dict[str, dict[str, list[str]]]:
    text = Path(__file__).with_name("places.toml").read_text(encoding="utf-8")
    return cast("dict[str, dict[str, list[str]]]", tomli.loads(text))
