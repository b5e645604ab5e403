"""Slack: events, slash command and buttons, at a door or over a connection, by the vendor's SDK.

Signatures and calls are slack_sdk's. Bolt is not used: it would acknowledge by itself and run
listeners again for a redelivery, and it logs the bodies of what it refuses.
"""

import threading
import time
from collections.abc import Iterator, Mapping
from http.client import HTTPException
from typing import Any, cast
from urllib.error import URLError

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.signature import Clock, SignatureVerifier
from slack_sdk.web import SlackResponse

from assistant.actions.channel import NobodyKnows, NotEver, NotNow
from assistant.channels.card import Card, Picture
from assistant.channels.contract import (
    Incoming,
    Members,
    Place,
    Received,
    Refused,
    Request,
    Take,
    Unknowable,
)
from assistant.channels.pictures import png
from assistant.channels.slack import connection
from assistant.channels.slack.blocks import blocks_of, fallback
from assistant.channels.slack.clips import fetched
from assistant.channels.slack.events import came, part, read
from assistant.identity import Account

TIMEOUT_S = 15
UPLOADING_S = (0.0, 1.0, 2.0)
"""Before each try to show a file that was just uploaded; then the answer goes without it."""
LOOKED_AT = 200
"""Messages of a page, when one of ours is looked for."""
MOST_PAGES = 5
EVENT = "wendan_answer"
Json = dict[str, Any]
SCOPES = frozenset(
    "app_mentions:read chat:write im:history im:write channels:read groups:read "
    "channels:history groups:history files:write".split()
)
"""What the app must be allowed; `commands` beside them for the slash command."""
_LATER = frozenset(
    "ratelimited invalid_auth not_authed token_revoked token_expired account_inactive "
    "missing_scope team_access_not_granted".split()
)
"""Surely not taken; time, or whoever runs it here, may mend it."""
_log = structlog.get_logger("wendan")
_MAYBE = frozenset("internal_error fatal_error service_unavailable request_timeout".split())


_SENSELESS = (
    KeyError,
    IndexError,
    TypeError,
    ValueError,
    AttributeError,
    RecursionError,
    ArithmeticError,
)
"""What comes of reading a payload that is none of Slack's."""


class _At(Clock):
    """Slack's verifier told the time by us."""

    def __init__(self, now_s: float) -> None:
        self._now_s = now_s

    def now(self) -> float:
        return self._now_s


