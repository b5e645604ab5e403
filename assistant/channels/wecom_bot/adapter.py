"""WeCom's AI bot. Over HTTP it asks us for an answer until it has the last of it.

A message is acknowledged with the beginning of a stream (在查…), which has an id of ours; WeCom
asks for it again and again, for six minutes. What it did not fetch is posted to the address that
came with the message, which takes one message within an hour; else that takes the buttons.
"""

import json
import threading
import time
from collections.abc import Mapping
from typing import Any, cast

import httpx
import structlog

from assistant.actions.channel import NobodyKnows, NotEver, NotNow
from assistant.channels.card import Card, looking
from assistant.channels.contract import (
    Fetch,
    Incoming,
    Members,
    Outbox,
    Place,
    Received,
    Refused,
    Request,
    Take,
    Unknowable,
)
from assistant.channels.wecom.seal import Seal, key_of
from assistant.channels.wecom_bot.reading import Asked, Entered, told
from assistant.channels.wecom_bot.showing import buttons, markdown, pictures
from assistant.conversation.question import Question, language_of
from assistant.identity import Account

HOST = "https://qyapi.weixin.qq.com"
ADDRESS = "wss://openws.work.weixin.qq.com"
TIMEOUT_S = 15.0
ONCE_S = 55 * 60
"""So long the address of a message takes its one answer, and refuses a second."""
_LATER = frozenset({-1, 45009, 45033})
Json = dict[str, Any]
_log = structlog.get_logger("wendan")


