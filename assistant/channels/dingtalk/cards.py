"""Cards as DingTalk shows them: Markdown without tables, and buttons below it.

They go into the Markdown card with buttons that DingTalk's own SDK brings (`dingtalk_stream`,
`MarkdownButtonCardInstance`): so nobody has to build one in the console.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

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
from assistant.channels.contract import Place
from assistant.channels.pieces import chunks
from assistant.conversation.reply import Language
from assistant.markup import escaped, rendered

TEMPLATE = "1366a1eb-bc54-4859-ac88-517c56a9acb1.schema"
WHOLE = 12_000
"""Bytes of Markdown; DingTalk takes 15,000 for all that a message says."""
CHUNK, LABEL, VALUE = 3500, 30, 500
_CUT = {"zh": "太长了，余下的在网页上。", "en": "Too long for DingTalk: the rest is on the page."}
_TYPE = {"zh": "回复其中一个：", "en": "Reply with one of these: "}
_PAGE = {"zh": "请在网页上批准。", "en": "Approve it on the page."}


def card_data(card: Card, place: Place, *, with_buttons: bool) -> Mapping[str, str]:
    """Gives what the template is filled with; what does not fit is left out, and said.

    Args:
        card: what to show.
        place: where it will stand; the buttons carry that.
        with_buttons: whether clicks reach us; else what they would say is to be typed.
    """
    text, buttons = _shown(card, place, with_buttons=with_buttons)
    return {
        "markdown": text,
        "tips": "",
        "sys_full_json_obj": json.dumps({"msgButtons": buttons}, ensure_ascii=False),
    }


def _shown(
    card: Card, place: Place, *, with_buttons: bool
) -> tuple[str, list[Mapping[str, object]]]:
    found: list[str] = []
    buttons: list[Mapping[str, object]] = []
    left = WHOLE
    for block in card.blocks:
        if isinstance(block, Picture):  # its figures stand in the words or the list too
            continue
        if isinstance(block, Buttons) and with_buttons:
            fitting = [one for one in block.buttons if len(one.value) <= VALUE]
            buttons += [_button(one, card.language, place) for one in fitting]
            continue
        for one in _paragraphs(block, card.language):
            left -= len(one.encode()) + 2
            if left < 0:  # what stands further down goes too: nothing is approved unseen
                return "\n\n".join([*found, _CUT[card.language]]), []
            found.append(one)
    return "\n\n".join(found), buttons


def _paragraphs(block: Written, language: Language) -> Iterator[str]:
    match block:
        case Line():
            yield from _line(block)
        case Words(text):
            found = re.sub(r"(?<!\n)\n(?!\n)", "  \n", rendered(text, "dingtalk"))
            yield from chunks(found, CHUNK)
        case Fields(pairs):
            for name, value in pairs:
                lines = [escaped(line, "dingtalk") for line in value.split("\n")]
                yield f"**{escaped(name, 'dingtalk')}** {_lines(lines)}"
        case Grid():
            yield from _list(block)
        case Buttons(buttons):
            yield _typed(buttons, language)


def _line(line: Line) -> Iterator[str]:
    match line.style:
        case "figure":
            yield from (f"### {escaped(one, 'dingtalk')}" for one in line.text.split("\n"))
        case "title":
            found = [one for one in line.text.split("\n") if one.strip()]
            yield _lines([f"**{escaped(one, 'dingtalk')}**" for one in found])
        case "reading" | "receipt":
            yield from (f"> {escaped(one, 'dingtalk')}" for one in chunks(line.text, CHUNK))
        case "notice":
            yield from (escaped(one, "dingtalk") for one in chunks(line.text, CHUNK))


def _lines(lines: list[str]) -> str:
    return "  \n".join(lines)


def _list(grid: Grid) -> Iterator[str]:
    """Gives a table as a numbered list, which is what a phone shows of one here."""
    if grid.title:
        yield f"**{escaped(grid.title, 'dingtalk')}**"
    header = [escaped(name, "dingtalk") for name in grid.header]
    if len(header) <= 2:
        yield " · ".join(header)
    rows: list[str] = []
    for number, row in enumerate(grid.rows, start=1):
        first, *others = [escaped(cell, "dingtalk") or "—" for cell in row]
        if len(header) > 2:
            others = [" ".join(one) for one in zip(header[1:], others, strict=True)]
        rows.append(f"{number}. **{first}** {' · '.join(others)}".rstrip())
    if rows:
        yield "\n".join(rows)
    if grid.more:
        yield escaped(grid.more, "dingtalk")


def _typed(buttons: Sequence[Button], language: Language) -> str:
    """Gives what can be tapped as what can be typed; a proposal is decided about on the page."""
    said = [escaped(one.value, "dingtalk") for one in buttons if one.does == "ask"]
    if not said:
        return _PAGE[language]
    return _TYPE[language] + " / ".join(f"**{one}**" for one in said)


_SURE = {"zh": "{label}（照上面的做）", "en": "{label}, as shown"}


def _button(one: Button, language: Language, place: Place) -> Mapping[str, object]:
    value = json.dumps(
        {"wendan": one.does, "v": one.value, "h": one.shown, "l": language, "r": place.room},
        ensure_ascii=False,
    )
    label = one.label if len(one.label) <= LABEL else f"{one.label[: LABEL - 1]}…"
    shown = _SURE[language].format(label=label) if one.does == "approve" else label
    return {
        "text": shown,
        "color": "blue" if one.does in {"ask", "approve"} else "gray",
        "id": value,
        "request": True,
        "params": {"id": value},
    }
