"""WeCom: a self-built application, over HTTP."""

from assistant.channels.wecom.adapter import opened

__all__ = ["opened"]
