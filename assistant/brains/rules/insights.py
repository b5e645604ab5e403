"""What customers will do: 哪些客户可能流失, X下次什么时候买, 下个月销售预测, 给X推荐什么.

And 为什么 after each of these.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import cast, get_args

from assistant.brains.rules.filters import conditions
from assistant.brains.rules.frame import Condition, Frame, Insight
from assistant.brains.rules.outcome import NotUnderstood
from assistant.brains.rules.situation import EndOfReading, Situation
from assistant.brains.rules.slots import Slots
from crm.periods import Kind, Period

OF_ONE = ("next_purchase", "cross_sell")
"""What is asked of one customer (or product)."""
GROUPS = ("team", "owner", "product", "category", "region")
"""By what sales ahead are split."""
OF_CUSTOMERS = frozenset({"customer"})
OF_PRODUCTS = frozenset({"customer", "product", "order"})
"""What 哪些 and "which" ask for, where it is what the answer gives anyway."""
DESCRIBING = frozenset({"owner", "team", "region", "province", "city", "industry", "level"})
"""What customers of a list may be told apart by."""
VERBS = frozenset({"buy", "order", "sell"})
OTHERS = ("share", "compare", "trend", "against", "newest", "oldest", "not", "average", "afresh")
MONTHS = (Kind.MONTH, Kind.QUARTER, Kind.HALF, Kind.YEAR)
MOST_MONTHS = 6


def insight(slots: Slots, situation: Situation) -> Frame | None:
    """Gives the frame of a question for what customers will do; None where none is asked.

    Raises:
        EndOfReading: a part of the question would be left out, or it is not said of whom.
    """
    if not slots.has("insight"):
        return _because(slots, situation)
    topic = cast("Insight", slots.flags["insight"])
    assert topic in get_args(Insight), "the lexicon names no others"
    _require_no_more(slots, topic, situation)
    found = Frame(view="insight", insight=topic, because=slots.has("why"))
    if topic == "forecast":
        period = slots.periods[0] if slots.periods else _next_month(situation.today)
        assumed = () if slots.periods else ("period",)
        groups = tuple(dict.fromkeys(slots.groups))
        whose = conditions(slots, ())
        return replace(found, period=period, assumed=assumed, groups=groups, conditions=whose)
    if topic in OF_ONE:
        return replace(found, conditions=(_one(slots, situation),))
    if [mention.dimension for mention in slots.mentions] == ["customer"]:
        return replace(found, insight="next_purchase", conditions=conditions(slots, ()))
    return replace(found, conditions=conditions(slots, ()))


def goes_on(previous: Frame | None) -> bool:
    """Whether other questions may go on from a frame: there are no figures to edit in these."""
    return previous is None or previous.view != "insight"


def months_of(period: Period) -> tuple[date, ...]:
    """Gives the first days of the months of a period, as far as it reaches."""
    found = [period.start.replace(day=1)]
    while (after := (found[-1] + timedelta(days=31)).replace(day=1)) <= period.calendar_end:
        found.append(after)
    return tuple(found)


def _because(slots: Slots, situation: Situation) -> Frame | None:
    """Gives the insight before with its reasons, where nothing is said but why."""
    if slots.has("insight_cue"):
        raise EndOfReading(NotUnderstood((slots.flags["insight_cue"],)))
    previous = situation.previous
    if previous is None or previous.view != "insight" or not slots.has("why"):
        return None
    more = slots.measures or slots.groups or slots.periods or slots.bounds or slots.entities
    if more or slots.verbs or slots.statuses:
        return None
    named = conditions(slots, ())
    if not named:
        return replace(previous, because=True)
    if [condition.dimension for condition in named] != ["customer"]:
        return None
    return Frame(view="insight", insight="next_purchase", because=True, conditions=named)


def _one(slots: Slots, situation: Situation) -> Condition:
    """Gives whom it is about: the one that is named, else the customer of the question before."""
    found = conditions(slots, ())
    before = situation.previous.conditions if situation.previous is not None else ()
    if not found:
        found = tuple(each for each in before if each.dimension == "customer")
    kinds = {"customer"} if slots.flags["insight"] == "next_purchase" else {"customer", "product"}
    kinds |= {"model"} if "product" in kinds else set()
    right = [c for c in found if c.dimension in kinds and c.filter.operator == "in"]
    if len(found) != 1 or len(right) != 1 or len(right[0].labels) != 1:
        words = tuple(mention.text for mention in slots.mentions[:1])
        raise EndOfReading(NotUnderstood(words, lacking=None if words else "group"))
    return right[0]


def _next_month(today: date) -> Period:
    first = (today.replace(day=1) + timedelta(days=31)).replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    return Period(first, after - timedelta(days=1), Kind.MONTH)


def _require_no_more(slots: Slots, topic: Insight, situation: Situation) -> None:
    """Ends reading where something is said that such an answer would leave out."""
    wrong = _wrong_words(slots, topic) or _wrong_scope(slots, situation)
    wrong = wrong or _wrong_time(slots, topic, situation)
    if wrong:
        raise EndOfReading(NotUnderstood(tuple(wrong)))


def _wrong_words(slots: Slots, topic: Insight) -> list[str]:
    sales = {"sales"} if topic == "forecast" else {"orders"} if topic in OF_ONE else set[str]()
    found = [said for name, said in _measures(slots) if name not in sales]
    found += [word for verb, word in slots.verbs.items() if verb not in VERBS]
    asked = OF_PRODUCTS if topic in OF_ONE else OF_CUSTOMERS
    allowed = GROUPS if topic == "forecast" else asked
    found += [_said(slots, "entity", name) for name in slots.entities if name not in asked]
    found += [_said(slots, "dimension", name) for name in slots.groups if name not in allowed]
    if topic == "forecast":
        found += [_said(slots, "dimension", name) for name in slots.groups[1:]]
    found += [slots.flags[flag] for flag in OTHERS if slots.has(flag)]
    whom = slots.has("which_any", "which_who") or "customer" in {*slots.entities, *slots.groups}
    found += [_said(slots, "insight", topic)] if topic == "to_call" and not whom else []
    found += [str(slots.limit)] if slots.limit is not None else []
    found += slots.compare_words + slots.statuses + slots.currencies + slots.weekdays
    found += [slots.rank_text] if slots.rank else []
    if topic in {"leaving", "to_call"}:
        wrong = (m for m in slots.mentions if m.dimension not in DESCRIBING | {"customer"})
        found += [mention.text for mention in wrong]
        if len({mention.dimension for mention in slots.mentions} | {"customer"}) > 1:
            found += [m.text for m in slots.mentions if m.dimension == "customer"]
    return found + (["…"] if slots.bounds or slots.those or slots.pick else [])


def _measures(slots: Slots) -> list[tuple[str, str]]:
    """Gives the measures that are named, each with its word."""
    words = [slots.sentence.spans[at].text for at in slots.measure_at]
    return list(zip(slots.measures, words or slots.measures, strict=False))


def _said(slots: Slots, kind: str, value: str) -> str:
    """Gives the word of the question that means `value`."""
    spans = (span for span in slots.sentence.spans if span.may_be(kind, value))
    return next((span.text for span in spans), value)


def _wrong_scope(slots: Slots, situation: Situation) -> list[str]:
    """Gives the words of a scope that is not just what the asker sees: 我的客户 of an admin."""
    mine = slots.has("scope_own", "scope_self", "scope_team")
    if not mine or situation.role in {"rep", "manager"}:
        return []
    return [slots.flags[f] for f in ("scope_own", "scope_self", "scope_team") if slots.has(f)]


def _wrong_time(slots: Slots, topic: Insight, situation: Situation) -> list[str]:
    """Gives the words of a time that cannot be foretold: past, too far, or no whole months."""
    if not slots.periods:
        return []
    period, today = slots.periods[0], situation.today
    known = topic == "forecast" and len(slots.periods) == 1 and period.kind in MONTHS
    if known and not period.open_start and period.start >= today.replace(day=1):
        last = months_of(period)[-1]
        ahead = (last.year - today.year) * 12 + last.month - today.month + 1
        if ahead <= MOST_MONTHS:
            return []
    return slots.period_words[:1] or ["…"]
