"""What Slack's requests say: events, the slash command and clicks, as messages of ours."""

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, cast
from urllib.parse import parse_qsl

from assistant.channels.contract import Incoming, Kind, Place, Received, Request
from assistant.channels.slack.blocks import clicked_value
from assistant.channels.slack.clips import clip_of
from assistant.conversation.question import Question, language_of
from assistant.identity import Account

Json = dict[str, Any]
_TYPED = frozenset({None, "file_share", "thread_broadcast"})
"""Subtypes of messages that a person has written."""


def part(of: Mapping[str, Any], name: str) -> Json:
    """Gives a part of a payload; an empty one where it is missing or null."""
    return cast("Json", of.get(name) or {})


def read(request: Request) -> Received:
    """Gives what a request says that Slack has signed."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/x-www-form-urlencoded":
        form = dict(parse_qsl(request.body.decode(), keep_blank_values=True))
        if "payload" in form:
            return Received(tuple(_clicks(json.loads(form["payload"]))))
        if "command" in form:
            return _command(form)
        return Received()
    body: dict[str, Any] = json.loads(request.body)
    if body.get("type") == "url_verification":
        return Received(body=str(body["challenge"]).encode())
    return _events(body)


def came(kind: str, found: Mapping[str, Any]) -> Received:
    """Gives what came over a connection: the same as at the door, under the names of there."""
    match kind:
        case "events_api":
            return _events(found)
        case "interactive":
            return Received(tuple(_clicks(found)))
        case "slash_commands":
            return _command({name: str(value) for name, value in found.items()})
        case _:
            return Received()


def _events(body: Mapping[str, Any]) -> Received:
    if body.get("type") != "event_callback":
        return Received()
    found = _event(body["event"], str(body["team_id"]))
    return Received(() if found is None else (found,))


def _event(event: Mapping[str, Any], team: str) -> Incoming | None:
    """Gives what a person has written to us; None for all else, our own messages first."""
    if event.get("type") == "assistant_thread_started":
        return _opened(event["assistant_thread"], team)
    user = event.get("user")
    if event.get("bot_id") or not user or event.get("subtype") not in _TYPED:
        return None
    is_private = event["type"] == "message" and event.get("channel_type") == "im"
    if not is_private and event["type"] != "app_mention":
        return None
    ts = str(event["ts"])
    thread = str(event.get("thread_ts") or ("" if is_private else ts))
    room, text = str(event["channel"]), typed(str(event.get("text") or ""))
    clip = clip_of(event) if not text else None
    kind: Kind = "voice" if clip else "unknown" if event.get("files") and not text else "text"
    place = Place(room, thread, is_private=is_private)
    # The same message comes as a mention and as a message where an app listens to both.
    message_id = f"{room}:{ts}"
    account, said = Account("slack", str(user), team), clip.words if clip else text
    address = clip.address if clip else ""
    return Incoming(account, message_id, place, said, _us(ts), kind, recording=address)


def _opened(thread: Mapping[str, Any], team: str) -> Incoming:
    """Gives a new thread beside Slack's other pages as a message without words, once a thread."""
    room, ts = str(thread["channel_id"]), str(thread["thread_ts"])
    account = Account("slack", str(thread["user_id"]), team)
    place = Place(room, ts, is_private=True)
    return Incoming(account, f"{room}:{ts}:opened", place, "", _us(ts))


def _us(ts: str) -> int:
    return int(Decimal(ts) * 1_000_000)


_MENTION = re.compile(r"^\s*<@[UW][A-Z0-9]+(?:\|[^>]*)?>[\s:,，：]*")
_REFERENCE = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
_SIGNS = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def typed(text: str) -> str:
    """Gives what somebody typed, of a text as Slack sends it: without the mention in front."""
    found = _REFERENCE.sub(lambda one: one[3] or one[2], _MENTION.sub("", text))
    for sign, letter in _SIGNS:
        found = found.replace(sign, letter)
    return found.strip()


def _clicks(payload: Mapping[str, Any]) -> Iterator[Incoming]:
    """Gives what was clicked; a button that is not ours is nothing."""
    if payload["type"] != "block_actions":
        return
    team = str(part(payload, "team").get("id") or payload["user"]["team_id"])
    account = Account("slack", str(payload["user"]["id"]), team)
    room, container = str(part(payload, "channel").get("id") or ""), part(payload, "container")
    message = str(container.get("message_ts") or "")
    is_private = room.startswith("D")
    below = part(payload, "message").get("thread_ts") or container.get("thread_ts")
    thread = str(below or "")
    place = Place(room, thread or ("" if is_private else message), is_private=is_private)
    for action in payload["actions"]:
        found = clicked_value(str(action.get("value") or ""))
        if found is None or not room or not message:
            continue
        once = found.text if found.kind == "text" else str(action["action_ts"])
        yield Incoming(
            account,
            f"click:{room}:{message}:{account.user}:{found.kind}:{once}",
            place,
            found.text,
            _us(str(action["action_ts"])),
            found.kind,
            f"{room}|{message}",
            found.action_id,
            found.shown,
            found.language,
        )


_ALONE = {
    "zh": "在查，答案会私聊发给你。",
    "en": "Looking it up; the answer comes as a direct message.",
}


def _command(form: Mapping[str, str]) -> Received:
    """Gives a slash command, which nobody else sees: so its answer goes to the asker alone."""
    text, user = form.get("text", "").strip(), form["user_id"]
    told = {"response_type": "ephemeral", "text": _ALONE[language_of(Question(text))]}
    trigger = form["trigger_id"]
    message = Incoming(
        Account("slack", user, form["team_id"]),
        f"command:{trigger}",
        Place(f"@{user}", is_private=True),
        typed(text),
        _us(".".join(trigger.split(".")[:2])),
    )
    return Received((message,), json.dumps(told, ensure_ascii=False).encode(), "application/json")
