"""Feishu: events and buttons over HTTP, cards out, by four calls of its open platform.

Its own SDK (lark-oapi) is left out here: it takes 171 MB and 6 s to load for these calls, has no
window against replays, and answers a bad signature with 500. The rules are Feishu's documents'
("Configure encryption of event callbacks", "Reply to messages", "Card JSON 2.0").
"""

import base64
import hashlib
import hmac
import json
import re
import time
from collections.abc import Iterator, Mapping
from typing import Any, cast

import httpx
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from assistant.actions.channel import NobodyKnows, NotEver, NotNow
from assistant.channels.card import (
    Button,
    Buttons,
    Card,
    Fields,
    Grid,
    Line,
    Picture,
    Words,
    Written,
)
from assistant.channels.contract import (
    Incoming,
    Kind,
    Members,
    Place,
    Received,
    Refused,
    Request,
    Unknowable,
)
from assistant.channels.pieces import chunks
from assistant.conversation.reply import Language
from assistant.identity import Account
from assistant.markup import escaped, rendered

HOST = "https://open.feishu.cn"
TIMEOUT_S = 15.0
WINDOW_S = 8 * 3600
"""Feishu delivers again for 7 hours; an older request is a replay. The inbox knows the others."""
ONCE_S = 50 * 60
"""Feishu takes a `uuid` once within an hour: so long the same message may be posted again."""
CHUNK, WHOLE, LABEL, VALUE = 3500, 24_000, 60, 2000
_LATER = frozenset({99991400, 99991661, 99991663, 99991664, 99991668, 230006, 230020, 11232})
"""Codes of what time, or whoever runs it here, may mend: limits, tokens, the app's permissions."""
Json = dict[str, Any]


