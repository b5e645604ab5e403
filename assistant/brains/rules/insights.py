"""What customers will do, how they are doing, what is due: 哪些客户可能流失, 先催谁, 本月能完成吗.

And 为什么 after each of these.
"""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import cast, get_args

from assistant.brains.rules.filters import conditions
from assistant.brains.rules.frame import Condition, Frame, Insight
from assistant.brains.rules.insight_cuts import Cut, cut
from assistant.brains.rules.insight_topics import OF_ONE, TOPICS, wrong_time, wrong_words
from assistant.brains.rules.outcome import NotUnderstood
from assistant.brains.rules.row_states import SOON_DAYS, lying_ahead
from assistant.brains.rules.situation import EndOfReading, Situation
from assistant.brains.rules.slots import Slots
from crm.periods import Kind, Period


def insight(slots: Slots, situation: Situation) -> Frame | None:
    """Gives the frame of a question for what customers will do; None where none is asked.

    Raises:
        EndOfReading: a part of the question would be left out, or it is not said of whom.
    """
    if not slots.has("insight"):
        return _because(slots, situation)
    topic, segment = _topic(slots.flags["insight"])
    _look_ahead(slots, topic, situation.today)
    wanted = cut(slots, topic, segment)
    _require_no_more(slots, topic, situation, wanted)
    found = Frame(
        view="insight",
        insight=topic,
        segment=segment,
        because=slots.has("why"),
        having=wanted.having,
        order=wanted.order,
        limit=wanted.limit,
        limited=wanted.limit is not None,
    )
    if topic in OF_ONE:
        return replace(found, conditions=(_one(slots, situation),))
    found = replace(found, conditions=conditions(slots, ()), overall=_of_many_people(slots))
    if topic in PERIODS:
        period = slots.periods[0] if slots.periods else PERIODS[topic](situation.today)
        assumed = () if slots.periods else ("period",)
        return replace(found, period=period, assumed=assumed, groups=_split(slots, topic))
    if topic in {"leaving", "to_call"} and _names_one(slots):
        return replace(found, insight="next_purchase")
    return found


LOOKS_AHEAD = frozenset({"forecast", "renewals"})
_SAYS_WHICH = re.compile(r"\d{3}|\d\d年|[上去前今明本这]|last|past|previous|this|ago")


_OVER = re.compile(r"过去|以来|前|last|past|previous|ago")
"""Words of a stretch of time that is over: 过去三个月, and not 三个月内."""


def _look_ahead(slots: Slots, topic: Insight, today: date) -> None:
    """Makes a month that is named without a year the next one, and 三个月内 lie ahead."""
    if topic not in LOOKS_AHEAD or len(slots.periods) != 1 or len(slots.period_words) != 1:
        return
    named = slots.periods[0]
    rolling = named.kind in {Kind.DAYS, Kind.MONTHS} and named.end <= today
    if topic == "renewals" and rolling and not _OVER.search(slots.period_words[0]):
        slots.periods = [lying_ahead(named, today) or named]
        return
    if topic == "forecast" and named.kind is Kind.MONTHS and named.end > today:
        first = _next_month(today).start  # whole months are foretold: the next three
        months = [first]
        for _ in range(named.count):
            months.append((months[-1] + timedelta(days=31)).replace(day=1))
        slots.periods = [Period(first, months[-1] - timedelta(days=1), Kind.RANGE)]
        return
    if named.kind is not Kind.MONTH or named.calendar_end >= today:
        return
    ahead = lying_ahead(named, today)
    if ahead is not None and not _SAYS_WHICH.search(slots.period_words[0]):
        slots.periods = [ahead]


def _of_many_people(slots: Slots) -> bool:
    """Whether the company or a team is named, of which the asker may see a part."""
    teams = "team" in slots.groups or any(m.dimension == "team" for m in slots.mentions)
    return teams or slots.has("scope_company")


def _split(slots: Slots, topic: Insight) -> tuple[str, ...]:
    """Gives by what it is split; who will not make it is asked of each: 谁本月完不成."""
    if topic == "renewals":
        return ()
    who = topic == "pace" and (slots.has("which_who") or "owner" in slots.entities)
    return tuple(dict.fromkeys(slots.groups)) or (("owner",) if who else ())


def _topic(said: str) -> tuple[Insight, str | None]:
    """Gives what is asked for, and of which segment where one is named."""
    name, _, segment = said.partition("segment_")
    topic = cast("Insight", name or "segments")
    assert topic in get_args(Insight), "the lexicon names no others"
    return topic, segment or None


def _names_one(slots: Slots) -> bool:
    return [mention.dimension for mention in slots.mentions] == ["customer"]


