"""WeCom: a self-built application; encrypted XML comes in, Markdown and button cards go out.

Whoever writes to an application does so alone: there are no groups here. Nothing that was sent can
be edited: what takes long is announced by a message of its own. The rules are WeCom's documents'
("Callback configuration", "Encryption", "Send application messages", "Template card events").
"""

import hashlib
import json
import time
from collections.abc import Mapping
from typing import Any, cast
from xml.etree import ElementTree as ET

import httpx

from assistant.actions.channel import NobodyKnows, NotEver, NotNow
from assistant.channels.card import Card
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
from assistant.channels.wecom.messages import messages_of
from assistant.channels.wecom.seal import Seal, key_of
from assistant.conversation.reply import Language
from assistant.identity import Account

HOST = "https://qyapi.weixin.qq.com"
TIMEOUT_S = 15.0
ONCE_S = 30 * 60
"""So long WeCom drops the same message to the same person, where it is asked to."""
SAFE_S = 25 * 60
_TOKEN = frozenset({40001, 40014, 41001, 42001})
_LATER = frozenset({-1, 45009, 45033, 60020, *_TOKEN})
"""Codes of what time, or whoever runs it here, may mend: limits, tokens, the trusted addresses."""
_OPENS = {
    "60020": "WeCom does not know this machine: add its public address under 企业可信IP of the app",
    **{
        str(code): f"WeCom refuses ({code}): see WENDAN_WECOM_SECRET on the application's page"
        for code in _TOKEN
    },
}
"""What to click where WeCom refuses what may be mended."""
Json = dict[str, Any]


class WeCom:
    """The adapter of one application."""

    door = "wecom/app"

    def __init__(self, values: Mapping[str, str | None], client: httpx.Client) -> None:
        self._corp = values["corp_id"] or ""
        self._agent = values["agent_id"] or ""
        self._secret = values["secret"] or ""
        self._seal = Seal(values["token"] or "", key_of(values["aes_key"] or ""), self._corp)
        self._client = client
        self._access = ("", 0.0)

    def read(self, request: Request, now_s: float) -> Received:
        """Gives what a request says; one to verify the address is answered with its text."""
        try:
            if "echostr" in request.query and not request.body:
                text = request.query["echostr"]
                return Received(body=self._seal.opened(request.query, text, now_s))
            sealed = _fields(request.body)["Encrypt"]
            said = _fields(self._seal.opened(request.query, sealed, now_s))
            return self._said(said, int(now_s * 1_000_000))
        except (KeyError, ValueError, OverflowError, ET.ParseError) as error:
            raise Refused(400, "malformed") from error

    def _said(self, said: Mapping[str, str], now_us: int) -> Received:
        kind, user = said["MsgType"], said["FromUserName"]
        account, place = Account("wecom", user, self._corp), Place(user, is_private=True)
        created_us = int(said["CreateTime"]) * 1_000_000
        if kind == "event":
            found = _clicked(said, account, place, created_us)
            return Received(() if found is None else (found,))
        # Its clock has seconds only: within one, messages go in the order in which they came.
        sent_us = created_us + min(max(now_us - created_us, 0), 999_999)
        text = said["Content"].strip() if kind == "text" else ""
        what: Kind = "text" if kind == "text" else "voice" if kind == "voice" else "unknown"
        sound = said["MediaId"] if what == "voice" else ""
        found = Incoming(account, said["MsgId"], place, text, sent_us, what, recording=sound)
        return Received((found,))

    def fetch(self, message: Incoming, most_bytes: int) -> bytes:
        """Gives what was said, which WeCom keeps for three days."""
        query = httpx.QueryParams({"access_token": self._bearer(), "media_id": message.recording})
        try:
            with self._client.stream("GET", f"/cgi-bin/media/get?{query}") as response:
                found = bytearray()
                for part in response.iter_bytes():
                    found += part
                    if len(found) > most_bytes:
                        break
        except httpx.HTTPError as error:
            raise NotNow("unreachable") from error
        if response.status_code >= 500:
            raise NotNow(str(response.status_code))
        if found.startswith(b"{"):
            self._require_taken(_code(found))
        if not response.is_success or found.startswith(b"{"):
            raise NotEver("no recording")
        return bytes(found)

    def members(self, place: Place, asker: Account) -> Members:  # noqa: ARG002  (all are private)
        """Gives that others may read along: no place of an application is a group."""
        return Members(strangers=True)

    def direct(self, account: Account) -> Place:
        """Gives the chat with somebody."""
        return Place(account.user, is_private=True)

    def post(self, place: Place, key: str, card: Card) -> str:
        """Sends a card as one or more messages; WeCom takes each once in half an hour."""
        for message in messages_of(card, key):
            self._send(place.room, message)
        return f"{place.room}|{key}"

    def _send(self, user: str, message: Json) -> None:
        to = {"touser": user, "agentid": int(self._agent)}
        once = {"enable_duplicate_check": 1, "duplicate_check_interval": ONCE_S}
        self._called("/message/send", {**to, **message, **once})

    def edit(self, handle: str, card: Card) -> None:
        """Sends what a message becomes: none can be changed. Clicked buttons become its words."""
        user, key, *clicked = handle.split("|")
        self.post(Place(user, is_private=True), key, card)
        if clicked:
            self._take_buttons_away(user, clicked[0], card)

    def _take_buttons_away(self, user: str, code: str, card: Card) -> None:
        """Makes the buttons a word; a code is taken once, and what was decided is said already."""
        done = {"zh": "已处理", "en": "Done"}[card.language]
        to = {"userids": [user], "agentid": int(self._agent), "response_code": code}
        try:
            self._called("/message/update_template_card", {**to, "button": {"replace_name": done}})
        except (NotEver, NotNow, NobodyKnows):
            return

    def find(self, place: Place, key: str, card: Card, age_s: float) -> str | None:
        """Sends it again: within half an hour, WeCom drops what is there."""
        if age_s > SAFE_S:
            raise Unknowable("the check for duplicates is over")
        return self.post(place, key, card)

    def point(self, place: Place, account: Account, text: str) -> None:
        """Says nothing: every place here is private."""

    def trouble(self) -> str | None:
        """Asks WeCom for a token, and for our application."""
        if not self._seal.key:
            return "WENDAN_WECOM_AES_KEY is no EncodingAESKey: it has 43 letters and digits"
        try:
            self._called(f"/agent/get?agentid={self._agent}")
        except NotEver as why:
            return (
                f"WeCom refuses ({why}): see WENDAN_WECOM_CORP_ID under My Company (我的企业), and "
                "_AGENT_ID and _SECRET on the page of the application"
            )
        except (NotNow, NobodyKnows) as why:
            return _OPENS.get(
                str(why), f"WeCom does not answer ({why}): see that it can be reached"
            )
        return None

    def _called(self, path: str, body: Json | None = None) -> Json:
        joint = "&" if "?" in path else "?"
        return self._sent(f"{path}{joint}access_token={self._bearer()}", body)

    def _bearer(self) -> str:
        token, until = self._access
        if time.monotonic() < until:
            return token
        query = httpx.QueryParams({"corpid": self._corp, "corpsecret": self._secret})
        found = self._sent(f"/gettoken?{query}", None)
        token = str(found["access_token"])
        self._access = (token, time.monotonic() + float(found["expires_in"]) / 2)
        return token

    def _sent(self, path: str, body: Json | None) -> Json:
        """Gives what WeCom answers.

        Raises:
            NotNow: surely not taken, and may be tried again.
            NotEver: never will be.
            NobodyKnows: it may have been taken.
        """
        method = "GET" if body is None else "POST"
        try:
            response = self._client.request(method, f"/cgi-bin{path}", json=body)
            found = cast("Json", response.json())
            code = int(found["errcode"])
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise NotNow("unreachable") from error
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise NobodyKnows(type(error).__name__) from error
        self._require_taken(code)
        if found.get("invaliduser"):
            raise NotEver("invaliduser")
        return found

    def _require_taken(self, code: int) -> None:
        """Ends with what WeCom's code says; a token that is worth nothing any more is forgotten.

        Raises:
            NotNow: it may be tried again.
            NotEver: it never will be taken.
        """
        if code in _TOKEN:
            self._access = ("", 0.0)
        if code in _LATER:
            raise NotNow(str(code))
        if code:
            raise NotEver(str(code))


