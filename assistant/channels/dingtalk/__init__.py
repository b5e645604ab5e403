"""DingTalk: what comes in (`reading.py`), cards (`cards.py`) and calls (`adapter.py`)."""

from assistant.channels.dingtalk.adapter import opened

__all__ = ["opened"]
