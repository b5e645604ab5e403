"""What else was done in the time just spoken of: 上月开了多少票, then 收了多少."""

from assistant.brains.rules.frame import Frame
from assistant.brains.rules.slots import Slots

DEEDS = frozenset({"pay", "return", "sell", "buy", "uninvoiced"})
BESIDE = frozenset({"count", "amount", "noun", "cue"})
"""Flags of words that only ask how much."""


def asks_what_else_was_done(slots: Slots, frame: Frame) -> bool:
    """Whether nothing is said but a verb and how much, after a figure of a time."""
    said = (slots.mentions, slots.periods, slots.measures, slots.groups, slots.asked)
    more = (slots.bounds, slots.compare, slots.statuses, slots.currencies, slots.every)
    only = not (any(said) or any(more) or slots.rank or slots.limit or slots.entities)
    figure = frame.entity is None and frame.view is None and not (frame.groups or frame.ranked)
    timed = frame.period is not None and not frame.period.open_start and bool(frame.measures)
    deed = len(slots.verbs) == 1 and slots.verbs.keys() <= DEEDS and slots.has("count", "amount")
    return only and figure and timed and deed and slots.flags.keys() <= BESIDE
