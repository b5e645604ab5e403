"""What an evaluation came to, as the terminal, the page and the JSON file show it.

What was asked and said in a case that is held back stands here only where no other cases were
asked: nobody sees it who did not ask for it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from evals.baseline import Baseline, fallen, reached
from evals.case import COLLOQUIAL, Expected
from evals.evaluation import Evaluation
from evals.groups import Block, blocks, widened_blocks
from evals.repeating import TIMES
from evals.risk import Curve, curve
from evals.runner import Answered, Judged, Source
from evals.tally import Tally, tally
from prompts import prompts

MOST_WRONG = 0.005
"""The share of wrong answers that no run may exceed."""
SHOWN = 240


@dataclass(frozen=True)
class Times:
    """How long it took in milliseconds: the middle, and what 95 of 100 stay below."""

    name: str
    median_ms: float
    p95_ms: float


@dataclass(frozen=True)
class Miss:
    """One turn that is not right."""

    data_set: str
    case: str
    way: str | None
    asker: str | None
    outcome: str
    asked: tuple[str, ...]
    """The conversation up to it."""
    status: str
    came: str
    fault: str
    right: str

    @property
    def is_silent_variant(self) -> bool:
        """Whether it is a widened case that got no answer: those are many, and harmless."""
        return self.way is not None and self.outcome != "wrong"


@dataclass(frozen=True)
class Summary:
    """All that a report shows. `faults` are why the evaluation failed; none where it passed."""

    blocks: tuple[Block, ...]
    times: tuple[Times, ...]
    curves: tuple[Curve, ...]
    repeated: tuple[tuple[str, int, int], ...]
    """By data set: how many questions were asked again and again, and how many differed."""
    sources: tuple[tuple[str, int, int], ...]
    """What answered the questions of the cases that are to be answered: how many, and of how many.

    The last is `nothing`: it was asked back, or not understood.
    """
    prompts: tuple[tuple[str, int, str], ...]
    """The prompts that a model would be given: name, version, and SHA-256 of the text."""
    misses: tuple[Miss, ...]
    hidden: int
    """How many misses are held back, and so not listed."""
    left_out: tuple[tuple[str, str], ...]
    faults: tuple[str, ...]


def summary(found: Evaluation, before: Baseline, *, show_held_back: bool) -> Summary:
    """Gives the summary of an evaluation.

    Args:
        found: the evaluation.
        before: the baseline.
        show_held_back: whether the misses of cases that are held back are listed.
    """
    plain = [one for judged in found.cases.values() for one in judged]
    other = [one for judged in found.widened.values() for one in judged]
    missed = [one for one in (*plain, *other) if one.outcome != "right"]
    listed = sorted(_misses(found, show_held_back=show_held_back), key=_weight)
    every = (*blocks(found.cases), *widened_blocks(found.widened))
    return Summary(
        tuple(block for block in every if not block.is_empty),
        tuple(_times(found)),
        (curve("cases", _turns(plain)), curve("widened", _turns(other))),
        tuple((n, a.repeated.asked, len(a.repeated.differing)) for n, a in found.sets.items()),
        tuple(_sources(_turns(plain))),
        tuple((one.name, one.version, one.digest) for one in prompts()),
        tuple(listed),
        0 if show_held_back else sum(one.posed.held_back for one in missed),
        tuple(found.left_out.items()),
        tuple(_faults(found, before)),
    )


def _sources(turns: list[Answered]) -> Iterator[tuple[str, int, int]]:
    """Gives what answered the questions that are to be answered, rightly or not."""
    wanted = [turn for turn in turns if turn.turn.expected.status == "answered"]
    answered = [turn.by for turn in wanted if turn.status == "answered"]
    for source in get_args(Source):
        yield source, answered.count(source), len(wanted)
    yield "nothing", len(wanted) - len(answered), len(wanted)


def _turns(judged: Iterable[Judged]) -> list[Answered]:
    return [turn for one in judged for turn in one.answered]


def _times(found: Evaluation) -> Iterator[Times]:
    for name, judged in found.cases.items():
        turns = _turns(judged)
        yield _spread(f"{name}, reading", [turn.parse_ms for turn in turns])
        yield _spread(f"{name}, whole turn", [turn.elapsed_ms for turn in turns])


def _spread(name: str, times: list[float]) -> Times:
    found = sorted(times) or [0.0]
    middle, high = (found[min(int(len(found) * q), len(found) - 1)] for q in (0.5, 0.95))
    return Times(name, round(middle, 1), round(high, 1))


def _misses(found: Evaluation, *, show_held_back: bool) -> Iterator[Miss]:
    for name, asked in found.sets.items():
        for one in (*asked.cases, *asked.widened):
            if one.posed.held_back <= show_held_back:
                yield from _missed(name, one)


def _weight(miss: Miss) -> tuple[bool, bool]:
    """Gives what misses are sorted by: wrong ones first, cases as they stand before others."""
    return miss.outcome != "wrong", miss.way is not None


def _missed(name: str, one: Judged) -> Iterator[Miss]:
    said = tuple(turn.turn.text for turn in one.answered)
    for turn in one.answered:
        if turn.verdict.outcome != "right":
            yield Miss(
                name,
                one.posed.case.id,
                one.posed.way,
                one.posed.case.asker,
                turn.verdict.outcome,
                said[: turn.place],
                turn.status,
                turn.said,
                turn.verdict.reason,
                _told(turn.turn.expected),
            )


def _told(expected: Expected) -> str:
    fields = expected.model_dump(mode="json", exclude_defaults=True, exclude={"wrong_values"})
    text = json.dumps(fields, ensure_ascii=False)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _limited(sets: Mapping[str, tuple[Judged, ...]]) -> Iterator[Judged]:
    """Gives what is under the limit for wrong answers."""
    for judged in sets.values():
        yield from (one for one in judged if one.posed.sort != COLLOQUIAL)


def _faults(found: Evaluation, before: Baseline) -> Iterator[str]:
    """Gives why the evaluation fails."""
    if not found.sets:
        yield "nothing was asked"
    yield from fallen(reached(found.cases), before)
    for name, sets in (("cases", found.cases), ("widened cases", found.widened)):
        counts: Tally = tally(one.outcome for one in _limited(sets))
        if counts.wrong_rate > MOST_WRONG:
            yield f"{counts.wrong} of {counts.asked} {name} are wrong, more than {MOST_WRONG:.1%}"
    for name, set_ in found.sets.items():
        if set_.repeated.differing:
            many = len(set_.repeated.differing)
            yield f"{name}: {many} questions asked {TIMES} times had different replies"