def goes_on(previous: Frame | None) -> bool:
    """Whether other questions may go on from a frame: there are no figures to edit in these."""
    return previous is None or previous.view != "insight"


def _because(slots: Slots, situation: Situation) -> Frame | None:
    """Gives the insight before with its reasons, where nothing is said but why."""
    if slots.has("insight_cue"):
        raise EndOfReading(NotUnderstood((slots.flags["insight_cue"],)))
    previous = situation.previous
    if previous is None or previous.view != "insight":
        return None
    if not slots.has("why"):
        return _edited(slots, previous, situation)
    more = slots.measures or slots.groups or slots.periods or slots.bounds or slots.entities
    if more or slots.verbs or slots.statuses:
        return None
    named = conditions(slots, ())
    if not named:
        return replace(previous, because=True)
    if [condition.dimension for condition in named] != ["customer"]:
        return _of_one_part(previous, named)
    topic = previous.insight if previous.insight in OF_EACH else "next_purchase"
    period = previous.period if topic == previous.insight else None
    return Frame(view="insight", insight=topic, because=True, conditions=named, period=period)


def _of_one_part(previous: Frame, named: tuple[Condition, ...]) -> Frame | None:
    """Gives the reasons of one row of a pace that was split: 第一个为什么, 蒋予墨为什么."""
    if previous.insight != "pace" or [one.dimension for one in named] != [*previous.groups]:
        return None
    return replace(previous, because=True, only=tuple(map(str, named[0].filter.values)))


EDITED = frozenset({"forecast", "pace", "leaving", "to_call", "health", "collect", "renewals"})


def _edited(slots: Slots, previous: Frame, situation: Situation) -> Frame | None:
    """Gives the insight before, split otherwise, or of some: 按产品, 只看青岛, by team."""
    topic = previous.insight
    other = slots.measures or slots.verbs or slots.statuses or slots.bounds or slots.rank
    if topic not in EDITED or other or slots.limit or slots.unexplained or slots.has("which_any"):
        return None
    named, groups = conditions(slots, ()), _split(slots, topic) if slots.groups else ()
    anew = bool(set(slots.entities) - set(slots.groups))
    asks = slots.has("only", "cue") and (named or slots.periods)
    if anew or not (groups or asks) or (groups and topic not in SPLIT):
        return None
    _look_ahead(slots, topic, situation.today)
    wanted = cut(slots, topic, previous.segment)
    _require_no_more(slots, topic, situation, wanted)
    kinds = {one.dimension for one in named}
    kept = tuple(one for one in previous.conditions if one.dimension not in kinds)
    return replace(
        previous,
        conditions=(*kept, *named),
        groups=groups or previous.groups,
        period=slots.periods[0] if slots.periods else previous.period,
        overall=previous.overall or _of_many_people(slots),
        because=False,
    )


SPLIT = frozenset({"forecast", "pace"})
"""What can be split: 按团队."""


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


JUST_ENDED_DAYS = 30
OF_EACH = frozenset({"health", "collect", "renewals"})
"""What can be asked of each row of its list: 第二个为什么."""


def _next_month(today: date) -> Period:
    first = (today.replace(day=1) + timedelta(days=31)).replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    return Period(first, after - timedelta(days=1), Kind.MONTH)


def _this_month(today: date) -> Period:
    last = (today.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return Period(today.replace(day=1), today, Kind.MONTH, natural_end=last)


def _soon(today: date) -> Period:
    """Gives what is soon, and what has just ended: what lapsed may still be renewed."""
    return Period(today - timedelta(days=JUST_ENDED_DAYS), today + timedelta(days=SOON_DAYS))


PERIODS = {"forecast": _next_month, "pace": _this_month, "renewals": _soon}
"""What is about a time, and which one where none is named."""


def _require_no_more(slots: Slots, topic: Insight, situation: Situation, wanted: Cut) -> None:
    """Ends reading where something is said that such an answer would leave out."""
    wrong = [*wrong_words(slots, topic), *wanted.wrong] or _wrong_scope(slots, situation)
    wrong = wrong or wrong_time(slots, TOPICS[topic], situation.today)
    if wrong:
        raise EndOfReading(NotUnderstood(tuple(wrong)))


def _wrong_scope(slots: Slots, situation: Situation) -> list[str]:
    """Gives the words of a scope that is not just what the asker sees: 我的客户 of an admin."""
    mine = slots.has("scope_own", "scope_self", "scope_team")
    if not mine or situation.role in {"rep", "manager"}:
        return []
    return [slots.flags[f] for f in ("scope_own", "scope_self", "scope_team") if slots.has(f)]
