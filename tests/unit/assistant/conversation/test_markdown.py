"""A whole reply as Markdown: data makes no mark in it, and its last line names the turn."""

import pytest
from markdown_it import MarkdownIt

from assistant.conversation.markdown import ROWS, Named, in_markdown, turn_named
from assistant.conversation.reply import (
    Choice,
    ColumnPart,
    HeadlinePart,
    NoticePart,
    Reply,
    ResultPart,
    SourcePart,
)
from tests.security.injections import INJECTIONS

TURN = "0123456789abcdef0123456789abcdef"
NAMES = [name.replace("\0", " ") for name in INJECTIONS]
MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
OURS = {
    *"paragraph table thead tbody tr th td blockquote bullet_list ordered_list list_item".split()
}
WORDS = {"text", "text_special", "strong_open", "strong_close", "softbreak", "hardbreak"}


def reply(*names: str, rows: int = 0, **parts: object) -> Reply:
    column = ColumnPart(name="customer", label=names[0], type="name", role="dimension")
    number = ColumnPart(name="sales", label="sales", type="number", unit="CNY", role="measure")
    shown = tuple((name, 1234.5) for name in names)
    result = ResultPart(
        tool="query_metrics",
        arguments={},
        definition=names[0],
        period=None,
        columns=(column, number),
        rows=shown,
        row_count=rows or len(shown),
        truncated=False,
    )
    told: dict[str, object] = {
        "conversation_id": "c",
        "turn_id": TURN,
        "status": "answered",
        "text": "Done.",
        "language": "en",
        "results": (result,),
        "sources": (SourcePart(name="orders", label=names[0], as_of=None),),
        **parts,
    }
    return Reply.model_validate(told)


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_no_text_of_data_makes_a_mark_or_a_column(name: str) -> None:
    choice = Choice(label=name, value=name, hint=name)
    found = reply(
        name,
        "plain",
        headline=HeadlinePart(text="1", exact="1", label=name, unit=None, value=1),
        notices=(NoticePart(kind="matched", text=name),),
        choices=(choice,),
        suggestions=(choice,),
    )
    text = in_markdown(found)
    blocks = MARKDOWN.parse(text)
    kinds = {block.type.removesuffix("_open").removesuffix("_close") for block in blocks}
    assert kinds <= {*OURS, "inline"}, text
    assert {part.type for one in blocks for part in one.children or ()} <= WORDS, text
    assert [block.type for block in blocks].count("td_open") == 4
    assert turn_named(text) == Named(TURN, "en")


def test_of_many_rows_the_first_are_shown_and_the_others_counted() -> None:
    text = in_markdown(reply(*(f"c{at}" for at in range(ROWS + 7)), rows=ROWS + 20))
    assert f"| c{ROWS - 1} |" in text
    assert f"| c{ROWS} |" not in text
    assert "20 more rows" in text


def test_choices_are_numbered_as_far_as_a_number_is_understood() -> None:
    choices = [Choice(label=f"Name {at}", value=f"Name {at}") for at in range(6)]
    few, many = (
        in_markdown(reply("x", status="clarify", results=(), choices=tuple(choices[:most])))
        for most in (5, 6)
    )
    assert "5. Name 4" in few
    assert "- Name 5" in many


@pytest.mark.parametrize(
    "text", ["", "- ref: short", f"- ref: {TURN}\nand more", f"{TURN}", "ref: " + "g" * 32]
)
def test_what_is_no_reference_of_ours_names_no_turn(text: str) -> None:
    assert turn_named(text) is None
