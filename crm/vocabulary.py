"""A deployment's own words: what `words.toml` in its home says, one line a word.

```toml
[measures]
"流水" = "sales"
[dimensions]
"客户等级" = "customers:等级"
[customers]
"老王家" = "C0012"
[values]
"魔都" = "city = 上海"
```
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Literal, cast, get_args

import tomli

from crm.measures import Catalog, Words
from crm.names import Aliases
from crm.text import fold

Section = Literal["measures", "dimensions", "customers", "products", "people", "values"]
SECTIONS: tuple[Section, ...] = get_args(Section)
ENTITY: Mapping[str, str] = {"customers": "customer", "products": "product", "people": "owner"}
"""The dimension whose values' ids a section names."""
SHORTEST, LONGEST = 2, 40
MOST_WORDS = 5_000


class VocabularyError(Exception):
    """A words file cannot be used; the message says where, why, and what would be accepted."""


@dataclass(frozen=True)
class Entry:
    """One line: a word as it was written, and what it means."""

    section: Section
    word: str
    meaning: str

    @property
    def value(self) -> tuple[str, str]:
        """Gives dimension and value of an entry that names one: `city = 上海`."""
        if self.section in ENTITY:
            return ENTITY[self.section], self.meaning
        dimension, _, value = self.meaning.partition("=")
        return dimension.strip(), value.strip()


@dataclass(frozen=True)
class Vocabulary:
    """All words of a deployment, by their folded form."""

    entries: Mapping[str, Entry] = field(default_factory=dict[str, Entry])

    def of(self, *sections: Section) -> Iterator[tuple[str, Entry]]:
        """Gives the folded words of some sections, with their entries."""
        for word, entry in self.entries.items():
            if entry.section in sections:
                yield word, entry

    def applied(self, catalog: Catalog) -> Catalog:
        """Gives the catalog whose measures and dimensions also have these words, after theirs."""
        measures = {
            name: replace(measure, words=_with(measure.words, self._words_for("measures", name)))
            for name, measure in catalog.measures.items()
        }
        dimensions = {
            name: replace(known, words=_with(known.words, self._words_for("dimensions", name)))
            for name, known in catalog.dimensions.items()
        }
        return Catalog(catalog.components, MappingProxyType(measures), MappingProxyType(dimensions))

    def _words_for(self, section: Section, name: str) -> tuple[str, ...]:
        return tuple(entry.word for _, entry in self.of(section) if entry.meaning == name)

    def aliases(self) -> Aliases:
        """Gives the words for customers, products, people and values, by what they mean."""
        found: dict[tuple[str, str], list[str]] = {}
        for _, entry in self.of("customers", "products", "people", "values"):
            found.setdefault(entry.value, []).append(entry.word)
        return {meant: tuple(words) for meant, words in found.items()}


def _with(words: Words, more: tuple[str, ...]) -> Words:
    return Words((*words.zh, *more), (*words.en, *more)) if more else words


def read(path: Path, catalog: Catalog) -> Vocabulary:
    """Gives what a words file says; nothing where there is none.

    Raises:
        VocabularyError: it is no TOML, or a line of it cannot be used with this catalog.
        OSError: it cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Vocabulary()
    except UnicodeDecodeError as error:
        raise VocabularyError(f"{path}: is not UTF-8 text: save it as UTF-8.") from error
    return parsed(text, catalog, source=str(path))


def parsed(text: str, catalog: Catalog, *, source: str) -> Vocabulary:
    """Gives what the text of a words file says.

    Raises:
        VocabularyError: it is no TOML, or a line of it cannot be used with this catalog.
    """
    try:
        raw = tomli.loads(text)
    except (tomli.TOMLDecodeError, RecursionError) as error:
        raise VocabularyError(f'{source}: {error}. Write "WORD" = "MEANING".') from error
    found: dict[str, Entry] = {}
    for section, word, meaning in _lines(raw, source):
        fault = word_fault(word) or _meaning_fault(section, meaning, catalog)
        folded = fold(word).text
        if folded in found:
            fault = fault or f"it stands for {found[folded].meaning!r} already; keep one line"
        if fault is not None:
            place = place_of(text, section, word)
            raise VocabularyError(f"{source}, {place}: {word[:LONGEST]!r}: {fault}.")
        found[folded] = Entry(section, word, str(meaning))
    if len(found) > MOST_WORDS:
        raise VocabularyError(f"{source}: {len(found):,} words; at most {MOST_WORDS:,}.")
    return Vocabulary(MappingProxyType(found))


def _lines(raw: Mapping[str, object], source: str) -> Iterator[tuple[Section, str, object]]:
    for section, words in raw.items():
        if section not in SECTIONS or not isinstance(words, dict):
            known = ", ".join(f"[{name}]" for name in SECTIONS)
            raise VocabularyError(f"{source}: {section!r}: write it under one of {known}.")
        for word, meaning in cast("dict[str, object]", words).items():
            yield section, word, meaning


def place_of(text: str, section: str, word: str) -> str:
    """Gives where in the file a word stands: `line 3`, or its section where no line holds it."""
    inside = ""
    for number, line in enumerate(text.split("\n"), start=1):
        header = _section_of(line)
        inside = header if header is not None else inside
        if inside == section and word in entry_of(line):
            return f"line {number}"
    return f"[{section}]"


def _section_of(line: str) -> str | None:
    stripped = line.partition("#")[0].strip()
    return stripped[1:-1].strip() if stripped.startswith("[") and stripped.endswith("]") else None


def entry_of(line: str) -> Mapping[str, object]:
    """Gives what a line says by itself; nothing where it is no whole entry."""
    try:
        return tomli.loads(line)
    except (tomli.TOMLDecodeError, RecursionError):
        return {}


def word_fault(word: str) -> str | None:
    """Gives why a word cannot be one of the deployment's own; None where it can."""
    if len(word) > 4 * LONGEST:  # before it is looked at letter by letter
        return FAULTS["length"]
    folded = fold(word).text
    wrong = {
        "control": any(unicodedata.category(character)[0] == "C" for character in word),
        "space": word != word.strip(),
        "length": not SHORTEST <= len(folded) <= LONGEST,
        "letter": not any(character.isalpha() for character in folded),
        "placeholder": "〈" in word or "〉" in word,
    }
    return next((FAULTS[fault] for fault, found in wrong.items() if found), None)


FAULTS = {
    "control": "it has control characters; leave them out",
    "space": "it begins or ends with a space; leave it out",
    "length": f"give {SHORTEST} to {LONGEST} characters",
    "letter": "it has no letter; give a word",
    "placeholder": "it is a placeholder, not what was said",
}


def _meaning_fault(section: Section, meaning: object, catalog: Catalog) -> str | None:
    if not isinstance(meaning, str) or not meaning.strip() or len(meaning) > 200:
        return 'give what it means as a text: "WORD" = "MEANING"'
    if section == "measures" and meaning not in catalog.measures:
        return f"no measure {meaning!r}. Known: {', '.join(catalog.measures)}"
    if section == "dimensions" and not _is_dimension(meaning, catalog):
        return f"no dimension {meaning!r}. Known: {', '.join(catalog.dimensions)}"
    if section == "values":
        dimension, _, value = (part.strip() for part in meaning.partition("="))
        if not value or not _is_dimension(dimension, catalog):
            known = ", ".join(catalog.dimensions)
            return f'{meaning!r}: give "DIMENSION = VALUE", with one of {known}'
    return None


def _is_dimension(name: str, catalog: Catalog) -> bool:
    # A custom field may come with an import later: a line about one is no fault.
    return name in catalog.dimensions or ":" in name
