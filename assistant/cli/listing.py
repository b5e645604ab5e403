"""A list as commands print it: as a table, as lines for a pipe, as JSON."""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]
Value = str | int | Sequence[str] | None
Item = Mapping[str, Value]


def show(items: Sequence[Item], *, as_json: bool, nothing: str) -> None:
    """Prints items, which all have the same fields; `nothing` is said where there are none."""
    if as_json:
        typer.echo(json.dumps({"items": list(items)}, ensure_ascii=False, indent=2))
    elif not items:
        typer.echo(nothing)
    elif sys.stdout.isatty():
        _table(items)
    else:
        typer.echo("\t".join(items[0]))
        for item in items:
            typer.echo("\t".join(map(_cell, item.values())))


def _cell(value: Value) -> str:
    """Gives a value in one line; what it holds can begin no other column or line."""
    if value is None:
        return ""
    told = " ".join(value) if isinstance(value, list | tuple) else str(value)
    return "".join(c if c.isprintable() else " " for c in told)


def _table(items: Sequence[Item]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*items[0], box=None, pad_edge=False)
    for item in items:
        # As plain text: a label may hold what rich would take for markup.
        table.add_row(*(Text(_cell(value)) for value in item.values()))
    Console().print(table)
