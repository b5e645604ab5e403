"""Slack's Socket Mode, its own SDK against a socket on loopback: no door has to be reached."""

from collections.abc import Generator

import pytest
from sqlalchemy.engine import Engine

from crm.database import connect
from tests.channels.processes import count_turns, let_the_lease_run_out, process, settled
from tests.channels.signing import SECRET, payload
from tests.channels.slack_gateway import Workspace, slack_gateway, socket_mode, text_of
from tests.channels.test_slack_door import bound, direct
from tests.functional.running import Wendan, free_port

REP = "U05"


@pytest.fixture
def workspace() -> Generator[Workspace]:
    with slack_gateway() as found, socket_mode(found):
        yield found


@pytest.fixture
def engine(demo_wendan: Wendan) -> Generator[Engine]:
    found = connect(demo_wendan.settings["DATABASE_URL"])
    yield found
    found.dispose()


@pytest.fixture
def slack(demo_wendan: Wendan, workspace: Workspace) -> Wendan:
    own = {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_APP_TOKEN": "xapp-1",
        "SLACK_BASE_URL": workspace.address,
    }
    return Wendan(demo_wendan.home, {**demo_wendan.settings, **own})


def test_what_comes_over_the_connection_is_answered_like_at_the_door(
    slack: Wendan, workspace: Workspace, engine: Engine
) -> None:
    bound(engine, "W222", REP)
    bound(engine, "U111", REP)
    told = workspace.acknowledged
    with slack.serving():
        for envelope in ("e1", "e2"):  # delivered again, as where it was not acknowledged in time
            workspace.deliver("events_api", direct("上季度销售额", "1.1"), envelope)
        command = payload("slack/socket_mode_slash_commands")["payload"]
        workspace.deliver("slash_commands", {**command, "text": "sales last quarter"}, "e3")
        shortcut = payload("slack/socket_mode_interactive")["payload"]
        workspace.deliver("interactive", shortcut, "e4")
        workspace.deliver("events_api", {"type": "event_callback", "event": []}, "e5")
        workspace.wait_until(lambda: len(told) == 5)
        assert told["e1"] == told["e2"] == told["e4"] == told["e5"] == {}
        assert told["e3"]["response_type"] == "ephemeral"
        workspace.wait_until(lambda: settled(engine) == 2)
        workspace.connections[-1].close()
        workspace.wait_until(lambda: not workspace.connections)
        workspace.deliver("events_api", direct("上个月呢", "1.2"), "e6")  # over the next one
        workspace.wait_until(lambda: settled(engine) == 3)
    assert {one["channel"] for one in workspace.messages} == {"D111", "D-U111"}
    assert len(workspace.messages) == 3
    assert "524.5" in text_of(workspace.messages[0]) + text_of(workspace.messages[1])
    assert "10月" in text_of(workspace.messages[2])


def test_what_was_acknowledged_is_answered_by_whoever_comes_after_a_kill(
    slack: Wendan, workspace: Workspace, engine: Engine
) -> None:
    bound(engine, "W222", REP)
    command = ("serve", "--port", str(free_port()))
    with process(slack, *command) as server:
        workspace.deliver("events_api", direct("上季度销售额", "2.1"), "e1")
        workspace.wait_until(lambda: "e1" in workspace.acknowledged)
        server.kill()
        server.wait()
        workspace.wait_until(lambda: not workspace.connections)
    let_the_lease_run_out(engine)
    with process(slack, *command):
        workspace.deliver("events_api", direct("上季度销售额", "2.1"), "e2")
        workspace.wait_until(lambda: "e2" in workspace.acknowledged)
        workspace.wait_until(lambda: settled(engine) == 1)
    assert len(workspace.messages) == 1
    assert count_turns(engine) == 1


def test_the_doctor_says_what_to_click_where_slack_opens_no_connection(
    slack: Wendan, workspace: Workspace
) -> None:
    assert "messages come over a connection" in slack.run("doctor").stdout
    workspace.refuses["apps.connections.open"] = "not_allowed_token_type"
    found = slack.run("doctor")
    assert "Slack opens no connection (not_allowed_token_type)" in found.stdout
    assert "connections:write" in found.stdout
    assert "xapp-1" not in found.stdout
