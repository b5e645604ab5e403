"""A reply as a terminal shows it, and as plain text for a pipe."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.cli.terminal import harmless
from assistant.conversation.reply import Reply, ResultPart
from assistant.conversation.shown import (
    cells,
    headline,
    not_shown,
    reading_line,
    receipt,
    tables,
)
from assistant.markup import pieces, rendered, visible

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

ROWS = 20
"""How many rows a terminal shows; a pipe gets all that the reply holds."""


def plain(reply: Reply) -> str:
    """Gives the answer as text without colours; the cells of a table are separated by tabs."""
    lines = [reading_line(reply), *headline(reply), rendered(harmless(reply.text), "plain")]
    for result in tables(reply):
        lines.append("")
        lines.extend("\t".join(row) for row in cells(result, len(result.rows)))
    lines.extend(("", *_offers(reply), *_receipt(reply)))
    return "\n".join(lines).strip("\n")


def show(reply: Reply) -> None:
    """Prints the answer on the terminal."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    console.print(Text(reading_line(reply), style="dim"))
    for line in headline(reply):
        console.print(Text(line, style="bold"))
    console.print(_marked(reply.text))
    for result in tables(reply):
        _show_table(console, reply, result)
    for line in _offers(reply):
        console.print(Text(line))
    for line in _receipt(reply):
        console.print(Text(line, style="dim"))


def _show_table(console: "Console", reply: Reply, result: ResultPart) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    header, *rows = cells(result, ROWS)
    for column, name in zip(result.columns, header, strict=True):
        table.add_column(Text(name), justify="right" if column.type == "number" else "left")
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(table)
    if more := not_shown(result, ROWS, reply.language):
        console.print(Text(more, style="dim"))


def _marked(text: str) -> "Text":
    """Gives a text with its **bold** parts bold."""
    from rich.text import Text

    shown = Text()
    for words, bold in pieces(harmless(text)):
        shown.append(words, style="bold" if bold else "")
    return shown


def _offers(reply: Reply) -> Iterator[str]:
    """Gives what must be known besides, and what could be asked next."""
    for notice in reply.notices:
        yield f"! {visible(notice.text)}"
    for action in reply.actions:
        yield f"? {visible(action.summary)}: wendan proposals approve {action.action_id}"
    for choice in (*reply.choices, *reply.suggestions):
        hint = f"  ({visible(choice.hint)})" if choice.hint else ""
        yield f"→ {visible(choice.label)}{hint}"


def _receipt(reply: Reply) -> Iterator[str]:
    """Gives where the answer comes from, one thing a line."""
    for name, told in receipt(reply):
        yield f"{name}: {told}"
    yield f"--conversation {reply.conversation_id}"
