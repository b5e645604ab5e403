"""A reply as cards show it: a closed set of blocks, in the order of docs/channels/README.md.

Whatever the program: the reading line, the figure, the words, one table, what must be known
besides, what waits for approval, where it comes from, and what can be tapped. All texts here are
data or our words, unescaped: only the adapter knows which signs mean something to its program.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

from assistant.conversation.reply import ActionPart, Language, Reply, ResultPart
from assistant.conversation.shown import cells, headline, not_shown, reading_line, receipt, tables
from assistant.markup import rendered

ROWS, COLUMNS = 10, 5
"""Of a table: what a phone shows without becoming a page."""
TABLES = 3
SUGGESTED = 3
CHOICES = 20
"""More would be a page of buttons; one can type as well."""
FIELD = 1500
"""Letters of a field of a proposal; with more it is approved on the page, where all is seen."""


@dataclass(frozen=True)
class Line:
    """One line of plain text."""

    text: str
    style: Literal["reading", "figure", "notice", "receipt", "title"]


@dataclass(frozen=True)
class Words:
    """The text of a reply: Markdown in which only we set marks."""

    text: str


@dataclass(frozen=True)
class Grid:
    """A table as text: the header and rows, and which columns are numbers."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: Sequence[bool]
    more: str
    """What is not shown; empty where all is."""


@dataclass(frozen=True)
class Picture:
    """A chart, whose figures stand in the words or the table too: a program may leave it out."""

    title: str
    spec: Mapping[str, Any]
    """Vega-Lite, as the page draws it; `pictures.png` makes a picture of it."""


@dataclass(frozen=True)
class Fields:
    """Everything that would be done: each thing with its name."""

    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Button:
    """Something to tap."""

    label: str
    value: str
    """What it says when it is tapped; of a proposal, its id."""
    does: Literal["ask", "approve", "reject", "edit"] = "ask"
    shown: str = ""
    """The hash of the proposal."""


@dataclass(frozen=True)
class Buttons:
    """Things to tap, of which one is chosen."""

    buttons: Sequence[Button]


Written = Line | Words | Grid | Fields | Buttons
Block = Written | Picture


@dataclass(frozen=True)
class Card:
    """An answer as it is shown in a chat."""

    language: Language
    summary: str
    """Its first sentence as plain text: for notifications, and for who sees no blocks."""
    blocks: Sequence[Block]


def said(text: str, language: Language) -> Card:
    """Gives a card of a sentence of ours, which is plain text."""
    return Card(language, text, (Line(text, "title"),))


LOOKING = {"zh": "在查…", "en": "Looking it up…"}


def looking(language: Language) -> Card:
    """Gives the card that stands there until the answer does."""
    return said(LOOKING[language], language)


def card_of(reply: Reply) -> Card:
    """Gives the card of a reply."""
    blocks = tuple(_blocks(reply))
    summary = _first_sentence(reply)
    return Card(reply.language, summary, blocks)


def card_of_action(action: ActionPart, language: Language, told: str = "") -> Card:
    """Gives the card of a proposal as it is now; `told` is why what was wanted was not done."""
    blocks = [*_action(action, language)]
    if told:
        blocks.insert(1, Line(told, "notice"))
    return Card(language, told or f"{action.summary} · {action.state_text}", tuple(blocks))


def _first_sentence(reply: Reply) -> str:
    figure = next(iter(headline(reply)), "")
    return figure or rendered(reply.text.strip().partition("\n")[0], "plain")[:300]


def _blocks(reply: Reply) -> Iterator[Block]:
    if reading := reading_line(reply):
        yield Line(reading, "reading")
    yield from (Line(line, "figure") for line in headline(reply))
    if reply.text.strip() and not reply.actions:  # whose fields say the same
        yield Words(reply.text.strip())
    if not _is_written(reply):  # what a letter or a brief rests on stands on the page
        if reply.chart is not None:
            yield Picture(str(reply.chart.get("description", "")), reply.chart)
        yield from (_grid(reply, one) for one in islice(tables(reply), TABLES))
    yield from (Line(notice.text, "notice") for notice in reply.notices)
    for action in reply.actions:
        yield from _action(action, reply.language)
    if told := " · ".join(f"{name}: {text}" for name, text in receipt(reply)):
        yield Line(told, "receipt")
    yield from _to_tap(reply)


def _is_written(reply: Reply) -> bool:
    return any((reply.draft, reply.batch, reply.brief, reply.note))


def _to_tap(reply: Reply) -> Iterator[Block]:
    found = [Button(one.label, one.value) for one in reply.choices[:CHOICES]]
    found = found or [Button(one.label, one.value) for one in reply.suggestions[:SUGGESTED]]
    if found:
        yield Buttons(tuple(found))


_FIRST = {"zh": "先列 {rows} 行，共 {all} 行", "en": "The first {rows} of {all} rows"}
_BESIDE = {"zh": "没有列出的列：{names}", "en": "columns not shown: {names}"}


def _grid(reply: Reply, result: ResultPart) -> Grid:
    header, *rows = cells(result, ROWS)
    numeric = [column.type == "number" for column in result.columns]
    more: list[str] = []
    if not_shown(result, ROWS, reply.language):
        shown = min(ROWS, len(result.rows))
        more.append(_FIRST[reply.language].format(rows=shown, all=f"{result.row_count:,}"))
    if beside := header[COLUMNS:]:
        more.append(_BESIDE[reply.language].format(names=", ".join(beside)))
    cut = [row[:COLUMNS] for row in rows]
    return Grid(result.title or "", header[:COLUMNS], cut, numeric[:COLUMNS], "; ".join(more))


_BUTTONS: Mapping[Language, Sequence[tuple[str, Literal["approve", "edit", "reject"]]]] = {
    "zh": (("批准", "approve"), ("修改", "edit"), ("放弃", "reject")),
    "en": (("Approve", "approve"), ("Edit", "edit"), ("Reject", "reject")),
}
_TOO_LONG = {
    "zh": "内容太长，这里放不下；请在网页上看全文再批准。",
    "en": "It is too long to be shown whole here: approve it on the page, where all of it is seen.",
}


def _action(action: ActionPart, language: Language) -> Iterator[Block]:
    yield Line(action.summary, "title")
    yield Fields(tuple((one.label, one.value[:FIELD]) for one in action.fields))
    yield Line(action.state_text or action.state, "notice")
    if action.state != "pending":
        return
    whole = all(len(one.value) <= FIELD for one in action.fields)
    if not whole:
        yield Line(_TOO_LONG[language], "notice")
    offered = _BUTTONS[language] if whole else _BUTTONS[language][1:]
    yield Buttons(
        tuple(Button(label, action.action_id, does, action.hash) for label, does in offered)
    )
