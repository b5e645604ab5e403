"""A whole reply as one Markdown text, for programs that show a chat and nothing else.

It holds what the page shows beside the text: how the question was read, the figure, the tables,
what must be known besides, and where it comes from. All that is data stands in it as it is written:
a customer called `*x*` makes nothing bold, and one with a `|` no column.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.conversation.reply import Choice, Language, Reply, ResultPart
from assistant.conversation.shown import (
    cells,
    headline,
    not_shown,
    reading_line,
    receipt,
    tables,
)
from assistant.markup import escaped

ROWS = 50
"""How many rows of a table are shown."""
MOST_NUMBERED = 5
"""Choices up to there can be taken by their number (`assistant/brains/rules/choosing.py`)."""
MOST_SUGGESTED = 3
HOW = {
    "zh": ("回复编号或名称：", "回复其中一个："),
    "en": ("Answer with a number or a name:", "Answer with one of these:"),
}
REFERENCE = {"zh": "编号", "en": "ref"}
_REFERRED = re.compile(r"(编号|ref): ([0-9a-f]{32})\s*\Z")


@dataclass(frozen=True)
class Named:
    """The turn that a text of ours is the answer of, and the language that it was given in."""

    turn_id: str
    language: Language


def in_markdown(reply: Reply) -> str:
    """Gives the reply as Markdown; its last line names the turn, for `turn_named`."""
    parts = [
        _plain(reading_line(reply)),
        *(f"**{_plain(line)}**" for line in headline(reply)),
        reply.text,
        *(_table(reply, result) for result in tables(reply)),
        *(f"> {_plain(notice.text)}" for notice in reply.notices),
        _choices(reply),
        "\n".join(f"→ {_plain(one.value)}  " for one in reply.suggestions[:MOST_SUGGESTED]),
        "\n".join(f"- {_plain(name)}: {_plain(told)}" for name, told in _receipt(reply)),
    ]
    return "\n\n".join(part for part in parts if part)


def turn_named(text: str) -> Named | None:
    """Gives the turn that a text of ours ends with; None where it was cut, or is another's."""
    found = _REFERRED.search(text)
    return Named(found[2], "zh" if found[1] == REFERENCE["zh"] else "en") if found else None


def _plain(text: str) -> str:
    return escaped(text, "markdown")


def _receipt(reply: Reply) -> Iterator[tuple[str, str]]:
    yield from receipt(reply)
    yield REFERENCE[reply.language], reply.turn_id


def _table(reply: Reply, result: ResultPart) -> str:
    header, *rows = cells(result, ROWS)
    right = [column.type == "number" for column in result.columns]
    lines = [_row(header), _row(["---:" if one else "---" for one in right], is_data=False)]
    lines += map(_row, rows)
    more = not_shown(result, ROWS, reply.language)
    return "\n".join(lines) + (f"\n\n{_plain(more)}" if more else "")


def _row(found: Sequence[str], *, is_data: bool = True) -> str:
    return f"| {' | '.join(map(_plain, found) if is_data else found)} |"


def _choices(reply: Reply) -> str:
    if not reply.choices:
        return ""
    numbered = len(reply.choices) <= MOST_NUMBERED
    lines = [HOW[reply.language][0 if numbered else 1], ""]
    for number, one in enumerate(reply.choices, start=1):
        lines.append(f"{f'{number}.' if numbered else '-'} {_choice(one)}")
    return "\n".join(lines)


def _choice(one: Choice) -> str:
    hint = f" ({_plain(one.hint)})" if one.hint else ""
    return f"{_plain(one.label)}{hint}"