class Feishu:
    """The adapter of one app."""

    door = "feishu/events"

    def __init__(self, values: Mapping[str, str | None], client: httpx.Client) -> None:
        self._app = {name: values[name] or "" for name in ("app_id", "app_secret")}
        self._key = (values["encrypt_key"] or "").encode()
        self._token = values["verification_token"] or ""
        self._client = client
        self._access = ("", 0.0)

    def read(self, request: Request, now_s: float) -> Received:
        """Gives what a request says."""
        try:
            found = self._opened(request)
            if found.get("type") == "url_verification":
                self._require_token(found.get("token"))
                return _json({"challenge": found["challenge"]})
            self._verify(request, now_s)
            header = cast("Json", found["header"])
            self._require_token(header.get("token"))
            return _read(header, cast("Json", found["event"]), int(now_s * 1_000_000))
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
            raise Refused(400, f"malformed {type(error).__name__}") from error

    def _opened(self, request: Request) -> Json:
        """Gives the body, decrypted; one that is not encrypted is none of Feishu's."""
        sealed = base64.b64decode(json.loads(request.body)["encrypt"], validate=True)
        return cast("Json", json.loads(decrypted(self._key, sealed)))

    def _verify(self, request: Request, now_s: float) -> None:
        stamp = request.headers.get("x-lark-request-timestamp", "")
        nonce = request.headers.get("x-lark-request-nonce", "")
        shown = request.headers.get("x-lark-signature", "")
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 12):
            raise Refused(400, "no signature")
        made = hashlib.sha256(stamp.encode() + nonce.encode() + self._key + request.body)
        if not hmac.compare_digest(made.hexdigest().encode(), shown.encode()):
            raise Refused(401, "bad signature")
        if abs(now_s - int(stamp)) > WINDOW_S:
            raise Refused(401, "old signature")

    def _require_token(self, token: object) -> None:
        if not hmac.compare_digest(str(token).encode(), self._token.encode()):
            raise Refused(401, "bad token")

    def members(self, place: Place, asker: Account) -> Members:
        """Gives who is in a group; bots are not named, and read nothing."""
        where = f"/im/v1/chats/{place.room}/members?member_id_type=open_id&page_size=100"
        found = self._called("GET", where)
        items = cast("list[Json]", found.get("items") or [])
        others = sorted({str(one["member_id"]) for one in items} - {asker.user})
        accounts = [Account("feishu", one, asker.tenant) for one in others]
        return Members(accounts, strangers=bool(found.get("has_more")))

    def direct(self, account: Account) -> Place:
        """Gives the chat with somebody."""
        return Place(f"@{account.user}", is_private=True)

    def post(self, place: Place, key: str, card: Card) -> str:
        """Posts a card below the message that it answers; Feishu takes its key once."""
        content = json.dumps(card_json(card, place), ensure_ascii=False)
        body = {"msg_type": "interactive", "content": content, "uuid": key}
        if place.under:
            found = self._called("POST", f"/im/v1/messages/{place.under}/reply", body)
        else:
            kind = "open_id" if place.room.startswith("@") else "chat_id"
            body["receive_id"] = place.room.removeprefix("@")
            found = self._called("POST", f"/im/v1/messages?receive_id_type={kind}", body)
        return handle_of(str(found["message_id"]), place)

    def edit(self, handle: str, card: Card) -> None:
        """Makes a message another one."""
        message, _, private = handle.partition("|")
        place = Place("", is_private=private == "1")
        content = json.dumps(card_json(card, place), ensure_ascii=False)
        self._called("PATCH", f"/im/v1/messages/{message}", {"content": content})

    def find(self, place: Place, key: str, card: Card, age_s: float) -> str | None:
        """Posts it again: within the hour, Feishu gives the message that is there."""
        if age_s > ONCE_S:
            raise Unknowable("uuid is over")
        return self.post(place, key, card)

    def point(self, place: Place, account: Account, text: str) -> None:
        """Says it in a message that only the asker sees."""
        said = {"elements": [{"tag": "div", "text": {"tag": "plain_text", "content": text}}]}
        body = {"chat_id": place.room, "open_id": account.user, "msg_type": "interactive"}
        self._called("POST", "/ephemeral/v1/send", {**body, "card": said})

    def trouble(self) -> str | None:
        """Asks Feishu for a token, and who we are."""
        try:
            self._called("GET", "/bot/v3/info")
        except NotEver as why:
            return (
                f"Feishu refuses ({why}): see WENDAN_FEISHU_APP_ID and _APP_SECRET under "
                "Credentials & Basic Info, that the app has the Bot feature, and that a version of "
                "it is published"
            )
        except (NotNow, NobodyKnows) as why:
            return f"Feishu does not answer ({why}): see that it can be reached"
        return None

    def _called(self, method: str, path: str, body: Json | None = None) -> Json:
        """Gives the `data` that Feishu answers."""
        headers = {"Authorization": f"Bearer {self._bearer()}"}
        found = self._sent(method, path, headers, body)
        return cast("Json", found.get("data") or {})

    def _bearer(self) -> str:
        token, until = self._access
        if time.monotonic() < until:
            return token
        found = self._sent("POST", "/auth/v3/tenant_access_token/internal", {}, dict(self._app))
        token = str(found["tenant_access_token"])
        self._access = (token, time.monotonic() + float(found["expire"]) / 2)
        return token

    def _sent(self, method: str, path: str, headers: Json, body: Json | None) -> Json:
        """Gives what Feishu answers.

        Raises:
            NotNow: surely not taken, and may be tried again.
            NotEver: never will be.
            NobodyKnows: it may have been taken.
        """
        try:
            response = self._client.request(method, f"/open-apis{path}", headers=headers, json=body)
            found = cast("Json", response.json())
            code = int(found["code"])
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise NotNow("unreachable") from error
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise NobodyKnows(type(error).__name__) from error
        if code == 0:
            return found
        self._access = ("", 0.0)
        if code in _LATER or response.status_code == 429:
            raise NotNow(str(code))
        raise NobodyKnows(str(code)) if response.status_code >= 500 else NotEver(str(code))


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


