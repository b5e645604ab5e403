"""The page of the morning: what waits, four figures, one trend, questions to tap."""

from assistant.today.page import Today
from assistant.today.today import todays

__all__ = ["Today", "todays"]
