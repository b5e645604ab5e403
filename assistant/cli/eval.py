"""`wendan eval`: asks cases whose right answers are known, and says how many came right."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import opening
from assistant.cli.failures import FAILED, CommandFailed
from assistant.cli.importing import progress

if TYPE_CHECKING:
    from evals.baseline import Baseline
    from evals.evaluation import Evaluation, Wish
    from evals.summary import Summary


Data = Annotated[
    Path | None, typer.Option(metavar="FOLDER", help="Where the files of the real data sets are.")
]
Sets = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME", help="Only this data set; may be given again."),
]
Html = Annotated[Path | None, typer.Option(metavar="FILE", help="Write the report as a page.")]
Json = Annotated[Path | None, typer.Option(metavar="FILE", help="Write the report as JSON.")]
Compared = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Compare with this; else with the one shipped."),
]
Raise = Annotated[bool, typer.Option("--raise", help="Write what is better into the baseline.")]
Open = Annotated[bool, typer.Option("--open", help="Only the cases that developers may look at.")]
Documents = Annotated[
    bool, typer.Option("--knowledge", help="Ask the demo's documents instead (docs/knowledge.md).")
]
Drafts = Annotated[
    bool, typer.Option("--drafts", help="Ask for messages instead (docs/drafts.md).")
]
HeldBack = Annotated[
    bool,
    typer.Option(
        "--held-back", help="Only the others, a fifth. Lists their misses: not for developing."
    ),
]

Model = Annotated[
    bool, typer.Option("--model", help="What your language model makes of what the rules leave.")
]
Most = Annotated[
    int | None, typer.Option(min=1, help="With --model: at most so many cases of a data set.")
]


def eval_(  # noqa: PLR0913  (one an option)
    *,
    data: Data = None,
    set_: Sets = None,
    html: Html = None,
    json: Json = None,
    baseline: Compared = None,
    raise_: Raise = False,
    open_: Open = False,
    held_back: HeldBack = False,
    knowledge: Documents = False,
    drafts: Drafts = False,
    model: Model = False,
    most: Most = None,
) -> None:
    """Ask the evaluation's cases and compare with the baseline.

    Exit status 1: something fell below the baseline, or more than 0.5 % are wrong.
    """
    if knowledge:
        _documents(baseline, raise_=raise_)
        return
    if drafts:
        _drafts()
        return
    if open_ and held_back:
        raise typer.BadParameter("Give --open or --held-back, or neither for both.")
    wish = _wish(data, tuple(set_ or ()), open_=open_, held_back=held_back)
    if model:
        _beside(wish, most)
        return
    told = _cases(wish, baseline, raise_=raise_, show_held_back=held_back)
    _show(told)
    _write(told, html, json)
    if told.faults:
        raise typer.Exit(FAILED)


def _cases(wish: "Wish", baseline: Path | None, *, raise_: bool, show_held_back: bool) -> "Summary":
    """Gives what came of the cases, beside the baseline, which is raised where that is asked."""
    from evals.baseline import SHIPPED
    from evals.evaluation import evaluate
    from evals.summary import summary

    file = baseline or SHIPPED
    before = _before(file)
    with progress() as tell:
        found = evaluate(wish, progress=tell)
    told = summary(found, before, show_held_back=show_held_back)
    if raise_:
        _raise(file, found, before)
    return told


def _documents(baseline: Path | None, *, raise_: bool) -> None:
    from evals.knowledge import report
    from evals.knowledge.measuring import measure

    file = baseline or report.SHIPPED
    with progress() as tell:
        measured = measure(progress=tell)
    typer.echo(report.plain(measured))
    found = report.faults(measured, report.read(file))
    if raise_ and not found:
        report.write(file, measured)
    for fault in found:
        typer.echo(f"FAULT: {fault}")
    if found:
        raise typer.Exit(FAILED)


def _drafts() -> None:
    from evals.drafts import report
    from evals.drafts.measuring import measure

    with progress() as tell:
        came = measure(progress=tell)
    typer.echo(report.plain(came))
    found = report.faults(came)
    for fault in found:
        typer.echo(f"FAULT: {fault}")
    if found:
        raise typer.Exit(FAILED)


def _beside(wish: "Wish", most: int | None) -> None:
    """Prints what the language model of the settings makes of what the rules leave."""
    from evals import beside_report
    from evals.beside import compare

    planner = opening.planner(opening.settings())
    if planner is None:
        raise CommandFailed(
            "No language model is set: WENDAN_LLM_BASE_URL and WENDAN_LLM_MODEL say where one is; "
            "`make eval-model` takes a small one of this machine."
        )
    with progress() as tell:
        found = compare(wish, planner, most=most, progress=tell)
    typer.echo(beside_report.plain(found, planner.name))
    if beside_report.faults(found):
        raise typer.Exit(FAILED)


def _wish(data: Path | None, sets: tuple[str, ...], *, open_: bool, held_back: bool) -> "Wish":
    from evals.case import DATA_SETS
    from evals.evaluation import Wish

    for name in sets:
        if name not in DATA_SETS:
            raise typer.BadParameter(f"No data set {name!r}. There are: {', '.join(DATA_SETS)}.")
    if data is not None and not data.is_dir():
        raise CommandFailed(f"There is no folder {data}.")
    part = "open" if open_ else "held_back" if held_back else None
    return Wish(tuple(dict.fromkeys(sets)) or DATA_SETS, data, part)


def _before(file: Path) -> "Baseline":
    from pydantic import ValidationError

    from evals.baseline import read

    try:
        return read(file)
    except ValidationError as error:
        raise CommandFailed(f"{file} is no baseline: {error.errors()[0]['msg']}.") from error


def _show(told: "Summary") -> None:
    from rich.console import Console

    from evals.report import plain, show

    if sys.stdout.isatty():
        show(told, Console(highlight=False))
    else:
        typer.echo(plain(told))


def _write(told: "Summary", html: Path | None, json: Path | None) -> None:
    from pydantic import TypeAdapter

    from evals.page import page
    from evals.summary import Summary

    if html is not None:
        made = opening.settings().clock().now()
        text = page(told, version=opening.product_version(), made=made)
        html.write_text(text, encoding="utf-8")
    if json is not None:
        json.write_bytes(TypeAdapter(Summary).dump_json(told, indent=1))


def _raise(file: Path, found: "Evaluation", before: "Baseline") -> None:
    from evals.baseline import raised, reached, write

    write(file, raised(reached(found.cases), before))
