"""WeCom: what its requests say, what is refused, and messages within its limits."""

from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.actions.channel import NobodyKnows, NotEver, NotNow
from assistant.channels.card import card_of, said
from assistant.channels.contract import Incoming, Place, Received, Refused, Request, Unknowable
from assistant.channels.wecom.adapter import WeCom
from assistant.channels.wecom.messages import messages_of
from assistant.identity import Account
from tests.channels.signing import (
    PAYLOADS,
    WECOM_CORP,
    WECOM_KEY,
    WECOM_TOKEN,
    payload,
    wecom_body,
    wecom_query,
    wecom_sealed,
    wecom_xml,
)
from tests.unit.assistant.channels.replies import REPLIES
from tests.unit.assistant.channels.snapshots import assert_as_before

NOW = 1_795_000_000.0
SETTINGS = {
    "corp_id": WECOM_CORP,
    "agent_id": "1",
    "secret": "s",
    "token": WECOM_TOKEN,
    "aes_key": WECOM_KEY,
}
WECOM = WeCom(SETTINGS, httpx.Client(base_url="http://127.0.0.1:9"))
VECTORS = {one["name"]: one for one in payload("wecom/vectors")}


def request(xml: str, *, receiver: str = WECOM_CORP, at_s: float = NOW) -> Request:
    sealed = wecom_sealed(xml, receiver)
    return Request({}, wecom_body(sealed), wecom_query(sealed, at_s))


def the_one(received: Received) -> Incoming:
    (found,) = received.messages
    return found


def clicked(key: str, code: str = "R1", at_s: int = 1_795_000_000) -> str:
    return wecom_xml(
        MsgType="event",
        Event="template_card_event",
        EventKey=key,
        TaskId="t1",
        ResponseCode=code,
        CreateTime=str(at_s),
    )


def vector_query(vector: Any) -> dict[str, str]:
    return {name: vector[name] for name in ("msg_signature", "timestamp", "nonce")}


@pytest.mark.parametrize("name", ["official-verifyurl", "wechatpy-echostr"])
def test_the_address_is_verified_as_in_the_published_examples(name: str) -> None:
    one = VECTORS[name]
    own = {"corp_id": one["receive_id"], "token": one["token"], "aes_key": one["encoding_aes_key"]}
    adapter = WeCom({**SETTINGS, **own}, httpx.Client())
    query = {**vector_query(one), "echostr": one["echostr"]}
    found = adapter.read(Request({}, b"", query), float(one["timestamp"]))
    assert found.body.decode() == one.get("expected", found.body.decode())
    assert found.body
    assert found.messages == ()


def test_the_published_message_is_read() -> None:
    one = VECTORS["official-post-text"]
    asked = Request({}, one["body"].encode(), vector_query(one))
    found = the_one(WECOM.read(asked, float(one["timestamp"])))
    assert (found.text, found.place.is_private, found.account.tenant) == ("hello", True, WECOM_CORP)


def test_a_message_is_the_same_however_often_it_comes_and_goes_in_the_order_it_came() -> None:
    xml = wecom_xml(CreateTime="1795000000")
    first = the_one(WECOM.read(request(xml), NOW + 0.1))
    again = the_one(WECOM.read(request(xml), NOW + 5.2))
    assert first.message_id == again.message_id == "1234567890123456"
    assert first.account == Account("wecom", "fromUser", WECOM_CORP)
    assert 1_795_000_000_000_000 < first.sent_us < again.sent_us < 1_795_000_001_000_000


def test_what_is_said_has_the_id_of_its_recording_and_events_of_others_are_nothing() -> None:
    voice = (PAYLOADS / "wecom/app_voice.xml").read_text(encoding="utf-8")
    found = the_one(WECOM.read(request(voice), NOW))
    assert (found.kind, found.text, found.recording) == ("voice", "", "media_id")
    entered = wecom_xml(MsgType="event", Event="enter_agent", EventKey="")
    assert WECOM.read(request(entered), NOW).messages == ()


