"""Measures and dimensions as `measures.toml` defines them, with a deployment's changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, cast

import tomli
from pydantic import BaseModel, ConfigDict, ValidationError

from crm.formula import Formula, FormulaError, parse
from crm.models import metadata
from crm.query.conditions import AT_LEAST_TWO_ORDERS, CONDITIONS
from crm.relations import ROOTS

Rise = Literal["good", "bad", "neutral"]
CLOSED = "opportunities.closed"
"""The one date that is no column: that of a deal's closing."""
OWNER = "@owner"
"""In place of a column: the person who answers for the row."""
COMPUTED = (OWNER, "@age", "@weekday")
"""The columns that `crm.query.fields` computes."""
Grain = Literal["day", "week", "month", "quarter", "year"]
GRAINS: tuple[Grain, ...] = ("day", "week", "month", "quarter", "year")

KNOWN_CONDITIONS = frozenset({*CONDITIONS, AT_LEAST_TWO_ORDERS})


class MeasuresError(Exception):
    """A measures file cannot be used; the message says which entry, why, and what to do."""


@dataclass(frozen=True)
class Component:
    """What one statement adds up or counts."""

    name: str
    adds: bool
    """True for a sum, False for a count of distinct values."""
    columns: tuple[str, ...]
    """`table.column` or `root.table.column`, the first whose root reaches what is asked."""
    where: tuple[str, ...]
    date: str | None

    @property
    def roots(self) -> tuple[str, ...]:
        """Gives the tables that this can be read from, the preferred first."""
        return tuple(column.split(".")[0] for column in self.columns)


@dataclass(frozen=True)
class Words:
    """How people call something; the first of each language is how answers call it."""

    zh: tuple[str, ...]
    en: tuple[str, ...]

    def label(self, language: str) -> str:
        """Gives the word that answers use."""
        return self.zh[0] if language == "zh" else self.en[0]


@dataclass(frozen=True)
class Measure:
    """One measure: a formula of components, and how it is worded and shown."""

    name: str
    formula: Formula
    unit: str
    rise: Rise
    words: Words
    definition_zh: str
    definition_en: str

    def definition(self, language: str) -> str:
        """Gives the definition that answers quote."""
        return self.definition_zh if language == "zh" else self.definition_en


@dataclass(frozen=True)
class Dimension:
    """Something that figures can be split or filtered by."""

    name: str
    words: Words
    columns: tuple[str, ...] = ()
    label: str | None = None
    """`table.column` that names a value to people, where the value is an id."""
    grain: Grain | None = None
    custom: bool = False
    """Whether the column is a field of the rows' `custom` document."""
    kind: Literal["text", "number", "date"] = "text"


@dataclass(frozen=True)
class Catalog:
    """All that can be asked for, by name."""

    components: Mapping[str, Component] = field(default_factory=dict[str, Component])
    measures: Mapping[str, Measure] = field(default_factory=dict[str, Measure])
    dimensions: Mapping[str, Dimension] = field(default_factory=dict[str, Dimension])

    def with_dimensions(self, more: Mapping[str, Dimension]) -> "Catalog":
        """Gives a catalog that also has `more`; where names meet, the own ones stay."""
        # The own ones first: a word that both have means them.
        others = {name: found for name, found in more.items() if name not in self.dimensions}
        merged = MappingProxyType({**self.dimensions, **others})
        return Catalog(self.components, self.measures, merged)


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")
    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()


class _ComponentEntry(BaseModel):
    model_config = ConfigDict(extra="forbid")
    sum: tuple[str, ...] = ()
    count: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    date: str | None = None


class _MeasureEntry(_Entry):
    formula: str
    unit: str
    rise: Rise = "neutral"
    definition_zh: str = ""
    definition_en: str = ""


class _DimensionEntry(_Entry):
    columns: tuple[str, ...] = ()
    label: str | None = None
    grain: Grain | None = None


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    components: dict[str, _ComponentEntry] = {}
    measures: dict[str, _MeasureEntry] = {}
    dimensions: dict[str, _DimensionEntry] = {}


@cache
def standard() -> Catalog:
    """Gives the catalog that the product ships."""
    return _catalog(_toml(Path(__file__).with_name("measures.toml")), "measures.toml")


