"""`wendan customer`: what is held of one customer, given out whole or erased."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import opening
from assistant.cli.failures import CommandFailed

if TYPE_CHECKING:
    from assistant.desk import Desk
    from crm.names import NameIndex

Id = Annotated[str, typer.Argument(metavar="CUSTOMER_ID", show_default=False)]
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL


def export(
    customer_id: Id,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to; else CUSTOMER_ID's own name.")
    ] = None,
) -> None:
    """Write everything that is held of a customer into a zip of CSV files."""
    from assistant.privacy import UnknownCustomerError, write_holding

    chosen = opening.settings()
    engine = opening.database(chosen)
    desk = opening.desk(chosen, engine)
    safe = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in customer_id)
    path = out or Path(f"customer-{safe}.zip")
    if path.exists():
        raise CommandFailed(f"{path} is there already. Give another --out FILE.")
    waiting = path.with_name(f"{path.name}.{os.getpid()}.part")
    os.close(os.open(waiting, _NEW, 0o600))
    try:
        now = chosen.clock().now()
        names = _names(desk)
        counts = write_holding(engine, customer_id, names, waiting, actor="", now=now)
        waiting.replace(path)
    except UnknownCustomerError as error:
        raise CommandFailed(_unknown(customer_id)) from error
    finally:
        waiting.unlink(missing_ok=True)
    typer.echo(f"{path}: " + ", ".join(f"{name} {count:,}" for name, count in counts.items()))


def erase(
    customer_id: Id,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask back.")] = False,
) -> None:
    """Erase what is personal of a customer, for good; orders and amounts go on counting.

    Later imports bring nothing of it back, until `wendan customer lift`.
    """
    from assistant.privacy import UnknownCustomerError
    from assistant.privacy import erase as erased

    chosen = opening.settings()
    engine = opening.database(chosen)
    desk = opening.desk(chosen, engine)
    if not yes:
        _confirm(customer_id)
    _forget_words(desk, customer_id)
    try:
        found = erased(
            engine,
            customer_id,
            _names(desk),
            actor="",
            now=chosen.clock().now(),
            waits=opening.tell_of_waiting,
        )
    except UnknownCustomerError as error:
        raise CommandFailed(_unknown(customer_id)) from error
    counts = ", ".join(f"{name} {count:,}" for name, count in found.counts.items())
    typer.echo(f"{customer_id} is erased and named {found.pseudonym} now: {counts or 'no rows'}.")
    typer.echo("Backups, exported files and reject files made before still hold it.")


def _confirm(customer_id: str) -> None:
    """Asks back on a terminal.

    Raises:
        CommandFailed: there is none, or it was not confirmed.
    """
    if not sys.stdin.isatty():
        raise CommandFailed(f"This would erase {customer_id!r}, for good. Give --yes to do it.")
    said = typer.prompt("Erased data cannot be brought back. Type the customer's id to go on")
    if said.strip() != customer_id:
        raise CommandFailed("That is another id; nothing was erased.")


def _forget_words(desk: "Desk", customer_id: str) -> None:
    """Takes back the words that were taught for the customer."""
    from assistant.teaching import Refused

    for word in desk.words_for("customers", customer_id):
        try:
            desk.forget(word)
        except Refused as error:
            raise CommandFailed(f"{error.en} Nothing was erased.") from error


def lift(customer_id: Id) -> None:
    """Let imports take an erased customer in again."""
    from assistant.privacy import UnknownCustomerError
    from assistant.privacy import lift as lifted

    chosen = opening.settings()
    try:
        lifted(opening.database(chosen), customer_id, actor="", now=chosen.clock().now())
    except UnknownCustomerError as error:
        raise CommandFailed(f"{customer_id!r} was not erased.") from error
    typer.echo(f"The next import takes {customer_id} in as it stands in the files.")


def erased() -> None:
    """List the erased customers."""
    from assistant.privacy import tombstones

    with opening.database(opening.settings()).connect() as connection:
        for one in tombstones(connection):
            at = f"{one.erased_at:%Y-%m-%d %H:%M}"
            typer.echo(f"{one.customer_id}\t{one.pseudonym}\t{at}")


def _names(desk: "Desk") -> "NameIndex":
    return desk.all_names()


def _unknown(customer_id: str) -> str:
    return f"There is no customer {customer_id!r}. Give the customer_id of one on file."
