"""A model beside the rules: what becomes of the questions that the rules do not understand."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.brains.planning import Planner
from crm.importing import Progress
from evals.case import mark
from evals.datasets import Place, desk, lacking, place
from evals.evaluation import Wish, as_one, wanted
from evals.runner import Answered, Judged, Posed, run

Came = Literal["right", "honest", "wrong", "ungrounded"]
"""What came of a question. Honest is to decline, or to ask back, where there is an answer."""


@dataclass(frozen=True)
class Beside:
    """A turn that the rules left to the model, asked without and with it."""

    data_set: str
    posed: Posed
    rules: Answered
    model: Answered

    @property
    def came(self) -> Came:
        """Gives what came of it with the model."""
        if not self.model.is_grounded:
            return "ungrounded"
        outcome = self.model.verdict.outcome
        return "honest" if outcome == "abstained" else outcome


def compare(
    wish: Wish, planner: Planner, *, most: int | None = None, progress: Progress | None = None
) -> tuple[Beside, ...]:
    """Gives the turns of all data sets that the rules do not understand, without and with a model.

    Args:
        wish: which cases; none of them is widened.
        planner: the model.
        most: how many cases of a data set are asked at most, drawn by lots that stay the same.
        progress: is told how far it is.

    Raises:
        crm.importing.ImportFailed: a file of a real data set cannot be read.
    """
    found: list[Beside] = []
    for name in wish.sets:
        if lacking(name, wish.data) is None:
            with (
                tempfile.TemporaryDirectory(prefix="wendan-eval-") as home,
                place(name, Path(home), wish.data, progress=as_one(name, progress)) as where,
            ):
                left = _drawn(_left(where, wanted(name, wish.part)), most)
                found += _compared(name, where, left, planner, progress)
    return tuple(found)


def _left(where: Place, posed: Iterable[Posed]) -> Sequence[Judged]:
    """Gives the cases with a turn that the rules do not understand."""
    return [one for one in run(where.desk, posed).judged if any(map(_is_left, one.answered))]


def _drawn(cases: Sequence[Judged], most: int | None) -> Sequence[Judged]:
    drawn = sorted(cases, key=lambda one: mark(f"drawn {one.posed.case.id}"))[:most]
    return [one for one in cases if one in drawn]


def _compared(
    name: str, where: Place, left: Sequence[Judged], planner: Planner, progress: Progress | None
) -> Iterator[Beside]:
    together = desk(where.engine, name, planner=planner)
    for number, alone in enumerate(left, start=1):
        if progress is not None:
            progress(f"{name}: with the model", number, len(left))
        (judged,) = run(together, [alone.posed]).judged
        yield from _turns(name, alone, judged)


def _is_left(answered: Answered) -> bool:
    return answered.status == "not_understood"


def _turns(name: str, alone: Judged, judged: Judged) -> Iterator[Beside]:
    """Gives the turns that the rules left, and those that followed on another answer to one."""
    for rules, model in zip(alone.answered, judged.answered, strict=True):
        if _is_left(rules) or rules.verdict.outcome != model.verdict.outcome:
            yield Beside(name, alone.posed, rules, model)