@pytest.mark.parametrize("key", ["[]", "1", "{}", '{"wendan": "pay", "v": "1"}'])
def test_a_button_of_others_is_nothing(key: str) -> None:
    assert WECOM.read(request(clicked(key)), NOW).messages == ()


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"msg_signature": "0" * 40}, 401),
        ({"msg_signature": "ü"}, 401),
        ({"nonce": "other"}, 401),
        ({"timestamp": "1"}, 401),
        ({"timestamp": "soon"}, 401),
    ],
)
def test_bad_signatures_are_refused(change: dict[str, str], status: int) -> None:
    good = request(wecom_xml())
    with pytest.raises(Refused) as refused:
        WECOM.read(Request({}, good.body, {**good.query, **change}), NOW)
    assert refused.value.status == status


def test_an_old_request_is_a_replay() -> None:
    with pytest.raises(Refused, match="old"):
        WECOM.read(request(wecom_xml(), at_s=NOW - 3700), NOW)


@pytest.mark.parametrize("receiver", ["", "ww-another"])
def test_what_is_sealed_for_another_company_is_refused(receiver: str) -> None:
    with pytest.raises(Refused) as refused:
        WECOM.read(request(wecom_xml(), receiver=receiver), NOW)
    assert refused.value.status == 400


ENTITY = '<!DOCTYPE xml [<!ENTITY a "b">]><xml><MsgType>&a;</MsgType></xml>'


@pytest.mark.parametrize(
    "xml", ["", "<xml", "<xml></xml>", ENTITY, clicked("{"), wecom_xml(CreateTime="x")]
)
def test_what_makes_no_sense_is_refused(xml: str) -> None:
    with pytest.raises(Refused) as refused:
        WECOM.read(request(xml), NOW)
    assert refused.value.status == 400


QUERY = st.dictionaries(
    st.sampled_from("msg_signature timestamp nonce echostr".split()), st.text(max_size=9)
)


@given(query=QUERY, body=st.one_of(st.binary(), st.text().map(wecom_body)))
def test_unsigned_requests_of_any_shape_are_refused(query: dict[str, str], body: bytes) -> None:
    with pytest.raises(Refused) as refused:
        WECOM.read(Request({}, body, query), NOW)
    assert refused.value.status in {400, 401}


NAMES = "MsgType Event EventKey CreateTime MsgId FromUserName TaskId ResponseCode".split()
TEXTS = st.one_of(st.from_regex(r"[a-z0-9{}\":,]{0,9}", fullmatch=True), st.just("event"))


@given(changes=st.dictionaries(st.sampled_from(NAMES), TEXTS), sealed=st.binary(max_size=99))
def test_signed_requests_of_any_shape_are_read_or_refused(
    changes: dict[str, str], sealed: bytes
) -> None:
    odd = sealed.decode("latin-1").replace("]", "").replace("<", "")
    bad = Request({}, wecom_body(odd), wecom_query(odd, NOW))
    for one in (request(wecom_xml(**changes)), bad):
        try:
            WECOM.read(one, NOW)
        except Refused as refused:
            assert refused.status in {400, 401}  # noqa: PT017


@pytest.mark.parametrize("name", REPLIES)
def test_a_reply_is_rendered_as_before_and_within_the_limits(name: str) -> None:
    found = messages_of(card_of(REPLIES[name]), "k")
    assert_as_before(f"wecom/{name}", found)
    for one in found:
        if one["msgtype"] == "markdown":
            assert len(one["markdown"]["content"].encode()) <= 2048
        else:
            buttons = one["template_card"]["button_list"]
            assert 0 < len(buttons) <= 6
            assert all(len(button["key"].encode()) <= 1024 for button in buttons)


