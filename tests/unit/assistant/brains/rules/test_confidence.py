"""How sure a reading is: whatever it rests on beside the stored words takes some of it away."""

import pytest

from assistant.brains.rules.brain import understand
from assistant.brains.rules.outcome import Understood
from assistant.brains.rules.thread import Thread
from tests.unit.assistant.asking import Asking


def sure(asking: Asking, text: str, thread: Thread | None = None) -> float:
    found = understand(text, thread or Thread(), asking.around.sources).outcome
    assert isinstance(found, Understood), f"{text!r} is read as {found}"
    return found.confidence


@pytest.mark.parametrize("text", ["上季度销售额", "sales last quarter", "宁波上季度销售额"])
def test_the_catalogs_words_and_names_as_stored_are_read_for_sure(
    asking: Asking, text: str
) -> None:
    assert sure(asking, text) == 1


@pytest.mark.parametrize(
    ("plain", "less"),
    [
        ("上季度销售额", "麻烦帮我看一下上季度的销售额"),
        ("last quarter's sales", "could you please show me last quarter's sales"),
        ("sales in Ningbo last quarter", "sold in Ningbo last quarter"),
        ("Harbour Marine sales last quarter", "Harbour Marinee sales last quarter"),
    ],
)
def test_fillers_open_slots_and_other_writings_make_it_less_sure(
    asking: Asking, plain: str, less: str
) -> None:
    assert 0 < sure(asking, less) < sure(asking, plain) <= 1


def test_a_follow_up_is_less_sure_than_the_whole_question(asking: Asking) -> None:
    before = understand("宁波上季度销售额", Thread(), asking.around.sources)
    assert sure(asking, "上海上季度销售额", before.thread) == 1
    assert sure(asking, "那上海呢", before.thread) < 1


def test_the_reply_carries_it_and_its_json_does_not(asking: Asking) -> None:
    reply = asking.reply("那个，上季度销售额")
    assert reply.confidence == sure(asking, "那个，上季度销售额")
    assert "confidence" not in reply.model_dump()
    assert "confidence" not in reply.model_json_schema(mode="serialization")["properties"]
