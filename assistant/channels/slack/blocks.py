"""A card as Slack shows it: Block Kit within its limits, no sign of the data acted upon.

Limits: https://docs.slack.dev/reference/block-kit/blocks (50 blocks, 3000 characters a section,
75 a button, one table a message) and measured: about 13,200 characters in all.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.channels.card import (
    Block,
    Button,
    Buttons,
    Card,
    Fields,
    Grid,
    Line,
    Picture,
    Words,
    Written,
)
from assistant.channels.contract import Kind
from assistant.channels.pieces import chunks
from assistant.conversation.reply import Language
from assistant.markup import escaped, rendered

SECTION, WHOLE, BLOCKS = 3000, 12_000, 50
LABEL, VALUE, ELEMENTS, CELL, ALT = 75, 2000, 25, 500, 2000
Json = dict[str, Any]
_CUT = {"zh": "太长了，余下的在网页上。", "en": "Too long for Slack: the rest is on the page."}
_SURE = {
    "zh": ("确认批准？", "批准后就会照这样做。", "批准", "再看看"),
    "en": ("Approve this?", "It is done as shown, at once.", "Approve", "Not yet"),
}


def blocks_of(card: Card, file_id: str | None = None) -> list[Json]:
    """Gives the blocks of a card; what does not fit is left out from below, and that is said.

    `file_id` is its chart, as Slack has it; without it there is none.
    """
    found: list[Json] = []
    left, tables = WHOLE, 0
    for block in card.blocks:
        if isinstance(block, Picture):
            found += _image(block, file_id)
            continue
        tables += isinstance(block, Grid)
        for one in _blocks(block, card.language, first_table=tables == 1):
            size = len(json.dumps(one, ensure_ascii=False))
            if size > left or len(found) == BLOCKS - 1:
                return [*found, _context(_CUT[card.language])]
            left -= size
            found.append(one)
    return found


def fallback(card: Card, *, whole: bool = False) -> str:
    """Gives the text for notifications; with `whole`, all that the card says in words."""
    if not whole:
        return escaped(card.summary, "slack")
    lines = [line for block in card.blocks for line in _lines(block)]
    return "\n".join(lines)[:WHOLE]


def _blocks(block: Written, language: Language, *, first_table: bool) -> Iterator[Json]:
    match block:
        case Line(text, "figure" | "title"):
            yield from _sections([f"*{escaped(line, 'slack')}*" for line in text.split("\n")])
        case Line(text):
            yield from (_context(escaped(one, "slack")) for one in chunks(text, SECTION // 6))
        case Words(text):
            yield from _sections(rendered(text, "slack").split("\n"))
        case Fields():
            yield from _sections(list(_lines(block)))
        case Grid():
            yield from _table(block, native=first_table)
        case Buttons(buttons):
            made = [_button(one, n, language) for n, one in enumerate(buttons)]
            fit = [one for one in made if len(one["value"]) <= VALUE]  # others can be typed
            if fit:
                yield {"type": "actions", "elements": fit[:ELEMENTS]}


def _sections(lines: Sequence[str]) -> Iterator[Json]:
    for text in chunks("\n".join(lines), SECTION):
        yield {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def _context(text: str) -> Json:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}


def _image(picture: Picture, file_id: str | None) -> list[Json]:
    if file_id is None:
        return []
    alt = picture.title[:ALT] or "chart"
    return [{"type": "image", "slack_file": {"id": file_id}, "alt_text": alt}]


def _table(grid: Grid, *, native: bool) -> Iterator[Json]:
    if grid.title:
        yield from _sections([f"*{escaped(grid.title, 'slack')}*"])
    if native:
        aligned = [
            {"align": "right" if one else "left", "is_wrapped": True} for one in grid.numeric
        ]
        rows = [[_cell(one) for one in row] for row in (grid.header, *grid.rows)]
        yield {"type": "table", "column_settings": aligned, "rows": rows}
    else:
        yield from _sections(list(_lines(grid)))
    if grid.more:
        yield _context(escaped(grid.more, "slack"))


def _cell(text: str) -> Json:
    """Gives a cell of raw text, in which nothing is a mark; empty ones are refused."""
    return {"type": "raw_text", "text": text[:CELL] or "—"}


def _lines(block: Block) -> Iterator[str]:
    """Gives a block as lines, where there is no better way to show it."""
    match block:
        case Line(text):
            yield escaped(text, "slack")
        case Words(text):
            yield rendered(text, "slack")
        case Fields(pairs):
            for name, value in pairs:
                first, *more = [escaped(line, "slack") for line in value.split("\n")]
                yield f"*{escaped(name, 'slack')}*: {first}"
                yield from more
        case Grid(header=header, rows=rows):
            for row in (header, *rows):
                yield " · ".join(escaped(one, "slack") or "—" for one in row)
        case Picture() | Buttons():
            return


def _button(one: Button, number: int, language: Language) -> Json:
    value = {"d": one.does, "v": one.value, "h": one.shown, "l": language}
    found: Json = {
        "type": "button",
        "text": {"type": "plain_text", "text": _short(one.label), "emoji": False},
        "action_id": f"{one.does}-{number}",
        "value": json.dumps(value, ensure_ascii=False, separators=(",", ":")),
    }
    if one.does == "approve":
        title, text, yes, no = _SURE[language]
        plain = "plain_text"
        found["style"] = "primary"
        found["confirm"] = {
            "title": {"type": plain, "text": title},
            "text": {"type": plain, "text": text},
            "confirm": {"type": plain, "text": yes},
            "deny": {"type": plain, "text": no},
        }
    return found


def _short(label: str) -> str:
    return label if len(label) <= LABEL else f"{label[: LABEL - 1]}…"


@dataclass(frozen=True)
class Clicked:
    """What a button of ours says."""

    kind: Kind
    text: str
    action_id: str
    shown: str
    language: Language


def clicked_value(value: str) -> Clicked | None:
    """Gives what a clicked button says; None where it is none of ours."""
    try:
        found = json.loads(value)
        does, said, shown = str(found["d"]), str(found["v"]), str(found["h"])
        language: Language = "zh" if found["l"] == "zh" else "en"
    except (ValueError, KeyError, TypeError):
        return None
    match does:
        case "ask":
            return Clicked("text", said, "", "", language)
        case "approve" | "reject" | "edit":
            return Clicked(does, "", said, shown, language)
        case _:
            return None
