"""What WeCom says to an AI bot: messages, asking for an answer, clicks, and who came in.

The rules are WeCom's documents' (智能机器人: 接收消息, 接收事件; paths 100719 and 101027).
"""

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

from assistant.channels.contract import Incoming, Kind, Place
from assistant.conversation.reply import Language
from assistant.identity import Account

RESPONSE = "/cgi-bin/aibot/"
"""Where the address of a message, at which it is answered once, begins on WeCom's host."""
Json = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """WeCom asks how far the answer to a message is."""

    account: Account
    message_id: str


@dataclass(frozen=True)
class Entered:
    """Somebody opened the chat with us, for the first time today."""

    greeting: str = (
        "想问订单、客户、回款，直接说，比如：上季度销售额\n"
        "Ask me about orders, customers or payments, such as: sales last quarter"
    )


def told(found: Json, now_us: int, req_id: str = "") -> Incoming | Asked | Entered | None:
    """Gives what happened; None for what is not for us to answer.

    Args:
        found: what WeCom says.
        now_us: the moment, in microseconds since 1970: messages carry none.
        req_id: where it came over a connection, what an answer to it carries.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: it makes no sense.
    """
    kind = _text(found, "msgtype")
    account = Account("wecom_bot", _text(cast("Json", found["from"]), "userid"), _company(found))
    if kind == "stream":
        return Asked(account, _text(cast("Json", found["stream"]), "id"))
    place = _place(found, account, req_id)
    if kind != "event":
        return _written(found, account, place, now_us)
    event = cast("Json", found["event"])
    match event["eventtype"]:
        case "enter_chat":
            return Entered()
        case "template_card_event":
            return _clicked(found, account, place, now_us)
        case _:
            return None


def _text(found: Json, name: str) -> str:
    value = found[name]
    if not isinstance(value, str) or not value.strip():
        raise ValueError(name)
    return value


def _company(found: Json) -> str:
    """Gives whose users these are: ids of people are each bot's own."""
    return _text(found, "aibotid")


def _place(found: Json, account: Account, req_id: str) -> Place:
    """Gives where it was written; below it, where on WeCom's host it may be answered once.

    Or of what came over a connection, what the answer carries.
    """
    is_private = found.get("chattype", "single") == "single"
    room = f"@{account.user}" if is_private else _text(found, "chatid")
    address = urlsplit(str(found.get("response_url") or ""))
    under = f"{address.path}?{address.query}" if address.path.startswith(RESPONSE) else ""
    return Place(room, under=req_id or under, is_private=is_private)


def _written(found: Json, account: Account, place: Place, now_us: int) -> Incoming:
    text = _typed(found, is_private=place.is_private)
    kind: Kind = "unknown" if text is None else "text"
    message_id = _hash(_text(found, "msgid"))
    return Incoming(account, message_id, place, (text or "").strip(), now_us, kind)


def _typed(found: Json, *, is_private: bool) -> str | None:
    """Gives what was typed, or said and understood by WeCom; None where no text is in it."""
    match found["msgtype"]:
        case "text" | "voice" as kind:
            text = str(found[kind]["content"])
        case "mixed":
            parts = cast("list[Json]", found["mixed"]["msg_item"])
            texts = [str(one["text"]["content"]) for one in parts if one["msgtype"] == "text"]
            if not texts:
                return None
            text = "\n".join(texts)
        case _:
            return None
    return text if is_private else re.sub(r"^\s*@\S+\s*", "", text)


def _clicked(found: Json, account: Account, place: Place, now_us: int) -> Incoming | None:
    """Gives what was clicked; a button that is not ours is nothing."""
    click = cast("Json", found["event"]["template_card_event"])
    try:
        ours = json.loads(_text(click, "event_key"))
    except ValueError:
        return None
    if not isinstance(ours, dict) or "wendan" not in ours:
        return None
    value = cast("Json", ours)
    does, what, task = str(value["wendan"]), str(value["v"]), _text(click, "task_id")
    if does not in {"ask", "approve", "reject", "edit"}:
        return None
    is_question = does == "ask"
    # Choosing twice asks once; a decision is made each time, and approving twice does nothing more.
    once = f"{task}:{account.user}:{what}" if is_question else _text(found, "msgid")
    language: Language = "zh" if value["l"] == "zh" else "en"
    return Incoming(
        account,
        _hash(f"click:{once}"),
        place,
        what if is_question else "",
        now_us,
        "text" if is_question else cast("Kind", does),
        task,
        "" if is_question else what,
        str(value["h"]),
        language,
    )


def _hash(text: str) -> str:
    """Gives an id of a message as WeCom takes it back: short, of letters and digits."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]
