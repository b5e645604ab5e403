"""What part of the figure before one thing is: 颐桥今年买了多少, then 其中耗材占多少."""

from dataclasses import replace

from assistant.brains.rules.frame import Frame
from assistant.brains.rules.slots import Mention, Slots


def part_of(frame: Frame, slots: Slots) -> Frame | None:
    """Gives the share of what is named in what was asked before; None where no share is asked.

    What stands behind 占 is the whole, and what each of the rows is a share of is left as it is.

    Args:
        frame: the question before.
        slots: the words of this one.
    """
    part = _part(slots)
    if part is None or part.dimension in frame.groups or not frame.measures or slots.groups:
        return None
    values = tuple(str(value) for value in part.names[0].values)
    rest = tuple(c for c in frame.conditions if c.dimension != part.dimension)
    return replace(
        frame,
        groups=(part.dimension,),
        conditions=rest,
        only=values,
        share=True,
        compare=None,
        against=None,
        having=(),
        order=(),
        ranked=False,
        limit=None,
        limited=False,
        each=None,
    )


def _part(slots: Slots) -> Mention | None:
    """Gives the one thing whose share is asked for: before 占, or with "of that"."""
    if not slots.has("share") or len(slots.mentions) != 1 or slots.measures or slots.rank:
        return None
    said, named = slots.flags["share"], slots.mentions[0]
    before = slots.mention_at[0] < slots.share_at
    each = said.startswith("各") or slots.flags.get("split", "").startswith("各")
    if named.negated or each or not (before or slots.has("thereof", "pronoun")):
        return None
    return named
