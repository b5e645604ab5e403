"""Whatever comes to a door: it is taken, or refused with 4xx; nothing else is raised."""

import json
from contextlib import suppress
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk import WebClient

from assistant.channels.contract import Adapter, Refused, Request
from assistant.channels.dingtalk.adapter import DingTalk
from assistant.channels.feishu import Feishu
from assistant.channels.slack.adapter import Slack
from tests.channels.signing import (
    DINGTALK_SECRET,
    FEISHU_KEY,
    FEISHU_TOKEN,
    FORM,
    SECRET,
    dingtalk_headers,
    feishu_body,
    feishu_headers,
    form_body,
    json_body,
    payload,
    slack_headers,
)

NOW = 1_795_000_000.0
SLACK = Slack(SECRET, WebClient("t"))
SETTINGS = {
    "app_id": "cli_1",
    "app_secret": "s",
    "encrypt_key": FEISHU_KEY,
    "verification_token": FEISHU_TOKEN,
}
FEISHU = Feishu(SETTINGS, httpx.Client())
APP = {"client_id": "ding1", "client_secret": DINGTALK_SECRET, "mode": "http"}
DINGTALK = DingTalk(APP, httpx.Client())
NAMES = (
    "content-type x-slack-request-timestamp x-slack-signature x-lark-request-timestamp "
    "x-lark-request-nonce x-lark-signature timestamp sign x-ddpaas-signature "
    "x-ddpaas-signature-timestamp"
).split()
VALUES = st.one_of(st.text(), st.just("1795000000"), st.just("application/json"), st.just(FORM))
SMALL = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2), st.dictionaries(st.text(max_size=4), inner, max_size=2)
    ),
    max_leaves=4,
)


def read(adapter: Adapter, headers: dict[str, str], body: bytes) -> None:
    """Has a request read; what is refused is refused as the caller's fault."""
    status = 400
    try:
        adapter.read(Request(headers, body), NOW)
    except Refused as refused:
        status = refused.status
    assert status in {400, 401}


@pytest.mark.parametrize("adapter", [SLACK, DINGTALK, FEISHU], ids=["slack", "dingtalk", "feishu"])
@given(headers=st.dictionaries(st.sampled_from(NAMES), VALUES), body=st.binary())
def test_unsigned_requests_of_any_shape_are_refused(
    adapter: Adapter, headers: dict[str, str], body: bytes
) -> None:
    with pytest.raises(Refused) as refused:
        adapter.read(Request(headers, body), NOW)
    assert 400 <= refused.value.status < 500


@st.composite
def changed(draw: st.DrawFn, name: str) -> Any:
    """A real payload in which one part is another thing, or gone."""
    found = payload(name)
    part: Any = found
    while True:
        keys = list(part.keys()) if hasattr(part, "keys") else list(range(len(part)))
        key: Any = draw(st.sampled_from(keys))
        inner: Any = part[key]
        if inner and not isinstance(inner, (str, int, float)) and draw(st.booleans()):
            part = inner
            continue
        if draw(st.booleans()):
            del part[key]
        else:
            part[key] = draw(SMALL)
        return found


@pytest.mark.parametrize("name", ["event_app_mention", "assistant_user_message"])
@given(data=st.data())
def test_a_signed_event_of_slack_in_another_shape(name: str, data: st.DataObject) -> None:
    body = json_body(data.draw(changed(f"slack/{name}")))
    read(SLACK, slack_headers(body, NOW), body)


@given(found=changed("slack/block_actions_button"), value=SMALL)
def test_a_signed_click_in_slack_in_another_shape(found: Any, value: Any) -> None:
    with suppress(KeyError, TypeError, IndexError):
        found["actions"][0]["value"] = json.dumps({"d": "ask", "v": value, "h": "", "l": "en"})
    body = form_body(payload=json.dumps(found))
    read(SLACK, slack_headers(body, NOW, kind=FORM), body)


@given(fields=st.dictionaries(st.sampled_from("command text user_id".split()), st.text()))
def test_a_signed_command_in_another_shape(fields: dict[str, str]) -> None:
    body = form_body(**fields)
    read(SLACK, slack_headers(body, NOW, kind=FORM), body)


@pytest.mark.parametrize("name", ["text_group", "audio"])
@given(data=st.data())
def test_a_sealed_event_of_feishu_in_another_shape(name: str, data: st.DataObject) -> None:
    body = feishu_body(data.draw(changed(f"feishu/im.message.receive_v1.{name}")))
    read(FEISHU, feishu_headers(body, NOW), body)


@pytest.mark.parametrize("name", ["text", "richText", "audio"])
@given(data=st.data())
def test_a_signed_message_of_dingtalk_in_another_shape(name: str, data: st.DataObject) -> None:
    body = json_body(data.draw(changed(f"dingtalk/{name}")))
    read(DINGTALK, dingtalk_headers(NOW), body)


@given(
    found=changed("dingtalk/card_action"),
    inner=SMALL,
    key=st.sampled_from("wendan v h l r".split()),
)
def test_a_signed_click_in_dingtalk_in_another_shape(found: Any, inner: Any, key: str) -> None:
    value = {"wendan": "ask", "v": "a", "h": "", "l": "en", "r": "c", key: inner}
    private = {"actionIds": inner, "params": {"id": json.dumps(value)}}
    if "content" in found:
        found["content"] = json.dumps({"cardPrivateData": private})
    read(DINGTALK, dingtalk_headers(NOW, is_click=True), json_body(found))
