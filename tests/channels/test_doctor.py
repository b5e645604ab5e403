"""`wendan doctor` tells of each chat program what is missing, and what to click."""

from collections.abc import Generator

import pytest

from tests.channels.dingtalk_gateway import dingtalk_gateway
from tests.channels.feishu_gateway import feishu_gateway
from tests.channels.signing import WECOM_KEY
from tests.channels.slack_gateway import Workspace, slack_gateway
from tests.channels.wecom_gateway import wecom_gateway
from tests.functional.running import Wendan

SLACK = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}


@pytest.fixture
def workspace() -> Generator[Workspace]:
    with slack_gateway() as found:
        yield found


def test_half_a_setting_names_the_other_half_and_where_it_is_found(wendan: Wendan) -> None:
    found = wendan.run("doctor", SLACK_BOT_TOKEN="xoxb-1", FEISHU_APP_ID="cli_1")
    assert found.returncode == 1
    assert "BROKEN  slack: set also WENDAN_SLACK_SIGNING_SECRET: api.slack.com" in found.stdout
    assert "BROKEN  feishu: set also WENDAN_FEISHU_APP_SECRET: open.feishu.cn" in found.stdout
    served = wendan.run("serve", SLACK_BOT_TOKEN="xoxb-1")
    assert served.returncode == 1
    assert "WENDAN_SLACK_SIGNING_SECRET must be set too" in served.stderr


def test_a_program_that_lets_us_in_is_well(wendan: Wendan, workspace: Workspace) -> None:
    found = wendan.run("doctor", **SLACK, SLACK_BASE_URL=workspace.address)
    assert "ok      slack: lets us in" in found.stdout
    assert "/channels/slack/events" in found.stdout


def test_a_refused_token_says_where_the_right_one_is(wendan: Wendan, workspace: Workspace) -> None:
    workspace.refuses["auth.test"] = "invalid_auth"
    found = wendan.run("doctor", **SLACK, SLACK_BASE_URL=workspace.address)
    assert "BROKEN  slack: Slack refuses the bot token (invalid_auth)" in found.stdout
    assert "OAuth & Permissions" in found.stdout
    assert "xoxb-1" not in found.stdout


def test_a_missing_permission_is_named(wendan: Wendan, workspace: Workspace) -> None:
    workspace.scopes = "chat:write"
    found = wendan.run("doctor", **SLACK, SLACK_BASE_URL=workspace.address)
    assert "the app lacks app_mentions:read, channels:history" in found.stdout
    assert "Reinstall to Workspace" in found.stdout


def test_feishu_that_lets_us_in_is_well_and_one_that_is_not_there_is_said(wendan: Wendan) -> None:
    own = {
        "FEISHU_APP_ID": "cli_1",
        "FEISHU_APP_SECRET": "s",
        "FEISHU_ENCRYPT_KEY": "k",
        "FEISHU_VERIFICATION_TOKEN": "t",
    }
    with feishu_gateway() as tenant:
        found = wendan.run("doctor", **own, FEISHU_BASE_URL=tenant.address)
    assert "ok      feishu: lets us in" in found.stdout
    gone = wendan.run("doctor", **own, FEISHU_BASE_URL=tenant.address)
    assert "BROKEN  feishu: Feishu does not answer" in gone.stdout


def test_dingtalk_that_lets_us_in_is_well_and_a_missing_permission_is_named(
    wendan: Wendan,
) -> None:
    own = {"DINGTALK_CLIENT_ID": "ding1", "DINGTALK_CLIENT_SECRET": "a-secret"}
    with dingtalk_gateway() as company:
        found = wendan.run("doctor", **own, DINGTALK_BASE_URL=company.address)
        assert "ok      dingtalk: lets us in; messages come over a connection" in found.stdout
        code = "Forbidden.AccessDenied.AccessTokenPermissionDenied"
        company.refuses["/v1.0/card/instances"] = (403, code)
        denied = wendan.run("doctor", **own, DINGTALK_BASE_URL=company.address)
        assert company.cards == {}
    assert "BROKEN  dingtalk: the app lacks the permission Card.Instance.Write" in denied.stdout
    assert "a-secret" not in found.stdout + denied.stdout


def test_wecom_says_what_to_click_where_it_does_not_know_this_machine(wendan: Wendan) -> None:
    own = {
        "WECOM_CORP_ID": "ww1",
        "WECOM_AGENT_ID": "1",
        "WECOM_SECRET": "s",
        "WECOM_TOKEN": "t",
        "WECOM_AES_KEY": WECOM_KEY,
    }
    with wecom_gateway() as corp:
        found = wendan.run("doctor", **own, WECOM_BASE_URL=corp.address)
        corp.refuses = 60020
        unknown = wendan.run("doctor", **own, WECOM_BASE_URL=corp.address)
    assert "ok      wecom: lets us in; its requests belong to https://…/channels/wecom/app" in (
        found.stdout
    )
    assert "BROKEN  wecom: WeCom does not know this machine" in unknown.stdout
    assert "企业可信IP" in unknown.stdout


def test_an_ai_bot_of_wecom_is_set_or_says_what_is_missing(wendan: Wendan) -> None:
    own = {"WECOM_BOT_TOKEN": "t", "WECOM_BOT_AES_KEY": WECOM_KEY}
    found = wendan.run("doctor", **own)
    assert "ok      wecom_bot: is set; its requests belong to https://…/channels/wecom/bot" in (
        found.stdout
    )
    half = wendan.run("doctor", WECOM_BOT_TOKEN="t")
    assert "BROKEN  wecom_bot: set also WENDAN_WECOM_BOT_AES_KEY: the same page" in half.stdout
    odd = wendan.run("doctor", **{**own, "WECOM_BOT_AES_KEY": "short"})
    assert "EncodingAESKey: it has 43 letters and digits (docs/channels/wecom.md)" in odd.stdout
