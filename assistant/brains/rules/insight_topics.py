"""What a question for an insight may say beside it: whatever else is said would be left out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.brains.rules.frame import Insight
from assistant.brains.rules.slots import Slots
from crm.periods import Kind, Period

OF_ONE = ("next_purchase", "cross_sell")
"""What is asked of one customer (or product)."""
VERBS = frozenset({"buy", "order", "sell"})
COUNTED = frozenset({"leaving", "to_call", "health", "segments", "collect", "renewals"})
"""Lists of customers, whose count 多少 may ask for: not what they bought."""
OTHERS = ("share", "compare", "trend", "against", "newest", "oldest", "not", "average", "afresh")
MONTHS = (Kind.MONTH, Kind.QUARTER, Kind.HALF, Kind.YEAR)
MOST_MONTHS = 6
_NONE = frozenset[str]()
_WHOSE = frozenset({"customer"})
_GOODS = frozenset({"customer", "product", "order"})
"""What 哪些 and "which" ask for, where it is what the answer gives anyway."""
_DESCRIBING = frozenset({"owner", "team", "region", "province", "city", "industry", "level"})
"""What customers of a list may be told apart by."""
_PEOPLE = frozenset({"owner", "team"})
_CUSTOMERS = frozenset({"customers"})
_SALES = frozenset({"sales"})
_PARTS = frozenset({"team", "owner", "product", "category", "region"})
"""By what sales ahead are split."""


def _foretold(period: Period, today: date) -> bool:
    """Whether whole months are meant that can be foretold."""
    whole = period.kind in MONTHS or _is_whole_months(period)
    if not whole or period.open_start or period.start < today.replace(day=1):
        return False
    last = months_of(period)[-1]
    return (last.year - today.year) * 12 + last.month - today.month + 1 <= MOST_MONTHS


def _is_whole_months(period: Period) -> bool:
    return period.start.day == 1 and (period.end + timedelta(days=1)).day == 1


def _running(period: Period, today: date) -> bool:
    return (
        period.kind in MONTHS
        and not period.open_start
        and period.start <= today <= period.calendar_end
    )


def _ahead(period: Period, today: date) -> bool:
    return not period.open_start and period.calendar_end >= today


@dataclass(frozen=True)
class Topic:
    """What may stand beside the words of one insight."""

    asked: frozenset[str] = _WHOSE
    """Entities and dimensions that 哪些 asks for."""
    groups: frozenset[str] = _WHOSE
    measures: frozenset[str] = _NONE
    verbs: frozenset[str] = _NONE
    mentions: frozenset[str] | None = None
    """What names may be of; None where that is told elsewhere."""
    times: Callable[[Period, date], bool] | None = None


_OF_CUSTOMERS = _DESCRIBING | {"customer"}
TOPICS: Mapping[Insight, Topic] = {
    "leaving": Topic(mentions=_OF_CUSTOMERS),
    "to_call": Topic(mentions=_OF_CUSTOMERS),
    "next_purchase": Topic(_GOODS, _GOODS, measures=frozenset({"orders"})),
    "cross_sell": Topic(_GOODS, _GOODS, measures=frozenset({"orders"})),
    "forecast": Topic(groups=_PARTS, measures=_SALES, times=_foretold),
    "health": Topic(mentions=_OF_CUSTOMERS, measures=_CUSTOMERS),
    "segments": Topic(mentions=_OF_CUSTOMERS, measures=_CUSTOMERS),
    "collect": Topic(
        measures=_CUSTOMERS | {"overdue", "outstanding", "collected"},
        verbs=frozenset({"owe", "overdue", "pay", "collect"}),
        mentions=_OF_CUSTOMERS,
    ),
    "renewals": Topic(
        asked=frozenset({"customer", "contract"}),
        groups=frozenset({"customer"}),
        measures=frozenset({"contracts"}),
        mentions=_OF_CUSTOMERS,
        times=_ahead,
    ),
    "pace": Topic(
        asked=_PEOPLE,
        groups=_PEOPLE,
        measures=frozenset({"target", "attainment", "gap", "sales"}),
        verbs=frozenset({"reach"}),
        mentions=_PEOPLE,
        times=_running,
    ),
    "today": Topic(asked=_NONE, groups=_NONE, mentions=_NONE),
}


def months_of(period: Period) -> tuple[date, ...]:
    """Gives the first days of the months of a period, as far as it reaches."""
    found = [period.start.replace(day=1)]
    while (after := (found[-1] + timedelta(days=31)).replace(day=1)) <= period.calendar_end:
        found.append(after)
    return tuple(found)


def wrong_words(slots: Slots, topic: Insight) -> list[str]:
    """Gives the words beside a topic that its answer would leave out."""
    allowed = TOPICS[topic]
    moved = [span.text for span in slots.sentence.spans if span.may_be("change")]
    found = [said for name, said in _measures(slots) if name not in allowed.measures]
    found += [word for verb, word in slots.verbs.items() if verb not in _verbs(slots, topic)]
    found += [_said(slots, "entity", n) for n in slots.entities if n not in allowed.asked]
    found += [_said(slots, "dimension", n) for n in slots.groups if n not in allowed.groups]
    if topic in {"forecast", "pace"}:
        found += [_said(slots, "dimension", name) for name in slots.groups[1:]]
    found += moved  # a score is of today: how it moved is not kept
    found += [slots.flags[flag] for flag in OTHERS if slots.has(flag)]
    found += _of_others(slots)
    whom = slots.has("which_any", "which_who") or "customer" in {*slots.entities, *slots.groups}
    found += [_said(slots, "insight", topic)] if topic == "to_call" and not whom else []
    found += slots.compare_words + slots.statuses + slots.currencies + slots.weekdays
    # 大 of 哪些大客户 counts as a measure word, and says which customers are meant.
    found += [span.text for span in slots.sentence.spans if span.may_be("unit", "rank")]
    found += _wrong_names(slots, allowed)
    return found + (["…"] if slots.those or slots.pick else [])


def _verbs(slots: Slots, topic: Insight) -> frozenset[str]:
    """Gives the verbs that a topic has; how much those of a list bought is another question."""
    counts = slots.has("total", "count") and topic in COUNTED
    return TOPICS[topic].verbs | (_NONE if counts else VERBS)


def _wrong_names(slots: Slots, allowed: Topic) -> list[str]:
    """Gives the names that are none of such customers, or a customer beside what describes some."""
    if allowed.mentions is None:
        return []
    found = [m.text for m in slots.mentions if m.dimension not in allowed.mentions]
    if len({mention.dimension for mention in slots.mentions} | {"customer"}) > 1:
        found += [m.text for m in slots.mentions if m.dimension == "customer"]
    return found


def _measures(slots: Slots) -> list[tuple[str, str]]:
    """Gives the measures that are named, each with its word."""
    words = [slots.sentence.spans[at].text for at in slots.measure_at]
    return list(zip(slots.measures, words or slots.measures, strict=False))


def _said(slots: Slots, kind: str, value: str) -> str:
    """Gives the word of the question that means `value`."""
    spans = (span for span in slots.sentence.spans if span.may_be(kind, value))
    return next((span.text for span in spans), value)


def wrong_time(slots: Slots, topic: Topic, today: date) -> list[str]:
    """Gives the words of a time that such an answer cannot be about."""
    if not slots.periods:
        return []
    fits = topic.times is not None and len(slots.periods) == 1
    if fits and topic.times is not None and topic.times(slots.periods[0], today):
        return []
    return slots.period_words[:1] or ["…"]


def _of_others(slots: Slots) -> list[str]:
    """Gives the words of another insight: 谁可能流失和先催谁 would be answered by half."""
    asked = slots.flags.get("insight", "")
    said = [span for span in slots.sentence.spans if span.may_be("insight")]
    return [span.text for span in said if not span.may_be("insight", asked)]
