"""The figures of a model beside the rules, as text: a table, its aims, and what came wrong."""

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median

from evals.beside import Beside

LEAST_RIGHT_OR_HONEST, MOST_WRONG = 0.80, 0.01
HEADER = (
    *("", "left by the rules", "rules: right", "abstained", "wrong"),
    *("with the model: right", "honest", "wrong", "ungrounded"),
)


def plain(found: Sequence[Beside], model: str) -> str:
    """Gives the figures; what a case that is held back asks is not shown."""
    lines = [f"What {model} makes of what the rules do not understand (turns)", "\t".join(HEADER)]
    for name in dict.fromkeys(one.data_set for one in found):
        lines += _pair(name, [one for one in found if one.data_set == name])
    lines += _pair("all", found)
    lines += ["", _effort(found), *_misses(found), *(f"FAILED {one}" for one in faults(found))]
    return "\n".join(lines)


def _pair(name: str, found: Sequence[Beside]) -> Iterator[str]:
    """Gives a line for the open cases, and one for those held back."""
    for part, held_back in ((name, False), (f"{name}, held back", True)):
        group = [one for one in found if one.posed.held_back == held_back]
        if group:
            yield "\t".join((part, str(len(group)), *_counts(group)))


def _counts(group: Sequence[Beside]) -> Iterator[str]:
    alone = Counter(one.rules.verdict.outcome for one in group)
    yield from (str(alone[one]) for one in ("right", "abstained", "wrong"))
    came = Counter(one.came for one in group)
    yield from (str(came[one]) for one in ("right", "honest", "wrong", "ungrounded"))


def _effort(found: Sequence[Beside]) -> str:
    asked = [one.model for one in found if one.model.tokens]
    if not asked:
        return "the model was asked nothing"
    planned = sum(one.by == "model" for one in asked)
    tokens = median(one.tokens for one in asked)
    seconds = median(one.elapsed_ms for one in asked) / 1000
    return (
        f"{len(asked)} questions reached the model, {planned} of its plans were answered; "
        f"{tokens:,.0f} tokens and {seconds:.1f} s in the middle"
    )


def _misses(found: Sequence[Beside]) -> Iterator[str]:
    for one in found:
        if not one.posed.held_back and one.came in {"wrong", "ungrounded"}:
            yield f"{one.came} {one.posed.case.id} ({one.data_set}): {one.model.turn.text}"
            yield f"  came:  {' '.join(one.model.said.split())}"
            yield f"  fault: {one.model.verdict.reason}"


def faults(found: Sequence[Beside]) -> tuple[str, ...]:
    """Gives which aims are missed."""
    return tuple(_faults(found))


def _faults(found: Sequence[Beside]) -> Iterator[str]:
    came, asked = Counter(one.came for one in found), len(found)
    good = came["right"] + came["honest"]
    if good < LEAST_RIGHT_OR_HONEST * asked:
        yield f"{good} of {asked} are right or honest, at least {LEAST_RIGHT_OR_HONEST:.0%}"
    if came["wrong"] > MOST_WRONG * asked:
        yield f"{came['wrong']} of {asked} are wrong, at most {MOST_WRONG:.0%}"
    if came["ungrounded"]:
        yield f"{came['ungrounded']} hold a figure that no row has"
