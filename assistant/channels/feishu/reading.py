"""What Feishu says: messages to the bot, and clicks on its cards.

The rules are Feishu's documents' ("Receive messages", "Card interaction callback").
"""

import hashlib
import json
import re
from typing import Any, cast

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from assistant.channels.contract import Incoming, Kind, Place, Received
from assistant.conversation.reply import Language
from assistant.identity import Account

Json = dict[str, Any]


def handle_of(message_id: str, place: Place) -> str:
    """Gives the handle of a message, which says where it is: its buttons carry that."""
    return f"{message_id}|{int(place.is_private)}"


def decrypted(key: bytes, sealed: bytes) -> bytes:
    """Gives what Feishu encrypted: AES-256-CBC, the key hashed, the first block in front.

    Raises:
        ValueError: it is not encrypted so.
    """
    cipher = Cipher(algorithms.AES256(hashlib.sha256(key).digest()), modes.CBC(sealed[:16]))
    opening, padding = cipher.decryptor(), PKCS7(128).unpadder()
    padded = opening.update(sealed[16:]) + opening.finalize()
    return padding.update(padded) + padding.finalize()


def told(header: Json, event: Json, now_us: int) -> Received:
    """Gives what an event says, and what is answered to it at once."""
    tenant = str(header.get("tenant_key") or "")
    match header.get("event_type"):
        case "im.message.receive_v1":
            found = _written(event, tenant)
            return Received(() if found is None else (found,))
        case "card.action.trigger":
            found = _clicked(event, tenant, (str(header["event_id"]), now_us))
            return Received(() if found is None else (found,), b"{}", "application/json")
        case _:
            return Received()


def _written(event: Json, tenant: str) -> Incoming | None:
    """Gives what a person has written to us; None for all else, our own messages first."""
    message, sender = cast("Json", event["message"]), cast("Json", event["sender"])
    is_private = message["chat_type"] == "p2p"
    mentions = cast("list[Json]", message.get("mentions") or [])
    is_for_us = is_private or any(one.get("key") != "@_all" for one in mentions)
    if sender.get("sender_type") != "user" or not is_for_us:
        return None
    text = _typed(str(message["message_type"]), json.loads(message["content"]), mentions)
    kind: Kind = "unknown" if text is None else "text"
    message_id, room = str(message["message_id"]), str(message["chat_id"])
    account = Account("feishu", str(sender["sender_id"]["open_id"]), tenant)
    # Answers below a message are no thread of their own: who goes on may write below or beside it.
    place = Place(room, under="" if is_private else message_id, is_private=is_private)
    sent_us = int(message["create_time"]) * 1000
    return Incoming(account, message_id, place, text or "", sent_us, kind)


def _typed(kind: str, content: Json, mentions: list[Json]) -> str | None:
    """Gives what somebody typed, without the mention in front; None where no text is in it."""
    if kind == "text":
        text = str(content["text"])
    elif kind == "post":
        lines = cast("list[list[Json]]", content.get("content") or [])
        text = "\n".join("".join(str(one.get("text") or "") for one in line) for line in lines)
    else:
        return None
    first = re.match(r"\s*@_user_\d+[\s,，:：]*", text)
    text = text[first.end() :] if first else text
    for one in mentions:
        text = text.replace(str(one["key"]), str(one.get("name") or ""))
    return text.strip()


def _clicked(event: Json, tenant: str, told: tuple[str, int]) -> Incoming | None:
    """Gives what was clicked, by its event's id and time; a button that is not ours is nothing."""
    event_id, now_us = told
    value, context = event["action"].get("value"), cast("Json", event["context"])
    if not isinstance(value, dict) or "wendan" not in value:
        return None
    ours = cast("Json", value)
    does, said = str(ours["wendan"]), str(ours["v"])
    if does not in {"ask", "approve", "reject", "edit"}:
        return None
    user, message = str(event["operator"]["open_id"]), str(context["open_message_id"])
    room, is_private = str(context["open_chat_id"]), bool(ours["p"])
    kind = cast("Kind", "text" if does == "ask" else does)
    language: Language = "zh" if ours["l"] == "zh" else "en"
    # Choosing twice asks once; a decision is made each time, and approving twice does nothing more.
    once = f"click:{message}:{user}:{said}" if does == "ask" else f"event:{event_id}"
    place = Place(room, under="" if is_private else message, is_private=is_private)
    return Incoming(
        Account("feishu", user, tenant),
        once,
        place,
        said if does == "ask" else "",
        now_us,
        kind,
        handle_of(message, place),
        "" if does == "ask" else said,
        str(ours["h"]),
        language,
    )
