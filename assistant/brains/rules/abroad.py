"""Countries where provinces hold them: what lies abroad is split by country.

Rows at home have provinces of their own, so only what is asked of abroad is split so, or by
somebody all of whose customers are abroad.
"""

from dataclasses import replace

from assistant.brains.rules.frame import Condition, Frame
from crm.access import Caller
from crm.names import NameIndex
from crm.names.places import is_country, place_names

ABROAD = place_names("Overseas", "region").identity


def by_country(frame: Frame, names: NameIndex, caller: Caller) -> Frame:
    """Gives a frame about what lies abroad by province, where no row has a country."""
    held = names.holds("country") or not names.holds("province")
    if held or "country" not in frame.groups:
        return frame
    if not any(map(_is_abroad, frame.conditions)) and not _sees_only_abroad(names, caller):
        return frame
    groups = tuple("province" if name == "country" else name for name in frame.groups)
    return replace(frame, groups=tuple(dict.fromkeys(groups)))


def _sees_only_abroad(names: NameIndex, caller: Caller) -> bool:
    places = names.values_of("province", caller)
    return bool(places) and all(map(is_country, places))


def _is_abroad(condition: Condition) -> bool:
    if condition.negated or condition.dimension not in {"region", "province"}:
        return False
    if condition.dimension == "province":
        return all("(" in label for label in condition.labels)  # Europe (Denmark, Germany)
    return {place_names(label, "region").identity for label in condition.labels} == {ABROAD}
