"""A reply as a terminal shows it, and as plain text for a pipe."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from assistant.cli.terminal import harmless
from assistant.conversation import formats
from assistant.conversation.reply import ColumnPart, Reply, ResultPart, Scalar
from assistant.markup import pieces, rendered, visible

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

ROWS = 20
"""How many rows a terminal shows; a pipe gets all that the reply holds."""

WORDS = {
    "zh": {
        "definition": "口径",
        "scope": "范围",
        "data": "数据",
        "checked": "核对",
        "verified": "问法",
        "model": "模型",
        "worded_by": "措辞",
        "query": "查询",
    },
    "en": {
        "definition": "definition",
        "scope": "scope",
        "data": "data",
        "checked": "checked",
        "verified": "verified",
        "model": "model",
        "worded_by": "worded by",
        "query": "query",
    },
}


VERIFIED = {
    "zh": "管理员核实过这样问、这样算",
    "en": "an admin has checked how such a question is answered",
}


def plain(reply: Reply) -> str:
    """Gives the answer as text without colours; the cells of a table are separated by tabs."""
    lines = [_reading(reply), *_headline(reply), rendered(harmless(reply.text), "plain")]
    for result in _tables(reply):
        lines.append("")
        lines.extend("\t".join(cells) for cells in _cells(result, len(result.rows)))
    lines.extend(("", *_offers(reply), *_receipt(reply)))
    return "\n".join(lines).strip("\n")


def show(reply: Reply) -> None:
    """Prints the answer on the terminal."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    console.print(Text(_reading(reply), style="dim"))
    for line in _headline(reply):
        console.print(Text(line, style="bold"))
    console.print(_marked(reply.text))
    for result in _tables(reply):
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
    header, *rows = _cells(result, ROWS)
    for column, name in zip(result.columns, header, strict=True):
        table.add_column(Text(name), justify="right" if column.type == "number" else "left")
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(table)
    hidden = result.row_count - min(ROWS, len(result.rows))
    if hidden > 0:
        more = f"另有 {hidden:,} 行" if reply.language == "zh" else f"{hidden:,} more rows"
        console.print(Text(more, style="dim"))


def _marked(text: str) -> "Text":
    """Gives a text with its **bold** parts bold."""
    from rich.text import Text

    shown = Text()
    for words, bold in pieces(harmless(text)):
        shown.append(words, style="bold" if bold else "")
    return shown


def _line(text: str) -> str:
    return visible(text)


def _reading(reply: Reply) -> str:
    """Gives how the question was understood; what was assumed stands in brackets."""
    parts = (f"{_line(part.label)} {_line(part.value)}" for part in reply.reading)
    assumed = (part.assumed for part in reply.reading)
    return " · ".join(f"[{t}]" if a else t for t, a in zip(parts, assumed, strict=True))


def _headline(reply: Reply) -> Iterator[str]:
    if (found := reply.headline) is None:
        return
    change = f"  {found.change.text} ({found.change.versus})" if found.change else ""
    exact = f" ({found.exact})" if found.exact not in found.text else ""
    yield _line(f"{found.label}  {found.text}{exact}{change}")


def _tables(reply: Reply) -> Iterator[ResultPart]:
    """Gives the results that are more than the one figure of the headline."""
    for result in reply.results:
        if result.rows and (reply.headline is None or result.rows[1:]):
            yield result


def _cells(result: ResultPart, limit: int) -> Iterator[list[str]]:
    """Gives the header, the first rows, and the totals, as text."""
    yield [_line(column.label) for column in result.columns]
    for row in result.rows[:limit]:
        yield [_cell(value, c) for value, c in zip(row, result.columns, strict=True)]
    if result.totals is not None:
        first, *rest = map(_cell, result.totals, result.columns)
        yield [first or "Σ", *rest]


def _cell(value: Scalar, column: ColumnPart) -> str:
    """Gives a value to the cent, without its currency, which the column's label or unit names."""
    if value is None:
        return ""
    if isinstance(value, str) or column.type != "number":
        return _line(str(value))
    number = Decimal(str(value))
    if column.unit == "ratio":
        return (
            formats.change_rate(number) if column.role == "change_rate" else formats.ratio(number)
        )
    if column.unit == "pp":
        return formats.change_of(number, "pp", "en")
    whole = number == number.to_integral_value() and not _is_currency(column.unit)
    return formats.grouped(number, 0 if whole else 2)


def _is_currency(unit: str | None) -> bool:
    return unit is not None and len(unit) == 3 and unit.isupper()


def _offers(reply: Reply) -> Iterator[str]:
    """Gives what must be known besides, and what could be asked next."""
    for notice in reply.notices:
        yield f"! {_line(notice.text)}"
    for choice in (*reply.choices, *reply.suggestions):
        hint = f"  ({_line(choice.hint)})" if choice.hint else ""
        yield f"→ {_line(choice.label)}{hint}"


def _receipt(reply: Reply) -> Iterator[str]:
    """Gives where the answer comes from, one thing a line."""
    words = WORDS[reply.language]
    for definition in dict.fromkeys(result.definition for result in reply.results):
        yield f"{words['definition']}: {_line(definition)}"
    if reply.scope is not None:
        yield f"{words['scope']}: {_line(reply.scope.text)}"
    if reply.sources:
        read = (f"{_line(s.label)} {s.as_of or '—'}" for s in reply.sources)
        yield f"{words['data']}: {' · '.join(read)}"
    if reply.checked.figures:
        yield f"{words['checked']}: {reply.checked.matched}/{reply.checked.figures}"
    if reply.verified:
        yield f"{words['verified']}: {VERIFIED[reply.language]}"
    if reply.model is not None:
        used = reply.usage.prompt_tokens + reply.usage.completion_tokens
        cost = f", {reply.usage.currency} {reply.usage.cost}" if reply.usage.cost else ""
        yield f"{words['model']}: {_line(reply.model)}, {used:,} tokens{cost}"
    if reply.worded_by is not None:
        yield f"{words['worded_by']}: {_line(reply.worded_by)}"
    yield f"--conversation {reply.conversation_id}"
