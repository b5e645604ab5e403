"""Feishu's walk: bind, ask, choose, approve, in private and in a group; each answered once."""

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
from tests.channels.feishu_gateway import Tenant, feishu_gateway
from tests.channels.processes import NOW, count_turns, let_the_lease_run_out, process, settled
from tests.channels.signing import (
    FEISHU_KEY,
    FEISHU_TOKEN,
    feishu_body,
    feishu_headers,
    payload,
)
from tests.functional.running import Wendan, free_port, wait_until_healthy

REP, MANAGER = "U05", "U02"
TENANT, ASKER = "2ca1d211f64f6438", "ou_84aad35d084aa403a838cf73ee18467"
DOOR = "/channels/feishu/events"


@pytest.fixture
def tenant() -> Generator[Tenant]:
    with feishu_gateway() as found:
        yield found


@pytest.fixture
def engine(demo_wendan: Wendan) -> Generator[Engine]:
    found = connect(demo_wendan.settings["DATABASE_URL"])
    yield found
    found.dispose()


@pytest.fixture
def feishu(demo_wendan: Wendan, tenant: Tenant) -> Wendan:
    """An installation with the demo company that is set up for that tenant."""
    own = {
        "FEISHU_APP_ID": "cli_1",
        "FEISHU_APP_SECRET": "secret",
        "FEISHU_ENCRYPT_KEY": FEISHU_KEY,
        "FEISHU_VERIFICATION_TOKEN": FEISHU_TOKEN,
        "FEISHU_BASE_URL": tenant.address,
    }
    return Wendan(demo_wendan.home, {**demo_wendan.settings, **own})


def send(address: str, found: Any) -> httpx.Response:
    body = feishu_body(found)
    return httpx.post(f"{address}{DOOR}", content=body, headers=feishu_headers(body, time.time()))


def asked(text: str, message_id: str, *, group: bool = False) -> dict[str, Any]:
    """Gives a message: the real one, with other words."""
    found = payload("feishu/im.message.receive_v1.text_group")
    said = f"@_user_1 {text}" if group else text
    message = {
        **found["event"]["message"],
        "message_id": message_id,
        "chat_type": "group" if group else "p2p",
        "content": json.dumps({"text": said}),
        "create_time": str(1_795_000_000_000 + int(message_id[3:])),
        "root_id": "",
    }
    return {**found, "event": {**found["event"], "message": message}}


def click(message_id: str, card: dict[str, Any], label: str) -> dict[str, Any]:
    elements = json.loads(card["content"])["body"]["elements"]
    buttons = [one for one in elements if one["tag"] == "button"]
    (button,) = [one for one in buttons if one["text"]["content"] == label]
    found = payload("feishu/im.message.receive_v1.text_group")
    event = {
        "operator": {"open_id": ASKER},
        "action": {"value": button["behaviors"][0]["value"]},
        "context": {"open_message_id": message_id, "open_chat_id": "oc_1"},
    }
    header = {**found["header"], "event_type": "card.action.trigger"}
    return {**found, "header": header, "event": event}


def bound(engine: Engine, account: str, user_id: str) -> None:
    with writing(engine) as connection:
        bind(connection, Account("feishu", account, TENANT), user_id, Act("", NOW))


def test_a_walk_through_feishu(feishu: Wendan, tenant: Tenant, engine: Engine) -> None:
    with feishu.serving() as address:
        challenge = {"type": "url_verification", "challenge": "c0", "token": FEISHU_TOKEN}
        assert send(address, challenge).json() == {"challenge": "c0"}
        assert send(address, asked("上季度销售额", "om_1")).status_code == 200
        assert "没有绑定" in tenant.wait_for(1)[0]["content"]
        with writing(engine) as connection:
            code = make_code(connection, REP, Act("", Settings().clock().now()))
        send(address, asked(code.text, "om_2"))
        assert REP in tenant.wait_for(2)[1]["content"]
        for _ in range(3):  # and is delivered again
            send(address, asked("上季度销售额", "om_3"))
        assert "524.5" in tenant.wait_for(3)[2]["content"]
        send(address, asked("提醒我周五给客户打电话", "om_4"))
        proposal = tenant.wait_for(4)[3]
        found = send(address, click("om_3", proposal, "批准"))
        assert (found.status_code, found.json()) == (200, {})
        tenant.wait_until(lambda: '"button"' not in tenant.messages["om_3"]["content"])
        assert "已完成" in tenant.messages["om_3"]["content"]
    assert len(tenant.messages) == 4


