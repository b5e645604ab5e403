"""An AI bot's walk: verify, bind, ask, approve, as WeCom asks for answers, and after a kill."""

import json
import threading
import time
from collections.abc import Generator
from typing import Any

import httpx
import pytest
from sqlalchemy.engine import Engine

from assistant.identity import Account, Act, bind, make_code
from assistant.settings import Settings
from crm.database import connect, writing
from crm.models import chat_lanes
from tests.channels.processes import NOW, count_turns, let_the_lease_run_out, process, settled
from tests.channels.signing import (
    WECOM_KEY,
    WECOM_TOKEN,
    payload,
    wecom_opened,
    wecom_query,
    wecom_sealed,
)
from tests.channels.wecom_gateway import Corp, wecom_gateway
from tests.functional.running import Wendan, free_port, wait_until_healthy

REP, ASKER, BOT = "U05", "USERID", "AIBOTID"
DOOR = "/channels/wecom/bot"
ADDRESS = "https://qyapi.weixin.qq.com/cgi-bin/aibot/response?response_code="
Json = dict[str, Any]


@pytest.fixture
def corp() -> Generator[Corp]:
    with wecom_gateway() as found:
        yield found


@pytest.fixture
def engine(demo_wendan: Wendan) -> Generator[Engine]:
    found = connect(demo_wendan.settings["DATABASE_URL"])
    yield found
    found.dispose()


@pytest.fixture
def bot(demo_wendan: Wendan, corp: Corp) -> Wendan:
    """An installation with the demo company that is set up for that bot."""
    own = {
        "WECOM_BOT_TOKEN": WECOM_TOKEN,
        "WECOM_BOT_AES_KEY": WECOM_KEY,
        "WECOM_BASE_URL": corp.address,
    }
    return Wendan(demo_wendan.home, {**demo_wendan.settings, **own})


def send(address: str, found: Json) -> Json:
    """Sends what WeCom says; gives what it hears, opened."""
    sealed = wecom_sealed(json.dumps(found), "")
    query = wecom_query(sealed, time.time())
    answer = httpx.post(f"{address}{DOOR}", params=query, json={"encrypt": sealed}, timeout=30)
    assert answer.status_code == 200
    if not answer.content:
        return {}
    told = answer.json()
    assert told["nonce"] == query["nonce"]
    opened: Json = json.loads(wecom_opened(told["encrypt"]))
    return opened


def asked(text: str, number: int, **more: Any) -> Json:
    """Gives a message to the bot alone: the real one, with other words."""
    found = payload("wecom/aibot_text_group")
    own = {"msgid": f"m{number}", "chattype": "single", "text": {"content": text}}
    return {**found, **own, "response_url": f"{ADDRESS}R{number}", **more}


def refreshed(stream_id: str) -> Json:
    found = payload("wecom/aibot_stream_refresh")
    return {**found, "chattype": "single", "stream": {"id": stream_id}}


def answered(address: str, begun: Json) -> Json:
    """Asks for an answer as WeCom does, until it has the last of it."""
    deadline = time.monotonic() + 60
    while True:
        stream: Json = send(address, refreshed(begun["stream"]["id"]))["stream"]
        if stream["finish"]:
            return stream
        assert time.monotonic() < deadline
        time.sleep(0.1)


def bound(engine: Engine) -> None:
    with writing(engine) as connection:
        bind(connection, Account("wecom_bot", ASKER, BOT), REP, Act("", NOW))


def test_a_walk_through_an_ai_bot(bot: Wendan, corp: Corp, engine: Engine) -> None:
    with bot.serving() as address:
        sealed = wecom_sealed("1616140317555161061", "")
        query = {**wecom_query(sealed, time.time()), "echostr": sealed}
        assert httpx.get(f"{address}{DOOR}", params=query).text == "1616140317555161061"
        assert "上季度" in str(send(address, payload("wecom/aibot_event_enter_chat")))
        begun = send(address, asked("上季度销售额", 1))
        assert begun["stream"]["finish"] is False
        assert "没有绑定" in answered(address, begun)["content"]
        with writing(engine) as connection:
            code = make_code(connection, REP, Act("", Settings().clock().now()))
        assert REP in answered(address, send(address, asked(code.text, 2)))["content"]
        first, _ = (send(address, asked("上季度销售额", 3)) for _ in range(2))  # delivered again
        whole = answered(address, first)
        assert "524.5" in whole["content"]
        assert send(address, refreshed(first["stream"]["id"]))["stream"] == whole
        proposed = answered(address, send(address, asked("提醒我周五给客户打电话", 4)))
        assert "在网页上" not in proposed["content"]  # the buttons follow
        corp.wait_until(lambda: any("=R4" in one for one in corp.responded))
        (card,) = [one["template_card"] for to, one in corp.responded.items() if "=R4" in to]
        approve = next(one for one in card["button_list"] if one["text"] == "批准")
        click = payload("wecom/aibot_event_template_card_button")
        click["event"]["template_card_event"] |= {
            "event_key": approve["key"],
            "task_id": card["task_id"],
        }
        click |= {"chattype": "single", "response_url": f"{ADDRESS}C1"}
        assert send(address, click) == {}
        corp.wait_until(lambda: any("=C1" in one for one in corp.responded))
        assert "已完成" in str(corp.responded)
        corp.wait_until(lambda: settled(engine) == 5)
    assert count_turns(engine) == 2


def test_what_wecom_does_not_fetch_is_said_at_the_address_once_though_killed_there(
    bot: Wendan, corp: Corp, engine: Engine
) -> None:
    bound(engine)
    port = free_port()
    address, command = f"http://127.0.0.1:{port}", ("serve", "--port", str(port))
    reached = threading.Event()
    with process(bot, *command) as server:
        wait_until_healthy(address, server)

        def kill(call: str) -> None:
            if "=R1" in call:
                corp.taken = lambda _: None
                server.kill()
                server.wait()
                reached.set()

        corp.taken = kill
        begun = send(address, asked("上季度销售额", 1))
        while not reached.wait(0.3):
            with writing(engine) as connection:  # nobody asks for it, and time passes
                connection.execute(chat_lanes.update().values(due_at=NOW))
    let_the_lease_run_out(engine)
    with process(bot, *command) as server:
        wait_until_healthy(address, server)
        assert "下面" in answered(address, begun)["content"]
        corp.wait_until(lambda: settled(engine) == 1)
    (said,) = corp.responded.values()
    assert "524.5" in said["markdown"]["content"]
    assert count_turns(engine) == 1
