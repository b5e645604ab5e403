"""Slack's walk: bind, ask, choose, approve, in private and in a channel; each answered once."""

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
from tests.channels.processes import NOW, count_turns, let_the_lease_run_out, process, settled
from tests.channels.signing import FORM, SECRET, form_body, json_body, payload, slack_headers
from tests.channels.slack_gateway import Workspace, slack_gateway, text_of
from tests.functional.running import Wendan, free_port, wait_until_healthy

TEAM, REP, MANAGER = "T111", "U05", "U02"
DOOR = "/channels/slack/events"


@pytest.fixture
def workspace() -> Generator[Workspace]:
    with slack_gateway() as found:
        yield found


@pytest.fixture
def engine(demo_wendan: Wendan) -> Generator[Engine]:
    found = connect(demo_wendan.settings["DATABASE_URL"])
    yield found
    found.dispose()


@pytest.fixture
def slack(demo_wendan: Wendan, workspace: Workspace) -> Wendan:
    """An installation with the demo company that is set up for that workspace."""
    own = {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_BASE_URL": workspace.address,
    }
    return Wendan(demo_wendan.home, {**demo_wendan.settings, **own})


def bound(engine: Engine, account: str, user_id: str) -> None:
    with writing(engine) as connection:
        act = Act("", NOW)
        bind(connection, Account("slack", account, TEAM), user_id, act)


def send(address: str, found: Any, **more: str) -> httpx.Response:
    body = json_body(found)
    return httpx.post(
        f"{address}{DOOR}", content=body, headers={**slack_headers(body, time.time()), **more}
    )


def direct(text: str, ts: str, account: str = "W222") -> dict[str, Any]:
    """Gives a direct message: the real one, with other words."""
    found = payload("slack/assistant_user_message")
    changed = {**found["event"], "text": text, "ts": ts, "user": account}
    del changed["thread_ts"]
    return {**found, "event": changed}


def mention(text: str, ts: str) -> dict[str, Any]:
    found = payload("slack/event_app_mention")
    return {**found, "event": {**found["event"], "text": f"<@UBOT> {text}", "ts": ts}}


def click(message: dict[str, Any], label: str, account: str = "W222") -> bytes:
    """Gives the click on a button of a message."""
    buttons = [e for b in message["blocks"] if b["type"] == "actions" for e in b["elements"]]
    (button,) = [one for one in buttons if one["text"]["text"] == label]
    found = payload("slack/block_actions_button")
    found["user"]["id"] = account
    found["channel"]["id"] = message["channel"]
    found["container"] = {"type": "message", "message_ts": message["ts"]}
    found["actions"] = [{**button, "action_ts": "1596530385.194939"}]
    return form_body(payload=json.dumps(found))


def send_form(address: str, body: bytes) -> httpx.Response:
    headers = slack_headers(body, time.time(), kind=FORM)
    return httpx.post(f"{address}{DOOR}", content=body, headers=headers)


def test_a_walk_through_slack(  # noqa: PLR0915  (one conversation, step by step)
    slack: Wendan, workspace: Workspace, engine: Engine
) -> None:
    with slack.serving() as address:
        challenge = send(address, {"type": "url_verification", "challenge": "c0"})
        assert (challenge.status_code, challenge.text) == (200, "c0")

        assert send(address, direct("上季度销售额", "1.1")).status_code == 200
        assert "没有绑定" in text_of(workspace.wait_for(1)[0])
        with writing(engine) as connection:
            code = make_code(connection, REP, Act("", Settings().clock().now()))
        send(address, direct(code.text, "1.2"))
        assert REP in text_of(workspace.wait_for(2)[1])

        send(address, direct("上季度销售额", "1.3"))
        found = workspace.wait_for(3)[2]
        assert "524.5" in text_of(found)
        assert found["channel"] == "D111"
        assert "thread_ts" not in found

        send(address, direct("今年卖得最多的产品", "1.4"))
        asked = workspace.wait_for(4)[3]
        label = next(
            e["text"]["text"]
            for b in asked["blocks"]
            if b["type"] == "actions"
            for e in b["elements"]
        )
        for _ in range(2):  # a double click
            assert send_form(address, click(asked, label)).status_code == 200
        table = workspace.wait_for(5)[4]
        assert any(block["type"] == "table" for block in table["blocks"])

        send(address, direct("提醒我周五给客户打电话", "1.5"))
        proposal = workspace.wait_for(6)[5]
        assert send_form(address, click(proposal, "批准", "W999")).status_code == 200
        assert "没有绑定" in text_of(workspace.wait_for(7)[6])
        approval = click(proposal, "批准")
        send_form(address, approval)
        workspace.wait_until(lambda: "chat.update" in workspace.calls)
        assert not [b for b in workspace.messages[5]["blocks"] if b["type"] == "actions"]
        send_form(address, approval.replace(b"194939", b"194940"))
        send(address, direct("我的待办", "1.6"))
        assert text_of(workspace.wait_for(8)[7]).count("打电话") == 1
    assert len(workspace.messages) == 8


