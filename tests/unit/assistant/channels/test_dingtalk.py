"""DingTalk: what its requests say, what is refused, and cards in which no sign is acted upon."""

import json
import re
from typing import Any

import httpx
import pytest

from assistant.channels.card import card_of
from assistant.channels.contract import Incoming, Place, Received, Refused, Request
from assistant.channels.dingtalk.adapter import DingTalk
from assistant.channels.dingtalk.cards import card_data
from assistant.channels.dingtalk.reading import told
from assistant.identity import Account
from tests.channels.signing import DINGTALK_SECRET, dingtalk_headers, json_body, payload
from tests.unit.assistant.channels.replies import REPLIES
from tests.unit.assistant.channels.snapshots import assert_as_before

NOW = 1_795_000_000.0
SETTINGS = {"client_id": "ding1", "client_secret": DINGTALK_SECRET, "mode": "http"}
DINGTALK = DingTalk(SETTINGS, httpx.Client(base_url="http://127.0.0.1:9"))
GROUP, ALONE = Place("cidG=="), Place("@042***297", is_private=True)
COMPANY = "ding****6741"


def read(found: Any) -> Received:
    return DINGTALK.read(Request(dingtalk_headers(NOW), json_body(found)), NOW)


def the_one(received: Received) -> Incoming:
    (found,) = received.messages
    return found


def message(**changes: Any) -> dict[str, Any]:
    return {**payload("dingtalk/text"), **changes}


def buttons_of(name: str, place: Place = GROUP) -> list[dict[str, Any]]:
    data = card_data(card_of(REPLIES[name]), place, with_buttons=True)
    return json.loads(data["sys_full_json_obj"])["msgButtons"]


def clicked(value: str, at_s: float = NOW, *, by_id: bool = False) -> Received:
    """Has a button clicked, whose value comes back as its parameter, or as its id."""
    private = {"actionIds": [value if by_id else "1"], "params": {} if by_id else {"id": value}}
    content = json.dumps({"cardPrivateData": private})
    found = {**payload("dingtalk/card_action"), "content": content}
    headers = dingtalk_headers(at_s, is_click=True)
    return DINGTALK.read(Request(headers, json_body(found)), at_s)


def test_a_question_in_private_is_its_text_and_who_asks() -> None:
    assert the_one(read(payload("dingtalk/text"))) == Incoming(
        Account("dingtalk", "042***297", COMPANY),
        "msgY****Pw==",
        Place("@042***297", is_private=True),
        "hello DingTalk!",
        1_695_284_999_360_000,
    )


def test_a_question_in_a_group_is_of_the_group() -> None:
    found = the_one(read(message(conversationType="2", text={"content": " 上季度销售额 "})))
    assert (found.place, found.text) == (Place("cide****P4g="), "上季度销售额")


def test_rich_text_and_what_dingtalk_heard_are_read() -> None:
    rich = the_one(read(payload("dingtalk/richText")))
    assert rich.text == "这个问题示例图如下：\n通过以上示意图可以明白完整的交互流程"
    voice = the_one(read(payload("dingtalk/audio")))
    assert (voice.kind, voice.text) == ("voice", "钉钉PaaS开放中心，致力为企业……")


def test_a_frame_of_the_connection_brings_the_same_as_a_request() -> None:
    frame = payload("dingtalk/stream_frame_callback")
    found = told(json.loads(frame["data"]), "m-1", 0, is_click=False)
    assert found == the_one(read(payload("dingtalk/audio")))


def test_sound_that_was_not_heard_is_answered_kindly() -> None:
    voice = the_one(read({**payload("dingtalk/audio"), "content": {"downloadCode": "d"}}))
    assert (voice.kind, voice.text) == ("unknown", "")


@pytest.mark.parametrize("name", ["file", "picture", "unknown", "video"])
def test_what_has_no_text_in_it_is_answered_kindly(name: str) -> None:
    assert the_one(read(payload(f"dingtalk/{name}"))).kind == "unknown"


def test_own_messages_and_what_names_others_are_nothing() -> None:
    own = message(senderId=payload("dingtalk/text")["chatbotUserId"])
    assert read(own).messages == ()
    assert read(message(conversationType="2", isInAtList=False)).messages == ()


def test_somebody_of_another_company_is_not_the_colleague_of_that_id() -> None:
    found = the_one(read(message(senderCorpId="dingOther")))
    assert found.account == Account("dingtalk", "042***297", "dingOther")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"sign": "0" * 44}, 401),
        ({"sign": ""}, 401),
        ({"sign": "ü\ud800"}, 401),
        ({"timestamp": "1795000000001"}, 401),
        ({"timestamp": ""}, 400),
        ({"timestamp": "soon"}, 400),
        ({"timestamp": "9" * 300}, 400),
        ({"timestamp": "-1795000000000"}, 400),
        ({"x-ddpaas-signature-timestamp": "1795000000000"}, 401),
    ],
)
def test_bad_and_malformed_signatures_are_refused(change: dict[str, str], status: int) -> None:
    with pytest.raises(Refused) as refused:
        DINGTALK.read(Request({**dingtalk_headers(NOW), **change}, json_body(message())), NOW)
    assert refused.value.status == status


