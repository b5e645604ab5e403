"""What is no question, at each door: answered kindly where it is for us, else nothing."""

import json
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient

from assistant.channels.contract import Adapter, Received, Request
from assistant.channels.dingtalk.adapter import DingTalk
from assistant.channels.feishu import Feishu
from assistant.channels.slack.adapter import Slack
from assistant.channels.wecom.adapter import WeCom
from tests.channels.signing import (
    DINGTALK_SECRET,
    FEISHU_KEY,
    FEISHU_TOKEN,
    SECRET,
    WECOM_CORP,
    WECOM_KEY,
    WECOM_TOKEN,
    dingtalk_headers,
    feishu_body,
    feishu_headers,
    json_body,
    payload,
    slack_headers,
    wecom_body,
    wecom_query,
    wecom_sealed,
    wecom_xml,
)

NOW = 1_795_000_000.0
FEISHU = Feishu(
    {
        "app_id": "cli_1",
        "app_secret": "s",
        "encrypt_key": FEISHU_KEY,
        "verification_token": FEISHU_TOKEN,
    },
    httpx.Client(),
)
DINGTALK = DingTalk(
    {"client_id": "d", "client_secret": DINGTALK_SECRET, "mode": "http"}, httpx.Client()
)
WECOM = WeCom(
    {
        "corp_id": WECOM_CORP,
        "agent_id": "1",
        "secret": "s",
        "token": WECOM_TOKEN,
        "aes_key": WECOM_KEY,
    },
    httpx.Client(),
)
SLACK = Slack(SECRET, WebClient("t"))


def read(adapter: Adapter, headers: dict[str, str], body: bytes, **query: str) -> Received:
    return adapter.read(Request(headers, body, query), NOW)


def kinds(received: Received) -> list[str]:
    return [one.kind for one in received.messages]


def feishu(kind: str, content: Any, **event: Any) -> Received:
    found = payload("feishu/im.message.receive_v1.text_group")
    found["event"]["message"] |= {"message_type": kind, "content": json.dumps(content)}
    found["header"] |= {"event_type": event.pop("event_type", "im.message.receive_v1")}
    found["event"] |= event
    body = feishu_body(found)
    return read(FEISHU, feishu_headers(body, NOW), body)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("sticker", {"file_key": "f"}),
        ("location", {"name": "n", "longitude": "1", "latitude": "2"}),
        ("merge_forward", {"content": "Merged and Forwarded Message"}),
        ("image", {"image_key": "i"}),
        ("share_chat", {"chat_id": "c"}),
        ("system", {"template": "{from_user} added a member"}),
        ("hongbao", {"text": "[红包]"}),
    ],
)
def test_feishu_what_has_no_text_is_answered_kindly(kind: str, content: Any) -> None:
    assert kinds(feishu(kind, content)) == ["unknown"]


@pytest.mark.parametrize(
    "event_type",
    [
        "im.message.recalled_v1",
        "im.message.updated_v1",
        "im.message.reaction.created_v1",
        "im.chat.member.bot.added_v1",
        "contact.user.deleted_v3",
    ],
)
def test_feishu_events_of_other_kinds_are_nothing(event_type: str) -> None:
    assert feishu("text", {"text": "hello"}, event_type=event_type) == Received()


def test_feishu_messages_of_bots_are_not_read() -> None:
    for sender_type in ("app", "anonymous", "", None):
        sender = {"sender_id": {"open_id": "ou_1"}, "sender_type": sender_type}
        assert kinds(feishu("text", {"text": "@_user_1 hello"}, sender=sender)) == []


def test_feishu_a_word_to_everybody_is_none_to_us() -> None:
    found = payload("feishu/im.message.receive_v1.text_group")["event"]["message"]
    all_of_them = [{"key": "@_all", "id": {"open_id": ""}, "name": "everybody"}]
    message = {**found, "content": '{"text": "@_all lunch"}', "mentions": all_of_them}
    body = feishu_body(
        {
            **payload("feishu/im.message.receive_v1.text_group"),
            "event": {
                **payload("feishu/im.message.receive_v1.text_group")["event"],
                "message": message,
            },
        }
    )
    assert read(FEISHU, feishu_headers(body, NOW), body) == Received()


@pytest.mark.parametrize("kind", ["picture", "video", "file", "unknownMsgType", "location"])
def test_dingtalk_what_has_no_text_is_answered_kindly(kind: str) -> None:
    found = {**payload("dingtalk/text"), "msgtype": kind, "content": {"downloadCode": "c"}}
    assert kinds(read(DINGTALK, dingtalk_headers(NOW), json_body(found))) == ["unknown"]


@pytest.mark.parametrize("kind", ["image", "video", "location", "link", "sticker"])
def test_wecom_what_has_no_text_is_answered_kindly(kind: str) -> None:
    sealed = wecom_sealed(wecom_xml(MsgType=kind))
    found = read(WECOM, {}, wecom_body(sealed), **wecom_query(sealed, NOW))
    assert kinds(found) == ["unknown"]


@pytest.mark.parametrize("event", ["subscribe", "enter_agent", "LOCATION", "view", "click"])
def test_wecom_events_of_other_kinds_are_nothing(event: str) -> None:
    sealed = wecom_sealed(wecom_xml(MsgType="event", Event=event, EventKey=""))
    assert read(WECOM, {}, wecom_body(sealed), **wecom_query(sealed, NOW)) == Received()


@pytest.mark.parametrize(
    "subtype", ["message_changed", "message_deleted", "channel_join", "bot_message", "me_message"]
)
def test_slack_messages_that_nobody_wrote_to_us_are_nothing(subtype: str) -> None:
    event = {
        "type": "message",
        "subtype": subtype,
        "channel": "D1",
        "channel_type": "im",
        "ts": "1795000000.000100",
        "user": "U1",
        "text": "sales last quarter",
    }
    found = {**payload("slack/assistant_user_message"), "event": event}
    body = json_body(found)
    assert kinds(read(SLACK, slack_headers(body, NOW), body)) == []
