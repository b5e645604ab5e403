"""Cards as Feishu shows them: its JSON 2.0, within its limits ("Card JSON 2.0 structure")."""

import json
from collections.abc import Iterator
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
from assistant.channels.contract import Place
from assistant.channels.pieces import chunks
from assistant.conversation.reply import Language
from assistant.markup import escaped, rendered

CHUNK, WHOLE, LABEL, VALUE = 3500, 24_000, 60, 2000
Json = dict[str, Any]
_CUT = {"zh": "太长了，余下的在网页上。", "en": "Too long for Feishu: the rest is on the page."}
_SURE = {
    "zh": ("确认批准？", "批准后就会照这样做。"),
    "en": ("Approve this?", "It is done as shown, at once."),
}


def card_json(card: Card, place: Place, image: str | None = None) -> Json:
    """Gives a card in Feishu's JSON 2.0; what does not fit is left out from below, and said.

    Args:
        card: what to show.
        place: where it will stand; the buttons carry that.
        image: Feishu's key of the card's first chart; without it the card has none.
    """
    found: list[Json] = []
    left = WHOLE
    for block in card.blocks:
        if isinstance(block, Picture):  # its figures stand in the words or the table too
            if image is not None:
                found.append(_image(block.title, image))
                image = None
            continue
        for one in _elements(block, card.language, place):
            left -= len(json.dumps(one, ensure_ascii=False).encode())
            if left < 0:
                return _whole([*found, _markdown(_CUT[card.language])], card)
            found.append(one)
    return _whole(found, card)


def _whole(elements: list[Json], card: Card) -> Json:
    summary = {"content": card.summary[:200]}
    config = {"update_multi": True, "summary": summary}
    return {"schema": "2.0", "config": config, "body": {"elements": elements}}


def _elements(block: Written, language: Language, place: Place) -> Iterator[Json]:
    match block:
        case Line(text, "figure" | "title"):
            lines = [f"**{escaped(line, 'feishu')}**" for line in text.split("\n")]
            yield _markdown("\n".join(lines))
        case Line(text):
            yield from (_small(escaped(one, "feishu")) for one in chunks(text, CHUNK))
        case Words(text):
            yield from (_markdown(one) for one in chunks(rendered(text, "feishu"), CHUNK))
        case Fields(pairs):
            for name, value in pairs:
                lines = [escaped(line, "feishu") for line in value.split("\n")]
                yield _markdown(f"**{escaped(name, 'feishu')}** " + "\n".join(lines))
        case Grid():
            yield from _table(block)
        case Buttons(buttons):
            yield from (_button(one, language, place) for one in buttons if len(one.value) <= VALUE)


def _image(title: str, key: str) -> Json:
    return {"tag": "img", "img_key": key, "alt": {"tag": "plain_text", "content": title[:200]}}


def _markdown(text: str) -> Json:
    return {"tag": "markdown", "content": text}


def _small(text: str) -> Json:
    return {"tag": "markdown", "content": text, "text_size": "notation"}


def _table(grid: Grid) -> Iterator[Json]:
    if grid.title:
        yield _markdown(f"**{escaped(grid.title, 'feishu')}**")
    columns = [
        {
            "name": f"c{number}",
            "display_name": name,
            "data_type": "text",
            "horizontal_align": "right" if numeric else "left",
        }
        for number, (name, numeric) in enumerate(zip(grid.header, grid.numeric, strict=True))
    ]
    rows = [{f"c{n}": cell or "—" for n, cell in enumerate(row)} for row in grid.rows]
    yield {"tag": "table", "page_size": 10, "columns": columns, "rows": rows}
    if grid.more:
        yield _small(escaped(grid.more, "feishu"))


def _button(one: Button, language: Language, place: Place) -> Json:
    where = {"p": int(place.is_private), "l": language}
    value = {"wendan": one.does, "v": one.value, "h": one.shown, **where}
    label = one.label if len(one.label) <= LABEL else f"{one.label[: LABEL - 1]}…"
    found: Json = {
        "tag": "button",
        "text": {"tag": "plain_text", "content": label},
        "behaviors": [{"type": "callback", "value": value}],
    }
    if one.does == "approve":
        title, text = _SURE[language]
        plain = "plain_text"
        found["type"] = "primary"
        found["confirm"] = {
            "title": {"tag": plain, "content": title},
            "text": {"tag": plain, "content": text},
        }
    return found
