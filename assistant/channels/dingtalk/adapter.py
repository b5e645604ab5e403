"""DingTalk: the robot of an app, whose answers are cards that it may change.

A card has an id of our own (`outTrackId`): by it an answer is changed, and it is known whether it
is there. The rules are DingTalk's documents' ("Create and deliver cards", "Update cards").
"""

import json
import threading
import time
from collections.abc import Mapping, Sequence
from typing import cast
from uuid import uuid4

import httpx
import structlog

from assistant.actions.channel import NobodyKnows, NotEver, NotNow
from assistant.channels.card import Card, said
from assistant.channels.contract import (
    Members,
    Place,
    Received,
    Refused,
    Request,
    Take,
    Unknowable,
)
from assistant.channels.dingtalk.cards import TEMPLATE, card_data
from assistant.channels.dingtalk.reading import Json, is_click, told, verify
from assistant.conversation.reply import Language
from assistant.identity import Account

HOST = "https://api.dingtalk.com"
TIMEOUT_S = 15.0
ROUTE = "wendan"
"""Under which DingTalk knows the address for clicks, in the mode `http`."""
NOT_SHOWN: Mapping[Language, str] = {
    "zh": "钉钉没让这条回答显示在这里，请在网页上看。",
    "en": "DingTalk did not let this answer be shown here: see it on the page.",
}
_GONE = "param.cardNotExist"
_UNFIT = frozenset({"param.contentUnsafe"})
"""What DingTalk says to a text that its own review does not let through."""


_log = structlog.get_logger("wendan")


class Forbidden(NotNow):
    """The app lacks a permission, which whoever runs it here may give it."""


