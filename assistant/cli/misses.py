"""`wendan misses` and `wendan teach`: what was not understood, and what it means from now on."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import opening
from assistant.cli.failures import CommandFailed

if TYPE_CHECKING:
    from assistant.desk import Desk
    from assistant.misses import Group
    from assistant.teaching import Kind, Lesson


def misses(
    limit: Annotated[int, typer.Option(min=1, max=5000, help="How many groups.")] = 20,
    *,
    json_: Annotated[bool, typer.Option("--json", help="Print the groups as JSON.")] = False,
) -> None:
    """List what was not understood or was disputed, by its words, without personal data."""
    found = _desk().misses(limit)
    if json_:
        groups = [{**asdict(group), "teachable": group.teachable} for group in found]
        typer.echo(json.dumps({"items": groups}, ensure_ascii=False, indent=2, default=str))
    elif sys.stdout.isatty():
        _table(found)
    elif found:
        typer.echo("\t".join(_HEADINGS))
        for group in found:
            typer.echo("\t".join(_cells(group)))
    if not found and not json_:
        typer.echo("Nothing was missed.")


_HEADINGS = ("words", "times", "roles", "last", "for example", "what can be done")


def _cells(group: "Group") -> tuple[str, ...]:
    example = group.examples[0].question if group.examples else ""
    words = group.words if group.kind == "words" else f"({group.kind}) {group.words}"
    times, last = str(group.times), group.last_at.strftime("%Y-%m-%d %H:%M")
    return words, times, ", ".join(group.roles), last, example, _advice(group)


def _advice(group: "Group") -> str:
    if group.teachable:
        quoted = group.words.replace("'", "'\\''")
        return f"wendan teach '{quoted}' MEANING"
    return {
        "words": "nothing to teach",
        "period": "ask for dates",
        "lacking": "ask for a measure",
        "impossible": "these do not go together",
        "dispute": "look at the definition",
    }.get(group.kind, "")


def _table(found: Sequence["Group"]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if not found:
        return
    table = Table(*_HEADINGS, box=None, pad_edge=False)
    for group in found:
        # As plain text: a question may hold what rich would take for markup.
        table.add_row(*map(Text, _cells(group)))
    Console().print(table)


def teach(  # noqa: PLR0913, PLR0917  (one an option)
    words: Annotated[str, typer.Argument(help="What people say.", show_default=False)],
    meaning: Annotated[
        str | None,
        typer.Argument(help="A measure or dimension by name or word, or city=上海."),
    ] = None,
    customer: Annotated[str | None, typer.Option(metavar="ID", help="It is this customer.")] = None,
    product: Annotated[str | None, typer.Option(metavar="ID", help="It is this product.")] = None,
    person: Annotated[str | None, typer.Option(metavar="ID", help="It is this user.")] = None,
    formula: Annotated[
        str | None, typer.Option(help='A new measure, such as "units / orders".')
    ] = None,
    unit: Annotated[
        str | None, typer.Option(help="Of the formula: money, ratio, or the noun counted.")
    ] = None,
    *,
    forget: Annotated[bool, typer.Option("--forget", help="Take it back instead.")] = False,
) -> None:
    """Give a word its meaning, in force with the next question; a running service needs no restart.

    It is one line in words.toml or measures.toml of the home.
    """
    from assistant.teaching import Refused

    kinds = {"customer": customer, "product": product, "person": person, "formula": formula}
    desk = _desk()
    try:
        if forget:
            _require_alone(meaning, kinds)
            desk.forget(words)
            typer.echo(f"{words} is forgotten.")
            return
        taught = desk.teach(_lesson(words, meaning, kinds, unit))
    except Refused as refused:
        raise CommandFailed(refused.en) from refused
    label = "" if taught.label in {taught.words, taught.meaning} else f" ({taught.label})"
    typer.echo(f"{taught.words} means {taught.meaning}{label}.")
    typer.echo(f"{taught.file}: {taught.line}" if taught.new else "It meant that already.")


def _lesson(
    words: str, meaning: str | None, kinds: dict[str, str | None], unit: str | None
) -> "Lesson":
    from assistant.teaching import KINDS, Lesson

    given: list[tuple[Kind, str]] = [
        (kind, value) for kind in KINDS if (value := kinds.get(kind)) is not None
    ]
    if len(given) + (meaning is not None) != 1:
        raise typer.BadParameter(
            "Give one meaning: MEANING, --customer, --product, --person, or --formula with --unit."
        )
    if given:
        kind, value = given[0]
        return Lesson(words, value, kind, unit)
    return Lesson(words, str(meaning))


def _require_alone(meaning: str | None, kinds: dict[str, str | None]) -> None:
    if meaning is not None or any(kinds.values()):
        raise typer.BadParameter("--forget takes the word alone.")


def _desk() -> "Desk":
    chosen = opening.settings()
    engine = opening.database(chosen)
    return opening.desk(chosen, engine)
