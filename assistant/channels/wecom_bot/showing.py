"""A card as an AI bot shows it: Markdown with tables, pictures, and a card with the buttons.

The rules are WeCom's documents' (智能机器人: 被动回复消息, 模板卡片类型; paths 101031 and 101032).
"""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from assistant.channels.card import (
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
from assistant.channels.pictures import png
from assistant.channels.pieces import chunks
from assistant.channels.wecom.messages import are_long, cards, numbered
from assistant.conversation.reply import Language
from assistant.markup import escaped, rendered

WHOLE = 19_000
"""Bytes of Markdown; WeCom takes 20,480."""
CHUNK = 3500
COLUMNS = 3
"""Of a table, which a phone shows; a row of a wider one is a line with the columns' names."""
Json = dict[str, Any]
_CUT = {"zh": "太长了，余下的在网页上。", "en": "Too long for WeCom: the rest is on the page."}
_TYPE = {"zh": "回复其中一个：", "en": "Reply with one of these:"}
_PAGE = {"zh": "请在网页上批准。", "en": "Approve it on the page."}


def markdown(card: Card, *, with_buttons: bool) -> str:
    """Gives the text of a card; what does not fit is left out from below, and said.

    Args:
        card: what to show.
        with_buttons: whether a card with the buttons follows; else a proposal is decided about on
            the page. Choices can be typed, too.
    """
    return _shown(card, with_buttons=with_buttons)[0]


def buttons(card: Card, key: str) -> Json | None:
    """Gives the card with the first six buttons; None where there are none.

    What could not be shown whole cannot be approved.
    """
    offered = [one for block in card.blocks if isinstance(block, Buttons) for one in block.buttons]
    if not _shown(card, with_buttons=True)[1]:
        offered = [one for one in offered if one.does != "approve"]
    found = cards(offered, card.language, key)
    return found[0] if found else None


def pictures(card: Card) -> list[Json]:
    """Gives the charts of a card, as what is fetched holds them."""
    drawn = [png(block) for block in card.blocks if isinstance(block, Picture)]
    return [
        {
            "msgtype": "image",
            "image": {
                "base64": base64.b64encode(one).decode(),
                "md5": hashlib.md5(one, usedforsecurity=False).hexdigest(),
            },
        }
        for one in drawn
        if one is not None
    ]


def _shown(card: Card, *, with_buttons: bool) -> tuple[str, bool]:
    """Gives the text, and whether it is whole."""
    found: list[str] = []
    left = WHOLE
    for block in card.blocks:
        if isinstance(block, Picture):
            continue
        for one in _paragraphs(block, card.language, with_buttons=with_buttons):
            left -= len(one.encode()) + 2
            if left < 0:
                return "\n\n".join([*found, _CUT[card.language]]), False
            found.append(one)
    return "\n\n".join(found), True


def _paragraphs(block: Written, language: Language, *, with_buttons: bool) -> Iterator[str]:
    match block:
        case Line(text, style):
            yield from _line(text, style)
        case Words(text):
            yield from chunks(rendered(text, "wecom"), CHUNK)
        case Fields(pairs):
            for name, value in pairs:
                lines = [escaped(line, "wecom") for line in value.split("\n")]
                yield f"**{escaped(name, 'wecom')}** " + "\n".join(lines)
        case Grid():
            yield from _table(block)
        case Buttons(offered):
            yield from _typed(offered, language, with_buttons=with_buttons)


def _line(text: str, style: str) -> Iterator[str]:
    for piece in chunks(text, CHUNK):
        lines = [escaped(one, "wecom") for one in piece.split("\n") if one.strip()]
        match style:
            case "figure" | "title":
                yield "\n".join(f"**{one}**" for one in lines)
            case "reading" | "receipt":
                yield "\n".join(f"> {one}" for one in lines)
            case _:
                yield "\n".join(lines)


def _table(grid: Grid) -> Iterator[str]:
    if grid.title:
        yield f"**{escaped(grid.title, 'wecom')}**"
    names = [_cell(one) for one in grid.header]
    rows = [[_cell(one) for one in row] for row in grid.rows]
    if len(names) <= COLUMNS:
        marks = ["---:" if one else "---" for one in grid.numeric]
        yield "\n".join(f"| {' | '.join(row)} |" for row in [names, marks, *rows])
    else:
        yield "\n".join(_row(names, row) for row in rows)
    if grid.more:
        yield escaped(grid.more, "wecom")


def _row(names: Sequence[str], row: Sequence[str]) -> str:
    beside = " · ".join(f"{name} {cell}" for name, cell in zip(names[1:], row[1:], strict=True))
    return f"**{row[0]}** {beside}".rstrip()


def _cell(text: str) -> str:
    return escaped(" ".join(text.split()), "wecom") or "—"


def _typed(offered: Sequence[Button], language: Language, *, with_buttons: bool) -> Iterator[str]:
    """Gives what can be tapped as what can be typed; with their numbers, if those are tapped."""
    asking = [one for one in offered if one.does == "ask"]
    if asking:
        named = [escaped(one.value, "wecom") for one in asking]
        if with_buttons and are_long(asking):
            named = [f"{one.split(' ')[0]} {name}" for one, name in _pairs(asking, named)]
        yield "\n".join([_TYPE[language], *(f"- {one}" for one in named)])
    elif not with_buttons:
        yield _PAGE[language]


def _pairs(asking: Sequence[Button], named: Sequence[str]) -> Iterator[tuple[str, str]]:
    return zip(numbered(asking), named, strict=True)
