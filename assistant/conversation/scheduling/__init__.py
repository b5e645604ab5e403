"""Replies about what is to come by itself: proposed, kept once a person confirms, listed, changed.

Nothing is changed here: what a person wants changed goes with the reply, and is kept with the turn
(`assistant/journal.py`) or not at all.
"""

from assistant.conversation.scheduling.replying import scheduled
from assistant.conversation.scheduling.scheduled import Scheduled

__all__ = ["Scheduled", "scheduled"]
