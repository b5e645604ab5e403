"""`wendan export`: rows of a table, or those behind an answer, into a file."""

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import opening
from assistant.cli.failures import CommandFailed

if TYPE_CHECKING:
    from assistant.exports import Export, OfTable, OfTurn, Shape
    from crm.periods import Period

DAY = ["%Y-%m-%d"]
STDOUT = "-"
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL


Table = Annotated[
    str | None, typer.Argument(help="Such as orders or customers.", show_default=False)
]
Turn = Annotated[
    str | None, typer.Option(metavar="ID", help="The rows behind this answer instead.")
]
Result = Annotated[int, typer.Option(min=0, max=50, help="Which one of the answer.")]
Since = Annotated[datetime | None, typer.Option(formats=DAY, metavar="DATE", help="The first day.")]
Until = Annotated[datetime | None, typer.Option(formats=DAY, metavar="DATE", help="The last day.")]
Customer = Annotated[str | None, typer.Option(metavar="ID", help="Of this customer.")]
Format = Annotated[str, typer.Option("--format", help="csv or xlsx.")]
Encoding = Annotated[str, typer.Option(help="Of a CSV: utf-8 or gb18030.")]
Out = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Where to; - is standard output. Else a name that tells"),
]
As = Annotated[
    str | None,
    typer.Option("--as", metavar="USER_ID", help="As this user; else you see everything."),
]


def export(  # noqa: PLR0913  (one an option)
    table: Table = None,
    *,
    turn: Turn = None,
    result: Result = 0,
    since: Since = None,
    until: Until = None,
    customer: Customer = None,
    format_: Format = "csv",
    encoding: Encoding = "utf-8",
    out: Out = None,
    as_: As = None,
) -> None:
    """Write raw rows into a file, marked with who and when, and on record in the audit log."""
    from assistant.exports import OfTurn

    if (table is None) == (turn is None):
        raise typer.BadParameter("Give a table, or --turn ID.")
    shape = _shape(format_, encoding)
    wish = (
        OfTurn(turn, result)
        if turn is not None
        else _of_table(str(table), _period(since, until), customer)
    )
    _write(_begun(wish, shape, as_), out)


def _begun(wish: "OfTable | OfTurn", shape: "Shape", as_: str | None) -> "Export":
    """Gives an export that is on record, and not yet written.

    Raises:
        CommandFailed: that user may not, or there is nothing.
    """
    from assistant.exports import (
        Exports,
        ExportsBusyError,
        NotExportableError,
        NothingToExportError,
        RoleMayNotExportError,
    )

    chosen = opening.settings()
    engine = opening.database(chosen)
    desk = opening.desk(chosen, engine)
    exports = Exports(desk, engine, chosen.clock().now, chosen.export_rows)
    try:
        return exports.begin(desk.caller(as_), wish, shape)
    except RoleMayNotExportError as error:
        raise CommandFailed(
            f"The role of {as_} may not export raw rows. Finance and administrators may."
        ) from error
    except NothingToExportError as error:
        raise CommandFailed("There is nothing to export: no such answer or customer.") from error
    except (NotExportableError, ExportsBusyError) as error:
        raise CommandFailed(str(error)) from error


def _shape(format_: str, encoding: str) -> "Shape":
    from assistant.exports import Shape

    if format_ not in {"csv", "xlsx"} or encoding not in {"utf-8", "gb18030"}:
        raise typer.BadParameter("--format is csv or xlsx, --encoding utf-8 or gb18030.")
    return Shape(
        "xlsx" if format_ == "xlsx" else "csv", "utf-8" if encoding == "utf-8" else "gb18030"
    )


def _of_table(table: str, period: "Period | None", customer: str | None) -> "OfTable":
    from assistant.exports import OfTable
    from crm.query.raw import TABLES

    if table not in TABLES:
        raise typer.BadParameter(f"{table!r} is no table. Give one of {', '.join(TABLES)}.")
    return OfTable(table, period, customer)


def _period(since: datetime | None, until: datetime | None) -> "Period | None":
    """Gives the days chosen, both included; None for all."""
    from datetime import date

    from crm.periods import Period

    if since is None and until is None:
        return None
    first = since.date() if since else date(1900, 1, 1)
    last = until.date() if until else date(2999, 12, 31)
    if first > last:
        raise typer.BadParameter("--since is after --until.")
    return Period(first, last)


def _write(begun: "Export", out: Path | None) -> None:
    """Writes the file; it stands under its name only when it is whole."""
    try:
        if str(out) == STDOUT:
            for part in begun.parts():
                sys.stdout.buffer.write(part)
            sys.stdout.buffer.flush()
            return
        path = out or Path(begun.file_name)
        waiting = path.with_name(f"{path.name}.{os.getpid()}.part")
        try:
            with os.fdopen(os.open(waiting, _NEW, 0o600), "wb") as file:
                for part in begun.parts():
                    file.write(part)
            waiting.replace(path)
        finally:
            waiting.unlink(missing_ok=True)
    finally:
        begun.close()
    mark = begun.mark
    cut = f" of {mark.found:,}: more are not exported at a time" if mark.cut else ""
    typer.echo(f"{path}: {mark.rows:,} rows{cut} ({mark.export_id})")