def _code(answer: bytes | bytearray) -> int:
    """Gives the code of an error that stands in place of a recording; 0 where it has none."""
    try:
        return int(json.loads(answer)["errcode"])
    except (ValueError, KeyError, TypeError):
        return 0


def opened(values: Mapping[str, str | None]) -> WeCom:
    """Gives the adapter by the settings `WENDAN_WECOM_…`."""
    base = values.get("base_url") or HOST
    client = httpx.Client(base_url=base.rstrip("/"), timeout=TIMEOUT_S, follow_redirects=False)
    return WeCom(values, client)


def _fields(document: bytes) -> Mapping[str, str]:
    """Gives the texts below the root of an XML document, which declares nothing.

    Raises:
        ValueError: it is no UTF-8, or declares a type or entities.
        ParseError: it is no XML.
    """
    text = document.decode("utf-8")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ValueError("declares something")
    root = ET.fromstring(text)  # noqa: S314  (without a DOCTYPE there are no entities)
    return {one.tag: one.text or "" for one in root}


def _clicked(
    said: Mapping[str, str], account: Account, place: Place, at_us: int
) -> Incoming | None:
    """Gives what was clicked; a button or an event that is not ours is nothing."""
    if said["Event"] != "template_card_event":
        return None
    ours = json.loads(said["EventKey"])
    if not isinstance(ours, dict) or "wendan" not in ours:
        return None
    value = cast("Json", ours)
    does, what, task = str(value["wendan"]), str(value["v"]), said["TaskId"]
    if does not in {"ask", "approve", "reject", "edit"}:
        return None
    is_question = does == "ask"
    # Choosing twice asks once; a decision is made each time, and approving twice does nothing more.
    once = f"click:{task}:{account.user}:{what}"
    once = once if is_question else f"{once}:{does}:{at_us}"
    mark = hashlib.sha256(once.encode()).hexdigest()
    language: Language = "zh" if value["l"] == "zh" else "en"
    return Incoming(
        account,
        once,
        place,
        what if is_question else "",
        at_us,
        "text" if is_question else cast("Kind", does),
        f"{account.user}|{mark}|{said['ResponseCode']}",
        "" if is_question else what,
        str(value["h"]),
        language,
    )
