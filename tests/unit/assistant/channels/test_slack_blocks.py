"""Cards in Slack: within its limits, and no sign of the data is acted upon."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from assistant.channels.card import card_of
from assistant.channels.pieces import chunks
from assistant.channels.slack.blocks import blocks_of, clicked_value, fallback
from tests.channels.slack_gateway import parts
from tests.unit.assistant.channels.replies import REPLIES
from tests.unit.assistant.channels.snapshots import assert_as_before


@pytest.mark.parametrize("name", REPLIES)
def test_a_reply_is_rendered_as_before(name: str) -> None:
    card = card_of(REPLIES[name])
    blocks = blocks_of(card, "F1")
    assert_as_before(f"slack/{name}", {"text": fallback(card), "blocks": blocks})


@pytest.mark.parametrize("name", REPLIES)
def test_a_reply_keeps_the_limits_of_slack(name: str) -> None:
    blocks = blocks_of(card_of(REPLIES[name]), "F1")
    assert 0 < len(blocks) <= 50
    assert len(json.dumps(blocks, ensure_ascii=False)) <= 13_200
    assert sum(one["type"] == "table" for one in blocks) <= 1
    for block in blocks:
        match block["type"]:
            case "section":
                assert len(block["text"]["text"]) <= 3000
            case "actions":
                ids = [one["action_id"] for one in block["elements"]]
                assert len(ids) == len(set(ids)) <= 25
                assert all(len(one["text"]["text"]) <= 75 for one in block["elements"])
            case "table":
                widths = {len(row) for row in block["rows"]}
                assert len(widths) == 1
                assert max(widths) <= 20
                assert all(cell["text"] for row in block["rows"] for cell in row)
            case "image":
                assert 0 < len(block["alt_text"]) <= 2000
            case _:
                assert block["type"] == "context"


def test_signs_in_the_data_mention_nobody_and_link_nowhere() -> None:
    card = card_of(REPLIES["markup"])
    texts = [*_marked(blocks_of(card)), fallback(card), fallback(card, whole=True)]
    assert len(texts) > 5
    for text in texts:
        assert not re.search(r"<[!@#]|<http|https?://|`", text), text
        assert "@all" not in text


def _marked(blocks: list[Any]) -> Iterator[str]:
    """Gives all texts in which Slack looks for marks."""
    for part in parts(blocks):
        if part.get("type") == "mrkdwn":
            assert part["verbatim"]
            yield part["text"]


def test_a_button_says_what_it_does_and_which_content_was_seen() -> None:
    (actions,) = [b for b in blocks_of(card_of(REPLIES["proposal"])) if b["type"] == "actions"]
    approve, edit, reject = actions["elements"]
    assert "confirm" in approve
    found = clicked_value(approve["value"])
    assert found is not None
    assert (found.kind, found.action_id, found.shown) == ("approve", "a1", "0" * 64)
    others = [clicked_value(one["value"]) for one in (edit, reject)]
    assert [one and one.kind for one in others] == ["edit", "reject"]


def test_what_cannot_be_shown_whole_cannot_be_approved_there() -> None:
    (actions,) = [
        b for b in blocks_of(card_of(REPLIES["proposal_too_long"])) if b["type"] == "actions"
    ]
    kinds = [json.loads(one["value"])["d"] for one in actions["elements"]]
    assert kinds == ["edit", "reject"]


@pytest.mark.parametrize(
    "value", ["", "click_me", "[]", '{"d":"pay","v":"1","h":"","l":"en"}', "1"]
)
def test_a_button_of_others_says_nothing(value: str) -> None:
    assert clicked_value(value) is None


@pytest.mark.parametrize("text", ["", "a", "a" * 30, "a b c " * 20, "x\n" * 50, "\n\n" + "y" * 25])
def test_pieces_hold_all_words_and_keep_the_limit(text: str) -> None:
    found = list(chunks(text, 10))
    assert all(0 < len(one) <= 10 for one in found)
    assert "".join("".join(found).split()) == "".join(text.split())
