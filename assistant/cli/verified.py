"""`wendan verified`: which questions an admin has verified, and what to do about them."""

import json
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from assistant.cli import opening
from assistant.cli.failures import CommandFailed
from assistant.cli.terminal import harmless

if TYPE_CHECKING:
    from assistant.desk import Desk
    from assistant.verified import Listed
    from crm.measures import Catalog

_Kept = TypeVar("_Kept")
_HEADINGS = ("id", "question", "answered with", "by", "state")
TheId = Annotated[str, typer.Argument(metavar="ID", help="As `wendan verified` lists it.")]


def verified(ctx: typer.Context) -> None:
    """Questions that an admin has verified: listed, those that are set aside first."""
    if ctx.invoked_subcommand is None:
        list_()


def list_(
    *, json_: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False
) -> None:
    """List the verified questions, those that are set aside first."""
    desk = _desk()
    found, catalog = desk.verifying().listed(), desk.catalog()
    if json_:
        items = [dict(zip(_HEADINGS, _cells(one, catalog), strict=True)) for one in found]
        typer.echo(json.dumps({"items": items}, ensure_ascii=False, indent=2))
    elif not found:
        typer.echo("No question is verified: `wendan verified add TURN_ID` keeps one.")
    else:
        _show([_cells(one, catalog) for one in found])


def _show(rows: Sequence[Sequence[str]]) -> None:
    if not sys.stdout.isatty():
        for row in (_HEADINGS, *rows):
            typer.echo("\t".join(row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*_HEADINGS, box=None, pad_edge=False)
    for row in rows:
        # As plain text: a question may hold what rich would take for markup.
        table.add_row(*map(Text, row))
    Console().print(table)


def _cells(one: "Listed", catalog: "Catalog") -> tuple[str, ...]:
    from assistant.verified.telling import answered_with, reasons

    state = "holds"
    if not one.holds:
        advice = "confirm or remove it" if one.confirmable else "remove it"
        state = f"set aside: {', '.join(reasons(one, catalog, 'en'))}; {advice}"
    parts = " · ".join(answered_with(one, catalog, "en"))
    return (
        one.kept.verified_id,
        harmless(one.kept.pattern),
        parts,
        one.kept.user_id or "operator",
        state,
    )


def add(
    turn_id: Annotated[
        str, typer.Argument(metavar="TURN_ID", help="`turn_id` of `wendan ask --json`.")
    ],
) -> None:
    """Keep that an answer is right: its question, without names and periods, and its plan."""
    from assistant.conversation.history import ConversationNotFound

    try:
        kept = _tried(lambda: _desk().verifying().verify(turn_id))
    except ConversationNotFound as error:
        raise CommandFailed(f"There is no turn {turn_id!r} that looked something up.") from error
    typer.echo(f"Verified as {kept.verified_id}: {harmless(kept.pattern)}")


def confirm(verified_id: TheId) -> None:
    """Let a question hold again that was set aside."""
    kept = _tried(lambda: _desk().verifying().confirm(verified_id))
    typer.echo(f"{kept.verified_id} holds: {harmless(kept.pattern)}")


def remove(verified_id: TheId) -> None:
    """Take a verified question back."""
    _tried(lambda: _desk().verifying().remove(verified_id))
    typer.echo(f"{verified_id} is removed.")


def _tried(act: Callable[[], _Kept]) -> _Kept:
    from assistant.verified import NotVerifiable
    from assistant.verifying import UnknownQuestion

    try:
        return act()
    except NotVerifiable as refused:
        raise CommandFailed(refused.en) from refused
    except UnknownQuestion as error:
        raise CommandFailed(f"No question is verified as {error.args[0]!r}.") from error


def _desk() -> "Desk":
    chosen = opening.settings()
    return opening.desk(chosen, opening.database(chosen))
