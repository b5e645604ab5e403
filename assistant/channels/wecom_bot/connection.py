"""The long connection of WeCom's AI bot: messages come over it, and answers go.

WeCom knows one connection of a bot; a newer one ends the older. Whatever we send is acknowledged
under the same id, so that one thing is sent at a time. The rules are WeCom's documents'
(智能机器人长连接, path 101463).
"""

import json
import threading
import time
from collections import deque
from contextlib import suppress
from typing import Any, cast
from uuid import uuid4

import structlog
from websockets.sync.client import ClientConnection, connect

from assistant.actions.channel import NotEver
from assistant.channels.card import Card, looking
from assistant.channels.contract import Incoming, Outbox, Outgoing, Refused, Take
from assistant.channels.wecom_bot.reading import Asked, Entered, told
from assistant.channels.wecom_bot.showing import buttons, markdown
from assistant.conversation.question import Question, language_of

LOOKED_S = 0.3
"""Between two looks whether an answer is ready."""
HELD_S = 15.0
PING_S = 30.0
ACKNOWLEDGED_S = 10.0
OPENING_S = 15.0
SINGLE = 1
Json = dict[str, Any]
_log = structlog.get_logger("wendan")


def converse(
    address: str, login: Json, take: Take, outbox: Outbox, stopped: threading.Event
) -> None:
    """Keeps the connection until it is stopped, or another process's.

    Raises:
        NotEver: WeCom does not let us in.
        ConnectionClosed, OSError, TimeoutError: it is gone.
    """
    # Its own pings stand in for those of the protocol, of which WeCom's documents say nothing.
    with connect(address, open_timeout=OPENING_S, ping_interval=None) as socket:
        talk = _Talk(socket, take, outbox)
        if code := talk.call("aibot_subscribe", login):
            raise NotEver(str(code))
        pinged_s = held_s = time.monotonic()
        while not stopped.is_set():
            now_s = time.monotonic()
            if now_s - held_s >= HELD_S:
                held_s = now_s
                if not outbox.hold():
                    return
            if now_s - pinged_s >= PING_S:
                pinged_s = now_s
                talk.call("ping", {})
            talk.hear()
            for one in outbox.waiting():
                talk.push(one)


class _Talk:
    """What is said over one connection, one thing after the other."""

    def __init__(self, socket: ClientConnection, take: Take, outbox: Outbox) -> None:
        self._socket = socket
        self._take = take
        self._outbox = outbox
        self._later = deque[Json]()

    def call(self, what: str, body: Json, req_id: str = "") -> int:
        """Sends something and gives WeCom's code for it, which is 0 where it is taken.

        Raises:
            TimeoutError: it is not acknowledged; nobody knows whether it was taken.
        """
        own = req_id or f"{what}-{uuid4().hex}"
        frame = {"cmd": what, "headers": {"req_id": own}, "body": body}
        self._socket.send(json.dumps(frame, ensure_ascii=False).encode("utf-8", "replace").decode())
        until_s = time.monotonic() + ACKNOWLEDGED_S
        while True:
            found = self._next(until_s - time.monotonic())
            if "cmd" in found:
                self._later.append(found)
            elif _id(found) == own:
                return int(found.get("errcode") or 0)

    def _next(self, timeout_s: float) -> Json:
        """Gives the next frame.

        Raises:
            TimeoutError: none came.
        """
        try:
            found = json.loads(self._socket.recv(timeout=max(timeout_s, 0)))
        except (ValueError, RecursionError):
            return {}
        return cast("Json", found) if isinstance(found, dict) else {}

    def hear(self) -> None:
        """Takes what has come, or comes within a moment."""
        with suppress(TimeoutError):
            self._later.append(self._next(0 if self._later else LOOKED_S))
        while self._later:
            self._heard(self._later.popleft())

    def _heard(self, frame: Json) -> None:
        if frame.get("cmd") not in {"aibot_msg_callback", "aibot_event_callback"}:
            return
        try:
            body = cast("Json", frame["body"])
            found = told(body, int(time.time() * 1_000_000), _id(frame))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            _log.info("channel.refused", channel="wecom_bot", why=type(error).__name__)
            return
        match found:
            case Entered(greeting):
                text = {"msgtype": "text", "text": {"content": greeting}}
                self.call("aibot_respond_welcome_msg", text, _id(frame))
            case Incoming():
                self._keep(found)
            case None | Asked():
                return

    def _keep(self, message: Incoming) -> None:
        is_known = self._outbox.knows(message)
        try:
            self._take((message,))
        except Refused as refused:
            _log.info("channel.refused", channel="wecom_bot", why=str(refused))
            return
        if not (message.clicked or is_known):
            begun = looking(language_of(Question(message.text)))
            self._stream(message, begun, is_last=False)

    def _stream(self, message: Incoming, card: Card, *, is_last: bool) -> int:
        content = markdown(card, with_buttons=True)
        stream = {"id": message.message_id, "finish": is_last, "content": content}
        body = {"msgtype": "stream", "stream": stream}
        return self.call("aibot_respond_msg", body, message.place.under)

    def push(self, one: Outgoing) -> None:
        """Pushes an answer: into its stream, which the same once more leaves as it is.

        What has no stream, or none any more, is a message of its own; whether that is there can
        nobody tell after a break, and it is not sent again.
        """
        message, is_fresh = one.incoming, self._outbox.begin(one.key)
        has_stream = not message.clicked
        if has_stream and self._stream(message, one.card, is_last=True) == 0:
            self._outbox.done(one.key)
            self._buttons(one, message.place.under)
        elif not is_fresh:
            self._outbox.give_up(one.key, "unsure")
        elif not message.place.is_private:
            self._outbox.give_up(one.key, "over")
        elif code := self._send(message, one.card):
            self._outbox.give_up(one.key, str(code))
        else:
            self._outbox.done(one.key)

    def _send(self, message: Incoming, card: Card) -> int:
        content = markdown(card, with_buttons=False)
        to = {"chatid": message.account.user, "chat_type": SINGLE}
        text = {"msgtype": "markdown", "markdown": {"content": content}}
        return self.call("aibot_send_msg", {**to, **text})

    def _buttons(self, one: Outgoing, req_id: str) -> None:
        """Sends the card with the buttons; what they say can be typed, or done on the page."""
        found = buttons(one.card, one.key)
        if found is not None and (code := self.call("aibot_respond_msg", found, req_id)):
            _log.info("channel.no_buttons", channel="wecom_bot", why=str(code))


def _id(frame: Json) -> str:
    headers = frame.get("headers")
    found = cast("Json", headers).get("req_id") if isinstance(headers, dict) else ""
    return found if isinstance(found, str) else ""