class Slack:
    """The adapter of one workspace's app."""

    door = "slack/events"

    def __init__(self, secret: str, client: WebClient, app_token: str = "") -> None:
        self._secret = secret
        self._client = client
        self._app_token = app_token
        self._own: str | None = None
        self._direct: dict[str, str] = {}

    def read(self, request: Request, now_s: float) -> Received:
        """Gives what a request says."""
        self._verify(request, now_s)
        try:
            return read(request)
        except _SENSELESS as error:
            raise Refused(400, f"malformed {type(error).__name__}") from error

    def fetch(self, message: Incoming, most_bytes: int) -> bytes:
        """Gives an audio clip; the app needs the scope `files:read` for it."""
        return fetched(message.recording, str(self._client.token), most_bytes)

    def _verify(self, request: Request, now_s: float) -> None:
        stamp = request.headers.get("x-slack-request-timestamp", "")
        signature = request.headers.get("x-slack-signature", "")
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 12 and signature.isascii()):
            raise Refused(400, "no signature")
        try:
            body = request.body.decode()
        except UnicodeDecodeError as error:
            raise Refused(400, "no UTF-8") from error
        verifier = SignatureVerifier(self._secret, _At(now_s))
        if not verifier.is_valid(body, stamp, signature):
            raise Refused(401, "bad or old signature")

    @property
    def listens(self) -> bool:
        """Whether messages come over a connection as well: Slack's Socket Mode."""
        return bool(self._app_token)

    def listen(self, take: Take, stopped: threading.Event) -> None:
        """Keeps the connection."""

        def keep(kind: str, found: Json) -> Received:
            try:
                received = came(kind, found)
                if received.messages:
                    take(received.messages)
            except (Refused, *_SENSELESS) as error:  # and will be: it is acknowledged
                _log.info("channel.refused", channel="slack", why=type(error).__name__)
                return Received()
            return received

        connection.listen(self._app_token, self._client, keep, stopped)

    def members(self, place: Place, asker: Account) -> Members:
        """Gives who is in a channel."""
        found = self._reads("conversations.members", channel=place.room, limit=200)
        cursor = part(found, "response_metadata").get("next_cursor")
        others = set(found["members"]) - {asker.user, self._bot()}
        accounts = [Account("slack", one, asker.tenant) for one in sorted(others)]
        return Members(accounts, strangers=bool(cursor))

    def _reads(self, method: str, **arguments: Any) -> Json:
        return _called(self._client, method, reads=True, **arguments)

    def _writes(self, method: str, **arguments: Any) -> Json:
        return _called(self._client, method, reads=False, **arguments)

    def _bot(self) -> str:
        if self._own is None:
            self._own = str(self._reads("auth.test")["user_id"])
        return self._own

    def direct(self, account: Account) -> Place:
        """Gives the direct messages with somebody."""
        return Place(f"@{account.user}", is_private=True)

    def _room(self, place: Place) -> str:
        """Gives a channel's id; of direct messages that of their channel, opened once."""
        if not place.room.startswith("@"):
            return place.room
        if place.room not in self._direct:
            found = self._writes("conversations.open", users=place.room[1:])
            self._direct[place.room] = str(found["channel"]["id"])
        return self._direct[place.room]

    def post(self, place: Place, key: str, card: Card) -> str:
        """Posts a card; where Slack refuses its blocks, its text alone."""
        room = self._room(place)
        more: dict[str, Any] = {
            "channel": room,
            "thread_ts": place.thread or None,
            "unfurl_links": False,
            "unfurl_media": False,
            "metadata": {"event_type": EVENT, "event_payload": {"key": key}},
        }
        found = self._shows("chat.postMessage", card, more)
        return f"{found['channel']}|{found['ts']}"

    def _shows(self, method: str, card: Card, more: Mapping[str, Any]) -> Json:
        """Gives Slack a card: with its chart, else without it, else as text alone."""
        file_id, text = self._uploaded(card), fallback(card)
        for pause_s in UPLOADING_S if file_id is not None else ():
            time.sleep(pause_s)  # Slack takes in a file by and by, and refuses it until then
            try:
                return self._writes(method, blocks=blocks_of(card, file_id), text=text, **more)
            except _Unfit:
                continue
        try:
            return self._writes(method, blocks=blocks_of(card), text=text, **more)
        except _Unfit:
            return self._writes(method, blocks=[], text=fallback(card, whole=True), **more)

    def _uploaded(self, card: Card) -> str | None:
        """Gives the id of a card's chart at Slack; None where it has none, or goes without."""
        chart = next((one for one in card.blocks if isinstance(one, Picture)), None)
        drawn = png(chart) if chart is not None else None
        if chart is None or drawn is None:
            return None
        try:
            found = self._client.files_upload_v2(
                content=drawn, filename="chart.png", title=chart.title, alt_txt=chart.title
            )
            return str(cast("Json", found["file"])["id"])
        except (SlackClientError, OSError, HTTPException, *_SENSELESS) as error:
            code = _refusal(error)[0] if isinstance(error, SlackApiError) else type(error).__name__
            _log.info("channel.not_uploaded", channel="slack", why=code)
            return None

    def edit(self, handle: str, card: Card) -> None:
        """Makes a message another one."""
        room, _, ts = handle.partition("|")
        self._shows("chat.update", card, {"channel": room, "ts": ts})

    def find(self, place: Place, key: str, card: Card, age_s: float) -> str | None:
        """Looks for a message of ours by what it carries."""
        del card, age_s
        room = self._room(place)
        try:
            for message in self._latest(room, place.thread):
                carried = part(message, "metadata")
                if carried.get("event_type") != EVENT:
                    continue
                if part(carried, "event_payload").get("key") == key:
                    return f"{room}|{message['ts']}"
        except NotEver as error:
            raise Unknowable(str(error)) from error
        return None

    def _latest(self, room: str, thread: str) -> Iterator[Mapping[str, Any]]:
        """Gives the messages of a thread, or the latest ones of a chat."""
        more: dict[str, Any] = {"limit": LOOKED_AT, "include_all_metadata": True}
        for _ in range(MOST_PAGES):
            if thread:
                found = self._reads("conversations.replies", channel=room, ts=thread, **more)
            else:
                found = self._reads("conversations.history", channel=room, **more)
            yield from found["messages"]
            cursor = part(found, "response_metadata").get("next_cursor")
            if not cursor:
                return
            more["cursor"] = cursor
        raise Unknowable("too many messages")

    def point(self, place: Place, account: Account, text: str) -> None:
        """Says it in a message that only the asker sees."""
        self._writes(
            "chat.postEphemeral",
            channel=place.room,
            user=account.user,
            thread_ts=place.thread or None,
            text=text,
        )

    def trouble(self) -> str | None:
        """Asks Slack who we are, and looks what the app may do."""
        try:
            found = self._client.auth_test()
        except SlackApiError as error:
            return (
                f"Slack refuses the bot token ({_refusal(error)[0]}): copy it anew from your app's "
                "page, OAuth & Permissions, Bot User OAuth Token"
            )
        except (SlackClientError, OSError, HTTPException) as error:
            return f"Slack does not answer ({type(error).__name__}): see that it can be reached"
        headers = {k.lower(): v for k, v in cast("Mapping[str, str]", found.headers).items()}
        allowed = {one.strip() for one in headers.get("x-oauth-scopes", "").split(",")}
        if lacking := sorted(SCOPES - allowed):
            return (
                f"the app lacks {', '.join(lacking)}: add them under OAuth & Permissions, "
                "Bot Token Scopes, and click Reinstall to Workspace"
            )
        return self._trouble_with_connection() if self.listens else None

    def _trouble_with_connection(self) -> str | None:
        """Asks Slack for an address to connect to, as is done before each connection."""
        try:
            self._client.apps_connections_open(app_token=self._app_token)
        except SlackApiError as error:
            return (
                f"Slack opens no connection ({_refusal(error)[0]}): switch on Socket Mode on your "
                "app's page, and copy the token from Basic Information, App-Level Tokens, with "
                "the scope connections:write"
            )
        except (SlackClientError, OSError, HTTPException) as error:
            return f"Slack does not answer ({type(error).__name__}): see that it can be reached"
        return None


