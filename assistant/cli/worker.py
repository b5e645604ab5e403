"""`wendan worker`: sends digests and e-mails that are due, without the page."""

from typing import Annotated

import typer

from assistant.cli import chatting, posting, schedules


def worker(
    *,
    once: Annotated[bool, typer.Option("--once", help="Do what is due now, and end.")] = False,
) -> None:
    """Send digests, approved e-mails and answers in chats until Ctrl-C, as `wendan serve` does.

    Any number of them may run beside each other: each digest and each answer is sent once.
    """
    from assistant.jobs import Worker

    chosen, desk, engine = schedules.opened()
    post = posting.post(chosen, engine)
    found = Worker([schedules.sender_for(chosen, desk, engine), *([post] if post.channels else [])])
    delivery = chatting.delivery(chosen, desk, engine)
    if once:
        typer.echo(f"Sent {found.once() + delivery.run():,}.")
        return
    try:
        with found, chatting.answered(delivery):
            typer.echo("Working (Ctrl-C stops it).")
            found.wait()
    except KeyboardInterrupt:
        typer.echo("Stopped.")
