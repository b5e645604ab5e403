"""Feishu: events and buttons over HTTP or a connection, cards out, by calls of its open platform.

Its own SDK (lark-oapi) is left out here: it takes 171 MB and 6 s to load for these calls, has no
window against replays, and answers a bad signature with 500. The rules are Feishu's documents'
("Configure encryption of event callbacks", "Reply to messages", "Card JSON 2.0").
"""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Mapping
from typing import cast
from urllib.parse import urlsplit

import httpx
import structlog

from assistant.actions.channel import NobodyKnows, NotEver, NotNow
from assistant.channels.card import Card, Picture
from assistant.channels.contract import (
    Members,
    Place,
    Received,
    Refused,
    Request,
    Take,
    Unknowable,
)
from assistant.channels.feishu.cards import card_json
from assistant.channels.feishu.reading import Json, decrypted, handle_of, told
from assistant.channels.pictures import png
from assistant.identity import Account

HOST = "https://open.feishu.cn"
TIMEOUT_S = 15.0
WINDOW_S = 8 * 3600
"""Feishu delivers again for 7 hours; an older request is a replay. The inbox knows the others."""
ONCE_S = 50 * 60
"""Feishu takes a `uuid` once within an hour: so long the same message may be posted again."""
_LATER = frozenset({99991400, 99991661, 99991663, 99991664, 99991668, 230006, 230020, 11232})
"""Codes of what time, or whoever runs it here, may mend: limits, tokens, the app's permissions."""
_log = structlog.get_logger("wendan")


class Feishu:
    """The adapter of one app."""

    door = "feishu/events"

    def __init__(self, values: Mapping[str, str | None], client: httpx.Client) -> None:
        self._app = {name: values[name] or "" for name in ("app_id", "app_secret")}
        self._key = (values["encrypt_key"] or "").encode()
        self._token = values["verification_token"] or ""
        self._is_plain = urlsplit(values.get("base_url") or HOST).scheme == "http"
        self._client = client
        self._access = ("", 0.0)

    def read(self, request: Request, now_s: float) -> Received:
        """Gives what a request says; where messages come over a connection there are none."""
        if self.listens:
            raise Refused(404, "connection")
        try:
            found = self._opened(request)
            if found.get("type") == "url_verification":
                self._require_token(found.get("token"))
                return _json({"challenge": found["challenge"]})
            self._verify(request, now_s)
            header = cast("Json", found["header"])
            self._require_token(header.get("token"))
            return told(header, cast("Json", found["event"]), int(now_s * 1_000_000))
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
            raise Refused(400, f"malformed {type(error).__name__}") from error

    @property
    def listens(self) -> bool:
        """Whether messages come over a connection: where nothing is set that they are sealed by."""
        return not self._key

    def listen(self, take: Take, stopped: threading.Event) -> None:
        """Keeps the connection; what comes again over it is known by its id."""
        # Loaded for this way alone.
        from assistant.channels.feishu import connection  # noqa: PLC0415

        def keep(payload: bytes) -> None:
            now_us = int(time.time() * 1_000_000)
            try:
                found = cast("Json", json.loads(payload))
                header, event = cast("Json", found["header"]), cast("Json", found["event"])
                messages = told(header, event, now_us).messages
            except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
                raise Refused(400, f"malformed {type(error).__name__}") from error
            if messages:
                take(messages)

        address, ping_s = self._way()
        connection.listen(connection.Way(address, ping_s), keep, stopped)

    def _way(self) -> tuple[str, float]:
        """Gives where to connect to, and the seconds between two pings."""
        body = {"AppID": self._app["app_id"], "AppSecret": self._app["app_secret"]}
        request = self._client.build_request("POST", "/callback/ws/endpoint", json=body)
        try:
            found = cast("Json", self._answered(request)["data"])
            address = str(found["URL"])
            ping_s = float(cast("Json", found.get("ClientConfig") or {}).get("PingInterval") or 120)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise NotNow("no address") from error
        if urlsplit(address).scheme != "wss" and not self._is_plain:
            raise NotEver("no safe address")
        return address, min(max(ping_s, 1.0), 600.0)

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

        def posted(content: str) -> str:
            body = {"msg_type": "interactive", "content": content, "uuid": key}
            if place.under:
                found = self._called("POST", f"/im/v1/messages/{place.under}/reply", body)
            else:
                kind = "open_id" if place.room.startswith("@") else "chat_id"
                body["receive_id"] = place.room.removeprefix("@")
                found = self._called("POST", f"/im/v1/messages?receive_id_type={kind}", body)
            return str(found["message_id"])

        return handle_of(self._shown(card, place, posted), place)

    def edit(self, handle: str, card: Card) -> None:
        """Makes a message another one."""
        message, _, private = handle.partition("|")

        def edited(content: str) -> str:
            self._called("PATCH", f"/im/v1/messages/{message}", {"content": content})
            return message

        self._shown(card, Place("", is_private=private == "1"), edited)

    def _shown(self, card: Card, place: Place, show: Callable[[str], str]) -> str:
        """Gives Feishu a card: with its chart, else without it."""
        plain = json.dumps(card_json(card, place), ensure_ascii=False)
        image = self._uploaded(card)
        if image is None:
            return show(plain)
        try:
            return show(json.dumps(card_json(card, place, image), ensure_ascii=False))
        except NotEver as why:  # maybe for the picture
            _log.info("channel.not_shown", channel="feishu", why=str(why))
            return show(plain)

    def _uploaded(self, card: Card) -> str | None:
        """Gives Feishu's key of a card's chart; None where it has none, or goes without."""
        chart = next((one for one in card.blocks if isinstance(one, Picture)), None)
        drawn = png(chart) if chart is not None else None
        if drawn is None:
            return None
        parts = {"image_type": (None, "message"), "image": ("chart.png", drawn, "image/png")}
        headers = {"Authorization": f"Bearer {self._bearer()}"}
        try:
            path = "/open-apis/im/v1/images"
            request = self._client.build_request("POST", path, headers=headers, files=parts)
            found = self._answered(request)
            return str(cast("Json", found["data"])["image_key"])
        except (NotNow, NotEver, NobodyKnows, KeyError, TypeError) as why:
            _log.info("channel.not_uploaded", channel="feishu", why=str(why))
            return None

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
        """Asks Feishu for a token, and who we are; and where to connect to, if that is set."""
        try:
            self._called("GET", "/bot/v3/info")
            if self.listens:
                self._way()
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
        """Gives what Feishu answers to a call."""
        path = f"/open-apis{path}"
        return self._answered(self._client.build_request(method, path, headers=headers, json=body))

    def _answered(self, request: httpx.Request) -> Json:
        """Gives what Feishu answers.

        Raises:
            NotNow: surely not taken, and may be tried again.
            NotEver: never will be.
            NobodyKnows: it may have been taken.
        """
        try:
            response = self._client.send(request)
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


def opened(values: Mapping[str, str | None]) -> Feishu:
    """Gives the adapter by the settings `WENDAN_FEISHU_…`."""
    base = values.get("base_url") or HOST
    client = httpx.Client(base_url=base.rstrip("/"), timeout=TIMEOUT_S, follow_redirects=False)
    return Feishu(values, client)


def _json(found: Json) -> Received:
    return Received(body=json.dumps(found).encode(), content_type="application/json")