class _Unfit(Exception):
    """Slack refuses the blocks of a message, not the message."""


def _called(client: WebClient, method: str, *, reads: bool, **arguments: Any) -> Json:
    """Gives what Slack answers.

    Raises:
        NotNow: surely not taken, and may be tried again.
        NotEver: never will be.
        NobodyKnows: it may have been taken.
    """
    given = {name: value for name, value in arguments.items() if value is not None}
    try:
        if reads:
            found = client.api_call(method, http_verb="GET", params=given)
        else:
            found = client.api_call(method, json=given)
    except SlackApiError as error:
        raise _told(*_refusal(error)) from error
    except URLError as error:
        before = isinstance(error.reason, ConnectionRefusedError)
        raise (NotNow("unreachable") if before else NobodyKnows("broken")) from error
    except (SlackClientError, OSError, HTTPException) as error:
        raise NobodyKnows(type(error).__name__) from error
    return cast("Json", found.data)


def _refusal(error: SlackApiError) -> tuple[str, int]:
    """Gives Slack's code for why it refuses, and the status."""
    response = cast("SlackResponse", error.response)
    data = cast("object", response.data)
    code = cast("Json", data).get("error") if isinstance(data, dict) else None
    return str(code or "no_json"), cast("int", response.status_code)


def _told(code: str, status: int) -> Exception:
    if code.startswith(("invalid_blocks", "msg_too_long", "msg_blocks_too_long", "only_one_table")):
        return _Unfit(code)
    if code in _LATER or status == 429:
        return NotNow(code)
    if code in _MAYBE or status >= 500 or code == "no_json":
        return NobodyKnows(code)
    return NotEver(code)


def opened(values: Mapping[str, str | None]) -> Slack:
    """Gives the adapter by the settings `WENDAN_SLACK_…`."""
    base = values.get("base_url") or "https://slack.com/api/"
    client = WebClient(values["bot_token"], base_url=base.rstrip("/") + "/", timeout=TIMEOUT_S)
    return Slack(values["signing_secret"] or "", client, values.get("app_token") or "")
