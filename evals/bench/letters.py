"""Signed Slack messages for the bench, and the raw connections that bring them to a door.

Everything is signed and written out before the clock runs: what is sent costs the sender one
write, so that it takes little of the cores that the server needs.
"""

import asyncio
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assistant.channels.inbox import key_of
from assistant.channels.slack.events import came

SIGNED_WITH = secrets.token_hex()
PEOPLE = 200
CONNECTIONS = 50
FIRST_S = 1_700_000_000
"""Of the messages' own moments, which are their ids."""


@dataclass(frozen=True)
class Letter:
    """One message, written out as Slack sends it."""

    name: str
    """The key of its mark in the inbox."""
    raw: bytes


@dataclass
class Sent:
    """What became of messages, by their names."""

    taken_s: dict[str, float] = field(default_factory=dict[str, float])
    """The acknowledged ones, each from when it was due."""
    refused: list[int] = field(default_factory=list[int])
    """Statuses other than 200."""
    unanswered: set[str] = field(default_factory=set[str])


def letters(count: int, first: int = 0) -> Sequence[Letter]:
    """Gives signed messages of many people; Slack's signature holds for five minutes."""
    stamp = str(int(time.time()))
    return [_letter(number, stamp) for number in range(first, first + count)]


def _letter(number: int, stamp: str) -> Letter:
    moment = f"{FIRST_S + number}.000100"
    event = {
        "type": "message",
        "user": f"W{number % PEOPLE}",
        "ts": moment,
        "event_ts": moment,
        "text": "sales",
        "team": "T111",
        "channel": f"D{number % PEOPLE}",
        "channel_type": "im",
    }
    about = {"team_id": "T111", "type": "event_callback", "event_id": f"Ev{number}"}
    found = {**about, "event_time": FIRST_S, "event": event}
    (name,) = map(key_of, came("events_api", found).messages)
    body = json.dumps(found).encode()
    signed = hmac.new(
        SIGNED_WITH.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256
    ).hexdigest()
    head = (
        "POST /channels/slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        f"X-Slack-Request-Timestamp: {stamp}\r\nX-Slack-Signature: v0={signed}\r\n\r\n"
    )
    return Letter(name, head.encode() + body)


async def send(port: int, sending: Sequence[Letter], rate: float) -> Sent:
    """Sends messages, `rate` a second, whatever became of those before (an open loop).

    One that no connection is free for waits, and its time runs from when it was due. Where the
    server goes away, what has no answer by then is `unanswered`.
    """
    sent, waiting = Sent(), iter(sending)
    began = time.perf_counter()
    due = (began + number / rate for number in range(len(sending)))
    turns = zip(waiting, due, strict=True)
    await asyncio.gather(*(_carry(port, turns, sent) for _ in range(CONNECTIONS)))
    sent.unanswered |= {one.name for one in sending} - sent.taken_s.keys()
    return sent


async def _carry(port: int, turns: Iterator[tuple[Letter, float]], sent: Sent) -> None:
    """Carries messages over one connection, until none is left or it breaks."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return
    try:
        for letter, due in turns:
            if (pause := due - time.perf_counter()) > 0:
                await asyncio.sleep(pause)
            writer.write(letter.raw)
            status = await _status(reader)
            if status == 200:
                sent.taken_s[letter.name] = time.perf_counter() - due
            else:
                sent.refused.append(status)
    except (OSError, asyncio.IncompleteReadError):
        return
    finally:
        writer.close()


async def _status(reader: asyncio.StreamReader) -> int:
    """Reads one answer; gives its status."""
    first, *rest = (await reader.readuntil(b"\r\n\r\n")).lower().split(b"\r\n")
    length = next(
        (one.partition(b":")[2] for one in rest if one.startswith(b"content-length")), b"0"
    )
    await reader.readexactly(int(length))
    return int(first.split()[1])
