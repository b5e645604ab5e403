"""What Slack's requests say: real payloads, signed as Slack signs, and what is not from there."""

import json
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient

from assistant.actions.channel import NotEver, NotNow
from assistant.channels.contract import Incoming, Place, Received, Refused, Request
from assistant.channels.slack.adapter import Slack
from assistant.channels.slack.clips import fetched
from assistant.channels.slack.events import typed
from assistant.identity import Account
from tests.channels.signing import FORM, SECRET, form_body, json_body, payload, slack_headers

NOW = 1_795_000_000.0
MENTION = {"type": "app_mention", "user": "U1", "channel": "C1"}
SLACK = Slack(SECRET, WebClient("xoxb-1"))


def read(found: Any) -> Received:
    body = json_body(found)
    return SLACK.read(Request(slack_headers(body, NOW), body), NOW)


def posted(**fields: str) -> Received:
    body = form_body(**fields)
    return SLACK.read(Request(slack_headers(body, NOW, kind=FORM), body), NOW)


def the_one(received: Received) -> Incoming:
    (found,) = received.messages
    return found


def test_slacks_own_example_of_a_signature_is_good() -> None:
    vector = payload("slack/signature_vector")
    headers = {
        "content-type": FORM,
        "x-slack-request-timestamp": vector["timestamp"],
        "x-slack-signature": vector["signature"],
    }
    request = Request(headers, vector["body"].encode())
    found = the_one(SLACK.read(request, float(vector["timestamp"])))
    assert found.account == Account("slack", "U2CERLKJA", "T1DC2JH3J")


@pytest.mark.parametrize(
    ("stamp", "signature", "age_s", "status"),
    [
        (None, None, 0, 400),
        ("", "", 0, 400),
        ("soon", "v0=1", 0, 400),
        ("²", "v0=1", 0, 400),
        ("9" * 400, "v0=1", 0, 400),
        ("1795000000.5", "v0=1", 0, 400),
        ("-1", "v0=1", 0, 400),
        (None, "v0=ü", 0, 400),
        (None, "v0=" + "0" * 64, 0, 401),
        (None, "", 0, 401),
        (None, None, 301, 401),
        (None, None, -301, 401),
    ],
)
def test_bad_old_and_malformed_signatures_are_refused(
    stamp: str | None, signature: str | None, age_s: float, status: int
) -> None:
    body = json_body(payload("slack/event_app_mention"))
    headers = slack_headers(body, NOW - age_s)
    if stamp is None and signature is None and not age_s:
        headers = {"content-type": "application/json"}
    headers |= {} if stamp is None else {"x-slack-request-timestamp": stamp}
    headers |= {} if signature is None else {"x-slack-signature": signature}
    with pytest.raises(Refused) as refused:
        SLACK.read(Request(headers, body), NOW)
    assert refused.value.status == status


def test_a_thread_of_the_assistant_is_a_message_without_words_in_private() -> None:
    opened = payload("slack/assistant_thread_started")
    found = the_one(read(opened))
    assert found.account == Account("slack", "W222", "T111")
    assert found.place == Place("D111", "1726133698.626339", is_private=True)
    assert found.text == ""
    asked = payload("slack/assistant_user_message")
    first = {**asked, "event": {**asked["event"], "thread_ts": "1726133698.626339"}}
    assert the_one(read(first)).place == found.place
    assert the_one(read(first)).message_id != found.message_id


def test_a_body_that_was_changed_is_refused() -> None:
    body = json_body(payload("slack/event_app_mention"))
    with pytest.raises(Refused, match="bad or old"):
        SLACK.read(Request(slack_headers(body, NOW), body.replace(b"W222", b"W223")), NOW)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff",
        b'{"type":"event_callback"}',
        b'{"type":"event_callback","team_id":"T1","event":{"type":"app_mention","user":"U1"}}',
        json_body({"type": "event_callback", "team_id": "T1", "event": {**MENTION, "ts": "soon"}}),
    ],
)
def test_what_makes_no_sense_is_refused_although_it_is_signed(body: bytes) -> None:
    headers = slack_headers(body, NOW) if body != b"\xff" else slack_headers(b"", NOW)
    with pytest.raises(Refused) as refused:
        SLACK.read(Request(headers, body), NOW)
    assert refused.value.status == 400


def test_the_address_is_verified_by_giving_the_challenge_back() -> None:
    found = read({"type": "url_verification", "challenge": "3eZbrw1aB"})
    assert (found.body, found.messages) == (b"3eZbrw1aB", ())


def test_a_mention_opens_a_thread_and_its_name_is_no_part_of_the_question() -> None:
    found = the_one(read(payload("slack/event_app_mention")))
    assert found == Incoming(
        Account("slack", "W222", "T111"),
        "C111:1595926230.009600",
        Place("C111", "1595926230.009600"),
        "Hi there!",
        1_595_926_230_009_600,
    )


def test_a_direct_message_is_private_and_stays_in_its_thread() -> None:
    found = the_one(read(payload("slack/assistant_user_message")))
    assert found.place == Place("D111", "1726133698.626339", is_private=True)
    assert found.text == "When Slack was released?"