def test_a_choice_clicked_twice_is_one_question_and_a_decision_says_what_was_shown() -> None:
    (ask, *_) = messages_of(card_of(REPLIES["clarify"]), "k")[-1]["template_card"]["button_list"]
    first, second = (the_one(WECOM.read(request(clicked(ask["key"], at_s=n)), NOW)) for n in (1, 2))
    assert first.message_id == second.message_id
    assert (first.kind, first.text) == ("text", "Harbour Foods")
    (yes, *_) = messages_of(card_of(REPLIES["proposal"]), "k")[-1]["template_card"]["button_list"]
    found = the_one(WECOM.read(request(clicked(yes["key"])), NOW))
    assert (found.kind, found.action_id, found.shown) == ("approve", "a1", "0" * 64)


def test_the_same_answer_to_another_question_is_another_message() -> None:
    one, same, other = (messages_of(said("好", "zh"), key) for key in ("k", "k", "l"))
    assert one == same != other


def test_what_is_posted_again_after_the_check_for_duplicates_cannot_be_known() -> None:
    with pytest.raises(Unknowable):
        WECOM.find(Place("u"), "k", said("好", "zh"), 1501)


@pytest.mark.parametrize(
    ("answer", "raised"),
    [
        ({"errcode": 45009}, NotNow),
        ({"errcode": 60020}, NotNow),
        ({"errcode": 42001}, NotNow),
        ({"errcode": 40056}, NotEver),
        ({"errcode": 0, "invaliduser": "u"}, NotEver),
        ({}, NobodyKnows),
        ([], NobodyKnows),
    ],
)
def test_what_wecom_answers_says_whether_to_try_again(answer: Any, raised: type[Exception]) -> None:
    def told(asked: httpx.Request) -> httpx.Response:
        token = {"errcode": 0, "access_token": "t", "expires_in": 7200}
        return httpx.Response(200, json=token if "gettoken" in asked.url.path else answer)

    client = httpx.Client(transport=httpx.MockTransport(told), base_url="http://wecom.test")
    with pytest.raises(raised):
        WeCom(SETTINGS, client).post(Place("u"), "k", said("好", "zh"))


@pytest.mark.parametrize(
    ("status", "body", "got"),
    [
        (200, b"#!AMR\nsound", b"#!AMR\nsound"),
        (200, b"#!AMR" + bytes(5000), 1001),
        (200, b'{"errcode": 40007, "errmsg": "invalid media_id"}', NotEver),
        (200, b'{"errcode": 42001, "errmsg": "access_token expired"}', NotNow),
        (200, b'{"errcode": 45009, "errmsg": "api freq out of limit"}', NotNow),
        (200, b"{}", NotEver),
        (404, b"", NotEver),
        (503, b"", NotNow),
    ],
)
def test_a_recording_is_fetched_up_to_its_limit(
    status: int, body: bytes, got: bytes | int | type[Exception]
) -> None:
    def told(asked: httpx.Request) -> httpx.Response:
        token = {"errcode": 0, "access_token": "t", "expires_in": 7200}
        if "gettoken" in asked.url.path:
            return httpx.Response(200, json=token)
        assert (asked.url.params["media_id"], asked.url.params["access_token"]) == ("media_id", "t")
        return httpx.Response(status, content=body)

    client = httpx.Client(transport=httpx.MockTransport(told), base_url="http://wecom.test")
    voice = (PAYLOADS / "wecom/app_voice.xml").read_text(encoding="utf-8")
    message = the_one(WECOM.read(request(voice), NOW))
    if isinstance(got, type):
        with pytest.raises(got):
            WeCom(SETTINGS, client).fetch(message, 1000)
        return
    found = WeCom(SETTINGS, client).fetch(message, 1000)
    assert found == got if isinstance(got, bytes) else len(found) >= got


def test_a_key_that_is_none_opens_nothing_and_is_said() -> None:
    adapter = WeCom({**SETTINGS, "aes_key": "short"}, httpx.Client())
    assert "EncodingAESKey" in (adapter.trouble() or "")
    with pytest.raises(Refused):
        adapter.read(request(wecom_xml()), NOW)