def load(override: Path | None = None) -> Catalog:
    """Gives the catalog with a deployment's own file laid over the product's.

    Raises:
        MeasuresError: the file is no TOML, or an entry of it is wrong.
    """
    if override is None or not override.exists():
        return standard()
    base = _toml(Path(__file__).with_name("measures.toml"))
    for kind, entries in _toml(override).items():
        for name, values in _table(entries, override, kind).items():
            own = _table(values, override, f"{kind}.{name}")
            base.setdefault(kind, {}).setdefault(name, {}).update(own)
    return _catalog(base, str(override))


def _table(value: object, path: Path, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise MeasuresError(f"{path}: {where}: write it as a table, [{where}.NAME].")
    return cast("dict[str, Any]", value)


def _toml(path: Path) -> dict[str, dict[str, dict[str, object]]]:
    try:
        return tomli.loads(path.read_text(encoding="utf-8"))
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MeasuresError(f"{path} is not a TOML file: {error}.") from error


def _catalog(raw: Mapping[str, object], source: str) -> Catalog:
    try:
        file = _File.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise MeasuresError(f"{source}: {where}: {first['msg']}.") from error
    components = {name: _component(name, entry, source) for name, entry in file.components.items()}
    measures = {name: _measure(name, entry, source) for name, entry in file.measures.items()}
    for measure in measures.values():
        for part in measure.formula.names:
            if part not in components:
                raise MeasuresError(
                    f"{source}: measures.{measure.name}: no component {part!r}. "
                    f"Known: {', '.join(sorted(components))}."
                )
    dimensions = {name: _dimension(name, entry, source) for name, entry in file.dimensions.items()}
    return Catalog(
        MappingProxyType(components), MappingProxyType(measures), MappingProxyType(dimensions)
    )


def _component(name: str, entry: _ComponentEntry, source: str) -> Component:
    where = f"{source}: components.{name}"
    if bool(entry.sum) == bool(entry.count):
        raise MeasuresError(f"{where}: give either `sum` or `count`.")
    for path in entry.sum or entry.count:
        _require_column(path, where)
    if entry.date is not None and entry.date != CLOSED:
        _require_column(entry.date, where)
    for condition in entry.where:
        if condition not in KNOWN_CONDITIONS:
            known = ", ".join(sorted(KNOWN_CONDITIONS))
            raise MeasuresError(f"{where}: no condition {condition!r}. Known: {known}.")
    return Component(name, bool(entry.sum), entry.sum or entry.count, entry.where, entry.date)


def _dimension(name: str, entry: _DimensionEntry, source: str) -> Dimension:
    where = f"{source}: dimensions.{name}"
    if bool(entry.columns) == bool(entry.grain):
        raise MeasuresError(f"{where}: give either `columns` or `grain`.")
    for path in (*entry.columns, *([entry.label] if entry.label else ())):
        if path not in COMPUTED:
            _require_column(path, where)
    return Dimension(name, _words(name, entry), entry.columns, label=entry.label, grain=entry.grain)


def _require_column(path: str, where: str) -> None:
    """Checks `table.column` or `root.table.column`: an unknown one must not fail a question."""
    *root, table, column = path.split(".") if "." in path else ("", path)
    if column == OWNER and getattr(ROOTS.get((root or [table])[0]), "owner", None) is not None:
        return
    known = metadata.tables.get(table)
    if known is None or column not in known.c or not set(root) <= set(metadata.tables):
        raise MeasuresError(f"{where}: no column {path!r}. Write table.column (see the README).")


def _measure(name: str, entry: _MeasureEntry, source: str) -> Measure:
    try:
        formula = parse(entry.formula)
    except FormulaError as error:
        raise MeasuresError(f"{source}: measures.{name}: {error}") from error
    return Measure(
        name,
        formula,
        entry.unit,
        entry.rise,
        _words(name, entry),
        entry.definition_zh or entry.definition_en or entry.formula,
        entry.definition_en or entry.definition_zh or entry.formula,
    )


def _words(name: str, entry: _Entry) -> Words:
    plain = name.replace("_", " ")
    return Words(entry.zh or entry.en or (plain,), entry.en or entry.zh or (plain,))