def test_a_chart_is_shown_as_a_picture_and_an_answer_goes_without_one(
    slack: Wendan, workspace: Workspace, engine: Engine
) -> None:
    bound(engine, "W222", REP)
    workspace.digests = 1  # Slack refuses a file that it has not taken in yet
    with slack.serving() as address:
        send(address, direct("今年每个月的销售额", "1.1"))
        shown = workspace.wait_for(1)[0]
        workspace.refuses["files.getUploadURLExternal"] = "missing_scope"
        send(address, direct("今年每个月的销售额", "1.2"))
        without = workspace.wait_for(2)[1]
    (image,) = [one for one in shown["blocks"] if one["type"] == "image"]
    assert "销售额" in image["alt_text"]
    assert workspace.uploads[image["slack_file"]["id"]].startswith(b"\x89PNG")
    assert text_of(shown) == text_of(without)
    assert not [one for one in without["blocks"] if one["type"] == "image"]


def test_a_thread_of_the_assistant_is_greeted_with_examples_once(
    slack: Wendan, workspace: Workspace, engine: Engine
) -> None:
    bound(engine, "W222", REP)
    opened = payload("slack/assistant_thread_started")
    thread = opened["event"]["assistant_thread"]["thread_ts"]
    with slack.serving() as address:
        for _ in range(2):
            assert send(address, opened).status_code == 200
        greeting = workspace.wait_for(1)[0]
        asked = direct("上季度销售额", "1926133698.1")
        asked["event"]["thread_ts"] = thread
        send(address, asked)
        answer = workspace.wait_for(2)[1]
    assert "Ask me anything" in text_of(greeting)
    assert "想问什么直接说" in text_of(greeting)
    assert "524.5" in text_of(answer)
    assert greeting["thread_ts"] == answer["thread_ts"] == thread


def test_in_a_channel_only_what_all_there_may_see_is_said(
    slack: Wendan, workspace: Workspace, engine: Engine
) -> None:
    bound(engine, "W222", MANAGER)
    bound(engine, "W333", REP)
    with slack.serving() as address:
        workspace.members = ["UBOT", "W222"]
        send(address, mention("上季度销售额", "2.1"))
        there = workspace.wait_for(1)[0]
        assert (there["channel"], there["thread_ts"]) == ("C111", "2.1")
        workspace.members = ["UBOT", "W222", "W333"]
        send(address, mention("上季度销售额", "2.2"))
        alone = workspace.wait_for(2)[1]
        assert alone["channel"] == "D-W222"
        assert "1,088.3" in text_of(alone)
        workspace.wait_until(lambda: bool(workspace.ephemeral))
        assert workspace.ephemeral[0]["user"] == "W222"
        assert "1,088" not in json.dumps(workspace.ephemeral)


def test_a_slash_command_is_acknowledged_and_answered_alone(
    slack: Wendan, workspace: Workspace, engine: Engine
) -> None:
    bound(engine, "W111", REP)
    with slack.serving() as address:
        form = dict(
            one.split("=", 1) for one in payload("slack/slash_command.form")["body"].split("&")
        )
        told = send_form(address, form_body(**{**form, "text": "sales last quarter"}))
        assert told.json()["response_type"] == "ephemeral"
        assert workspace.wait_for(1)[0]["channel"] == "D-W111"


