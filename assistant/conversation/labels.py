"""What answers call columns, values, entities, tables and slots."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import tomli

from assistant.conversation.reply import Language
from crm.measures import Catalog

Family = Literal["fields", "values", "entities", "tables", "slots", "titles", "definitions"]


@cache
def _labels() -> Mapping[str, Mapping[str, tuple[str, str]]]:
    raw = tomli.loads(Path(__file__).with_name("labels.toml").read_text(encoding="utf-8"))
    return {
        family: {name: (pair[0], pair[1]) for name, pair in entries.items()}
        for family, entries in raw.items()
    }


def label(family: Family, name: str, language: Language) -> str:
    """Gives the label of `name`; the name itself where there is none."""
    pair = _labels()[family].get(name)
    return name if pair is None else pair[0 if language == "zh" else 1]


@dataclass(frozen=True)
class Namer:
    """Calls the catalog's things by their words in one language."""

    catalog: Catalog
    language: Language

    def measure(self, name: str) -> str:
        """Gives what a measure is called."""
        return self.catalog.measures[name].words.label(self.language)

    def average(self, name: str, per: str | None) -> str:
        """Gives what a measure is called where it is an average over a unit of time."""
        called = self.measure(name)
        if per is None:
            return called
        if self.language == "zh":
            return f"平均每{PER[per]}{called}"
        return f"average {called} per {per}"

    def dimension(self, name: str) -> str:
        """Gives what a dimension is called."""
        found = self.catalog.dimensions.get(name)
        return (
            found.words.label(self.language)
            if found is not None
            else label("fields", name, self.language)
        )

    def definition(self, name: str) -> str:
        """Gives a measure's definition."""
        return self.catalog.measures[name].definition(self.language)

    def column(self, name: str) -> str:
        """Gives the heading of a column."""
        if name in self.catalog.measures:
            return self.measure(name)
        if name in self.catalog.dimensions:
            return self.dimension(name)
        return label("fields", name, self.language)

    @staticmethod
    def value_of(dimension: str, value: str, language: Language) -> str:
        """Gives what a stored value is called: the words of a status, the text of all else."""
        if dimension in WORDED:
            return label("values", value, language)
        return value


PER = {"day": "天", "week": "周", "month": "月", "quarter": "季度", "year": "年"}

WORDED = frozenset(
    "status age kind customer_status weekday severity flag_state health_part health_band counted_in"
    " flag_kind flag_severity segment standing renewal_state verdict matter".split()
)
"""Dimensions whose stored values are codes of the contract, not words of the company."""
