"""A card as WeCom's messages: Markdown without lists and tables, then a card with the buttons."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from assistant.channels.card import Block, Button, Buttons, Card, Fields, Grid, Line, Words
from assistant.channels.pieces import chunks
from assistant.conversation.reply import Language
from assistant.markup import escaped, rendered

BYTES, MOST = 1900, 6
"""Of one message (WeCom cuts at 2,048 without a word), and messages of one answer."""
LINE = 400
"""Letters of a line that has marks around it, which must not be torn."""
BUTTONS, LABEL, VALUE = 6, 10, 1024
"""On a card; letters of a label; bytes of what a button says."""
Json = dict[str, Any]
_CUT = {"zh": "太长了，余下的在网页上。", "en": "Too long for WeCom: the rest is on the page."}
_CHOOSE = {"zh": "请选择", "en": "Please choose"}
_DECIDE = {"zh": "是否照上面这样做？", "en": "Do it as shown above?"}


def messages_of(card: Card, key: str) -> Sequence[Json]:
    """Gives the messages of a card. What could not be shown whole cannot be approved."""
    texts = list(_packed(_lines(card)))
    whole = len(texts) <= MOST
    if not whole:
        texts = [*texts[: MOST - 1], _CUT[card.language]]
    found = [_markdown(f"{text}{_mark(f'{key}{n}')}") for n, text in enumerate(texts)]
    for block in card.blocks:
        if isinstance(block, Buttons):
            offered = [one for one in block.buttons if whole or one.does != "approve"]
            found += cards(offered, card.language, f"{key}_{len(found)}")
    return found


def _mark(key: str) -> str:
    """Gives signs without width that tell messages apart.

    WeCom drops a message that it has seen: the same answer to another question is not the same.
    """
    number = int.from_bytes(key.encode(), "big") % 16_777_213
    return "".join("\u200b\u200c"[number >> bit & 1] for bit in range(24))


def _markdown(text: str) -> Json:
    return {"msgtype": "markdown", "markdown": {"content": text}}


def _packed(lines: Iterator[str]) -> Iterator[str]:
    """Gives lines in messages, none longer than WeCom takes."""
    text = ""
    for line in lines:
        for piece in _pieces(line):
            longer = f"{text}\n{piece}" if text else piece
            if len(longer.encode()) > BYTES:
                yield text
                longer = piece
            text = longer
    if text:
        yield text


def _pieces(line: str) -> Iterator[str]:
    while len(line.encode()) > BYTES:
        cut = len(line.encode()[:BYTES].decode("utf-8", "ignore"))
        cut = line.rfind(" ", cut // 2, cut) + 1 or cut  # no figure is cut where a space is near
        yield line[:cut]
        line = line[cut:]
    yield line


def _lines(card: Card) -> Iterator[str]:
    for block in card.blocks:
        for text in _texts(block):
            yield from text.split("\n")


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Line(text, style):
            yield from _line(text, is_strong=style in {"figure", "title"})
        case Words(text):
            yield rendered(text, "wecom")
        case Fields(pairs):
            yield from (f"**{escaped(name, 'wecom')}** {_lined(value)}" for name, value in pairs)
        case Grid():
            yield from _table(block)
        case Buttons(buttons) if are_long(buttons):
            yield from (escaped(one, "wecom") for one in numbered(buttons))
        case _:  # what has no words that are not shown
            return


def _line(text: str, *, is_strong: bool) -> Iterator[str]:
    before, behind = ("**", "**") if is_strong else ('<font color="comment">', "</font>")
    for line in text.split("\n"):
        for piece in chunks(line, LINE):
            yield f"{before}{escaped(piece, 'wecom')}{behind}"


def _lined(value: str) -> str:
    return "\n".join(escaped(line, "wecom") for line in value.split("\n"))


def _table(grid: Grid) -> Iterator[str]:
    """Gives a row a line: its first cell, then each other one with its name."""
    if grid.title:
        yield f"**{escaped(grid.title, 'wecom')}**"
    names = [escaped(one, "wecom") for one in grid.header]
    for row in grid.rows:
        cells = [escaped(cell, "wecom") or "—" for cell in row]
        told = " · ".join(f"{name} {cell}" for name, cell in zip(names[1:], cells[1:], strict=True))
        yield f"**{cells[0]}** {told}".rstrip()
    if grid.more:
        yield f'<font color="comment">{escaped(grid.more, "wecom")}</font>'


def cards(buttons: Sequence[Button], language: Language, key: str) -> list[Json]:
    """Gives cards with as many buttons as one may have; labels too long stand whole above."""
    labels = numbered(buttons) if are_long(buttons) else [one.label for one in buttons]
    named = zip(
        (replace(one, label=label) for one, label in zip(buttons, labels, strict=True)),
        (_value(one, language) for one in buttons),
        strict=True,
    )
    fitting = [(one, value) for one, value in named if len(value.encode()) <= VALUE]
    starts = range(0, len(fitting), BUTTONS)
    return [_card(fitting[n : n + BUTTONS], language, f"{key}_{n}") for n in starts]


def are_long(buttons: Sequence[Button]) -> bool:
    """Whether one of the labels is cut on a card, so that all of them are numbered."""
    return any(len(one.label) > LABEL for one in buttons)


def numbered(buttons: Sequence[Button]) -> Sequence[str]:
    """Gives labels that are told apart where they are cut."""
    return [f"{number} {one.label}" for number, one in enumerate(buttons, 1)]


def _value(one: Button, language: Language) -> str:
    said = {"wendan": one.does, "v": one.value, "h": one.shown, "l": language}
    return json.dumps(said, ensure_ascii=False)


def _card(named: Sequence[tuple[Button, str]], language: Language, key: str) -> Json:
    decides = any(one.does == "approve" for one, _ in named)
    found: Json = {
        "card_type": "button_interaction",
        "main_title": {"title": (_DECIDE if decides else _CHOOSE)[language]},
        "task_id": key,
        "button_list": [
            {"text": _label(one.label), "style": 1 if one.does != "reject" else 2, "key": value}
            for one, value in named
        ],
    }
    return {"msgtype": "template_card", "template_card": found}


def _label(label: str) -> str:
    return label if len(label) <= LABEL else f"{label[: LABEL - 1]}…"
