"""What the evaluation reached before: no later run may come out below it.

`baseline.json` holds the rates of right and wrong cases by data set, sort and part (`open`,
`held_back`). It only rises: `raised` keeps the better of the two.
"""

import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

from evals.runner import Judged
from evals.tally import Tally, tally

SHIPPED = Path(__file__).with_name("baseline.json")
PLACES = 4
PARTS = ("open", "held_back")


class Rates(BaseModel):
    """The shares of right and wrong cases. Right is rounded down and wrong up."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    right: float
    wrong: float


Baseline = Mapping[str, Mapping[str, Mapping[str, Rates]]]
_BASELINE = TypeAdapter(dict[str, dict[str, dict[str, Rates]]])


def read(file: Path) -> Baseline:
    """Gives a baseline.

    Raises:
        OSError: there is no such file.
        pydantic.ValidationError: it holds something else.
    """
    return _BASELINE.validate_json(file.read_bytes())


def write(file: Path, baseline: Baseline) -> None:
    """Writes a baseline, the same one always with the same text."""
    found = _BASELINE.dump_python(_BASELINE.validate_python(baseline))
    file.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def reached(sets: Mapping[str, tuple[Judged, ...]]) -> Baseline:
    """Gives what a run reached, of the parts that it asked."""
    found: dict[str, dict[str, dict[str, Rates]]] = {}
    for name, judged in sets.items():
        for sort in dict.fromkeys(one.posed.sort for one in judged):
            for held_back, part in enumerate(PARTS):
                counts = tally(
                    one.outcome
                    for one in judged
                    if one.posed.sort == sort and one.posed.held_back == held_back
                )
                if counts.asked:
                    found.setdefault(name, {}).setdefault(sort, {})[part] = _rates(counts)
    return found


def _rates(counts: Tally) -> Rates:
    scale = 10**PLACES
    return Rates(
        right=counts.right * scale // counts.asked / scale,
        wrong=math.ceil(counts.wrong * scale / counts.asked) / scale,
    )


def fallen(now: Baseline, before: Baseline) -> tuple[str, ...]:
    """Gives a sentence for each rate that is worse than it was; what was not asked is no fall."""
    return tuple(_faults(now, before))


def _faults(now: Baseline, before: Baseline) -> Iterator[str]:
    for (name, sort, part), rates in _flat(now):
        old = before.get(name, {}).get(sort, {}).get(part)
        where = f"{name} {sort}, {part.replace('_', ' ')}"
        if old is not None and rates.right < old.right:
            yield f"{where}: {rates.right:.2%} right, the baseline is {old.right:.2%}"
        if old is not None and rates.wrong > old.wrong:
            yield f"{where}: {rates.wrong:.2%} wrong, the baseline is {old.wrong:.2%}"


def raised(now: Baseline, before: Baseline) -> Baseline:
    """Gives the better rates of both, and those that only one of them has."""
    found = {
        name: {sort: dict(parts) for sort, parts in sorts.items()} for name, sorts in before.items()
    }
    for (name, sort, part), rates in _flat(now):
        parts = found.setdefault(name, {}).setdefault(sort, {})
        old = parts.get(part, rates)
        parts[part] = Rates(right=max(rates.right, old.right), wrong=min(rates.wrong, old.wrong))
    return found


def _flat(baseline: Baseline) -> Iterator[tuple[tuple[str, str, str], Rates]]:
    for name, sorts in baseline.items():
        for sort, parts in sorts.items():
            for part, rates in parts.items():
                yield (name, sort, part), rates