class DingTalk:
    """The adapter of one app."""

    door = "dingtalk/robot"

    def __init__(self, values: Mapping[str, str | None], client: httpx.Client) -> None:
        self._id, self._secret = values["client_id"] or "", values["client_secret"] or ""
        self._is_stream = values.get("mode") != "http"
        self._clicks = values.get("callback_url") or ""
        self._client = client
        self._access = ("", 0.0)
        self._is_registered = False

    def read(self, request: Request, now_s: float) -> Received:
        """Gives what a request says; in the mode `stream` there are none."""
        if self._is_stream:
            raise Refused(404, "stream")
        headers = request.headers
        verify(headers, self._secret, now_s)
        try:
            found = cast("Json", json.loads(request.body))
        except (ValueError, RecursionError) as error:
            raise Refused(400, f"malformed {type(error).__name__}") from error
        stamp = headers.get("x-ddpaas-signature-timestamp", "")
        message = told(found, stamp, int(now_s * 1_000_000), is_click=is_click(headers))
        return Received(() if message is None else (message,), b"{}", "application/json")

    @property
    def listens(self) -> bool:
        """Whether messages come over a connection, in the mode `stream`."""
        return self._is_stream

    def listen(self, take: Take, stopped: threading.Event) -> None:
        """Keeps the connection; what comes again over it is known by its id."""
        # Loaded for this mode alone: its SDK brings aiohttp and requests along.
        from assistant.channels.dingtalk import stream  # noqa: PLC0415

        def keep(topic: str, found: Json, event: str) -> None:
            """Keeps what makes sense; the rest is acknowledged, or it would come for ever."""
            try:
                message = told(
                    found, event, int(time.time() * 1_000_000), is_click=topic == stream.CLICKS
                )
                if message is not None:
                    take((message,))
            except Refused as refused:
                _log.info("channel.refused", channel="dingtalk", why=str(refused))

        stream.listen(self._connection, keep, stopped)

    def _connection(self, subscriptions: Sequence[Mapping[str, str]]) -> Json | None:
        """Gives where to connect to, and the ticket; None where DingTalk gives none."""
        app = {"clientId": self._id, "clientSecret": self._secret, "ua": "wendan"}
        body = {**app, "subscriptions": list(subscriptions)}
        try:
            found = self._sent("POST", "/v1.0/gateway/connections/open", body, {})
        except (NotNow, NotEver, NobodyKnows) as why:
            _log.warning("channel.not_connected", channel="dingtalk", why=str(why))
            return None
        return found

    def members(self, place: Place, asker: Account) -> Members:
        """Gives who is in a group.

        DingTalk names them only in groups made from a template, and only colleagues have an id
        there: where it does not show that all of them are, there are strangers.
        """
        body = {"openConversationId": place.room, "maxResults": 1000}
        try:
            found = self._called("POST", "/v1.0/im/sceneGroups/members/batchQuery", body)
        except (NotEver, NobodyKnows, Forbidden):
            return Members(strangers=True)
        ids = {str(one) for one in cast("list[object]", found.get("memberUserIds") or [])}
        people = cast("list[object]", found.get("unionIdList") or [])
        is_whole = asker.user in ids and len(people) == len(ids) and not found.get("hasMore")
        others = sorted(ids - {asker.user})
        accounts = [Account("dingtalk", one, asker.tenant) for one in others]
        return Members(accounts, strangers=not is_whole)

    def direct(self, account: Account) -> Place:
        """Gives the chat with somebody."""
        return Place(f"@{account.user}", is_private=True)

    def post(self, place: Place, key: str, card: Card) -> str:
        """Posts a card, whose id is the key."""
        if not self._is_stream and self._clicks:
            self._register()
        try:
            self._deliver(place, key, card)
        except NotEver as why:
            if str(why) not in _UNFIT:
                raise
            self._deliver(place, key, said(NOT_SHOWN[card.language], card.language))
        return f"{key}|{place.room}"

    def _deliver(self, place: Place, key: str, card: Card, *, alone: str = "") -> None:
        """Creates a card and delivers it; in a group to somebody alone, where that is said."""
        callback: Json = {"callbackType": "STREAM"}
        if not self._is_stream:
            callback = {"callbackType": "HTTP", "callbackRouteKey": ROUTE} if self._clicks else {}
        data = {"cardParamMap": self._data(card, place)}
        body = {"cardTemplateId": TEMPLATE, "outTrackId": key, "userIdType": 1, "cardData": data}
        where = self._addressed(place, card.summary[:200], alone)
        found = self._called(
            "POST", "/v1.0/card/instances/createAndDeliver", {**body, **callback, **where}
        )
        results = cast("list[Json]", cast("Json", found.get("result") or {}).get("deliverResults"))
        if any(not one.get("success") for one in results or []):
            raise NotEver("undelivered")

    def _data(self, card: Card, place: Place) -> Mapping[str, str]:
        return card_data(card, place, with_buttons=self._is_stream or bool(self._clicks))

    def _addressed(self, place: Place, summary: str, alone: str) -> Json:
        """Gives where a card goes; it cannot be passed on, for others may see less."""
        space: Json = {
            "supportForward": False,
            "lastMessageI18n": {"ZH_CN": summary, "EN_US": summary},
            "notification": {"alertContent": summary},
        }
        if place.is_private:
            return {
                "openSpaceId": f"dtv1.card//IM_ROBOT.{place.room.removeprefix('@')}",
                "imRobotOpenSpaceModel": space,
                "imRobotOpenDeliverModel": {"spaceType": "IM_ROBOT", "robotCode": self._id},
            }
        deliver: Json = {"robotCode": self._id}
        if alone:
            deliver["recipients"] = [alone]
        return {
            "openSpaceId": f"dtv1.card//IM_GROUP.{place.room}",
            "imGroupOpenSpaceModel": space,
            "imGroupOpenDeliverModel": deliver,
        }

    def edit(self, handle: str, card: Card) -> None:
        """Makes a card another one."""
        key, _, room = handle.partition("|")
        place = Place(room, is_private=room.startswith("@"))
        try:
            self._update(key, self._data(card, place))
        except NotEver as why:
            if str(why) not in _UNFIT:
                raise
            unfit = said(NOT_SHOWN[card.language], card.language)
            self._update(key, self._data(unfit, place))

    def _update(self, key: str, data: Mapping[str, str]) -> None:
        body = {"outTrackId": key, "cardData": {"cardParamMap": data}}
        self._called("PUT", "/v1.0/card/instances", body)

    def find(self, place: Place, key: str, card: Card, age_s: float) -> str | None:  # noqa: ARG002  (the id holds forever)
        """Gives the card of that id: where there is none, DingTalk does not change it."""
        handle = f"{key}|{place.room}"
        try:
            self.edit(handle, card)
        except NotEver as why:
            if str(why) == _GONE:
                return None
            raise Unknowable(str(why)) from why
        return handle

    def point(self, place: Place, account: Account, text: str) -> None:
        """Says it in a card of the group that only the asker gets."""
        self._deliver(place, uuid4().hex, said(text, "zh"), alone=account.user)

    def trouble(self) -> str | None:
        """Asks DingTalk for a token, and whether cards may be changed: one that is not there."""
        try:
            self._update(f"wendan-doctor-{uuid4().hex}", {"markdown": "-"})
        except Forbidden:
            return (
                "the app lacks the permission Card.Instance.Write: give it under Permission "
                "Management (权限管理, 互动卡片实例写权限)"
            )
        except NotEver as why:
            if str(why) == _GONE:
                return None
            return (
                f"DingTalk refuses ({why}): see WENDAN_DINGTALK_CLIENT_ID and _CLIENT_SECRET under "
                "Credentials and Basic Info (凭证与基础信息)"
            )
        except (NotNow, NobodyKnows) as why:
            return f"DingTalk does not answer ({why}): see that it can be reached"
        return None

    def _register(self) -> None:
        """Tells DingTalk where clicks go, and by what it is to sign them; once is enough."""
        if self._is_registered:
            return
        route = {"callbackRouteKey": ROUTE, "callbackUrl": self._clicks, "forceUpdate": True}
        body = {**route, "apiSecret": self._secret}
        try:
            self._called("POST", "/v1.0/card/callbacks/register", body)
        except NobodyKnows as why:  # nothing was posted yet
            raise NotNow(str(why)) from why
        self._is_registered = True

    def _called(self, method: str, path: str, body: Json) -> Json:
        """Gives what DingTalk answers."""
        return self._sent(method, path, body, {"x-acs-dingtalk-access-token": self._token()})

    def _token(self) -> str:
        token, until = self._access
        if time.monotonic() < until:
            return token
        named = {"appKey": self._id, "appSecret": self._secret}
        try:
            found = self._sent("POST", "/v1.0/oauth2/accessToken", named, {})
            token, lasts = str(found["accessToken"]), float(found["expireIn"])
        except (NobodyKnows, KeyError, TypeError, ValueError) as error:  # nothing was posted yet
            raise NotNow("no token") from error
        self._access = (token, time.monotonic() + lasts / 2)
        return token

    def _sent(self, method: str, path: str, body: Json, headers: Mapping[str, str]) -> Json:
        """Gives what DingTalk answers.

        Raises:
            NotNow: surely not taken, and may be tried again; `Forbidden` with a permission.
            NotEver: never will be.
            NobodyKnows: it may have been taken.
        """
        try:
            response = self._client.request(method, path, headers=headers, json=body)
            found = response.json()
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise NotNow("unreachable") from error
        except (httpx.HTTPError, ValueError) as error:
            raise NobodyKnows(type(error).__name__) from error
        if not isinstance(found, dict):
            raise NobodyKnows("no object")
        answered = cast("Json", found)
        if response.is_success and answered.get("success", True):
            return answered
        if response.is_success:
            raise NobodyKnows("no success")
        raise self._failure(response.status_code, str(answered.get("code") or "unnamed"))

    def _failure(self, status: int, code: str) -> NotNow | NotEver | NobodyKnows:
        """Gives what a refusal means, by its status and DingTalk's code."""
        if status >= 500:
            return NobodyKnows(code)
        if status == 429 or "QpsLimit" in code:
            return NotNow(code)
        if status == 401 or "Authentication" in code:
            self._access = ("", 0.0)
            return NotNow(code)
        return Forbidden(code) if status == 403 else NotEver(code)


def opened(values: Mapping[str, str | None]) -> DingTalk:
    """Gives the adapter by the settings `WENDAN_DINGTALK_…`."""
    base = values.get("base_url") or HOST
    client = httpx.Client(base_url=base.rstrip("/"), timeout=TIMEOUT_S, follow_redirects=False)
    return DingTalk(values, client)
