"""The figures of the drafts, as text. One fault is one too many: no baseline is needed."""

from collections.abc import Sequence

from evals.drafts.measuring import Came


def plain(came: Sequence[Came]) -> str:
    """Gives how many are right, by part; of what is held back no message is shown."""
    parts = {
        "open": [one for one in came if not one.case.held_back],
        "held back": [one for one in came if one.case.held_back],
        "zh": [one for one in came if one.case.language == "zh"],
        "en": [one for one in came if one.case.language == "en"],
        "all": list(came),
    }
    lines = ["drafts\tcases\tright\tunsupported facts\tother faults"]
    for name, some in parts.items():
        right = sum(not one.faults for one in some)
        made_up = sum(_is_made_up(fault) for one in some for fault in one.faults)
        others = sum(len(one.faults) for one in some) - made_up
        lines.append("\t".join(map(str, (name, len(some), right, made_up, others))))
    return "\n".join(lines)


def faults(came: Sequence[Came]) -> tuple[str, ...]:
    """Gives the faults; of what is held back only that there are some."""
    return tuple(
        f"{one.case.id}: held back"
        if one.case.held_back
        else f"{one.case.id} {one.case.turns[-1]!r}: {fault}"
        for one in came
        for fault in one.faults
    )


def _is_made_up(fault: str) -> bool:
    return fault.startswith(("says ", "names "))
