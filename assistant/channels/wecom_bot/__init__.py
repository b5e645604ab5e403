"""WeCom's AI bot (智能机器人): its answers are fetched over HTTP."""

from assistant.channels.wecom_bot.adapter import opened

__all__ = ["opened"]
