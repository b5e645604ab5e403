"""An AI bot's long connection: one process has it, and each answer is there once."""

import threading
from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from assistant.actions.channel import NotEver
from assistant.channels.card import said
from assistant.channels.contract import Incoming, Outgoing, Place
from assistant.channels.pushing import Answers
from assistant.channels.wecom_bot.connection import converse
from assistant.identity import Account, Act, bind
from crm.database import connect, writing
from tests.channels.processes import NOW, count_turns, let_the_lease_run_out, process, settled
from tests.channels.signing import payload
from tests.channels.wecom_bot_gateway import Bot, wecom_bot_gateway
from tests.functional.running import Wendan, free_port

REP, ASKER, BOT = "U05", "USERID", "AIBOTID"
Json = dict[str, Any]


@pytest.fixture
def bot() -> Generator[Bot]:
    with wecom_bot_gateway() as found:
        yield found


@pytest.fixture
def engine(demo_wendan: Wendan) -> Generator[Engine]:
    found = connect(demo_wendan.settings["DATABASE_URL"])
    with writing(found) as connection:
        bind(connection, Account("wecom_bot", ASKER, BOT), REP, Act("", NOW))
    yield found
    found.dispose()


@pytest.fixture
def wecom(demo_wendan: Wendan, bot: Bot) -> Wendan:
    """An installation with the demo company that is set up for that bot."""
    own = {"WECOM_BOT_ID": BOT, "WECOM_BOT_SECRET": "secret", "WECOM_WS_URL": bot.address}
    return Wendan(demo_wendan.home, {**demo_wendan.settings, **own})


def asked(text: str, number: int, **more: Any) -> Json:
    found = payload("wecom/aibot_ws_frame_msg_callback")["body"]
    own = {"msgid": f"m{number}", "chattype": "single", "text": {"content": text}}
    return {**found, **own, **more}


def test_a_walk_over_the_connection_and_a_kill_while_it_pushes(
    wecom: Wendan, bot: Bot, engine: Engine
) -> None:
    reached = threading.Event()
    command = ("serve", "--port", str(free_port()))
    with process(wecom, *command) as server:
        bot.deliver(payload("wecom/aibot_event_enter_chat"), "r0")
        bot.wait_until(lambda: "aibot_respond_welcome_msg" in bot.calls)
        bot.deliver(asked("上季度销售额", 1), "r1")
        bot.deliver(asked("@RobotA 上季度销售额", 2, chattype="group"), "r2")
        bot.wait_until(lambda: len(bot.finished()) == 2)
        bot.deliver(asked("上季度销售额", 1), "r3")  # delivered again
        bot.deliver(asked("提醒我周五给客户打电话", 4), "r4")
        bot.wait_until(lambda: len(bot.finished()) == 3)
        assert all(one in str(bot.streams) for one in ("524.5", "私聊"))
        bot.wait_until(lambda: "批准" in str(bot.cards))
        bot.deliver(click(bot.cards[-1], "批准"), "r5")
        bot.wait_until(lambda: "已完成" in str(bot.sent))

        def kill(frame: Json) -> None:
            if "10月" in str(frame):
                bot.taken = lambda _: None
                server.kill()
                server.wait()
                reached.set()

        bot.taken = kill
        bot.deliver(asked("上个月呢", 6), "r6")
        assert reached.wait(60)
    bot.wait_until(lambda: not bot.connections)
    let_the_lease_run_out(engine)
    with process(wecom, *command):
        bot.wait_until(lambda: settled(engine) == 5)
    assert (len(bot.finished()), len(bot.sent), count_turns(engine)) == (4, 1, 3)
    assert bot.sent[0]["chatid"] == ASKER


def click(card: Json, label: str) -> Json:
    found = payload("wecom/aibot_event_template_card_button")
    button = next(one for one in card["button_list"] if one["text"] == label)
    own = {"event_key": button["key"], "task_id": card["task_id"]}
    found["event"]["template_card_event"] |= own
    return {**found, "chattype": "single"}


@dataclass
class Waiting:
    """An outbox with one answer."""

    message: Incoming
    is_begun: bool = False
    ended: list[str] = field(default_factory=list[str])
    stopped: threading.Event = field(default_factory=threading.Event)

    def hold(self) -> bool:
        return True

    def knows(self, message: Incoming) -> bool:
        return message == self.message

    def waiting(self) -> list[Outgoing]:
        card = said("524.5", "zh")
        return [] if self.ended else [Outgoing("k", self.message, card, self.is_begun)]

    def begin(self, key: str) -> bool:
        del key
        return not self.is_begun

    def done(self, key: str) -> None:
        self.give_up(key, "")

    def give_up(self, key: str, note: str) -> None:
        assert key == "k"
        self.ended.append(note)
        self.stopped.set()


@pytest.mark.parametrize(
    ("is_begun", "is_private", "sent", "note"),
    [(False, True, 1, ""), (True, True, 0, "unsure"), (False, False, 0, "over")],
)
def test_an_answer_whose_stream_is_over_is_a_message_of_its_own_where_it_cannot_be_there(
    bot: Bot, is_begun: bool, is_private: bool, sent: int, note: str
) -> None:
    bot.forgets = True
    place = Place("@u", under="r1", is_private=is_private)
    message = Incoming(Account("wecom_bot", ASKER, BOT), "m1", place, "q", 1)
    outbox = Waiting(message, is_begun)
    login = {"bot_id": BOT, "secret": "secret"}
    converse(bot.address, login, lambda _: None, outbox, outbox.stopped)
    assert (len(bot.sent), outbox.ended) == (sent, [note])


def test_a_wrong_secret_is_said(bot: Bot) -> None:
    message = Incoming(Account("wecom_bot", ASKER, BOT), "m1", Place("@u"), "q", 1)
    outbox = Waiting(message)
    with pytest.raises(NotEver, match="40001"):
        converse(bot.address, {"bot_id": BOT, "secret": "x"}, print, outbox, outbox.stopped)


def test_one_process_has_the_connection_until_it_lets_go_or_dies(engine: Engine) -> None:
    moment = [NOW]
    one, other = (Answers(engine, "wecom_bot", lambda: moment[0], lambda: None) for _ in range(2))
    assert one.hold()
    assert one.hold()
    assert not other.hold()
    one.let_go()
    assert other.hold()
    moment[0] += timedelta(seconds=61)  # and is not heard of again
    assert one.hold()


def test_the_doctor_takes_the_connection_from_nobody(wecom: Wendan, bot: Bot) -> None:
    found = wecom.run("doctor")
    assert "ok      wecom_bot: is set; messages come over a connection" in found.stdout
    assert bot.calls == []
