"""Feishu: what its requests say, what is refused, and cards in which no sign is acted upon."""

import base64
import json
import re
from typing import Any

import httpx
import pytest

from assistant.channels.card import card_of
from assistant.channels.contract import Incoming, Place, Received, Refused, Request
from assistant.channels.feishu import Feishu
from assistant.channels.feishu.cards import card_json
from assistant.channels.feishu.reading import decrypted
from assistant.identity import Account
from tests.channels.signing import (
    FEISHU_KEY,
    FEISHU_TOKEN,
    feishu_body,
    feishu_headers,
    json_body,
    payload,
)
from tests.channels.slack_gateway import parts
from tests.unit.assistant.channels.replies import REPLIES
from tests.unit.assistant.channels.snapshots import assert_as_before

NOW = 1_795_000_000.0
SETTINGS = {
    "app_id": "cli_1",
    "app_secret": "s",
    "encrypt_key": FEISHU_KEY,
    "verification_token": FEISHU_TOKEN,
}
FEISHU = Feishu(SETTINGS, httpx.Client(base_url="http://127.0.0.1:9"))
GROUP = Place("oc_1", under="om_1")


def read(found: Any) -> Received:
    body = feishu_body(found)
    return FEISHU.read(Request(feishu_headers(body, NOW), body), NOW)


def the_one(received: Received) -> Incoming:
    (found,) = received.messages
    return found


def text_event(**changes: Any) -> dict[str, Any]:
    found = payload("feishu/im.message.receive_v1.text_group")
    message = {**found["event"]["message"], **changes}
    return {**found, "event": {**found["event"], "message": message}}


def clicked(value: Any, event_id: str = "e1") -> dict[str, Any]:
    found = payload("feishu/im.message.receive_v1.text_group")
    header = {**found["header"], "event_type": "card.action.trigger", "event_id": event_id}
    event = {
        "operator": {"open_id": "ou_1"},
        "token": "c-1",
        "action": {"value": value, "tag": "button"},
        "context": {"open_message_id": "om_9", "open_chat_id": "oc_1"},
    }
    return {"schema": "2.0", "header": header, "event": event}


def test_feishus_own_example_is_decrypted() -> None:
    vector = payload("feishu/decrypt_vector")
    found = decrypted(vector["key"].encode(), base64.b64decode(vector["encrypt"]))
    assert found.decode() == vector["plaintext"]


def test_the_address_is_verified_by_giving_the_challenge_back() -> None:
    challenge = {**payload("feishu/url_verification"), "token": FEISHU_TOKEN}
    body = feishu_body(challenge)
    found = FEISHU.read(Request({}, body), NOW)
    assert json.loads(found.body) == {"challenge": challenge["challenge"]}
    with pytest.raises(Refused) as refused:
        FEISHU.read(Request({}, feishu_body(payload("feishu/url_verification"))), NOW)
    assert refused.value.status == 401


def test_a_question_in_a_group_hangs_below_its_message_and_names_us_not() -> None:
    found = the_one(read(payload("feishu/im.message.receive_v1.text_group")))
    assert found == Incoming(
        Account("feishu", "ou_84aad35d084aa403a838cf73ee18467", "2ca1d211f64f6438"),
        "om_5ce6d572455d361153b7cb51da133945",
        Place("oc_5ce6d572455d361153b7xx51da133945", under="om_5ce6d572455d361153b7cb51da133945"),
        "hello",
        1_609_073_151_345_000,
    )


def test_what_is_delivered_again_as_another_event_is_the_same_message() -> None:
    found = text_event()
    again = {**found, "header": {**found["header"], "event_id": "another"}}
    assert the_one(read(found)).message_id == the_one(read(again)).message_id


def test_rich_text_is_read_and_sound_is_not() -> None:
    lines = [[{"tag": "at", "user_id": "@_user_1"}, {"tag": "text", "text": "上季度"}]]
    rich = text_event(message_type="post", content=json.dumps({"title": "", "content": lines}))
    assert the_one(read(rich)).text == "上季度"
    voice = the_one(read(payload("feishu/im.message.receive_v1.audio")))
    assert (voice.kind, voice.text, voice.place.is_private) == ("unknown", "", True)


