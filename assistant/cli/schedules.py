"""`wendan schedules`: what is sent to somebody again and again."""

from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import opening
from assistant.cli.failures import CommandFailed
from assistant.cli.listing import Item, Json, show

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from assistant.desk import Desk
    from assistant.jobs import Agenda, Listed, Sender
    from assistant.jobs.agenda import Kind
    from assistant.settings import Settings

Whose = Annotated[str, typer.Option("--as", metavar="USER_ID", help="Whose they are.")]
Id = Annotated[str, typer.Argument(help="As `wendan schedules list` shows it.")]


def list_(as_: Whose, *, json_: Json = False) -> None:
    """List somebody's schedules, with their next times in that person's time zone."""
    agenda = _agenda(as_)
    zone = agenda.zone.key
    items = [_item(one, zone) for one in agenda.listed()]
    show(items, as_json=json_, nothing="There are no schedules.")


def add(
    text: Annotated[str, typer.Argument(help="Such as: every Monday at 9 send me overdue.")],
    as_: Whose,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Keep it; else it is only shown.")] = False,
) -> None:
    """Show what a schedule in words would do, and when; keep it with --yes."""
    from assistant.jobs import NotSchedulable

    agenda = _agenda(as_)
    try:
        change = agenda.proposed(text, None)
    except NotSchedulable as refused:
        raise CommandFailed(str(refused)) from refused
    zone = agenda.zone
    shown = agenda.shown(change.schedule, zone)
    typer.echo(change.schedule.text)
    typer.echo(f"next: {', '.join(_times(shown))} ({zone.key})")
    if not yes:
        typer.echo("Nothing is kept yet. Give --yes to keep it.")
        return
    agenda.make(change)
    typer.echo(f"Kept: {change.schedule.schedule_id}")


def pause(schedule_id: Id, as_: Whose) -> None:
    """Send nothing until it is resumed."""
    typer.echo(f"Paused: {_changed(_agenda(as_), schedule_id, 'pause')}")


def resume(schedule_id: Id, as_: Whose) -> None:
    """Go on with the next time."""
    typer.echo(f"Resumed: {_changed(_agenda(as_), schedule_id, 'resume')}")


def remove(schedule_id: Id, as_: Whose) -> None:
    """Remove it; what it sent stays."""
    typer.echo(f"Removed: {_changed(_agenda(as_), schedule_id, 'remove')}")


def run(schedule_id: Id, as_: Whose) -> None:
    """Send it now, beside its times."""
    from assistant.jobs import Agenda

    sender = sender_for(*opened())
    caller = sender.desk.caller(as_)
    agenda = Agenda(sender.engine, sender.desk, sender.now, sender.timezone, caller)
    name = _changed(agenda, schedule_id, "want")
    outcome = sender.send(schedule_id) or "coming"
    if outcome in {"failed", "lost"}:
        raise CommandFailed(f"{name}: not sent. `wendan serve` or `wendan worker` tries again.")
    typer.echo(f"{name}: {outcome}.")


def timezone(
    as_: Whose,
    zone: Annotated[
        str | None, typer.Argument(metavar="ZONE", help="Such as Europe/Berlin.")
    ] = None,
) -> None:
    """Show somebody's time zone, or set it: the times of all schedules are in it then."""
    from assistant.schedules import BadZone

    agenda = _agenda(as_)
    if zone is not None:
        try:
            agenda.set_zone(zone)
        except BadZone as error:
            example = "Give one such as Europe/Berlin."
            raise CommandFailed(f"There is no time zone {zone!r}. {example}") from error
    typer.echo(agenda.zone.key)


def opened() -> "tuple[Settings, Desk, Engine]":
    """Gives the settings, the desk and the database."""
    chosen = opening.settings()
    engine = opening.database(chosen)
    return chosen, opening.desk(chosen, engine), engine


def sender_for(chosen: "Settings", desk: "Desk", engine: "Engine") -> "Sender":
    """Gives what sends the digests of a database."""
    from assistant.jobs import ByMail, Sender, moments

    clock = chosen.clock()
    return Sender(engine, desk, moments(clock.stamp), clock.timezone, (ByMail(clock.now),))


def _agenda(user_id: str) -> "Agenda":
    from assistant.jobs import Agenda, moments

    chosen, desk, engine = opened()
    clock = chosen.clock()
    return Agenda(engine, desk, moments(clock.stamp), clock.timezone, desk.caller(user_id))


def _changed(agenda: "Agenda", schedule_id: str, kind: "Kind") -> str:
    from assistant.schedules import ScheduleNotFound

    try:
        return agenda.change(schedule_id, kind).text
    except ScheduleNotFound as error:
        raise CommandFailed(
            f"There is no schedule {schedule_id!r}. See `wendan schedules list`."
        ) from error


def _item(listed: "Listed", zone: str) -> Item:
    schedule = listed.schedule
    return {
        "schedule_id": schedule.schedule_id,
        "name": schedule.text,
        "state": schedule.state,
        "next": _times(listed),
        "timezone": zone,
    }


def _times(listed: "Listed") -> list[str]:
    return [one.isoformat(sep=" ", timespec="minutes") for one in listed.times]
