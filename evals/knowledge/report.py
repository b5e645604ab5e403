"""The figures of a measurement, what they may not fall below, and how they are told."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median

from evals.knowledge.measuring import Came, Measured

SHIPPED = Path(__file__).with_name("baseline.json")
Rates = Mapping[str, float]
LEAST_FOUND = 0.95
MOST_WRONG = 0.05
"""Of the questions that were answered with a quotation."""
RISING = ("found", "first", "quoted right", "silent where nothing answers")
PLACES = 4


def parts(measured: Measured) -> dict[str, list[Came]]:
    """Gives what came of the questions, by part."""
    every = measured.came
    return {
        "open": [one for one in every if not one.asked.held_back],
        "held back": [one for one in every if one.asked.held_back],
        "zh": [one for one in every if one.asked.language == "zh"],
        "en": [one for one in every if one.asked.language == "en"],
        "across": [one for one in every if one.asked.across],
        "all": list(every),
    }


def rates(measured: Measured) -> dict[str, Rates]:
    """Gives the rates of both parts, of languages, and of all."""
    return {name: _rates(group) for name, group in parts(measured).items()}


def _rates(group: Sequence[Came]) -> Rates:
    answered = [one for one in group if one.asked.at]
    nowhere = [one for one in group if not one.asked.at]
    found: dict[str, float] = {
        "found": _share(sum(one.found for one in answered), len(answered)),
        "first": _share(sum(one.first for one in answered), len(answered)),
        "quoted right": _share(sum(one.sure and one.first for one in answered), len(answered)),
        "quoted wrong": sum(one.sure and not one.first for one in group),
    }
    if nowhere:
        silent = sum(not one.sure for one in nowhere)
        found["silent where nothing answers"] = _share(silent, len(nowhere))
    return found


def _share(some: int, of: int) -> float:
    return math.floor(some * 10**PLACES / of) / 10**PLACES if of else 1.0


def faults(measured: Measured, before: Mapping[str, Rates]) -> tuple[str, ...]:
    """Gives why it fails: below the aims or the baseline, or a figure's question was quoted on."""
    return tuple(_faults(measured, before))


def _faults(measured: Measured, before: Mapping[str, Rates]) -> Iterator[str]:
    now = rates(measured)
    if now["all"]["found"] < LEAST_FOUND:
        yield f"found among the first five: {now['all']['found']:.2%}, at least {LEAST_FOUND:.0%}"
    quoted = sum(one.sure for one in measured.came)
    if now["all"]["quoted wrong"] > MOST_WRONG * quoted:
        yield f"{now['all']['quoted wrong']:.0f} of {quoted} quotations are wrong"
    if measured.quoted_instead:
        yield f"{len(measured.quoted_instead)} questions about figures were answered by a quotation"
    for part, was in before.items():
        for name in RISING:
            if now.get(part, {}).get(name, 1.0) < was.get(name, 0.0):
                yield f"{part}, {name}: {now[part][name]:.2%}, the baseline is {was[name]:.2%}"
        if now.get(part, {}).get("quoted wrong", 0) > was.get("quoted wrong", math.inf):
            yield f"{part}: {now[part]['quoted wrong']:.0f} quoted wrong"


def plain(measured: Measured) -> str:
    """Gives the figures as text; of what is held back no question is shown."""
    names = (*RISING[:3], "quoted wrong", RISING[3])
    lines = ["\t".join(("documents", "questions", *names))]
    for part, group in parts(measured).items():
        found = _rates(group)
        cells = (_cell(found, name) for name in names)
        lines.append("\t".join((part, str(len(group)), *cells)))
    lines += ["", _speed(measured), _at_the_desk(measured), _instead(measured), ""]
    lines += _misses(measured)
    return "\n".join(lines).rstrip()


def _cell(found: Rates, name: str) -> str:
    if name not in found:
        return ""
    return f"{found[name]:.0f}" if name == "quoted wrong" else f"{found[name]:.1%}"


def _speed(measured: Measured) -> str:
    times = sorted(one.elapsed_ms for one in measured.came)
    size = f"{measured.documents} documents, {measured.passages} passages"
    return (
        f"{size} indexed in {measured.index_s:.1f} s; a search takes {median(times):.0f} ms in the "
        f"middle, {times[len(times) * 95 // 100]:.0f} ms at 95 of 100"
    )


def _instead(measured: Measured) -> str:
    count = len(measured.quoted_instead)
    return f"{measured.figures:,} questions about figures, {count} of them answered by a quotation"


def _at_the_desk(measured: Measured) -> str:
    right = sum(section in one.at for one, section in measured.said if section is not None)
    wrong = sum(section not in one.at for one, section in measured.said if section is not None)
    return (
        f"asked at the desk: {right} quoted right, {wrong} wrong, "
        f"{len(measured.said) - right - wrong} not quoted"
    )


def _misses(measured: Measured) -> Iterator[str]:
    for one in measured.came:
        if one.asked.held_back:
            continue
        first = one.sections[0] if one.sections else "nothing"
        if one.sure and not one.first:
            yield f"{one.asked.id} {one.asked.text!r}: quoted {first}"
        elif one.asked.at and not one.found:
            yield f"{one.asked.id} {one.asked.text!r}: not among the first, {first} is"
    yield from (f"{text!r}: quoted" for text in measured.quoted_instead)


def read(file: Path) -> Mapping[str, Rates]:
    """Gives a baseline; an empty one where there is no file."""
    if not file.exists():
        return {}
    return json.loads(file.read_text(encoding="utf-8"))


def write(file: Path, measured: Measured) -> None:
    """Writes the rates of the open and the held-back questions as the baseline."""
    found = {part: rates(measured)[part] for part in ("open", "held back")}
    file.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
