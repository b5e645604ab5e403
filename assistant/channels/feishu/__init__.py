"""Feishu and Lark: events over HTTP or a connection, cards out."""

from assistant.channels.feishu.adapter import Feishu, opened

__all__ = ["Feishu", "opened"]