def test_the_same_message_by_two_kinds_of_events_is_one() -> None:
    mention = payload("slack/event_app_mention")
    again = {**mention, "event_id": "Ev112"}
    assert the_one(read(mention)).message_id == the_one(read(again)).message_id


@pytest.mark.parametrize(
    "change",
    [
        {"bot_id": "B1"},
        {"subtype": "bot_message"},
        {"user": None},
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "channel_join"},
        {"type": "reaction_added"},
    ],
)
def test_own_messages_edits_and_other_events_are_acknowledged_and_nothing_more(
    change: dict[str, Any],
) -> None:
    found = payload("slack/event_app_mention")
    assert read({**found, "event": {**found["event"], **change}}).messages == ()


@pytest.mark.parametrize("name", ["event_reaction_added", "assistant_message_changed"])
def test_real_events_that_are_no_question_are_nothing(name: str) -> None:
    assert read(payload(f"slack/{name}")).messages == ()


def test_a_message_of_others_in_a_channel_is_not_for_us() -> None:
    found = payload("slack/event_app_mention")
    event = {**found["event"], "type": "message", "channel_type": "channel"}
    assert read({**found, "event": event}).messages == ()


def test_a_clip_has_the_words_that_slack_wrote_down_else_where_it_is_kept() -> None:
    clip = payload("slack/event_voice_clip")
    found = the_one(read(clip))
    assert (found.kind, found.text) == ("voice", "make the button blue")
    clip["event"]["files"][0]["transcription"]["preview"]["has_more"] = True
    found = the_one(read(clip))
    assert (found.kind, found.text) == ("voice", "")
    assert found.recording.startswith("https://files.slack.com/")


@pytest.mark.parametrize(
    ("address", "status", "kind", "got"),
    [
        ("https://files.slack.com/f", 200, "audio/mp4", b"sound"),
        ("https://files.slack.com/f", 200, "text/html; charset=utf-8", NotEver),
        ("https://files.slack.com/f", 302, "text/html", NotEver),
        ("https://files.slack.com/f", 503, "text/plain", NotNow),
        ("https://files.slack.com.example.com/f", 200, "audio/mp4", NotEver),
        ("https://x@files.slack.com/f", 200, "audio/mp4", NotEver),
        ("http://files.slack.com/f", 200, "audio/mp4", NotEver),
        ("", 200, "audio/mp4", NotEver),
    ],
)
def test_a_clip_is_fetched_from_slack_and_from_nowhere_else(
    address: str, status: int, kind: str, got: bytes | type[Exception]
) -> None:
    def told(asked: httpx.Request) -> httpx.Response:
        assert asked.headers["authorization"] == "Bearer xoxb"
        return httpx.Response(status, headers={"content-type": kind}, content=b"sound")

    transport = httpx.MockTransport(told)
    if isinstance(got, bytes):
        assert fetched(address, "xoxb", 100, transport) == got
    else:
        with pytest.raises(got):
            fetched(address, "xoxb", 100, transport)


def test_a_slash_command_is_answered_to_the_asker_alone() -> None:
    body = payload("slack/slash_command.form")["body"]
    fields = dict(one.split("=", 1) for one in body.split("&"))
    found = posted(**fields)
    assert b"direct message" in found.body
    assert the_one(found).place == Place("@W111", is_private=True)
    assert the_one(found).text == "Hi"


def test_a_click_says_what_stood_on_the_button() -> None:
    click = payload("slack/block_actions_button")
    click["actions"][0]["value"] = '{"d":"ask","v":"Harbour Foods","h":"","l":"en"}'
    found = the_one(posted(payload=json.dumps(click)))
    assert (found.text, found.kind, found.clicked) == ("Harbour Foods", "text", "C111|111.222")
    click["actions"][0]["action_ts"] = "1596530386.1"
    assert the_one(posted(payload=json.dumps(click))).message_id == found.message_id
    click["actions"][0]["value"] = '{"d":"approve","v":"a1","h":"f0","l":"zh"}'
    decided = the_one(posted(payload=json.dumps(click)))
    assert (decided.kind, decided.action_id, decided.shown) == ("approve", "a1", "f0")
    assert decided.language == "zh"


def test_a_button_of_another_app_is_nothing() -> None:
    assert posted(payload=json.dumps(payload("slack/block_actions_button"))).messages == ()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("<@W111> Hi there!", "Hi there!"),
        ("<@W111>: sales", "sales"),
        ("<@W111|wendan>，上季度销售额", "上季度销售额"),
        ("A &amp; B &lt;3 &amp;lt;", "A & B <3 &lt;"),
        ("see <https://a.b/c|a.b>", "see a.b"),
        ("see <https://a.b/c>", "see https://a.b/c"),
        ("orders of <@U22>", "orders of U22"),
    ],
)
def test_texts_are_read_as_they_were_typed(text: str, meant: str) -> None:
    assert typed(text) == meant
