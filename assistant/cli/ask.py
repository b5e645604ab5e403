"""`wendan ask`: one question, answered in the terminal."""

import gc
import sys
from typing import Annotated

import typer

from assistant.cli import opening
from assistant.cli.failures import FAILED, CommandFailed


def ask(
    question: Annotated[str, typer.Argument(help="In Chinese or English.", show_default=False)],
    as_: Annotated[
        str | None,
        typer.Option("--as", metavar="USER_ID", help="Ask as this user; else you see everything."),
    ] = None,
    conversation: Annotated[
        str | None, typer.Option(metavar="ID", help="Continue this conversation.")
    ] = None,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print the whole reply as JSON.")] = False,
) -> None:
    """Answer a question about the orders."""
    answer(question, as_, conversation, json=json)


def answer(question: str, as_: str | None, conversation: str | None, *, json: bool) -> None:
    """Prints the reply to a question.

    Raises:
        CommandFailed: the asker has no such conversation.
    """
    # A process that ends after one answer has no garbage worth a tenth of its time.
    gc.disable()
    from assistant.cli.answer import plain, show
    from assistant.conversation.question import Question
    from assistant.desk import ConversationNotFound

    if not question.strip():
        raise typer.BadParameter('Give a question, such as "last quarter\'s sales".')
    chosen = opening.settings()
    engine = opening.database(chosen)
    opening.refuse_without_rows(engine)
    desk = opening.desk(chosen, engine)
    try:
        reply = desk.ask(desk.caller(as_), Question(question, conversation))
    except ConversationNotFound as error:
        raise CommandFailed(
            f"No conversation {conversation!r} of this asker. Ask without --conversation."
        ) from error
    if json:
        typer.echo(reply.model_dump_json(indent=2))
    elif sys.stdout.isatty():
        show(reply)
    else:
        typer.echo(plain(reply))
    if reply.status == "error":
        raise typer.Exit(FAILED)
