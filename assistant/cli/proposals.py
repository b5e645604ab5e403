"""`wendan proposals`: what the assistant would do, and the word of a person that it may."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import opening, posting
from assistant.cli.failures import CommandFailed
from assistant.cli.listing import Item, Json
from assistant.cli.listing import show as show_items
from assistant.cli.terminal import harmless

if TYPE_CHECKING:
    from assistant.actions.approvals import Approvals
    from assistant.actions.proposal import Proposal

AsUser = Annotated[
    str | None,
    typer.Option("--as", metavar="USER_ID", help="Whose proposals; else the operator's."),
]
TheId = Annotated[str, typer.Argument(metavar="ID", help="As it is listed.", show_default=False)]
Zh = Annotated[bool, typer.Option("--zh", help="In Chinese.")]


def list_(
    as_: AsUser = None,
    state: Annotated[str | None, typer.Option(help="Such as pending.")] = None,
    *,
    zh: Zh = False,
    json_: Json = False,
) -> None:
    """List what was proposed, the newest first."""
    from assistant.actions.proposal import STATES, State
    from assistant.actions.telling import summary

    known: State | None = next((one for one in STATES if one == state), None)
    if state is not None and known is None:
        raise typer.BadParameter(f"--state is one of {', '.join(STATES)}.")
    approvals = _approvals(as_)
    now = approvals.now()
    items: list[Item] = [
        {
            "id": one.action_id,
            "state": one.at(now),
            "expires": f"{one.expires_at:%Y-%m-%d %H:%M}",
            "what": summary(one.content, "zh" if zh else "en"),
            "note": one.note,
        }
        for one in approvals.listed(as_ or "", known)
    ]
    show_items(items, as_json=json_, nothing="Nothing is proposed.")


def show(action_id: TheId, as_: AsUser = None, *, zh: Zh = False) -> None:
    """Show exactly what would be done."""
    _print(_decided(as_, lambda approvals: approvals.one(as_ or "", action_id)), zh=zh)


def approve(
    action_id: TheId,
    as_: AsUser = None,
    seen: Annotated[
        str | None, typer.Option("--hash", help="Do it only if its content still has this hash.")
    ] = None,
    *,
    zh: Zh = False,
) -> None:
    """Have it done, once. A message is sent by `wendan serve`, or `wendan proposals deliver`."""
    found = _decided(as_, lambda approvals: approvals.approve(as_ or "", action_id, seen))
    _print(found, zh=zh)


def edit(
    action_id: TheId,
    changes: Annotated[
        list[str], typer.Option("--set", metavar="NAME=VALUE", help="A field's other value.")
    ],
    as_: AsUser = None,
    *,
    zh: Zh = False,
) -> None:
    """Put another proposal in its place, with other values in it."""
    pairs = dict(one.split("=", 1) for one in changes if "=" in one)
    if len(pairs) != len(changes):
        raise typer.BadParameter("Give --set NAME=VALUE, once for each field.")
    found = _decided(as_, lambda approvals: approvals.edit(as_ or "", action_id, pairs))
    _print(found, zh=zh)


def reject(action_id: TheId, as_: AsUser = None, *, zh: Zh = False) -> None:
    """Have it never done."""
    found = _decided(as_, lambda approvals: approvals.reject(as_ or "", action_id))
    _print(found, zh=zh)


def send_again(action_id: TheId, as_: AsUser = None, *, zh: Zh = False) -> None:
    """Have a message that failed tried anew."""
    found = _decided(as_, lambda approvals: approvals.send_again(as_ or "", action_id))
    _print(found, zh=zh)


def deliver() -> None:
    """Send what is due now, once; `wendan serve` does so all the time."""
    from assistant.actions.delivery import deliver_due
    from assistant.cli.logging import log_to_stderr

    chosen = opening.settings()
    post = posting.post(chosen, opening.database(chosen))
    if not post.channels:
        raise CommandFailed("No mail server is set: set WENDAN_SMTP_HOST and WENDAN_SMTP_FROM.")
    log_to_stderr()
    typer.echo(f"Tried {deliver_due(post)} messages.")


def _approvals(user_id: str | None) -> "Approvals":
    chosen = opening.settings()
    engine = opening.database(chosen)
    desk = opening.desk(chosen, engine)
    desk.caller(user_id)  # whoever may not ask may not decide either
    return posting.approvals(chosen, engine, desk)


def _decided(
    user_id: str | None, decide: "Callable[[Approvals], Proposal]"
) -> "tuple[Proposal, Approvals]":
    from assistant.actions.refusal import ActionRefused

    approvals = _approvals(user_id)
    try:
        return decide(approvals), approvals
    except ActionRefused as refused:
        raise CommandFailed(str(refused)) from refused


def _print(found: "tuple[Proposal, Approvals]", *, zh: bool) -> None:
    from assistant.conversation.cards import card

    one, approvals = found
    shown = card(one, "zh" if zh else "en", approvals.now())
    lines = [f"{shown.action_id}  {shown.state_text}"]
    for field in shown.fields:
        name = f"{field.label} ({field.name})" if field.editable else field.label
        lines.append(f"{name}: {field.value}")
    lines += [f"hash: {shown.hash}", f"expires: {shown.expires_at}"]
    typer.echo(harmless("\n".join(lines)))
