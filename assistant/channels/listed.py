"""The chat programs there are: one line each. To add one, see docs/channels/README.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from pydantic import BaseModel, SecretStr

from assistant.channels.contract import Adapter
from assistant.identity import Channel


@dataclass(frozen=True)
class Program:
    """A chat program: its module here, the settings without which it is off, what it needs."""

    name: Channel
    needs: str
    """By their names behind the program's own; `|` stands between ways to set it up."""
    package: str
    family: str = ""
    """The program whose settings it shares, and whose page tells of it."""

    @property
    def settings(self) -> Sequence[str]:
        """Gives the settings that it can be set up by."""
        return list(dict.fromkeys(name for way in self._ways for name in way))

    @property
    def _ways(self) -> Sequence[Sequence[str]]:
        return [[f"{self.name}_{name}" for name in way.split()] for way in self.needs.split("|")]

    def _given(self, chosen: BaseModel) -> Sequence[str]:
        return [name for name in self.settings if getattr(chosen, name) is not None]

    def missing(self, chosen: BaseModel) -> Sequence[str]:
        """Gives which of its settings are not set, of the way that is meant by those that are."""
        given = set(self._given(chosen))
        meant = min(self._ways, key=lambda way: (len(given - set(way)), len(set(way) - given)))
        return [name for name in meant if name not in given]

    def is_wanted(self, chosen: BaseModel) -> bool:
        """Whether at least one of its settings is set."""
        return bool(self._given(chosen))

    def is_installed(self) -> bool:
        """Whether what it needs is installed."""
        return find_spec(self.package) is not None

    @property
    def page(self) -> str:
        """Gives the page that tells of it."""
        return f"docs/channels/{self.family or self.name}.md"

    def adapter(self, chosen: BaseModel) -> Adapter:
        """Gives its adapter; nothing is called before there is something to say."""
        module = import_module(f"assistant.channels.{self.name}")
        values: Mapping[str, str | None] = {
            name.removeprefix(f"{prefix}_"): _plain(getattr(chosen, name))
            for prefix in (self.family, self.name)
            for name in type(chosen).model_fields
            if prefix and name.startswith(f"{prefix}_")
        }
        adapter: Adapter = module.opened(values)
        return adapter


def _plain(value: object) -> str | None:
    if value is None:
        return None
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


_APP = "app_id app_secret"
PROGRAMS = (
    Program("slack", "bot_token signing_secret", "slack_sdk"),
    Program("dingtalk", "client_id client_secret", "dingtalk_stream"),
    Program("feishu", f"{_APP}|{_APP} encrypt_key verification_token", "httpx"),
    Program("wecom", "corp_id agent_id secret token aes_key", "httpx"),
    Program("wecom_bot", "token aes_key|id secret", "httpx", "wecom"),
)
CONSOLES = {
    "slack_bot_token": "api.slack.com/apps, OAuth & Permissions, Bot User OAuth Token",
    "slack_signing_secret": "api.slack.com/apps, Basic Information, Signing Secret",
    "slack_app_token": "the same page, App-Level Tokens, with connections:write",
    "dingtalk_client_id": "open-dev.dingtalk.com, the app, Credentials and Basic Info, Client ID",
    "dingtalk_client_secret": "the same page, Client Secret",
    "feishu_app_id": "open.feishu.cn/app, Credentials & Basic Info, App ID (cli_…)",
    "feishu_app_secret": "open.feishu.cn/app, Credentials & Basic Info, App Secret",
    "feishu_encrypt_key": "open.feishu.cn/app, Events & Callbacks, Encryption, Encrypt Key",
    "feishu_verification_token": "the same page, Verification Token",
    "wecom_corp_id": "work.weixin.qq.com, 我的企业, 企业信息, 企业ID (ww…)",
    "wecom_agent_id": "work.weixin.qq.com, 应用管理, 自建, the application, AgentId",
    "wecom_secret": "the same page, Secret",
    "wecom_token": "the same page, 接收消息, 设置API接收, Token",
    "wecom_aes_key": "the same page, EncodingAESKey",
    "wecom_bot_token": "work.weixin.qq.com, 管理工具, 智能机器人, the bot, API模式, URL回调, Token",
    "wecom_bot_aes_key": "the same page, EncodingAESKey",
    "wecom_bot_id": "work.weixin.qq.com, 管理工具, 智能机器人, the bot, API模式, 长连接, Bot ID",
    "wecom_bot_secret": "the same page, Secret",
}
"""Where in the vendor's console a setting is found."""


def adapters(chosen: BaseModel) -> Mapping[str, Adapter]:
    """Gives the adapters of the programs that are set and installed, by channel."""
    ready = [one for one in PROGRAMS if not one.missing(chosen) and one.is_installed()]
    return {one.name: one.adapter(chosen) for one in ready}
