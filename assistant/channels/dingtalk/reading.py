"""What DingTalk says: messages to its robot, clicks on cards, and the signatures of both.

The rules are DingTalk's documents' ("Receive messages of the robot", "Event callback of cards").
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any, cast

from assistant.channels.contract import Incoming, Kind, Place, Refused
from assistant.conversation.reply import Language
from assistant.identity import Account

WINDOW_S = 3600
"""As DingTalk has it: what is older or further ahead is no request of its."""
Json = dict[str, Any]


def signed(secret: str, text: str) -> str:
    """Gives a text as DingTalk signs it."""
    return base64.b64encode(hmac.digest(secret.encode(), text.encode(), hashlib.sha256)).decode()


def is_click(headers: Mapping[str, str]) -> bool:
    """Whether a request tells of a click on a card: those are signed by headers of their own."""
    return "x-ddpaas-signature-timestamp" in headers


def verify(headers: Mapping[str, str], secret: str, now_s: float) -> None:
    """Does nothing if DingTalk has signed a request, and just now.

    The body is not signed: only the encrypted connection vouches for it.

    Raises:
        Refused: it has not.
    """
    names = ("x-ddpaas-signature-timestamp", "x-ddpaas-signature")
    stamp_in, sign_in = names if is_click(headers) else ("timestamp", "sign")
    stamp, shown = headers.get(stamp_in, ""), headers.get(sign_in, "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 16):
        raise Refused(400, "no signature")
    made = signed(secret, stamp if is_click(headers) else f"{stamp}\n{secret}")
    if not hmac.compare_digest(made.encode(), shown.encode("utf-8", "replace")):
        raise Refused(401, "bad signature")
    if abs(now_s * 1000 - int(stamp)) > WINDOW_S * 1000:
        raise Refused(401, "old signature")


def told(found: Json, event: str, now_us: int, *, is_click: bool) -> Incoming | None:
    """Gives a message or a click; None for what is not for us to answer.

    Args:
        found: what DingTalk says of it.
        event: of a click, what tells it from other clicks of the same button.
        now_us: of a click, the moment.
        is_click: whether it is one.

    Raises:
        Refused: it makes no sense.
    """
    try:
        return _clicked(found, event, now_us) if is_click else _written(found)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise Refused(400, f"malformed {type(error).__name__}") from error


def _written(found: Json) -> Incoming | None:
    """Gives what somebody has written to the robot."""
    is_private = str(found["conversationType"]) == "1"
    sender = _id(found, "senderId")
    if sender == found.get("chatbotUserId") or found.get("isInAtList", True) is False:
        return None
    user = _id(found, "senderStaffId") if found.get("senderStaffId") else sender
    company = str(found.get("senderCorpId") or found.get("chatbotCorpId") or "")
    text = _text(found)
    is_said = found["msgtype"] == "audio"  # DingTalk has written it down
    kind: Kind = "unknown" if text is None else "voice" if is_said else "text"
    return Incoming(
        Account("dingtalk", user, company),
        _id(found, "msgId"),
        place_of(_id(found, "conversationId"), user, is_private=is_private),
        (text or "").strip(),
        int(found["createAt"]) * 1000,
        kind,
    )


def place_of(room: str, user: str, *, is_private: bool) -> Place:
    """Gives the place of a chat; one with somebody alone goes by who that is."""
    return Place(f"@{user}" if is_private else room, is_private=is_private)


def _id(found: Json, name: str) -> str:
    """Gives an id of DingTalk's. A semicolon would end it where cards are addressed."""
    value = found[name]
    if not isinstance(value, str) or not value.strip() or ";" in value:
        raise ValueError(name)
    return value


def _text(found: Json) -> str | None:
    """Gives what was typed, or said and understood by DingTalk; None where there is no text."""
    match found["msgtype"]:
        case "text":
            return str(found["text"]["content"])
        case "richText":
            parts = cast("list[Json]", found["content"]["richText"])
            texts = [str(one["text"]) for one in parts if "text" in one]
            return "\n".join(texts) if texts else None
        case "audio":
            return str(found["content"].get("recognition") or "") or None
        case _:
            return None


def _clicked(found: Json, event: str, now_us: int) -> Incoming | None:
    """Gives what was clicked; None for a button that is not ours."""
    ours = _ours(found["content"])
    if ours is None or ours["wendan"] not in {"ask", "approve", "reject", "edit"}:
        return None
    user, card = _id(found, "userId"), _id(found, "outTrackId")
    does, said, room = str(ours["wendan"]), str(ours["v"]), _id(ours, "r")
    language: Language = "zh" if ours["l"] == "zh" else "en"
    # Choosing twice asks once; a decision is made each time, and approving twice does nothing more.
    once = f"{user}:{does}:{said}" if does in {"ask", "edit"} else f"event:{event}"
    return Incoming(
        Account("dingtalk", user, str(found.get("corpId") or "")),
        f"click:{card}:{once}",
        place_of(room, user, is_private=room.startswith("@")),
        said if does == "ask" else "",
        now_us,
        cast("Kind", "text" if does == "ask" else does),
        f"{card}|{room}",
        "" if does == "ask" else said,
        str(ours["h"]),
        language,
    )


def _ours(content: object) -> Json | None:
    """Gives what we have written into the button: as its parameter, or as its id."""
    told = json.loads(content) if isinstance(content, str) else content
    private = cast("Json", cast("Json", told)["cardPrivateData"])
    params = cast("Json", private.get("params") or {})
    given = [params.get("id"), *cast("list[object]", private.get("actionIds") or [])]
    for one in given:
        if isinstance(one, str) and one.startswith('{"wendan"'):
            return cast("Json", json.loads(one))
    return None
