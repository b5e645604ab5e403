"""Decides what a question asks: from slots to a frame, or to why there is none."""

import re
from dataclasses import replace

from assistant.brains.rules import antecedents, past_due
from assistant.brains.rules.averaging import averaged, take_average
from assistant.brains.rules.caution import require_flat
from assistant.brains.rules.continuing import is_follow_up, stays_with
from assistant.brains.rules.differing import take_difference
from assistant.brains.rules.falling_due import take_due
from assistant.brains.rules.filters import conditions
from assistant.brains.rules.followup import edited
from assistant.brains.rules.frame import Frame
from assistant.brains.rules.fresh import new_frame
from assistant.brains.rules.going_back import require_a_time
from assistant.brains.rules.insights import insight
from assistant.brains.rules.measured import OF_PRODUCTS
from assistant.brains.rules.mentions import settled_as
from assistant.brains.rules.movement import take_bound
from assistant.brains.rules.outcome import (
    Doubtful,
    NotUnderstood,
    Option,
    Outcome,
    Talk,
    Understood,
)
from assistant.brains.rules.profile import profile
from assistant.brains.rules.situation import EndOfReading, Situation
from assistant.brains.rules.slots import Mention, Slots
from assistant.brains.rules.why import take_reasons, why


def read(slots: Slots, situation: Situation) -> Outcome:
    """Gives what the question means, as one reading, several, or none."""
    try:
        talk = _talk(slots, situation)
        if talk is not None:
            return talk
        antecedents.take(slots, situation)
        take_average(slots)
        take_due(slots, situation)
        take_bound(slots)
        take_difference(slots)
        _difference(slots)
        past_due.take(slots, situation)
        _one_before(slots, situation)
        take_reasons(slots, situation.previous)
        _require_explained(slots)
        _require_one_reading(slots)
        whole = _whole(slots, situation)
        if whole is not None and slots.per is None:
            return Understood(whole, _matched(slots), carried=whole.because)
        previous = situation.previous
        _require_whose_goods(slots, previous)
        _require_two_before(slots, previous)
        if previous is not None and (is_follow_up(slots) or stays_with(slots, previous)):
            frame = averaged(edited(slots, previous, situation), slots)
            frame = frame if frame.groups == previous.groups else replace(frame, each=None)
            _require_its_time(slots, frame, situation)
            return Understood(frame, _matched(slots), carried=True)
        _require_something_before(slots)
        _require_nobody_before(slots)
        _require_subject(slots, situation)
        frame = averaged(_new(slots, situation), slots)
        _require_its_time(slots, frame, situation)
        return Understood(frame, _matched(slots))
    except EndOfReading as end:
        return _with_the_rest(end.outcome, slots)


def _whole(slots: Slots, situation: Situation) -> Frame | None:
    """Gives the frame of what is answered as a whole: an insight, a profile, reasons; else None.

    Raises:
        EndOfReading: a part of the question would be left out.
    """
    told = insight(slots, situation)
    if told is not None:
        return told
    require_flat(slots, situation)
    return profile(slots) or why(slots, situation)


def _with_the_rest(outcome: Outcome, slots: Slots) -> Outcome:
    """Gives a miss with what the rest of the question says."""
    if isinstance(outcome, NotUnderstood) and outcome.known is None and not slots.ambiguous:
        return replace(outcome, known=known_part(slots), edits=_edits(slots))
    return outcome


def _edits(slots: Slots) -> bool:
    """Whether a question that was not understood was to change the one before it."""
    asks = slots.measures or slots.verbs or slots.entities
    changes = slots.has("cue", "overall") or slots.every or slots.pick is not None
    return bool(changes or ((slots.groups or slots.has("only")) and not asks))


def _matched(slots: Slots) -> tuple[Mention, ...]:
    return tuple(mention for mention in slots.mentions if mention.matched)


ASKING_HOW = frozenset({"how is", "how are"})


