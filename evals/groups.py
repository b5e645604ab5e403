"""Counts by data set, sort, language, kind and tag; the cases held back stand apart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evals.runner import Judged
from evals.tally import Tally, tally
from evals.verdict import Outcome


@dataclass(frozen=True)
class Line:
    """One group, and how its cases came out."""

    name: str
    open: Tally
    held_back: Tally

    @property
    def both(self) -> Tally:
        """Gives all of its cases."""
        return self.open + self.held_back


@dataclass(frozen=True)
class Block:
    """The groups of one table. A dialogue is one case, but for `by_kind`."""

    title: str
    lines: tuple[Line, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it was asked."""
        return not any(line.both.asked for line in self.lines)


Counted = tuple[str, bool, Outcome]
"""A group, whether it is held back, and an outcome in it."""


def blocks(sets: Mapping[str, Iterable[Judged]]) -> tuple[Block, ...]:
    """Gives the tables on the cases of all data sets."""
    judged = [(name, one) for name, found in sets.items() for one in found]
    plain = [one for _, one in judged]
    return (
        Block("cases", _lines(_of(f"{name} {one.posed.sort}", one) for name, one in judged)),
        Block("all data sets", _lines(_of(one.posed.sort, one) for one in plain)),
        Block("language", _lines(_of(one.posed.case.lang, one) for one in plain)),
        Block(
            "kind of question (turns)",
            _sorted(
                (turn.turn.kind, one.posed.held_back, turn.verdict.outcome)
                for one in plain
                for turn in one.answered
            ),
        ),
        Block(
            "tag (a case with two counts twice)",
            _sorted(_of(tag, one) for one in plain for tag in one.posed.case.tags),
        ),
    )


def widened_blocks(sets: Mapping[str, Iterable[Judged]]) -> tuple[Block, ...]:
    """Gives the tables on single cases asked in other words, and by how they were changed."""
    judged = [(name, one) for name, found in sets.items() for one in found]
    return (
        Block("widened cases", _lines(_of(name, one) for name, one in judged)),
        Block("widened by", _sorted(_of(one.posed.way or "", one) for _, one in judged)),
    )


def _of(group: str, one: Judged) -> Counted:
    return group, one.posed.held_back, one.outcome


def _lines(counted: Iterable[Counted]) -> tuple[Line, ...]:
    """Gives a line a group, in the order in which the groups come."""
    found: dict[str, tuple[list[Outcome], list[Outcome]]] = {}
    for group, held_back, outcome in counted:
        found.setdefault(group, ([], []))[held_back].append(outcome)
    return tuple(Line(name, *map(tally, parts)) for name, parts in found.items())


def _sorted(counted: Iterable[Counted]) -> tuple[Line, ...]:
    return tuple(sorted(_lines(counted), key=lambda line: (-line.both.asked, line.name)))
