"""`wendan import`: files in, rows and a summary that reconciles out."""

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import opening
from assistant.cli.failures import CommandFailed
from assistant.cli.terminal import harmless

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from crm.importing import Mapping, Progress, Summary
    from crm.insight.scanning import Arrived


def import_(
    path: Annotated[
        Path,
        typer.Argument(help="A folder, zip, workbook, database or file.", show_default=False),
    ],
    *,
    suggest: Annotated[
        bool,
        typer.Option(
            "--suggest", help="Print a mapping for other headers as TOML; import nothing."
        ),
    ] = False,
    map_: Annotated[
        Path | None, typer.Option("--map", metavar="FILE", help="Import by this mapping.")
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help="Print the summary and all rejected rows as JSON.")
    ] = False,
    rejects: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where rejected rows go; else PATH's name.rejects.csv."),
    ] = None,
) -> None:
    """Import files of orders.

    Importing the same again changes nothing; a bad row is rejected alone.
    """
    if not path.exists():
        raise CommandFailed(f"There is no {path}. Give a folder, zip or file that exists.")
    if suggest:
        from crm.importing import suggest as suggested

        today = opening.settings().clock().today()
        typer.echo(harmless(suggested(path, today=today).to_toml()), nl=False)
        return
    _import(path, _mapping(map_), _writable(rejects, path), as_json=json)


def _writable(rejects: Path | None, path: Path) -> Path:
    """Gives where rejected rows go.

    Raises:
        CommandFailed: nothing can be written there.
    """
    chosen = rejects or Path(f"{path.stem or path.resolve().stem}.rejects.csv")
    if not os.access(chosen.parent, os.W_OK):
        folder = chosen.parent.absolute()
        raise CommandFailed(f"Rejected rows cannot be written into {folder}. Give --rejects FILE.")
    return chosen


def _mapping(file: Path | None) -> "Mapping | None":
    from crm.importing import Mapping

    if file is None:
        return None
    try:
        return Mapping.from_toml(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise CommandFailed(f"The mapping {file} cannot be read: {error}.") from error


def _import(path: Path, mapping: "Mapping | None", rejects: Path, *, as_json: bool) -> None:
    from assistant.cli.tally import told
    from crm.database import settle
    from crm.importing import import_path, read_rejects
    from crm.insight.scanning import scan_arrived

    chosen = opening.settings()
    clock = chosen.clock()
    engine = opening.database(chosen)
    with progress() as tell:
        summary = import_path(
            engine,
            path,
            now=clock.now(),
            today=clock.today(),
            timezone=chosen.timezone,
            rejects=rejects,
            mapping=mapping,
            currency=chosen.currency,
            progress=tell,
            record=lambda connection, done: _record(connection, done, clock.now()),
            waits=opening.tell_of_waiting,
        )
    settle(engine)  # the files may go now
    arrived = scan_arrived(engine, now=clock.now(), today=clock.today(), currency=chosen.currency)
    if as_json:
        every = tuple(read_rejects(summary.reject_file)) if summary.reject_file else ()
        typer.echo(summary.to_json(every))
    else:
        typer.echo(harmless(told(summary)))
        _tell_of_unusual(arrived)


def _tell_of_unusual(arrived: "Arrived") -> None:
    if arrived.orders:
        typer.echo(f"{arrived.orders} new orders look unusual: wendan anomalies list")
    if arrived.waiting:
        typer.echo(f"{arrived.waiting} orders were not looked at yet: wendan anomalies scan")


def _record(connection: "Connection", summary: "Summary", now: "datetime") -> None:
    from assistant.audit import record
    from assistant.audit.imported import imported

    record(connection, imported(connection, summary, "", now))


@contextmanager
def progress() -> Generator["Progress | None"]:
    """Gives what shows the progress of an import on a terminal; None where there is none."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def tell(source: str, rows: int, total: int | None) -> None:
            if source not in tasks:
                tasks[source] = bar.add_task(harmless(source), total=total)
            bar.update(tasks[source], completed=rows, total=total)

        yield tell