def _talk(slots: Slots, situation: Situation) -> Talk | None:
    if slots.flags.get("definition") in ASKING_HOW:
        del slots.flags["definition"]  # how is my pipeline; not "how is it calculated"
    of_data = slots.mentions or slots.periods or slots.has("newest", "oldest")
    if slots.has("definition") and slots.measures and not (slots.unexplained or of_data):
        return Talk("definition", tuple(slots.measures))
    asks = slots.measures or slots.entities or slots.mentions or slots.periods or slots.groups
    if asks or slots.unexplained or slots.verbs:
        return None
    shown = situation.previous
    if slots.has("definition") and shown is not None and shown.measures and shown.view is None:
        return Talk("definition", shown.measures)  # "how is that calculated"
    if slots.has("help"):
        return Talk("help")
    if slots.has("greeting"):
        return Talk("greeting")
    return Talk("thanks") if slots.has("thanks") else None


def _new(slots: Slots, situation: Situation) -> Frame:
    """Gives the frame of a question that stands alone.

    Who did most, without a time, is asked in the time that is being talked about: 谁付得最多.
    """
    frame, previous = new_frame(slots, situation), situation.previous
    only_who = slots.has("which_who") and slots.rank and slots.verbs and frame.period is None
    said = slots.measures or slots.mentions or slots.bounds or slots.has("total")
    if previous is None or previous.period is None or said or not only_who:
        return frame
    return replace(frame, period=previous.period)


ONE_BEFORE = re.compile(r"(?:前一?个?|the )?(月|周|季度?|年|month|week|quarter|year)(?: before)?")
KINDS = {"月": "month", "周": "week", "季": "quarter", "季度": "quarter", "年": "year"}


def _one_before(slots: Slots, situation: Situation) -> None:
    """Takes 前一个月 for the one before the month that was just shown."""
    previous = situation.previous
    require_a_time(slots, previous)
    if len(slots.bad_periods) != 1 or previous is None or previous.period is None:
        return
    found = ONE_BEFORE.fullmatch(slots.bad_periods[0].text)
    if found is None:
        return
    if KINDS.get(found.group(1), found.group(1)) == previous.period.kind:
        slots.flags["one_before"] = slots.bad_periods.pop().text


def _difference(slots: Slots) -> None:
    """Makes the difference between periods that are named their change: 比上个月差多少."""
    if slots.has("difference") and slots.periods:
        slots.flags.setdefault("change", slots.flags["difference"])
        slots.flags.pop("differing")


def _require_explained(slots: Slots) -> None:
    """Ends reading where a word has no meaning here, keeping what the others say."""
    unexplained = slots.unexplained or _row_of_a_trend(slots)
    if unexplained or slots.bad_periods:
        words = tuple(dict.fromkeys(unexplained))
        raise EndOfReading(NotUnderstood(words, bad_periods=tuple(slots.bad_periods)))


THAT_TIME = re.compile("最[低高多少大小好差]的?那一?个?(?:月|周|星期|季度?|天|年)")


def _row_of_a_trend(slots: Slots) -> tuple[str, ...]:
    """Gives the words for one time of a trend whose rows are meant: which it was is not kept."""
    found = THAT_TIME.search(slots.sentence.text)
    rows = slots.entities and slots.has("which_any", "list")
    return (found.group(),) if found is not None and rows else ()


def _require_one_reading(slots: Slots) -> None:
    """Ends reading where a name fits several things that the asker may see."""
    if slots.ambiguous:
        raise EndOfReading(one_of_several(slots.ambiguous[0]))


def one_of_several(mention: Mention) -> Doubtful:
    """Gives the question back about a name that means several things."""
    labels = [name.label for name in mention.names]
    options = tuple(
        Option(
            name.label if labels.count(name.label) == 1 else f"{name.label} {number}",
            {mention.text: settled_as(name)},
            name.dimension,
        )
        for number, name in enumerate(mention.names, start=1)
    )
    return Doubtful("name", mention.text, options)


