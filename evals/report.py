"""The summary of an evaluation as tables: on a terminal, or as plain text in a pipe."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from evals.groups import Line
from evals.repeating import TIMES
from evals.summary import Miss, Summary
from evals.tally import Tally


@dataclass(frozen=True)
class Grid:
    """One table as text: the first column to the left, figures to the right."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def grids(found: Summary) -> tuple[Grid, ...]:
    """Gives all tables of a summary."""
    return (
        *(Grid(b.title, _COUNTS, tuple(map(_counts, b.lines))) for b in found.blocks),
        Grid(
            "milliseconds",
            ("", "median", "p95"),
            tuple((one.name, f"{one.median_ms:.1f}", f"{one.p95_ms:.1f}") for one in found.times),
        ),
        *(
            Grid(
                f"{one.title}: area {one.area:.5f}",
                ("confidence", "answered", "coverage", "risk"),
                tuple(
                    (f"≥ {p.threshold:.2f}", str(p.answered), f"{p.coverage:.1%}", f"{p.risk:.2%}")
                    for p in one.table
                ),
            )
            for one in found.curves
            if one.points
        ),
        _sources(found),
        Grid(
            "prompts",
            ("", "version", "SHA-256"),
            tuple((name, str(version), digest) for name, version, digest in found.prompts),
        ),
        Grid(
            f"asked {TIMES} times",
            ("", "questions", "with other replies"),
            tuple((name, str(asked), str(other)) for name, asked, other in found.repeated),
        ),
    )


def _sources(found: Summary) -> Grid:
    """Gives what answered the cases, and the share that needed no model."""
    rows = [(name, count, total) for name, count, total in found.sources]
    total = rows[0][2] if rows else 0
    without = sum(count for name, count, _ in rows if name not in {"model", "nothing"})
    return Grid(
        "answered by",
        ("", "questions", "share"),
        tuple(
            (name, str(count), f"{count / total:.1%}" if total else "–")
            for name, count, _ in (*rows, ("without a model", without, total))
        ),
    )


_COUNTS = (
    "",
    *("open", "right", "abst.", "wrong", "right %"),
    *("held back", "right", "abst.", "wrong", "right %"),
)


def _counts(line: Line) -> tuple[str, ...]:
    return (line.name, *_tally(line.open), *_tally(line.held_back))


def _tally(counts: Tally) -> Sequence[str]:
    if not counts.asked:
        return ("–", "", "", "", "")
    shown = (counts.asked, counts.right, counts.abstained, counts.wrong)
    rate = "100%" if counts.right == counts.asked else f"{counts.right_rate:.1%}"
    return (*map(str, shown), rate)


def plain(found: Summary) -> str:
    """Gives the summary as text without colours; cells are separated by tabs."""
    lines: list[str] = []
    for grid in grids(found):
        lines += [grid.title, "\t".join(grid.header), *("\t".join(row) for row in grid.rows), ""]
    return "\n".join((*lines, *_rest(found)))


def show(found: Summary, console: Console) -> None:
    """Prints the summary."""
    for grid in grids(found):
        table = Table(
            box=SIMPLE_HEAD,
            pad_edge=False,
            padding=0,
            title=Text(grid.title),
            title_justify="left",
        )
        for place, name in enumerate(grid.header):
            # Two short lines keep eleven columns within eighty characters.
            header = Text(name.replace(" ", "\n"))
            side = "right" if place else "left"
            table.add_column(header, justify=side, no_wrap=place > 0, overflow="fold")
        for row in grid.rows:
            table.add_row(*map(Text, row))
        console.print(table)
    for line in _rest(found):
        # A question may hold what looks like markup.
        console.print(Text(line))


def _rest(found: Summary) -> Iterator[str]:
    """Gives the misses, what was left out, and the verdict."""
    for miss in found.misses:
        if not miss.is_silent_variant:
            yield from _told(miss)
    silent = sum(miss.is_silent_variant for miss in found.misses)
    if silent:
        yield f"{silent} widened cases were not answered: the page (--html) lists them."
    if found.hidden:
        yield f"{found.hidden} misses are held back: counted above, not listed."
    for name, why in found.left_out:
        yield f"left out {name}: {why}"
    yield from (f"FAILED {fault}" for fault in found.faults)
    if not found.faults:
        yield "passed: nothing below the baseline, wrong within the limit"


def _told(miss: Miss) -> Iterator[str]:
    asker = f" as {miss.asker}" if miss.asker else ""
    yield f"{miss.outcome} {miss.case} ({miss.data_set}{asker}): {' › '.join(miss.asked)}"
    yield f"  came:  {miss.status}: {' '.join(miss.came.split())}"
    yield f"  fault: {miss.fault}"
    yield f"  right: {miss.right}"
