"""What a verified question rests on: the definitions behind its plan, and what its words mean.

A measure that is defined anew, or a word of the question that is taught another meaning, changes
the answer for everybody. Whoever verified the question did not look at that answer: so it is set
aside until an admin has.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from assistant.brains.rules.frame import Frame
from assistant.brains.rules.lexicon import Lexicon
from assistant.verified.pattern import CLOSES, OPENS
from crm.measures import Catalog, Dimension, Measure


@dataclass(frozen=True)
class Grounds:
    """What an answer rests on, by name; the texts are only compared."""

    measures: Mapping[str, str] = field(default_factory=dict[str, str])
    dimensions: Mapping[str, str] = field(default_factory=dict[str, str])
    words: Mapping[str, str] = field(default_factory=dict[str, str])
    """The measures and dimensions that a word of the question means."""


@dataclass(frozen=True)
class Change:
    """Something that is no longer as it was."""

    kind: Literal["gone", "redefined", "word", "unreadable"]
    name: str


def grounds(pattern: str, frame: Frame, catalog: Catalog, lexicon: Lexicon) -> Grounds:
    """Gives what a plan rests on now; what there is no longer is left out."""
    measures = (catalog.measures.get(name) for name in _measures(frame))
    dimensions = (catalog.dimensions.get(name) for name in _dimensions(frame))
    return Grounds(
        {one.name: _of_measure(one, catalog) for one in measures if one is not None},
        {one.name: _of_dimension(one) for one in dimensions if one is not None},
        dict(_words(pattern, lexicon)),
    )


def changes(before: Grounds, now: Grounds) -> tuple[Change, ...]:
    """Gives what has changed: the reasons to set a question aside."""
    found = [
        Change("redefined" if name in new else "gone", name)
        for old, new in ((before.measures, now.measures), (before.dimensions, now.dimensions))
        for name, definition in old.items()
        if new.get(name) != definition
    ]
    used = {*before.measures, *before.dimensions}
    for word in sorted({*before.words, *now.words}):
        meant, means = before.words.get(word, ""), now.words.get(word, "")
        learnt = not meant and set(means.split(" ")) <= used  # it means now what was verified
        if meant != means and not learnt:
            found.append(Change("word", word))
    return tuple(found)


def _measures(frame: Frame) -> Iterator[str]:
    yield from frame.measures
    yield from (one.measure for one in frame.having)
    yield from (one.fact.measure for one in frame.happenings)
    yield from (one.by for one in frame.order)


def _dimensions(frame: Frame) -> Iterator[str]:
    yield from frame.groups
    yield from (one.dimension for one in frame.conditions)
    yield from (each.dimension for one in frame.happenings for each in one.fact.filters)


def _of_measure(measure: Measure, catalog: Catalog) -> str:
    parts = (catalog.components[name] for name in measure.formula.names)
    told = [
        f"{one.name}={'sum' if one.adds else 'count'}({','.join(one.columns)})"
        f" where({','.join(one.where)}) on({one.date or ''})"
        for one in parts
    ]
    return "; ".join([measure.formula.text, measure.unit, *told])


def _of_dimension(dimension: Dimension) -> str:
    return "; ".join([*dimension.columns, dimension.label or "", dimension.grain or ""])


def _words(pattern: str, lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """Gives the words between the slots that mean a measure or a dimension."""
    for piece in _pieces(pattern):
        for start in range(len(piece)):
            for end, roles in lexicon.at(piece, start):
                meant = sorted({r.value for r in roles if r.kind in {"measure", "dimension"}})
                if meant:
                    yield piece[start:end], " ".join(meant)


def _pieces(pattern: str) -> Iterator[str]:
    for part in pattern.split(OPENS):
        yield part.rpartition(CLOSES)[2]
