"""DingTalk's walk: bind, ask, choose, approve, in private and in a group; each answered once."""

import json
import threading
import time
from collections.abc import Generator
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.identity import Account, Act, bind, make_code
from assistant.settings import Settings
from crm.database import connect, writing
from crm.models import chat_messages
from tests.channels.dingtalk_gateway import Company, buttons_of, dingtalk_gateway, text_of
from tests.channels.processes import NOW, count_turns, let_the_lease_run_out, process, settled
from tests.channels.signing import DINGTALK_SECRET, dingtalk_headers, json_body, payload
from tests.functional.running import Wendan, free_port, wait_until_healthy

REP, MANAGER = "U05", "U02"
ASKER, CORP = "042***297", "ding****6741"
DOOR = "/channels/dingtalk/robot"
MESSAGES, CLICKS = "/v1.0/im/bot/messages/get", "/v1.0/card/instances/callback"


@pytest.fixture
def company() -> Generator[Company]:
    with dingtalk_gateway() as found:
        yield found


@pytest.fixture
def engine(demo_wendan: Wendan) -> Generator[Engine]:
    found = connect(demo_wendan.settings["DATABASE_URL"])
    yield found
    found.dispose()


@pytest.fixture
def dingtalk(demo_wendan: Wendan, company: Company) -> Wendan:
    """An installation with the demo company that is set up for that company's robot."""
    own = {
        "DINGTALK_CLIENT_ID": "ding1",
        "DINGTALK_CLIENT_SECRET": DINGTALK_SECRET,
        "DINGTALK_MODE": "http",
        "DINGTALK_CALLBACK_URL": f"https://wendan.example{DOOR}",
        "DINGTALK_BASE_URL": company.address,
    }
    return Wendan(demo_wendan.home, {**demo_wendan.settings, **own})


def send(address: str, found: Any, *, is_click: bool = False) -> httpx.Response:
    headers = dingtalk_headers(time.time(), is_click=is_click)
    return httpx.post(f"{address}{DOOR}", content=json_body(found), headers=headers)


def asked(text: str, number: int, *, group: bool = False) -> dict[str, Any]:
    """Gives a message: the real one, with other words."""
    return {
        **payload("dingtalk/text"),
        "msgId": f"msg{number}",
        "createAt": 1_795_000_000_000 + number,
        "conversationType": "2" if group else "1",
        "conversationId": "cidG==" if group else "cidP==",
        "text": {"content": f" {text} "},
    }


def click(card: dict[str, Any], label: str, user: str = ASKER) -> dict[str, Any]:
    private = {"actionIds": ["1"], "params": {"id": buttons_of(card)[label]}}
    told = {"outTrackId": card["outTrackId"], "corpId": CORP, "userId": user}
    content = json.dumps({"cardPrivateData": private})
    return {**payload("dingtalk/card_action"), **told, "content": content}


def bound(engine: Engine, account: str, user_id: str) -> None:
    with writing(engine) as connection:
        bind(connection, Account("dingtalk", account, CORP), user_id, Act("", NOW))


def test_a_walk_through_dingtalk(dingtalk: Wendan, company: Company, engine: Engine) -> None:
    with dingtalk.serving() as address:
        assert send(address, asked("上季度销售额", 1)).status_code == 200
        first = company.wait_for(1)[0]
        assert "没有绑定" in text_of(first)
        assert first["openSpaceId"] == f"dtv1.card//IM_ROBOT.{ASKER}"
        assert company.route["callbackUrl"].endswith(DOOR)
        with writing(engine) as connection:
            code = make_code(connection, REP, Act("", Settings().clock().now()))
        send(address, asked(code.text, 2))
        assert REP in text_of(company.wait_for(2)[1])
        for _ in range(3):  # and is delivered again
            send(address, asked("上季度销售额", 3))
        assert "524.5" in text_of(company.wait_for(3)[2])

        send(address, asked("今年卖得最多的产品", 4))
        choices = company.wait_for(4)[3]
        label = next(iter(buttons_of(choices)))
        for _ in range(2):  # a double click
            assert send(address, click(choices, label), is_click=True).json() == {}
        assert "\n1. **" in text_of(company.wait_for(5)[4])

        send(address, asked("提醒我周五给客户打电话", 5))
        proposal = company.wait_for(6)[5]
        approval = click(proposal, "批准（照上面的做）")
        send(address, {**approval, "userId": "other"}, is_click=True)
        assert "没有绑定" in text_of(company.wait_for(7)[6])
        send(address, approval, is_click=True)
        company.wait_until(lambda: not buttons_of(proposal))
        assert "已完成" in text_of(proposal)
        voice = {**payload("dingtalk/audio"), "content": {"recognition": "我的待办"}}
        send(address, voice)
        assert text_of(company.wait_for(8)[7]).count("打电话") == 1
        company.wait_until(lambda: settled(engine) == 9)
    assert company.deliveries == 8