class WeComBot:
    """The adapter of one AI bot."""

    door = "wecom/bot"

    def __init__(self, values: Mapping[str, str | None], client: httpx.Client) -> None:
        # A company's own bot has no receiver in what is sealed for it (WeCom's path 101033).
        self._seal = Seal(values["token"] or "", key_of(values["aes_key"] or ""), "")
        self._login = {"bot_id": values["id"] or "", "secret": values["secret"] or ""}
        self._address = values.get("ws_url") or ADDRESS
        self._client = client

    @property
    def listens(self) -> bool:
        """Whether messages come over a connection: where that is what is set."""
        return all(self._login.values())

    @property
    def posts(self) -> bool:
        """Whether a worker can post what was not fetched: not beside a connection."""
        return not self.listens

    def converse(self, take: Take, outbox: Outbox, stopped: threading.Event) -> None:
        """Keeps the connection, and pushes answers over it."""
        # Loaded for this way alone.
        from assistant.channels.wecom_bot import connection  # noqa: PLC0415

        connection.converse(self._address, self._login, take, outbox, stopped)

    def read(self, request: Request, now_s: float) -> Received:
        """Gives what a request says; one to verify the address is answered with its text."""
        if self.listens:
            raise Refused(404, "connection")
        query = request.query
        try:
            if "echostr" in query and not request.body:
                return Received(body=self._seal.opened(query, query["echostr"], now_s))
            sealed = str(json.loads(request.body)["encrypt"])
            found = cast("Json", json.loads(self._seal.opened(query, sealed, now_s)))
            return self._received(told(found, int(now_s * 1_000_000)), query["nonce"])
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
            raise Refused(400, f"malformed {type(error).__name__}") from error

    def _received(self, found: Incoming | Asked | Entered | None, nonce: str) -> Received:
        match found:
            case None:
                return Received()
            case Entered(greeting):
                return self._answer({"msgtype": "text", "text": {"content": greeting}}, nonce)
            case Asked(account, message_id):

                def heard(card: Card, is_last: bool) -> bytes:
                    return self._sealed(_stream(message_id, card, is_last=is_last), nonce)

                fetch = Fetch(account, message_id, heard)
                return Received(content_type="application/json", fetch=fetch)
            case Incoming(clicked=""):
                begun = looking(language_of(Question(found.text)))
                stream = _stream(found.message_id, begun, is_last=False)
                return self._answer(stream, nonce, found)
            case Incoming():
                return Received((found,))

    def _answer(self, reply: Json, nonce: str, *messages: Incoming) -> Received:
        return Received(messages, self._sealed(reply, nonce), "application/json")

    def _sealed(self, reply: Json, nonce: str) -> bytes:
        text = json.dumps(reply, ensure_ascii=False).encode("utf-8", "replace")
        sealed = self._seal.sealed(text)
        stamp = int(time.time())
        signature = self._seal.signature(str(stamp), nonce, sealed)
        found = {"encrypt": sealed, "msgsignature": signature, "timestamp": stamp, "nonce": nonce}
        return json.dumps(found).encode()

    def members(self, place: Place, asker: Account) -> Members:  # noqa: ARG002  (WeCom names nobody)
        """Gives that there are others: WeCom does not say who is in a group."""
        return Members(strangers=True)

    def direct(self, account: Account) -> Place:
        """Gives the chat with somebody."""
        return Place(f"@{account.user}", is_private=True)

    def is_fetched(self, incoming: Incoming) -> bool:
        """Whether WeCom asks for the answer to this: to a message, not to a click."""
        return self.listens or not incoming.clicked

    def post(self, place: Place, key: str, card: Card) -> str:
        """Posts a card whole, without buttons, as the one answer that an address takes."""
        content = markdown(card, with_buttons=False)
        self._respond(place, {"msgtype": "markdown", "markdown": {"content": content}})
        return key

    def post_rest(self, place: Place, key: str, card: Card) -> None:
        """Posts the buttons; what they say can be typed, or done on the page, too."""
        found = None if self.listens else buttons(card, key)
        if found is None:
            return
        try:
            self._respond(place, found)
        except (NotNow, NotEver, NobodyKnows) as why:
            _log.info("channel.no_buttons", channel="wecom_bot", why=str(why))

    def edit(self, handle: str, card: Card) -> None:  # noqa: ARG002  (nothing is done with them)
        """Changes nothing: nothing that was said can be changed.

        Raises:
            NotEver: always.
        """
        raise NotEver("not changed")

    def find(self, place: Place, key: str, card: Card, age_s: float) -> str | None:
        """Posts it again: the address takes one answer, and refuses it where one is there."""
        if age_s > ONCE_S:
            raise Unknowable("the address is over")
        try:
            return self.post(place, key, card)
        except NotEver:
            return key

    def point(self, place: Place, account: Account, text: str) -> None:
        """Says nothing: nobody is answered elsewhere."""

    def trouble(self) -> str | None:
        """Gives what is wrong with the settings; nothing of WeCom's can be asked with them."""
        if not self.listens and not self._seal.key:
            return "WENDAN_WECOM_BOT_AES_KEY is no EncodingAESKey: it has 43 letters and digits"
        return None

    def _respond(self, place: Place, body: Json) -> None:
        """Says something at the address of a message.

        Raises:
            NotNow: surely not taken, and may be tried again.
            NotEver: never will be, as where an answer is there.
            NobodyKnows: it may have been taken.
        """
        if not place.under:
            raise NotEver("no address")
        try:
            response = self._client.post(place.under, json=body)
            code = int(response.json()["errcode"])
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise NotNow("unreachable") from error
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise NobodyKnows(type(error).__name__) from error
        if code in _LATER:
            raise NotNow(str(code))
        if code:
            raise NotEver(str(code))


def _stream(stream_id: str, card: Card, *, is_last: bool) -> Json:
    """Gives what WeCom hears of an answer: its text so far, and at its end also the charts."""
    content = markdown(card, with_buttons=True)
    stream: Json = {"id": stream_id, "finish": is_last, "content": content}
    if is_last and (drawn := pictures(card)):
        stream["msg_item"] = drawn
    return {"msgtype": "stream", "stream": stream}


def opened(values: Mapping[str, str | None]) -> WeComBot:
    """Gives the adapter by the settings `WENDAN_WECOM_BOT_…`."""
    base = values.get("base_url") or HOST
    client = httpx.Client(base_url=base.rstrip("/"), timeout=TIMEOUT_S, follow_redirects=False)
    return WeComBot(values, client)
