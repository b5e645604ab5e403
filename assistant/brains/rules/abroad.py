"""Countries where provinces hold them: what lies abroad is split by country.

Rows at home have provinces of their own, so only what is asked of abroad is split so.
"""

from dataclasses import replace

from assistant.brains.rules.frame import Condition, Frame
from crm.names import NameIndex
from crm.names.places import place_names

ABROAD = place_names("Overseas", "region").identity


def by_country(frame: Frame, names: NameIndex) -> Frame:
    """Gives a frame about what lies abroad by province, where no row has a country."""
    held = names.holds("country") or not names.holds("province")
    if held or "country" not in frame.groups or not any(map(_is_abroad, frame.conditions)):
        return frame
    groups = tuple("province" if name == "country" else name for name in frame.groups)
    return replace(frame, groups=tuple(dict.fromkeys(groups)))


def _is_abroad(condition: Condition) -> bool:
    if condition.negated or condition.dimension not in {"region", "province"}:
        return False
    if condition.dimension == "province":
        return all("(" in label for label in condition.labels)  # Europe (Denmark, Germany)
    return {place_names(label, "region").identity for label in condition.labels} == {ABROAD}