def test_in_a_group_the_answer_is_private_unless_all_there_may_see_it(
    dingtalk: Wendan, company: Company, engine: Engine
) -> None:
    bound(engine, ASKER, MANAGER)
    bound(engine, "rep", REP)
    with dingtalk.serving() as address:
        company.group = {"memberUserIds": [ASKER], "unionIdList": ["u1"]}
        send(address, asked("上季度销售额", 1, group=True))
        assert company.wait_for(1)[0]["openSpaceId"] == "dtv1.card//IM_GROUP.cidG=="
        others: list[Any] = [
            {"memberUserIds": [ASKER, "rep"], "unionIdList": ["u1", "u2"]},
            {"memberUserIds": [ASKER], "unionIdList": ["u1", "somebody outside"]},
            None,  # DingTalk does not say
        ]
        for number, group in enumerate(others, start=2):
            company.group = group
            send(address, asked("上季度销售额", number, group=True))
            found = company.wait_for(1 + 2 * (number - 1))
            alone, word = found[-2:]
            assert alone["openSpaceId"] == f"dtv1.card//IM_ROBOT.{ASKER}"
            assert "1,088" in text_of(alone)
            assert word["imGroupOpenDeliverModel"]["recipients"] == [ASKER]
            assert "1,088" not in json.dumps(word)


def test_bad_signatures_are_refused_and_nothing_is_kept(
    dingtalk: Wendan, company: Company, engine: Engine
) -> None:
    body = json_body(asked("上季度销售额", 1))
    good = dingtalk_headers(time.time())
    bad, stale = {**good, "sign": "0" * 44}, dingtalk_headers(time.time() - 4000)
    with dingtalk.serving() as address:
        for headers, sent, status in (
            (bad, body, 401),
            (stale, body, 401),
            ({}, body, 400),
            (good, b"{", 400),
            (dingtalk_headers(time.time(), is_click=True), body, 400),
        ):
            found = httpx.post(f"{address}{DOOR}", content=sent, headers=headers)
            assert found.status_code == status
    with engine.connect() as connection:
        assert connection.execute(sa.select(chat_messages)).first() is None
    assert company.calls == []


def test_a_server_that_is_killed_while_it_posts_leaves_one_answer(
    dingtalk: Wendan, company: Company, engine: Engine
) -> None:
    bound(engine, ASKER, REP)
    port = free_port()
    address, command = f"http://127.0.0.1:{port}", ("serve", "--port", str(port))
    reached = threading.Event()
    with process(dingtalk, *command) as server:
        wait_until_healthy(address, server)

        def kill(call: str) -> None:
            if call.endswith("createAndDeliver"):
                company.taken = lambda _: None
                server.kill()
                server.wait()
                reached.set()

        company.taken = kill
        send(address, asked("上季度销售额", 1))
        assert reached.wait(60)
    let_the_lease_run_out(engine)
    with process(dingtalk, *command) as server:
        wait_until_healthy(address, server)
        company.wait_until(lambda: settled(engine) == 1)
        send(address, asked("上季度销售额", 1))  # DingTalk delivers it again
        send(address, asked("本季度销售额", 2))
        company.wait_until(lambda: settled(engine) == 2)
    assert (company.deliveries, count_turns(engine)) == (2, 2)


@pytest.fixture
def streamed(dingtalk: Wendan) -> Wendan:
    """The same installation in the mode that is the usual one, without an address of its own."""
    own = ("DINGTALK_MODE", "DINGTALK_CALLBACK_URL")
    settings = {name: value for name, value in dingtalk.settings.items() if name not in own}
    return Wendan(dingtalk.home, settings)


def test_a_walk_over_a_connection(streamed: Wendan, company: Company, engine: Engine) -> None:
    bound(engine, ASKER, REP)
    with streamed.serving() as address:
        company.deliver(MESSAGES, asked("上季度销售额", 1))
        assert company.opened[0]["clientId"] == "ding1"
        assert {one["topic"] for one in company.opened[0]["subscriptions"]} == {MESSAGES, CLICKS}
        assert "524.5" in text_of(company.wait_for(1)[0])
        assert send(address, asked("上季度销售额", 2)).status_code == 404  # no door is open

        frame = company.deliver(MESSAGES, asked("提醒我周五给客户打电话", 3))
        proposal = company.wait_for(2)[1]
        assert proposal["callbackType"] == "STREAM"
        company.push("disconnect", {"reason": "the gateway is restarted"})
        company.wait_until(lambda: len(company.opened) == 2 and bool(company.connections))
        company.push(MESSAGES, asked("提醒我周五给客户打电话", 3), frame)  # delivered again
        company.deliver(MESSAGES, {"msgtype": "text"})  # no message of theirs: does not come again
        company.deliver(CLICKS, click(proposal, "批准（照上面的做）"))
        company.wait_until(lambda: not buttons_of(proposal))
        assert "已完成" in text_of(proposal)
        company.wait_until(lambda: settled(engine) == 3)
    assert company.deliveries == 2
    company.wait_until(lambda: company.connections == [])


def test_a_server_that_is_killed_before_it_acknowledges_leaves_one_answer(
    streamed: Wendan, company: Company, engine: Engine
) -> None:
    bound(engine, ASKER, REP)
    with process(streamed, "serve", "--port", str(free_port())) as server:
        company.push(MESSAGES, asked("上季度销售额", 1))
        server.kill()  # wherever it is with that
        server.wait()
    let_the_lease_run_out(engine)
    company.wait_until(lambda: not company.connections)
    with process(streamed, "serve", "--port", str(free_port())):
        company.deliver(MESSAGES, asked("上季度销售额", 1))  # for nobody has acknowledged it
        company.wait_until(lambda: settled(engine) == 1)
    assert (company.deliveries, count_turns(engine)) == (1, 1)