def opened(values: Mapping[str, str | None]) -> Feishu:
    """Gives the adapter by the settings `WENDAN_FEISHU_…`."""
    base = values.get("base_url") or HOST
    client = httpx.Client(base_url=base.rstrip("/"), timeout=TIMEOUT_S, follow_redirects=False)
    return Feishu(values, client)


def _json(found: Json) -> Received:
    return Received(body=json.dumps(found).encode(), content_type="application/json")


def _read(header: Json, event: Json, now_us: int) -> Received:
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
    if sender.get("sender_type") != "user" or not (is_private or mentions):
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


_CUT = {"zh": "太长了，余下的在网页上。", "en": "Too long for Feishu: the rest is on the page."}
_SURE = {
    "zh": ("确认批准？", "批准后就会照这样做。"),
    "en": ("Approve this?", "It is done as shown, at once."),
}


def card_json(card: Card, place: Place) -> Json:
    """Gives a card in Feishu's JSON 2.0; what does not fit is left out from below, and said."""
    found: list[Json] = []
    left = WHOLE
    for block in card.blocks:
        if isinstance(block, Picture):  # not uploaded there yet
            continue
        for one in _elements(block, card.language, place):
            left -= len(json.dumps(one, ensure_ascii=False).encode())
            if left < 0:
                return _whole([*found, _markdown(_CUT[card.language])], card)
            found.append(one)
    return _whole(found, card)


def _whole(elements: list[Json], card: Card) -> Json:
    summary = {"content": card.summary[:200]}
    config = {"update_multi": True, "summary": summary}
    return {"schema": "2.0", "config": config, "body": {"elements": elements}}


def _elements(block: Written, language: Language, place: Place) -> Iterator[Json]:
    match block:
        case Line(text, "figure" | "title"):
            lines = [f"**{escaped(line, 'feishu')}**" for line in text.split("\n")]
            yield _markdown("\n".join(lines))
        case Line(text):
            yield from (_small(escaped(one, "feishu")) for one in chunks(text, CHUNK))
        case Words(text):
            yield from (_markdown(one) for one in chunks(rendered(text, "feishu"), CHUNK))
        case Fields(pairs):
            for name, value in pairs:
                lines = [escaped(line, "feishu") for line in value.split("\n")]
                yield _markdown(f"**{escaped(name, 'feishu')}** " + "\n".join(lines))
        case Grid():
            yield from _table(block)
        case Buttons(buttons):
            yield from (_button(one, language, place) for one in buttons if len(one.value) <= VALUE)


def _markdown(text: str) -> Json:
    return {"tag": "markdown", "content": text}


def _small(text: str) -> Json:
    return {"tag": "markdown", "content": text, "text_size": "notation"}


def _table(grid: Grid) -> Iterator[Json]:
    if grid.title:
        yield _markdown(f"**{escaped(grid.title, 'feishu')}**")
    columns = [
        {
            "name": f"c{number}",
            "display_name": name,
            "data_type": "text",
            "horizontal_align": "right" if numeric else "left",
        }
        for number, (name, numeric) in enumerate(zip(grid.header, grid.numeric, strict=True))
    ]
    rows = [{f"c{n}": cell or "—" for n, cell in enumerate(row)} for row in grid.rows]
    yield {"tag": "table", "page_size": 10, "columns": columns, "rows": rows}
    if grid.more:
        yield _small(escaped(grid.more, "feishu"))


def _button(one: Button, language: Language, place: Place) -> Json:
    where = {"p": int(place.is_private), "l": language}
    value = {"wendan": one.does, "v": one.value, "h": one.shown, **where}
    label = one.label if len(one.label) <= LABEL else f"{one.label[: LABEL - 1]}…"
    found: Json = {
        "tag": "button",
        "text": {"tag": "plain_text", "content": label},
        "behaviors": [{"type": "callback", "value": value}],
    }
    if one.does == "approve":
        title, text = _SURE[language]
        plain = "plain_text"
        found["type"] = "primary"
        found["confirm"] = {
            "title": {"tag": plain, "content": title},
            "text": {"tag": plain, "content": text},
        }
    return found
