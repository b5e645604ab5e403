"""An AI bot's long connection: one process has it, and each answer is there once."""

import threading
from collections.abc import Generator
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from assistant.identity import Account, Act, bind
from crm.database import connect, writing
from crm.models import chat_lanes
from tests.channels.processes import NOW, count_turns, let_the_lease_run_out, process, settled
from tests.channels.signing import payload
from tests.channels.wecom_bot_gateway import Bot, wecom_bot_gateway
from tests.functional.running import Wendan, free_port, wait_until_healthy

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


def test_a_walk_over_the_connection(wecom: Wendan, bot: Bot, engine: Engine) -> None:
    with wecom.serving():
        bot.deliver(payload("wecom/aibot_event_enter_chat"), "r0")
        bot.wait_until(lambda: "aibot_respond_welcome_msg" in bot.calls)
        bot.deliver(asked("上季度销售额", 1), "r1")
        bot.deliver(asked("@RobotA 上季度销售额", 2, chattype="group"), "r2")
        bot.wait_until(lambda: len(bot.finished()) == 2)
        bot.deliver(asked("上季度销售额", 1), "r3")  # delivered again
        bot.deliver(asked("提醒我周五给客户打电话", 4), "r4")
        bot.wait_until(lambda: len(bot.finished()) == 3)
        figure, group, _proposal = bot.finished()
        assert "524.5" in figure
        assert "私聊" in group
        bot.wait_until(lambda: "批准" in str(bot.cards))
        card = bot.cards[-1]
        approve = next(one for one in card["button_list"] if one["text"] == "批准")
        click = payload("wecom/aibot_event_template_card_button")
        own = {"event_key": approve["key"], "task_id": card["task_id"]}
        click["event"]["template_card_event"] |= own
        bot.deliver({**click, "chattype": "single"}, "r5")
        bot.wait_until(lambda: "已完成" in str(bot.sent))
        bot.wait_until(lambda: settled(engine) == 4)
    assert (len(bot.sent), bot.sent[0]["chatid"], count_turns(engine)) == (1, ASKER, 2)


def test_a_server_that_is_killed_while_it_pushes_leaves_one_answer(
    wecom: Wendan, bot: Bot, engine: Engine
) -> None:
    port = free_port()
    address, command = f"http://127.0.0.1:{port}", ("serve", "--port", str(port))
    reached = threading.Event()
    with process(wecom, *command) as server:
        wait_until_healthy(address, server)

        def kill(frame: Json) -> None:
            if "524.5" in str(frame):
                bot.taken = lambda _: None
                server.kill()
                server.wait()
                reached.set()

        bot.taken = kill
        bot.deliver(asked("上季度销售额", 1), "r1")
        assert reached.wait(60)
    bot.wait_until(lambda: not bot.connections)
    let_the_lease_run_out(engine)
    with process(wecom, *command) as server:
        wait_until_healthy(address, server)
        bot.wait_until(lambda: settled(engine) == 1)
    assert (len(bot.finished()), bot.sent, count_turns(engine)) == (1, [], 1)


@pytest.mark.usefixtures("engine")
def test_an_answer_whose_stream_is_over_is_a_message_of_its_own(wecom: Wendan, bot: Bot) -> None:
    bot.forgets = True
    with wecom.serving():
        bot.deliver(asked("上季度销售额", 1), "r1")
        bot.wait_until(lambda: bool(bot.sent))
    assert "524.5" in bot.sent[0]["markdown"]["content"]


def test_only_one_process_connects_and_another_takes_over(
    wecom: Wendan, bot: Bot, engine: Engine
) -> None:
    with writing(engine) as connection:
        row = {"lane": "connection:wecom_bot", "channel": "wecom_bot", "holder": "another"}
        times = {"due_at": NOW, "touched_at": NOW, "held_until": NOW.replace(year=2100)}
        connection.execute(chat_lanes.insert().values({**row, **times}))
    with wecom.serving():
        assert bot.calls == []
        let_the_lease_run_out(engine)
        bot.wait_until(lambda: bool(bot.connections))


def test_the_doctor_takes_the_connection_from_nobody(wecom: Wendan, bot: Bot) -> None:
    found = wecom.run("doctor")
    assert "ok      wecom_bot: is set; messages come over a connection" in found.stdout
    half = wecom.run("doctor", WECOM_BOT_SECRET="")
    assert "wecom_bot: set also WENDAN_WECOM_BOT_SECRET: the same page" in half.stdout
    assert bot.calls == []