def test_own_messages_and_what_names_nobody_in_a_group_are_nothing() -> None:
    own = text_event()
    own["event"] = {**own["event"], "sender": {**own["event"]["sender"], "sender_type": "app"}}
    assert read(own).messages == ()
    assert read(text_event(mentions=[])).messages == ()
    other = text_event()
    other["header"] = {**other["header"], "event_type": "im.chat.updated_v1"}
    assert read(other).messages == ()


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"x-lark-signature": "0" * 64}, 401),
        ({"x-lark-signature": ""}, 401),
        ({"x-lark-signature": "ü"}, 401),
        ({"x-lark-request-nonce": "other"}, 401),
        ({"x-lark-request-timestamp": "1"}, 401),
        ({"x-lark-request-timestamp": ""}, 400),
        ({"x-lark-request-timestamp": "soon"}, 400),
        ({"x-lark-request-timestamp": "9" * 300}, 400),
    ],
)
def test_bad_and_malformed_signatures_are_refused(change: dict[str, str], status: int) -> None:
    body = feishu_body(text_event())
    with pytest.raises(Refused) as refused:
        FEISHU.read(Request({**feishu_headers(body, NOW), **change}, body), NOW)
    assert refused.value.status == status


def test_a_request_older_than_the_last_redelivery_is_a_replay() -> None:
    body = feishu_body(text_event())
    assert FEISHU.read(Request(feishu_headers(body, NOW - 7 * 3600), body), NOW).messages
    with pytest.raises(Refused, match="old"):
        FEISHU.read(Request(feishu_headers(body, NOW - 9 * 3600), body), NOW)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff",
        json_body(payload("feishu/im.message.receive_v1.text_group")),
        b"[" * 100_000,
        json_body({"encrypt": ""}),
        json_body({"encrypt": "AAAA"}),
        json_body({"encrypt": "ü"}),
        json_body({"encrypt": base64.b64encode(b"x" * 48).decode()}),
        feishu_body(text_event(), key="another"),
        feishu_body([]),
        feishu_body({"header": {"token": FEISHU_TOKEN}}),
        feishu_body(text_event(content="{")),
    ],
)
def test_what_makes_no_sense_is_refused_with_400(body: bytes) -> None:
    with pytest.raises(Refused) as refused:
        FEISHU.read(Request(feishu_headers(body, NOW), body), NOW)
    assert refused.value.status == 400


def test_another_apps_token_is_refused() -> None:
    found = text_event()
    found["header"] = {**found["header"], "token": "other"}
    with pytest.raises(Refused, match="token"):
        read(found)


def test_a_button_says_where_it_stands_and_what_it_does() -> None:
    elements = card_json(card_of(REPLIES["proposal"]), GROUP)["body"]["elements"]
    approve = next(one for one in elements if one["tag"] == "button")
    assert "confirm" in approve
    found = the_one(read(clicked(approve["behaviors"][0]["value"])))
    assert (found.kind, found.action_id, found.shown) == ("approve", "a1", "0" * 64)
    assert found.place == Place("oc_1", under="om_9")
    assert found.clicked == "om_9|0"


def test_a_choice_clicked_twice_is_one_question() -> None:
    elements = card_json(card_of(REPLIES["clarify"]), GROUP)["body"]["elements"]
    value = next(one for one in elements if one["tag"] == "button")["behaviors"][0]["value"]
    first, second = (the_one(read(clicked(value, f"e{n}"))) for n in range(2))
    assert first.message_id == second.message_id
    assert (first.kind, first.text) == ("text", "Harbour Foods")


@pytest.mark.parametrize("value", [None, "x", {}, {"a": 1}, {"wendan": "pay", "v": "1", "p": 0}])
def test_a_button_of_others_is_nothing(value: Any) -> None:
    assert read(clicked(value)).messages == ()


@pytest.mark.parametrize("name", REPLIES)
def test_a_reply_is_rendered_as_before_and_within_the_limits(name: str) -> None:
    found = card_json(card_of(REPLIES[name]), GROUP)
    assert_as_before(f"feishu/{name}", found)
    assert len(json.dumps(found, ensure_ascii=False).encode()) < 30_000
    tables = [one for one in parts(found) if one.get("tag") == "table"]
    assert len(tables) <= 5
    assert all(len(one["rows"]) <= 10 for one in tables)


def test_signs_in_the_data_mention_nobody_and_link_nowhere() -> None:
    found = card_json(card_of(REPLIES["markup"]), GROUP)
    marked = [one["content"] for one in parts(found) if one.get("tag") == "markdown"]
    assert len(marked) > 3
    for text in marked:
        assert not re.search(r"<[a-z@!]|\]\(|https?://|`|@all", text), text
