"""What comes in is kept as every database holds it, or refused."""

import asyncio
from dataclasses import dataclass, replace

import pytest
from sqlalchemy.engine import Engine

from assistant.channels.contract import Incoming, Place, Received, Refused, Request
from assistant.channels.webhook import Doors
from assistant.identity import Account
from crm.models import chat_messages
from tests.unit.assistant.channels.corner import DIRECT, ChatOffice, Corner, Program

MESSAGE = Incoming(Account("slack", "A1", "T1"), "m1", DIRECT, "sales", 1)


@dataclass
class Bringing(Corner):
    """An adapter whose requests bring one message."""

    message: Incoming = MESSAGE

    def read(self, request: Request, now_s: float) -> Received:
        del request, now_s
        return Received((self.message,), b"ok")


def doors(engine: Engine, message: Incoming = MESSAGE) -> Doors:
    office = ChatOffice(engine)
    adapter = Bringing(Program(), message=message)
    return Doors(engine, {"slack": adapter}, lambda: 1.0, office.clock.utc)


def test_a_message_is_kept_before_it_is_acknowledged_and_somebody_is_woken(engine: Engine) -> None:
    found, woken = doors(engine), list[int]()
    found.wake = lambda: woken.append(len(ChatOffice(engine).rows(chat_messages)))
    assert asyncio.run(found.take("corner/events", Request({}, b""))).body == b"ok"
    assert woken == [1]


def test_a_door_that_there_is_not_is_not_found(engine: Engine) -> None:
    with pytest.raises(Refused) as refused:
        asyncio.run(doors(engine).take("corner/other", Request({}, b"")))
    assert refused.value.status == 404


@pytest.mark.parametrize("text", ["a\0b", "half \ud800 of one", "x" * 100_000])
def test_odd_texts_are_kept(engine: Engine, text: str) -> None:
    asyncio.run(doors(engine, replace(MESSAGE, text=text)).take("corner/events", Request({}, b"")))
    (row,) = ChatOffice(engine).rows(chat_messages)
    assert len(row["incoming"]["text"]) == len(text)


@pytest.mark.parametrize(
    "message",
    [
        replace(MESSAGE, message_id="a\0"),
        replace(MESSAGE, message_id="\ud800"),
        replace(MESSAGE, message_id="x" * 5_000),
        replace(MESSAGE, place=Place("\n")),
        replace(MESSAGE, account=Account("slack", "", "T1")),
        replace(MESSAGE, account=Account("slack", "x" * 300, "T1")),
        replace(MESSAGE, account=Account("slack", "A\0", "T1")),
    ],
    ids=range(7),
)
def test_ids_that_are_none_are_refused(engine: Engine, message: Incoming) -> None:
    with pytest.raises(Refused) as refused:
        asyncio.run(doors(engine, message).take("corner/events", Request({}, b"")))
    assert refused.value.status == 400
    assert ChatOffice(engine).rows(chat_messages) == []
