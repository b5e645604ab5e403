"""Verified questions in words: what they are answered with, and why one is set aside."""

from collections.abc import Iterator, Mapping
from typing import Literal

from assistant.verified.grounds import Change
from assistant.verified.standing import Listed
from crm.measures import Catalog, Words

_CHANGED: Mapping[str, tuple[str, str]] = {
    "gone": ("{0}已经没有了", "there is no {0} any more"),
    "redefined": ("{0}的口径改了", "{0} is defined otherwise now"),
    "word": ("「{0}」的意思改了", "“{0}” means something else now"),
    "unreadable": (
        "别的版本核实的，这个版本读不了",
        "another version wrote it otherwise",
    ),
}


def reasons(one: Listed, catalog: Catalog, language: Literal["zh", "en"]) -> tuple[str, ...]:
    """Gives why a question is set aside; nothing where it holds."""
    return tuple(_reason(change, catalog, language) for change in one.changed)


def _reason(change: Change, catalog: Catalog, language: Literal["zh", "en"]) -> str:
    called = _called(change.name, catalog, language)
    return _CHANGED[change.kind][language == "en"].format(called)


def answered_with(one: Listed, catalog: Catalog, language: Literal["zh", "en"]) -> tuple[str, ...]:
    """Gives the measures, rows and dimensions of a plan, as people call them."""
    return tuple(_called(name, catalog, language) for name in _parts(one))


def _parts(one: Listed) -> Iterator[str]:
    plan = one.kept.plan
    if plan is None:
        return
    yield from plan.frame.measures
    if plan.frame.entity is not None:
        yield plan.frame.entity
    yield from plan.frame.groups


def _called(name: str, catalog: Catalog, language: str) -> str:
    found = catalog.measures.get(name) or catalog.dimensions.get(name)
    words: Words | None = None if found is None else found.words
    return name if words is None else words.label(language)
