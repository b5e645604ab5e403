"""Feishu's long connection: kept before it is acknowledged, once over any, and after a kill."""

from collections.abc import Generator

import pytest
from sqlalchemy.engine import Engine

from assistant.identity import Account, Act, bind
from crm.database import connect, writing
from tests.channels.feishu_gateway import Tenant, feishu_gateway, long_connection
from tests.channels.processes import NOW, count_turns, let_the_lease_run_out, process, settled
from tests.channels.test_feishu_door import ASKER, REP, TENANT, asked, click
from tests.functional.running import Wendan, free_port


@pytest.fixture
def tenant() -> Generator[Tenant]:
    with feishu_gateway() as found, long_connection(found):
        yield found


@pytest.fixture
def engine(demo_wendan: Wendan) -> Generator[Engine]:
    found = connect(demo_wendan.settings["DATABASE_URL"])
    with writing(found) as connection:
        bind(connection, Account("feishu", ASKER, TENANT), REP, Act("", NOW))
    yield found
    found.dispose()


@pytest.fixture
def feishu(demo_wendan: Wendan, tenant: Tenant) -> Wendan:
    """An installation that is set up for that tenant, with nothing that seals requests."""
    own = {"FEISHU_APP_ID": "cli_1", "FEISHU_APP_SECRET": "secret"}
    more = {**own, "FEISHU_BASE_URL": tenant.address}
    return Wendan(demo_wendan.home, {**demo_wendan.settings, **more})


def test_a_walk_over_connections_of_ours_and_a_kill(
    feishu: Wendan, tenant: Tenant, engine: Engine
) -> None:
    command = ("serve", "--port", str(free_port()))
    with process(feishu, *command) as server:
        tenant.deliver(asked("上季度销售额", "om_1"), "e1")
        tenant.deliver(asked("上季度销售额", "om_1"), "e2", parts=3)  # delivered again
        tenant.deliver({"header": {"event_type": "im.message.receive_v1"}, "event": []}, "e3")
        tenant.wait_until(lambda: len(tenant.acknowledged) == 3)
        assert set(tenant.acknowledged.values()) == {200}
        assert "524.5" in tenant.wait_for(1)[0]["content"]
        tenant.connections[-1].close()
        tenant.wait_until(lambda: not tenant.connections)
        tenant.deliver(asked("提醒我周五给客户打电话", "om_2"), "e4")  # over the next one
        tenant.deliver(click("om_1", tenant.wait_for(2)[1], "批准"), "e5")
        tenant.wait_until(lambda: "已完成" in str(tenant.messages))
        assert tenant.pings >= 2
        tenant.deliver(asked("上个月呢", "om_3"), "e6")
        tenant.wait_until(lambda: "e6" in tenant.acknowledged)
        server.kill()
        server.wait()
        tenant.wait_until(lambda: not tenant.connections)
    let_the_lease_run_out(engine)
    with process(feishu, *command):
        tenant.deliver(asked("上个月呢", "om_3"), "e7")
        tenant.wait_until(lambda: "e7" in tenant.acknowledged)
        tenant.wait_until(lambda: settled(engine) == 4)
    assert (len(tenant.messages), count_turns(engine)) == (3, 3)


def test_the_doctor_says_which_way_messages_come(feishu: Wendan) -> None:
    found = feishu.run("doctor")
    assert "ok      feishu: lets us in; messages come over a connection" in found.stdout
