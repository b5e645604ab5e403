"""WeCom's walk: verify, bind, ask, approve; each answered once, and killed while it posts."""

import threading
import time
from collections.abc import Generator

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.identity import Account, Act, bind, make_code
from assistant.settings import Settings
from crm.database import connect, writing
from crm.models import chat_messages
from tests.channels.processes import NOW, count_turns, let_the_lease_run_out, process, settled
from tests.channels.signing import (
    WECOM_CORP,
    WECOM_KEY,
    WECOM_TOKEN,
    wecom_body,
    wecom_query,
    wecom_sealed,
    wecom_xml,
)
from tests.channels.wecom_gateway import Corp, wecom_gateway
from tests.functional.running import Wendan, free_port, wait_until_healthy

REP, ASKER = "U05", "fromUser"
DOOR = "/channels/wecom/app"


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
def wecom(demo_wendan: Wendan, corp: Corp) -> Wendan:
    """An installation with the demo company that is set up for that application."""
    own = {
        "WECOM_CORP_ID": WECOM_CORP,
        "WECOM_AGENT_ID": "1",
        "WECOM_SECRET": "secret",
        "WECOM_TOKEN": WECOM_TOKEN,
        "WECOM_AES_KEY": WECOM_KEY,
        "WECOM_BASE_URL": corp.address,
    }
    return Wendan(demo_wendan.home, {**demo_wendan.settings, **own})


def send(address: str, xml: str) -> httpx.Response:
    sealed = wecom_sealed(xml)
    query = wecom_query(sealed, time.time())
    return httpx.post(f"{address}{DOOR}", params=query, content=wecom_body(sealed))


def asked(text: str, number: int) -> str:
    return wecom_xml(Content=text, MsgId=str(number), CreateTime=str(1_795_000_000 + number))


def test_a_walk_through_wecom(wecom: Wendan, corp: Corp, engine: Engine) -> None:
    with wecom.serving() as address:
        sealed = wecom_sealed("1616140317555161061")
        query = {**wecom_query(sealed, time.time()), "echostr": sealed}
        assert httpx.get(f"{address}{DOOR}", params=query).text == "1616140317555161061"
        found = send(address, asked("上季度销售额", 1))
        assert (found.status_code, found.content) == (200, b"")
        assert "没有绑定" in corp.wait_for(1)[0]
        with writing(engine) as connection:
            code = make_code(connection, REP, Act("", Settings().clock().now()))
        send(address, asked(code.text, 2))
        assert REP in corp.wait_for(2)[1]
        for _ in range(3):  # and is delivered again
            send(address, asked("上季度销售额", 3))
        corp.wait_until(lambda: settled(engine) == 3)
        assert "524.5" in str(corp.messages[2:])
        send(address, asked("提醒我周五给客户打电话", 4))
        corp.wait_until(lambda: settled(engine) == 4)
        card = corp.messages[-1]["template_card"]
        approve = next(one for one in card["button_list"] if one["text"] == "批准")
        send(
            address,
            wecom_xml(
                MsgType="event",
                Event="template_card_event",
                EventKey=approve["key"],
                TaskId=card["task_id"],
                ResponseCode="R1",
                CreateTime="1795000005",
            ),
        )
        corp.wait_until(lambda: bool(corp.updated))
        assert corp.updated[0]["response_code"] == "R1"
        assert "已完成" in str(corp.messages[-1])
    assert sum("524.5" in str(one) for one in corp.messages) == 1


def test_bad_requests_are_refused_and_nothing_is_kept(
    wecom: Wendan, corp: Corp, engine: Engine
) -> None:
    sealed = wecom_sealed(asked("上季度销售额", 1))
    good, stale = (wecom_query(sealed, time.time() - age_s) for age_s in (0, 7200))
    with wecom.serving() as address:
        for query, body, status in (
            ({**good, "msg_signature": "0" * 40}, wecom_body(sealed), 401),
            (stale, wecom_body(sealed), 401),
            ({}, wecom_body(sealed), 400),
            (good, b"<xml", 400),
        ):
            found = httpx.post(f"{address}{DOOR}", params=query, content=body)
            assert found.status_code == status
        assert httpx.get(f"{address}{DOOR}").status_code == 400
    with engine.connect() as connection:
        assert connection.execute(sa.select(chat_messages)).first() is None
    assert corp.calls == []


def test_a_server_that_is_killed_while_it_posts_leaves_one_answer(
    wecom: Wendan, corp: Corp, engine: Engine
) -> None:
    with writing(engine) as connection:
        bind(connection, Account("wecom", ASKER, WECOM_CORP), REP, Act("", NOW))
    port = free_port()
    address, command = f"http://127.0.0.1:{port}", ("serve", "--port", str(port))
    reached = threading.Event()
    with process(wecom, *command) as server:
        wait_until_healthy(address, server)

        def kill(call: str) -> None:
            if call.startswith("/cgi-bin/message/send") and "524.5" in str(corp.messages):
                corp.taken = lambda _: None
                server.kill()
                server.wait()
                reached.set()

        corp.taken = kill
        send(address, asked("上季度销售额", 1))
        assert reached.wait(60)
    let_the_lease_run_out(engine)
    with process(wecom, *command) as server:
        wait_until_healthy(address, server)
        corp.wait_until(lambda: settled(engine) == 1)
    answers = [one for one in corp.messages if "524.5" in str(one)]
    assert (len(answers), count_turns(engine)) == (1, 1)