def test_a_chart_is_uploaded_and_without_the_permission_the_answer_goes_without(
    feishu: Wendan, tenant: Tenant, engine: Engine
) -> None:
    bound(engine, ASKER, REP)
    with feishu.serving() as address:
        send(address, asked("今年每月销售额趋势", "om_1"))
        (card,) = tenant.wait_for(1)
        assert b"\x89PNG" in tenant.pictures[0]
        assert b'name="image_type"\r\n\r\nmessage' in tenant.pictures[0]
        elements = json.loads(card["content"])["body"]["elements"]
        (image,) = [one for one in elements if one["tag"] == "img"]
        assert image["img_key"] == "img_1"
        tenant.takes_pictures = False
        send(address, asked("去年每月销售额趋势", "om_2"))
        assert '"img"' not in tenant.wait_for(2)[1]["content"]


def test_in_a_group_only_what_all_there_may_see_is_said(
    feishu: Wendan, tenant: Tenant, engine: Engine
) -> None:
    bound(engine, ASKER, MANAGER)
    bound(engine, "ou_rep", REP)
    with feishu.serving() as address:
        tenant.members = [ASKER]
        send(address, asked("上季度销售额", "om_1", group=True))
        assert tenant.wait_for(1)[0]["below"] == "om_1"
        tenant.members = [ASKER, "ou_rep"]
        send(address, asked("上季度销售额", "om_2", group=True))
        alone = tenant.wait_for(2)[1]
        assert (alone["below"], alone["receive_id"]) == ("", ASKER)
        tenant.wait_until(lambda: bool(tenant.whispered))
        assert "1,088" in alone["content"]
        assert "1,088" not in json.dumps(tenant.whispered)


def test_bad_signatures_are_refused_and_nothing_is_kept(
    feishu: Wendan, tenant: Tenant, engine: Engine
) -> None:
    body = feishu_body(asked("上季度销售额", "om_1"))
    good = feishu_headers(body, time.time())
    bad = {**good, "x-lark-signature": "0" * 64}
    stale = feishu_headers(body, time.time() - 9 * 3600)
    with feishu.serving() as address:
        for headers, sent, status in (
            (bad, body, 401),
            (stale, body, 401),
            ({}, body, 400),
            (good, b"{", 400),
            (good, feishu_body({}, "another key"), 400),
        ):
            found = httpx.post(f"{address}{DOOR}", content=sent, headers=headers)
            assert found.status_code == status
    with engine.connect() as connection:
        assert connection.execute(sa.select(chat_messages)).first() is None
    assert tenant.calls == []


def test_a_server_that_is_killed_while_it_posts_leaves_one_answer(
    feishu: Wendan, tenant: Tenant, engine: Engine
) -> None:
    bound(engine, ASKER, REP)
    port = free_port()
    address, command = f"http://127.0.0.1:{port}", ("serve", "--port", str(port))
    reached = threading.Event()
    with process(feishu, *command) as server:
        wait_until_healthy(address, server)

        def kill(call: str) -> None:
            if call.startswith("POST /open-apis/im/v1/messages"):
                tenant.taken = lambda _: None
                server.kill()
                server.wait()
                reached.set()

        tenant.taken = kill
        send(address, asked("上季度销售额", "om_1"))
        assert reached.wait(60)
    let_the_lease_run_out(engine)
    with process(feishu, *command) as server:
        wait_until_healthy(address, server)
        tenant.wait_until(lambda: settled(engine) == 1)
    assert (len(tenant.messages), count_turns(engine)) == (1, 1)
