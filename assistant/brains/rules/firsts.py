"""The first ones of each: 各区域卖得最好的产品, "top 3 products per category"."""

from dataclasses import replace

from assistant.brains.rules.frame import TIME, Frame
from assistant.brains.rules.slots import Slots
from assistant.brains.rules.splitting import ENTITY_DIMENSION
from crm.query.spec import CHANGE, CHANGE_RATE

PLURAL = frozenset({"products", "items", "customers", "clients", "accounts", "reps", "models"})
SEVERAL = 3
"""As many where it is said that there are some of each, and not how many."""
PAIR = 2


def of_each(slots: Slots) -> tuple[str, str] | None:
    """Gives of what each, and what is ranked in it; None where it is not said which is which."""
    nouns = [ENTITY_DIMENSION[e] for e in slots.entities if e in ENTITY_DIMENSION]
    groups = list(dict.fromkeys([*slots.groups, *nouns]))
    outer = [group for group in groups if group in slots.each or group in TIME]
    inner = [group for group in groups if group not in outer]
    plain = slots.rank is not None and slots.nth is None and not slots.has("two_ranks", "newest")
    if not plain or len(groups) != PAIR or len(outer) != 1:
        return None
    return outer[0], inner[0]


def firsts(frame: Frame, slots: Slots) -> Frame:
    """Gives a frame with the first rows of each group, where these are asked for."""
    both = of_each(slots)
    if both is None or not frame.ranked or {*both} != {*frame.groups}:
        return frame
    if frame.order[0].by in {CHANGE, CHANGE_RATE} or len(frame.measures) > 1 or frame.share:
        return frame
    said = {span.text for span in slots.sentence.spans}
    usual = SEVERAL if said & PLURAL and "best" not in said else 1
    return replace(frame, groups=both, each=slots.limit or usual, limit=None, limited=False)
