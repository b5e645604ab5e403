"""What part of the figure before one thing is: 颐桥今年买了多少, then 其中耗材占多少."""

import re
from dataclasses import replace

from assistant.brains.rules.frame import Frame
from assistant.brains.rules.situation import Shown
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


OF_ALL = re.compile(
    r"占(?:了|到)?(?:我|我们|咱们?|公司|全公司|所有|全体|整个)?的?"
    r"(?:总数|总额|总量|总销售额?|总体|总的|总业绩|总盘子|全部|整体|大盘)"
)


def share_of_all(frame: Frame, slots: Slots, shown: tuple[Shown, ...]) -> Frame | None:
    """Gives what part of everything those just ranked are: 谁最多, then 占我总数的几成.

    Everything is no longer narrowed to places or kinds; the first alone is meant where one was.
    """
    said = slots.mentions or slots.measures or slots.groups or slots.periods or slots.rank
    ranked = frame.ranked and len(frame.groups) == 1 and bool(shown) and len(frame.measures) == 1
    if said or not ranked or not slots.has("share") or not OF_ALL.search(slots.sentence.text):
        return None
    meant = shown[:1] if frame.one_meant or frame.limit == 1 else shown
    kept = tuple(c for c in frame.conditions if c.dimension not in KINDS)
    return replace(
        frame,
        conditions=kept,
        only=tuple(one.value for one in meant),
        share=True,
        having=(),
        order=(),
        ranked=False,
        limit=None,
        limited=False,
        offset=0,
    )


KINDS = frozenset("region province city country level industry customer_status category".split())
"""What those that are ranked may have been narrowed to."""


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
