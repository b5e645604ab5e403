"""What comes over a connection of ours is kept first; one that breaks is opened again."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest
from sqlalchemy.engine import Engine

from assistant.channels.connections import Connections, is_listening
from assistant.channels.contract import Adapter, Incoming, Place, Refused, Take
from assistant.channels.webhook import Doors
from assistant.identity import Account
from crm.models import chat_messages
from tests.unit.assistant.channels.corner import DIRECT, ChatOffice, Corner, Program

MESSAGE = Incoming(Account("slack", "A1", "T1"), "m1", DIRECT, "sales", 1)
LONGEST_S = 10


@dataclass
class Listening(Corner):
    """An adapter with a connection: `does` is what happens on it, each time it is opened."""

    does: Callable[[Take, int], None] = lambda _take, _time: None
    listens: bool = True
    opened: int = 0
    settled: threading.Event = field(default_factory=threading.Event)

    def listen(self, take: Take, stopped: threading.Event) -> None:
        self.opened += 1
        self.does(take, self.opened)
        self.settled.set()
        stopped.wait(LONGEST_S)


def doors(engine: Engine, adapter: Adapter) -> Doors:
    return Doors(engine, {"slack": adapter}, lambda: 1.0, ChatOffice(engine).clock.utc)


def test_a_message_is_kept_when_it_may_be_acknowledged_and_once(engine: Engine) -> None:
    kept = list[int]()

    def brings(take: Take, _time: int) -> None:
        for _ in range(2):
            take((MESSAGE,))
            kept.append(len(ChatOffice(engine).rows(chat_messages)))

    adapter = Listening(Program(), does=brings)
    with Connections(doors(engine, adapter)):
        assert adapter.settled.wait(LONGEST_S)
    assert kept == [1, 1]


def test_a_message_without_sense_is_refused_and_not_kept(engine: Engine) -> None:
    statuses = list[int]()

    def brings(take: Take, _time: int) -> None:
        with pytest.raises(Refused) as refused:
            take((replace(MESSAGE, place=Place("\n")),))
        statuses.append(refused.value.status)

    adapter = Listening(Program(), does=brings)
    with Connections(doors(engine, adapter)):
        assert adapter.settled.wait(LONGEST_S)
    assert statuses == [400]
    assert ChatOffice(engine).rows(chat_messages) == []


def test_a_connection_that_breaks_is_opened_again(engine: Engine) -> None:
    def breaks(take: Take, time: int) -> None:
        if time < 3:
            raise OSError("gone")
        take((MESSAGE,))

    adapter = Listening(Program(), does=breaks)
    with Connections(doors(engine, adapter), again_s=0.01):
        assert adapter.settled.wait(LONGEST_S)
    assert adapter.opened == 3
    assert len(ChatOffice(engine).rows(chat_messages)) == 1


def test_a_program_that_delivers_at_a_door_alone_has_no_connection(engine: Engine) -> None:
    adapter = Listening(Program(), listens=False)
    assert not is_listening(adapter)
    assert not is_listening(Corner(Program()))
    with Connections(doors(engine, adapter)):
        pass
    assert adapter.opened == 0
