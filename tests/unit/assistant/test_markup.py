"""Names of an unknown author stand in every dialect as they are written, and do nothing there."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.conversation.reply import Choice, NoticePart
from assistant.markup import Target, escaped, pieces, rendered, visible

HOSTILE = [
    "*x*",
    "**x**",
    "_x_ and __y__",
    "[a](javascript:alert(1))",
    "![](http://host.example/b.png)",
    "<img src=x onerror=alert(1)>",
    "a | b",
    "`code` and ``more``",
    "~~gone~~",
    "# heading",
    "- item",
    "+ item",
    "1. first",
    "12) twelfth",
    "> said",
    "===",
    "---",
    "http://host.example/x",
    "https://host.example",
    "www.host.example",
    "<https://host.example>",
    "somebody@host.example",
    "@everyone",
    "&lt;b&gt; &#60; &amp;",
    "\\*x\\*",
    "back\\",
    "tail*",
    "a\n\n# b",
    "a\r\n> b",
    "    four spaces",
    "[ref]: http://host.example",
]
DIALECTS: list[Target] = ["dingtalk", "wecom", "feishu", "slack"]
MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
ANY_TEXT = st.text(st.characters(codec="utf-8"), max_size=30) | st.sampled_from(HOSTILE)


def shown(markdown: str) -> str:
    """Gives what a reader sees of Markdown; fails where it is more than words in a paragraph."""
    told = ""
    for block in MARKDOWN.parse(markdown):
        assert block.type in {"paragraph_open", "paragraph_close", "inline"}, block.type
        for part in block.children or ():
            assert part.type in {"text", "text_special"}, part.type
            told += part.content
    return told


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_in_markdown_is_shown_as_it_is_written(name: str) -> None:
    assert shown(escaped(name, "markdown")) == visible(name).strip()
    assert shown(f"客户 {escaped(name, 'markdown')}") == f"客户 {visible(name).strip()}"


@given(ANY_TEXT)
def test_any_text_in_markdown_is_words_and_nothing_else(name: str) -> None:
    told = shown(f"x {escaped(name, 'markdown')} y")
    assert told == f"x {escaped(name, 'plain')} y"


@pytest.mark.parametrize("address", ["http://a.example", "www.a.example", "b@a.example"])
def test_an_address_in_a_name_is_no_link_of_the_extended_kind_either(address: str) -> None:
    assert not re.search(r"[a-z]://|www\.|\w@\w", escaped(address, "markdown"))


@pytest.mark.parametrize("target", DIALECTS)
@pytest.mark.parametrize("name", HOSTILE)
def test_no_sign_of_a_chat_dialect_is_left_of_a_name(target: Target, name: str) -> None:
    told = escaped(name, target)
    assert not re.search(r"[*_`~@]|[a-z]://|www\.|^[#>+=\-]|\n", told)
    assert not re.search(
        r"[\[\]]|^\d+[.)] " if target != "slack" else r"[<>]|&(?!amp;|lt;|gt;)", told
    )


def test_slack_gets_its_three_signs_as_entities() -> None:
    assert escaped("<!channel> A & B", "slack") == "&lt;!channel&gt; A &amp; B"


def test_a_copied_name_is_found_in_the_index_although_its_signs_became_wide() -> None:
    from crm.text import same

    assert same(escaped("SO_2026*7", "dingtalk")) == same("SO_2026*7")


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a\u202eb\u202c", "ab"),
        ("a\u200bb\ufeff\u2060", "ab"),
        ("a\x1b[31mb\x07", "a [31mb "),
        ("one\ntwo\u2028three", "one two three"),
        ("\u200b\u200b", "\ufffd"),
        ("", ""),
        ("青禾电子（苏州）", "青禾电子（苏州）"),
    ],
)
def test_what_is_not_seen_goes_and_a_line_stays_one(text: str, seen: str) -> None:
    assert visible(text) == seen


def test_a_name_that_runs_from_the_right_does_not_turn_the_figures_around_it() -> None:
    assert escaped("שלום", "markdown") == "\u2068שלום\u2069"


def test_the_text_of_a_reply_keeps_its_bold_in_every_dialect() -> None:
    text = f"{escaped('a*b', 'markdown')} **¥1.2万**，其次\n\nc"
    assert rendered(text, "plain") == "a*b ¥1.2万，其次\n\nc"
    assert rendered(text, "slack") == "a＊b *¥1.2万*，其次\n\nc"
    assert rendered(text, "wecom") == "a＊b **¥1.2万**，其次\n\nc"
    assert list(pieces(text))[1] == ("¥1.2万", True)


@given(ANY_TEXT)
def test_a_text_without_marks_is_the_name_again(name: str) -> None:
    assert rendered(escaped(name, "markdown"), "plain") == escaped(name, "plain")


def test_what_stands_on_chips_and_in_notices_is_seen_as_it_is() -> None:
    name = "a\u202eb\nc"
    assert Choice(label=name, value=name) == Choice(label="ab c", value=name)
    assert NoticePart(kind="matched", text=name).text == "ab c"