def test_bad_signatures_are_refused_and_nothing_is_kept(
    slack: Wendan, workspace: Workspace, engine: Engine
) -> None:
    body = json_body(direct("上季度销售额", "3.1"))
    good = slack_headers(body, time.time())
    stale = slack_headers(body, time.time() - 600)
    bad = {**good, "x-slack-signature": "v0=" + "0" * 64}
    odd = {**good, "x-slack-request-timestamp": "yesterday"}
    with slack.serving() as address:
        for headers, status in ((stale, 401), (bad, 401), (odd, 400), ({}, 400)):
            found = httpx.post(f"{address}{DOOR}", content=body, headers=headers)
            assert found.status_code == status
        assert httpx.post(f"{address}/channels/feishu/events", content=body).status_code == 404
        assert httpx.post(f"{address}/channels/slack/other", content=body).status_code == 404
    with engine.connect() as connection:
        assert connection.execute(sa.select(chat_messages)).first() is None
    assert workspace.calls == []


def test_a_redelivery_is_acknowledged_and_not_answered(
    slack: Wendan, workspace: Workspace, engine: Engine
) -> None:
    bound(engine, "W222", REP)
    with slack.serving() as address:
        for number in range(3):
            retried = {"x-slack-retry-num": str(number), "x-slack-retry-reason": "http_timeout"}
            found = send(address, direct("上季度销售额", "4.1"), **retried)
            assert found.status_code == 200
        send(address, direct("上个月呢", "4.2"))
        first, second = workspace.wait_for(2)
        long = direct("谢谢", "4.3")
        long["event"]["blocks"] = ["长" * 100_000]  # as a click brings the whole card along
        assert send(address, long).status_code == 200
        workspace.wait_for(3)
    assert "524.5" in text_of(first)
    assert "10月" in text_of(second)
    assert len(workspace.messages) == 3


@pytest.mark.parametrize("method", ["chat.postMessage", "conversations.members"])
def test_a_server_that_is_killed_leaves_one_answer(
    slack: Wendan, workspace: Workspace, engine: Engine, method: str
) -> None:
    bound(engine, "W222", MANAGER)
    workspace.members = ["UBOT", "W222"]
    port = free_port()
    address, command = f"http://127.0.0.1:{port}", ("serve", "--port", str(port))
    reached = threading.Event()
    with process(slack, *command) as server:
        wait_until_healthy(address, server)

        def kill(called: str) -> None:
            if called == method:
                workspace.taken = lambda _: None
                server.kill()
                server.wait()
                reached.set()

        workspace.taken = kill
        assert send(address, mention("上季度销售额", "5.1")).status_code == 200
        assert reached.wait(120)
    let_the_lease_run_out(engine)
    with process(slack, *command) as server:
        wait_until_healthy(address, server)
        workspace.wait_until(lambda: settled(engine) >= 1)
        send(address, mention("上季度销售额", "5.1"))  # Slack delivers it again
        send(address, mention("本季度销售额", "5.2"))
        workspace.wait_until(lambda: settled(engine) >= 2)
    assert len(workspace.messages) == 2
    assert count_turns(engine) == 2
    found = "conversations.replies" in workspace.calls
    assert found == (method == "chat.postMessage")


def test_two_processes_on_one_database_answer_each_message_once(
    slack: Wendan, workspace: Workspace, engine: Engine
) -> None:
    for number in range(4):
        bound(engine, f"W{number}", REP)
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with process(slack, "serve", "--port", str(port)) as server, process(slack, "worker"):
        wait_until_healthy(address, server)
        for number in range(24):
            message = direct("上季度销售额", f"6.{number:04d}", f"W{number % 4}")
            assert send(address, message).status_code == 200
        workspace.wait_until(lambda: settled(engine) >= 12)
        server.kill()  # with what it has in hand
        server.wait()
        let_the_lease_run_out(engine)
        workspace.wait_until(lambda: settled(engine) >= 24)
    keys = [one["metadata"]["event_payload"]["key"] for one in workspace.messages]
    assert len(keys) == len(set(keys)) == 24
    with engine.connect() as connection:
        states = connection.execute(sa.select(chat_messages.c.state)).scalars().all()
    assert set(states) == {"sent"}
