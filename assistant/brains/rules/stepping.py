"""Month on month over a longer time: "month on month this year" is by month, and no comparison."""

from assistant.brains.rules.slots import Slots

STEPS = {
    "month on month": ("month", 31),
    "month over month": ("month", 31),
    "mom": ("month", 31),
    "quarter on quarter": ("quarter", 92),
    "quarter over quarter": ("quarter", 92),
    "qoq": ("quarter", 92),
    "week on week": ("week", 7),
    "week over week": ("week", 7),
    "wow": ("week", 7),
}
"""Words of growth, each with its unit and the most days that one has."""


def take_steps(slots: Slots) -> None:
    """Splits by the unit of a word of growth, where the one time named is longer than that."""
    steps = STEPS.get(slots.compare_words[0]) if len(slots.compare_words) == 1 else None
    if steps is None or len(slots.periods) != 1 or slots.has("change", "against"):
        return
    unit, most = steps
    if slots.periods[0].open_start or slots.periods[0].days <= most:
        return
    slots.compare.pop()
    slots.compare_words.pop()
    if unit not in slots.groups:
        slots.groups.append(unit)
