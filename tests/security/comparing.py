"""Holds one answer against another, and against what it must not show."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import cast

from crm.query.result import Table
from crm.query.spec import MetricQuery
from crm.text import same as folded
from tests.security.offices import Answer, Query
from tools.base import Evidence


class Leak(AssertionError):
    """Somebody was told something of what they may not see."""


def same(asked: object, here: object, there: object) -> None:
    """Checks that two answers are the same.

    Raises:
        Leak: they differ; it says where first.
    """
    if here != there:
        raise Leak(f"{asked}\n  differs in {_difference(here, there)}")


def _difference(here: object, there: object, path: str = "the answer") -> str:
    ones, others = _parts(here), _parts(there)
    if ones and others and ones.keys() == others.keys():
        key = next(key for key, part in ones.items() if part != others[key])
        return _difference(ones[key], others[key], f"{path}.{key}")
    return f"{path}\n  before: {here}\n  after:  {there}"


def _parts(answer: object) -> Mapping[object, object]:
    """Gives what an answer is made of; nothing where it is one piece."""
    if isinstance(answer, Evidence | Table):
        return cast("Mapping[object, object]", vars(answer))
    if isinstance(answer, Mapping):
        return cast("Mapping[object, object]", answer)
    if isinstance(answer, list | tuple):
        return dict(enumerate(cast("Sequence[object]", answer)))
    return {}


def showing_none(markers: frozenset[str], asked: object, answer: object) -> None:
    """Checks that an answer holds no marker but those that the asker said.

    Raises:
        Leak: it holds one.
    """
    text, said = _as_text(answer), folded(str(asked))
    for marker in sorted(markers):
        place = text.find(marker.lower())
        if place >= 0 and folded(marker) not in said:  # an answer repeats words as it read them
            around = text[max(0, place - 100) : place + 100]
            raise Leak(f"{asked}\n  shows {marker!r}: … {around} …")


def _as_text(answer: object) -> str:
    if isinstance(answer, Evidence | str):
        return repr(answer).lower()
    return json.dumps(answer, ensure_ascii=False).lower()


def without_amounts(hidden: frozenset[Decimal], query: Query, answer: Answer) -> None:
    """Checks that a list holds no amount that only hidden rows have.

    Raises:
        Leak: it holds one.
    """
    if isinstance(query, MetricQuery) or isinstance(answer, str):
        return
    places = [n for n, column in enumerate(answer.table.columns) if column.name == "amount"]
    shown = hidden.intersection(row[place] for row in answer.table.rows for place in places)
    if shown:
        raise Leak(f"{query}\n  shows {shown}: {answer}")