@pytest.mark.parametrize("age_s", [3700, -3700])
def test_a_request_of_another_hour_is_refused(age_s: int) -> None:
    body = json_body(message())
    assert DINGTALK.read(Request(dingtalk_headers(NOW - 3500), body), NOW).messages
    with pytest.raises(Refused, match="old") as refused:
        DINGTALK.read(Request(dingtalk_headers(NOW - age_s), body), NOW)
    assert refused.value.status == 401


@pytest.mark.parametrize(
    "found",
    [
        [],
        None,
        "x",
        {},
        message(msgId=None),
        message(msgId=""),
        message(senderStaffId=7),
        message(senderStaffId="1;IM_GROUP.cidOther"),
        message(conversationType="2", conversationId="a;b"),
        message(createAt="soon"),
        message(createAt=None),
        message(text="x"),
        message(msgtype="richText", content={"richText": 7}),
    ],
)
def test_what_makes_no_sense_is_refused_with_400(found: Any) -> None:
    with pytest.raises(Refused) as refused:
        read(found)
    assert refused.value.status == 400


@pytest.mark.parametrize("body", [b"", b"\xff", b"{", b"[" * 100_000])
def test_what_is_no_json_is_refused_with_400(body: bytes) -> None:
    with pytest.raises(Refused) as refused:
        DINGTALK.read(Request(dingtalk_headers(NOW), body), NOW)
    assert refused.value.status == 400


def test_the_door_is_closed_where_messages_come_over_a_connection() -> None:
    stream = DingTalk({**SETTINGS, "mode": "stream"}, httpx.Client())
    with pytest.raises(Refused) as refused:
        stream.read(Request(dingtalk_headers(NOW), json_body(message())), NOW)
    assert refused.value.status == 404


def test_a_button_says_where_it_stands_and_what_it_does() -> None:
    approve = buttons_of("proposal")[0]
    found = the_one(clicked(approve["params"]["id"]))
    assert (found.kind, found.action_id, found.shown) == ("approve", "a1", "0" * 64)
    assert (found.place, found.clicked) == (GROUP, "XXXXXX|cidG==")
    assert found == the_one(clicked(approve["id"], by_id=True))


def test_a_click_in_private_is_of_whoever_clicked_whatever_the_button_says() -> None:
    found = the_one(clicked(buttons_of("clarify", Place("@somebody", is_private=True))[0]["id"]))
    assert found.place == Place("@XXXXXX", is_private=True)


def test_a_choice_clicked_twice_is_one_question_and_a_decision_is_made_each_time() -> None:
    choice, approve = buttons_of("clarify")[0]["id"], buttons_of("proposal")[0]["id"]
    first, second = (the_one(clicked(choice, NOW + n)) for n in range(2))
    assert first.message_id == second.message_id
    assert (first.kind, first.text) == ("text", "Harbour Foods")
    assert len({the_one(clicked(approve, NOW + n)).message_id for n in range(2)}) == 2


@pytest.mark.parametrize("value", ["", "x", '{"a": 1}'])
def test_a_button_of_others_is_nothing(value: str) -> None:
    assert clicked(value).messages == ()


@pytest.mark.parametrize("name", REPLIES)
def test_a_reply_is_rendered_as_before_and_within_the_limits(name: str) -> None:
    found = card_data(card_of(REPLIES[name]), GROUP, with_buttons=True)
    shown = {"markdown": found["markdown"], "buttons": buttons_of(name)}
    assert_as_before(f"dingtalk/{name}", shown)
    assert len(found["markdown"].encode()) < 13_000
    assert len(json.dumps(found, ensure_ascii=False).encode()) < 20_000


def test_where_clicks_do_not_reach_us_it_is_said_what_to_type() -> None:
    asked = card_data(card_of(REPLIES["clarify"]), ALONE, with_buttons=False)
    assert "Reply with one of these: **Harbour Foods**" in asked["markdown"]
    proposed = card_data(card_of(REPLIES["proposal"]), ALONE, with_buttons=False)
    assert "on the page" in proposed["markdown"]
    assert json.loads(proposed["sys_full_json_obj"])["msgButtons"] == []


def test_what_is_cut_cannot_be_approved() -> None:
    proposal = REPLIES["proposal"].actions[0]
    long = [field.model_copy(update={"value": "字" * 1400}) for field in proposal.fields * 3]
    action = proposal.model_copy(update={"fields": tuple(long)})
    reply = REPLIES["proposal"].model_copy(update={"actions": (action,)})
    found = card_data(card_of(reply), GROUP, with_buttons=True)
    assert "Too long for DingTalk" in found["markdown"]
    assert json.loads(found["sys_full_json_obj"])["msgButtons"] == []


def test_signs_in_the_data_mention_nobody_and_link_nowhere() -> None:
    text = card_data(card_of(REPLIES["markup"]), GROUP, with_buttons=True)["markdown"]
    assert not re.search(r"<[a-z@!/]|\]\(|https?://|`|@all|@U1", text), text
