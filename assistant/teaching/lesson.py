"""One lesson: a word and what it shall mean, and the line that this becomes."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from assistant.brains.rules.spans import Sources
from assistant.teaching.refusal import Refused
from crm.formula import Formula, FormulaError, parse
from crm.measures import Catalog
from crm.names import Name
from crm.text import fold
from crm.vocabulary import ENTITY, FAULTS, Entry, Section, word_fault

Kind = Literal["measure", "dimension", "customer", "product", "person", "value", "formula"]
KINDS: tuple[Kind, ...] = get_args(Kind)
LONGEST_MEANING = 200
_SECTION: Mapping[str, Section] = {
    "measure": "measures",
    "dimension": "dimensions",
    "customer": "customers",
    "product": "products",
    "person": "people",
    "value": "values",
    "formula": "measures",
}
_UNIT = re.compile("[a-z_]{1,20}")


@dataclass(frozen=True)
class Lesson:
    """What somebody wants a word to mean.

    `meaning` is a measure or dimension by name or word, a customer, product or person by id or
    name, a value as `city=上海`, or a formula. Without a kind it is the catalog's, or a value.
    """

    words: str
    meaning: str
    kind: Kind | None = None
    unit: str | None = None
    """Of a formula: `money`, `ratio`, or the noun counted."""


@dataclass(frozen=True)
class Taught:
    """What a word means from now on, and the line that says so."""

    words: str
    kind: Kind
    meaning: str
    """As it stands in the file: a name of the catalog, an id, `dimension = value`, a formula."""
    label: str
    """What people call that."""
    file: str
    line: str
    new: bool = True
    """False where it meant that already."""


@dataclass(frozen=True)
class Resolved:
    """A lesson whose meaning was found: what the file will say."""

    kind: Kind
    entry: Entry
    label: str
    measure: Mapping[str, str] | None = None
    """The keys of a new measure; then `entry` says how the word is read."""


def resolved(lesson: Lesson, catalog: Catalog, sources: Sources) -> Resolved:
    """Gives what a lesson says in the names of the catalog and the ids of the database.

    Raises:
        Refused: the word cannot be one, or there is nothing of that meaning.
    """
    word = lesson.words.strip()
    if (fault := word_fault(word)) is not None:
        raise Refused(f"这个词不能教：{_FAULTS_ZH.get(fault, fault)}。", f"Not this word: {fault}.")
    meaning = lesson.meaning.strip()
    plain = all(unicodedata.category(character)[0] != "C" for character in meaning)
    if not meaning or len(meaning) > LONGEST_MEANING or not plain:
        raise Refused(
            f"意思要写成一行，最多 {LONGEST_MEANING} 个字。",
            f"Give the meaning in one line of at most {LONGEST_MEANING} characters.",
        )
    kind = lesson.kind or _kind_of(meaning, catalog, sources)
    if kind == "formula":
        return _new_measure(word, meaning, lesson.unit, catalog)
    if kind in {"measure", "dimension"}:
        name = _named(kind, meaning, catalog, sources)
        known = catalog.measures if kind == "measure" else catalog.dimensions
        return Resolved(kind, Entry(_SECTION[kind], word, name), known[name].words.zh[0])
    if kind == "value":
        return _value(word, meaning, catalog, sources)
    section = _SECTION[kind]
    found = _one(ENTITY[section], meaning, sources)
    return Resolved(kind, Entry(section, word, found.values[0]), found.label)


_FAULTS_ZH = {
    FAULTS["length"]: "要 2 到 40 个字",
    FAULTS["letter"]: "里面没有字",
    FAULTS["control"]: "里面有控制字符",
    FAULTS["placeholder"]: "这是占位符，不是原话",
}


def _kind_of(meaning: str, catalog: Catalog, sources: Sources) -> Kind:
    if "=" in meaning:
        return "value"
    found: list[Kind] = [
        kind for kind in ("measure", "dimension") if _matches(kind, meaning, catalog, sources)
    ]
    if len(found) == 1:
        return found[0]
    raise Refused(
        f"没有叫「{meaning}」的指标或维度。客户、产品、取值、公式要说明是哪一种。",
        f"No measure or dimension is called {meaning!r}. Known measures: "
        f"{', '.join(catalog.measures)}; dimensions: {', '.join(catalog.dimensions)}. For others "
        "say which kind it is.",
    )


def _matches(kind: str, meaning: str, catalog: Catalog, sources: Sources) -> tuple[str, ...]:
    known = catalog.measures if kind == "measure" else catalog.dimensions
    if meaning in known:
        return (meaning,)
    roles = sources.lexicon.roles.get(fold(meaning).text, ())
    return tuple(role.value for role in roles if role.kind == kind)


def _named(kind: str, meaning: str, catalog: Catalog, sources: Sources) -> str:
    found = _matches(kind, meaning, catalog, sources)
    if len(found) == 1:
        return found[0]
    known = catalog.measures if kind == "measure" else catalog.dimensions
    raise Refused(
        f"没有叫「{meaning}」的{'指标' if kind == 'measure' else '维度'}。",
        f"No {kind} is called {meaning!r}. Known: {', '.join(known)}.",
    )


def _value(word: str, meaning: str, catalog: Catalog, sources: Sources) -> Resolved:
    dimension, _, value = (part.strip() for part in meaning.partition("="))
    name = _named("dimension", dimension, catalog, sources)
    found = _one(name, value, sources)
    entry = Entry("values", word, f"{name} = {found.values[0]}")
    return Resolved("value", entry, found.label)


def _one(dimension: str, said: str, sources: Sources) -> Name:
    """Gives the one thing that is called exactly so, or has that id."""
    folded = fold(said).text
    whole = [
        name
        for span in sources.names.find(folded, sources.caller)
        if (span.start, span.end) == (0, len(folded))
        for name in span.names
        if name.dimension == dimension and name.exact
    ]
    if len(whole) == 1:
        return whole[0]
    near = whole or sources.names.nearest(folded, sources.caller, dimension=dimension)
    labels = "、".join(name.label for name in near[:3])
    raise Refused(
        f"「{said}」不是一个确定的{dimension}，请给编号或全名。"
        + (f"相近：{labels}。" * bool(near)),
        f"{said!r} is not one {dimension}; give an id or the whole name."
        + f" Close: {labels}." * bool(near),
    )


def _new_measure(word: str, formula: str, unit: str | None, catalog: Catalog) -> Resolved:
    try:
        found = parse(formula)
    except (FormulaError, RecursionError, MemoryError, ValueError) as error:
        raise Refused(
            "公式只能用指标成分的名字、数字和 + - * / ( )。",
            "A formula takes names of components, numbers and + - * / ( ).",
        ) from error
    unknown = [name for name in found.names if name not in catalog.components]
    if unknown or not found.names:
        known = ", ".join(catalog.components)
        raise Refused(
            f"公式里没有这样的成分：{', '.join(unknown) or '一个都没有'}。可用：{known}。",
            f"No component {', '.join(unknown) or 'at all'} in the formula. Known: {known}.",
        )
    if unit is None or not _UNIT.fullmatch(unit):
        raise Refused(
            "请给单位：money（金额）、ratio（比率），或者数的是什么，如 orders。",
            "Give its unit: money, ratio, or the noun counted, such as orders.",
        )
    keys = {
        "formula": formula,
        "unit": unit,
        "definition_zh": _worded(found, catalog, "zh"),
        "definition_en": _worded(found, catalog, "en"),
    }
    return Resolved("formula", Entry("measures", word, word), word, keys)


def _worded(formula: Formula, catalog: Catalog, language: str) -> str:
    """Gives a formula with its components called as the measures that are only them."""
    plain = {
        measure.formula.names[0]: measure.words.label(language)
        for measure in catalog.measures.values()
        if measure.formula.is_plain
    }
    return re.sub(r"[A-Za-z_]+", lambda found: plain.get(found[0], found[0]), formula.text)
