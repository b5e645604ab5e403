"""One evaluation: every data set that is there, asked as it stands, in other words, and again."""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from crm.importing import Progress
from evals.case import DATA_SETS, SORTS, cases
from evals.datasets import Place, lacking, place
from evals.repeating import Repeated, repeated
from evals.runner import Judged, Posed, posed, run
from evals.widening import widened, words_of

Part = Literal["open", "held_back"]


@dataclass(frozen=True)
class Wish:
    """What is to be asked."""

    sets: tuple[str, ...] = DATA_SETS
    data: Path | None = None
    """The folder of the real data sets."""
    part: Part | None = None
    """Only the cases open to developers, or only those held back; None for both."""


@dataclass(frozen=True)
class Asked:
    """What came of one data set."""

    cases: tuple[Judged, ...]
    widened: tuple[Judged, ...]
    repeated: Repeated


@dataclass(frozen=True)
class Evaluation:
    """What came of all data sets, and why others were left out."""

    sets: Mapping[str, Asked]
    left_out: Mapping[str, str]

    @property
    def cases(self) -> Mapping[str, tuple[Judged, ...]]:
        """Gives the cases as they stand, by data set."""
        return {name: asked.cases for name, asked in self.sets.items()}

    @property
    def widened(self) -> Mapping[str, tuple[Judged, ...]]:
        """Gives the cases in other words, by data set."""
        return {name: asked.widened for name, asked in self.sets.items()}


def evaluate(wish: Wish, *, progress: Progress | None = None) -> Evaluation:
    """Gives the evaluation. Each data set is imported into a folder that is removed afterwards.

    Raises:
        crm.importing.ImportFailed: a file of a real data set cannot be read.
    """
    missing = {name: lacking(name, wish.data) for name in wish.sets}
    sets: dict[str, Asked] = {}
    for name in wish.sets:
        if missing[name] is None:
            with (
                tempfile.TemporaryDirectory(prefix="wendan-eval-") as home,
                place(name, Path(home), wish.data, progress=as_one(name, progress)) as where,
            ):
                sets[name] = _asked(where, list(wanted(name, wish.part)), name, progress)
    return Evaluation(sets, {name: why for name, why in missing.items() if why is not None})


def as_one(name: str, progress: Progress | None) -> Progress | None:
    """Gives what shows the import of all files of a data set as one thing."""
    if progress is None:
        return None

    def told(source: str, rows: int, total: int | None) -> None:
        del source
        progress(f"{name}: import", rows, total)

    return told


def wanted(name: str, part: Part | None) -> Iterator[Posed]:
    """Gives the cases of a data set as they stand: of a part, or of both."""
    for sort in SORTS:
        for one in posed(cases(name, sort), sort):
            if part is None or one.held_back == (part == "held_back"):
                yield one


def _asked(where: Place, plain: list[Posed], name: str, progress: Progress | None) -> Asked:
    others = widened(plain, words_of(where.knowledge))
    total = len(plain) + len(others)

    def told(found: list[Posed], before: int) -> Iterator[Posed]:
        for number, one in enumerate(found, start=1):
            if progress is not None:
                progress(f"{name}: cases", before + number, total)
            yield one

    return Asked(
        run(where.desk, told(plain, 0)).judged,
        run(where.desk, told(others, len(plain))).judged,
        repeated(where.desk, (one.case for one in plain)),
    )
