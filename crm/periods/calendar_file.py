"""Reads holidays and campaigns from `festivals.toml` and from a deployment's `calendar.toml`."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Self, cast

import tomli
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from crm.periods.festivals import Festival

_BUILT_IN = Path(__file__).with_name("festivals.toml")
_YEARS = (1990, 2100)
_LONGEST = 120  # days; a campaign that is longer is a mistake in its dates
_WAYS: Mapping[str, frozenset[str]] = {
    "first": frozenset({"first", "last"}),
    "nth_weekday": frozenset({"nth_weekday", "before", "after"}),
    "moving": frozenset({"moving", "before", "after"}),
    "years": frozenset({"years"}),
}
"""The keys of the four ways to say when a festival is, by the key that each cannot do without."""
_DATING = frozenset[str]().union(*_WAYS.values())

_MonthDay = tuple[int, int]
_NthWeekday = tuple[
    Annotated[int, Field(ge=1, le=12)],
    Annotated[int, Field(ge=1, le=7)],
    Annotated[int, Field(ge=1, le=4)],
]
_Offset = Annotated[int, Field(ge=-_LONGEST, le=_LONGEST)]


class CalendarError(Exception):
    """A calendar file cannot be used; the message says which entry, why, and what to do."""


class _Entry(BaseModel):
    """One table of the file."""

    model_config = ConfigDict(extra="forbid")
    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    first: _MonthDay | None = None
    last: _MonthDay | None = None
    nth_weekday: _NthWeekday | None = None
    moving: tuple[date, ...] = ()
    years: dict[Annotated[int, Field(ge=_YEARS[0], lt=_YEARS[1])], tuple[date, date]] = {}
    before: _Offset = 0
    after: _Offset = 0
    peak: Annotated[int, Field(ge=0, le=_LONGEST)] = 0

    @model_validator(mode="after")
    def _days_make_sense(self) -> Self:
        ways = [way for way in _WAYS if getattr(self, way)]
        if len(ways) != 1:
            raise ValueError("say when it is by one of first, nth_weekday, moving and years")
        stray = self.model_fields_set & _DATING - _WAYS[ways[0]]
        if stray:
            raise ValueError(f"{min(stray)} does not go with {ways[0]}")
        self._fixed_days_exist()
        self._one_day_a_year()
        for year, (first, last) in self.years.items():
            _require_a_stretch(first, last)
            if abs(first.year - year) > 1:
                raise ValueError(f"years.{year} begins on {first}, in quite another year")
        if self.before + self.after < 0:
            raise ValueError("before and after leave no day: a festival ends after it begins")
        return self

    def _fixed_days_exist(self) -> None:
        for day in (self.first, self.last):
            if day and not _is_each_year(*day):
                raise ValueError(f"{list(day)} is no month and day that each year has")

    def _one_day_a_year(self) -> None:
        listed = [day.year for day in self.moving]
        twice = sorted({year for year in listed if listed.count(year) > 1})
        if twice:
            raise ValueError(f"moving has two days in {twice[0]}; it takes one a year")

    def named(self, festival_id: str) -> Festival:
        """The festival, once all is checked."""
        return Festival(
            festival_id,
            zh=self.zh,
            en=tuple(word.lower() for word in self.en),
            weak_words=self.weak,
            first=self.first,
            last=self.last or self.first,
            moving=tuple(sorted(self.moving)),
            nth_weekday=self.nth_weekday,
            years=tuple((year, *days) for year, days in sorted(self.years.items())),
            before=self.before,
            after=self.after,
            peak=self.peak,
        )


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    festivals: dict[str, _Entry] = {}


def read_festivals(own: Path | None = None) -> tuple[Festival, ...]:
    """The product's festivals, with those of `own` laid over them.

    A table of the same name replaces the keys it gives and keeps the others; one that says anew
    when the festival is replaces all that was said about that.

    Raises:
        CalendarError: The file is no TOML, or an entry of it is wrong.
        OSError: It cannot be read.
    """
    entries = _tables(_BUILT_IN)
    for festival_id, changes in _tables(own).items() if own else ():
        entries[festival_id] = _laid_over(entries.get(festival_id, {}), changes)
    source = str(own or _BUILT_IN)
    try:
        file = _File.model_validate({"festivals": entries})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise CalendarError(f"{source}: {where}: {_said(first['msg'])}.") from error
    found = tuple(entry.named(name) for name, entry in file.festivals.items())
    _require_clear_words(found, source)
    _require_main_days(found, source)
    return found


def _said(message: str) -> str:
    return message.removeprefix("Value error, ").rstrip(".")


def _laid_over(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changed table: who says anew when a festival is says all of that."""
    way = next((each for each in _WAYS if each in changes), None)
    if way is None:
        return {**base, **changes}
    said_so = way == "moving" and way in base  # more years of the same, around the same days
    kept = {key: value for key, value in base.items() if said_so or key not in _DATING | {"peak"}}
    return {**kept, **changes}


def _tables(path: Path) -> dict[str, dict[str, Any]]:
    try:
        raw = tomli.loads(path.read_text(encoding="utf-8"))
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CalendarError(f"{path} is not a TOML file: {error}.") from error
    for kind in raw.keys() - {"festivals"}:
        raise CalendarError(f"{path}: {kind}: write holidays and campaigns as [festivals.NAME].")
    tables = raw.get("festivals", {})
    for name, values in _items(tables, path, "festivals"):
        _items(values, path, f"festivals.{name}")
    return cast("dict[str, dict[str, Any]]", tables)


def _items(value: object, path: Path, where: str) -> Iterable[tuple[str, object]]:
    if not isinstance(value, dict):
        raise CalendarError(f"{path}: {where}: write it as a table, [festivals.NAME].")
    return cast("dict[str, object]", value).items()


def _require_clear_words(festivals: Iterable[Festival], source: str) -> None:
    """A word that is too short would be found everywhere, and one of two festivals in either."""
    owners: dict[str, str] = {}
    for festival in festivals:
        where = f"{source}: festivals.{festival.festival_id}"
        for word in (*festival.words, *festival.weak_words):
            _require_a_word(word, where)
            owner = owners.setdefault(word.lower(), festival.festival_id)
            if owner != festival.festival_id:
                raise CalendarError(
                    f"{where}: the word {word!r} stands for festivals.{owner} already. Take it "
                    f"away there by listing the other words, or change festivals.{owner}."
                )


def _require_main_days(festivals: Iterable[Festival], source: str) -> None:
    for festival in festivals:
        for year in range(*_YEARS):
            days, peak = festival.dates_in(year), festival.peak_in(year)
            if days and peak and peak.end > days[1]:
                raise CalendarError(
                    f"{source}: festivals.{festival.festival_id}: peak {festival.peak} is after "
                    f"its last day in {year}. Count from 0, its first day."
                )


def _require_a_word(word: str, where: str) -> None:
    if len(word.strip()) < len("国庆") or word != word.strip():
        raise CalendarError(f"{where}: the word {word!r} needs two characters or more, no spaces.")


def _require_a_stretch(first: date, last: date) -> None:
    if not 0 <= (last - first).days < _LONGEST:
        raise ValueError(f"{first} to {last} is no stretch of 1 to {_LONGEST} days")


def _is_each_year(month: int, day: int) -> bool:
    try:
        date(2023, month, day)  # no leap year
    except ValueError:
        return False
    return True
