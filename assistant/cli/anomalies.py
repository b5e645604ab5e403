"""`wendan anomalies`: look for orders that look wrong, list them, say what they are."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import opening
from assistant.cli.failures import CommandFailed
from assistant.cli.listing import Item, Json, show

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crm.insight.listing import Flagged, Wanted
    from crm.insight.reviews import Verdict

DAY = ["%Y-%m-%d"]
AsUser = Annotated[
    str | None, typer.Option("--as", metavar="USER_ID", help="With whose eyes; else all.")
]


def scan() -> None:
    """Look at all orders; run it every night. Orders that `wendan import` adds are looked at then.

    Each is compared with what was known before it came.
    """
    from crm.database import settle
    from crm.insight.scanning import scan as scanned

    chosen = opening.settings()
    clock, engine = chosen.clock(), opening.database(chosen)
    found = scanned(engine, now=clock.now(), today=clock.today(), currency=chosen.currency)
    settle(engine)
    typer.echo(f"Looked at {found.orders:,} orders: {found.flags:,} flags, {found.new:,} new.")


def list_(  # noqa: PLR0913  (one an option)
    since: Annotated[
        datetime | None, typer.Option(formats=DAY, metavar="DAY", help="Orders from that day on.")
    ] = None,
    order: Annotated[str | None, typer.Option(metavar="ID", help="Of this order.")] = None,
    kind: Annotated[str | None, typer.Option(help="Such as amount_spike.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=500, help="At most so many.")] = 50,
    as_: AsUser = None,
    *,
    every: Annotated[
        bool, typer.Option("--all", help="Dismissed, snoozed and quiet ones too.")
    ] = False,
    zh: Annotated[bool, typer.Option("--zh", help="In Chinese.")] = False,
    json_: Json = False,
) -> None:
    """List orders that look wrong, the latest first, each with its reason."""
    from crm.insight.flags import STATES
    from crm.insight.listing import Wanted

    day = None if since is None else since.date()
    ids = () if order is None else (order,)
    states = STATES if every else Wanted().states
    wanted = Wanted(since=day, order_ids=ids, kind=kind, limit=limit, states=states)
    items = _items(wanted, as_, "zh" if zh else "en")
    show(items, as_json=json_, nothing="No order looks wrong.")


def _items(wanted: "Wanted", user_id: str | None, language: str) -> list[Item]:
    from crm.database import reading
    from crm.insight.listing import listed, product_names

    chosen = opening.settings()
    engine = opening.database(chosen)
    caller = opening.desk(chosen, engine).caller(user_id)
    with reading(engine) as connection:
        found = listed(connection, caller, wanted, today=chosen.clock().today())
        names = product_names(connection, caller, found)
    return [_item(one, names, language) for one in found]


def _item(one: "Flagged", names: "Mapping[str, str]", language: str) -> Item:
    from crm.insight.telling import told

    words = told(one.kind, one.figures, "zh" if language == "zh" else "en", names)
    return {
        "order": one.order_id,
        "ordered": one.ordered_at.strftime("%Y-%m-%d %H:%M"),
        "customer": one.customer,
        "kind": one.kind,
        "severity": one.severity,
        "score": str(one.score),
        "state": one.state,
        "reason": words.reason,
        "normal": words.normal,
        "advice": words.advice,
    }


def review(  # noqa: PLR0913  (one an option)
    order: Annotated[str, typer.Argument(help="The order's id.", show_default=False)],
    kind: Annotated[str, typer.Argument(help="Such as amount_spike.", show_default=False)],
    reason: Annotated[str, typer.Option(help="Why it is normal.")] = "",
    snooze: Annotated[
        datetime | None, typer.Option(formats=DAY, metavar="DAY", help="Show it again on that day.")
    ] = None,
    as_: AsUser = None,
    *,
    confirm: Annotated[bool, typer.Option("--confirm", help="It is wrong indeed.")] = False,
    dismiss: Annotated[bool, typer.Option("--dismiss", help="It is normal.")] = False,
) -> None:
    """Say what a flag is: --confirm, --dismiss --reason WHY, or --snooze DAY.

    What is dismissed raises that customer's threshold for that kind.
    """
    if confirm + dismiss + (snooze is not None) != 1:
        raise typer.BadParameter("Give one of --confirm, --dismiss and --snooze DAY.")
    verdict: Verdict = "confirmed" if confirm else "dismissed" if dismiss else "snoozed"
    until = None if snooze is None else snooze.date()
    _review(as_, (order, kind), (verdict, reason, until))
    typer.echo(f"{order} {kind}: {verdict}.")


def _review(
    user_id: str | None, flag: tuple[str, str], said: "tuple[Verdict, str, date | None]"
) -> None:
    from assistant.reviewing import reviewed
    from crm.insight.reviews import Review, ReviewRefused, UnknownFlag

    chosen = opening.settings()
    engine = opening.database(chosen)
    caller = opening.desk(chosen, engine).caller(user_id)
    verdict, reason, until = said
    try:
        given = Review(*flag, verdict, reason, until)
        reviewed(engine, caller, given, chosen.clock().now())
    except UnknownFlag as error:
        raise CommandFailed(f"No flag {flag[1]!r} of order {flag[0]!r}.") from error
    except ReviewRefused as error:
        raise CommandFailed(str(error)) from error
