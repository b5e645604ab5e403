"""Slack: its requests (`events.py`), cards (`blocks.py`) and calls (`adapter.py`)."""

from assistant.channels.slack.adapter import opened

__all__ = ["opened"]