def _require_something_before(slots: Slots) -> None:
    """Ends reading where a word goes on from an answer, and nothing here is one.

    So does a number that says of nothing how many: 订单12345 is one order, and not all of them.
    """
    for flag in ("differing", "joins", "bare"):
        said = slots.flags.get(flag)
        if said is not None and not (flag == "joins" and slots.has("joined")):
            raise EndOfReading(NotUnderstood((said,)))


OF_AN_ANSWER = frozenset({"was that", "were those", "does that make", "is that altogether"}) | {
    *("is that", "would that be", "are those")
}


def _require_nobody_before(slots: Slots) -> None:
    """Ends reading where 他们 or "they" has nobody to refer to."""
    each = slots.flags.get("split", "") in {"各自", "分别"} and slots.has("newest")
    if each and not (slots.mentions or slots.groups):  # 各自最后一次是什么时候买的: whose?
        raise EndOfReading(NotUnderstood((slots.flags["split"],)))
    of_that = slots.flags.get("thereof", "")
    said = slots.flags.get("pronoun") or (of_that if of_that in OF_AN_ANSWER else "")
    goods = {mention.dimension for mention in slots.mentions} <= OF_PRODUCTS
    # 他们买了多少台 M40: the printers bought nothing; how many of them may be of the printers.
    if said and (not slots.mentions or (goods and said in BUYERS)):
        raise EndOfReading(NotUnderstood((said,)))


BUYERS = frozenset(
    "他们 他 她 他家 他们家 她家 她们 这家 那家 该客户 这个客户 那个客户 这家客户".split()
) | {
    *"they their he she him his her".split(),
    "that customer",
    "this customer",
}
"""Pronouns that never stand for goods."""


def _require_its_time(slots: Slots, frame: Frame, situation: Situation) -> None:
    """Ends reading where it is asked when, and the answer is no row that has a day.

    And where what is past due is asked of days ahead: 0 would pass for an answer.
    """
    if slots.has("when") and not (frame.entity is not None and frame.limit == 1):
        raise EndOfReading(NotUnderstood((slots.flags["when"],)))
    period, today = frame.period, situation.today
    if "overdue" in frame.measures and period is not None and today <= period.start < period.end:
        raise EndOfReading(NotUnderstood(tuple(slots.period_words)))


def _require_subject(slots: Slots, situation: Situation) -> None:
    """Ends reading where only a verb is said after a ranking: whose? 谁买得最多, then 欠多少."""
    before = situation.previous
    said = slots.mentions or slots.measures or slots.periods or slots.groups or slots.entities
    scope = slots.has("scope_company", "scope_team", "scope_own", "total") or slots.rank
    if before is not None and before.ranked and slots.verbs and not (said or scope or slots.units):
        raise EndOfReading(NotUnderstood(tuple(slots.verbs.values())[:1]))


def _require_whose_goods(slots: Slots, previous: Frame | None) -> None:
    """Ends reading where it is asked who did it after a ranking of goods: of the first, or of all?

    哪个产品卖得最好, then 谁买的.
    """
    goods = previous is not None and previous.ranked and OF_PRODUCTS & set(previous.groups)
    said = slots.mentions or slots.rank or slots.groups or slots.pick or slots.periods
    if goods and slots.has("which_who") and slots.verbs and not said:
        raise EndOfReading(NotUnderstood(tuple(slots.verbs.values())[:1]))


def _require_two_before(slots: Slots, previous: Frame | None) -> None:
    """Ends reading where both are meant and only one was spoken of: which do both of them buy."""
    said = slots.flags.get("or_both", "")
    two = previous is not None and (
        bool(set(previous.groups) - OF_PRODUCTS)
        or any(len(c.labels) > 1 for c in previous.conditions)
    )
    if said.startswith("both") and not (two or slots.names_two):
        raise EndOfReading(NotUnderstood((said,)))


def known_part(slots: Slots) -> Frame:
    """Gives what a question says beside the words that were not understood."""
    return Frame(
        groups=tuple(slots.groups),
        conditions=conditions(slots, ()),
        period=slots.periods[0] if slots.periods else None,
    )
