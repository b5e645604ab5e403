"""How long something is past due: 逾期超过90天, "61 to 90 days overdue", 逾期两个月以上."""

from datetime import timedelta

from assistant.brains.rules.sentence import Sentence
from assistant.brains.rules.situation import Situation
from assistant.brains.rules.slots import PastDue, Slots
from assistant.brains.rules.tokens import lasting
from crm.periods import add_months


def read(sentence: Sentence, slots: Slots, index: int) -> bool:
    """Reads a number of days or months past due, or one end of a range of days."""
    if not _is_about_overdue(sentence):
        return False
    return _longer_than(sentence, slots, index) or _between(sentence, slots, index)


def _is_about_overdue(sentence: Sentence) -> bool:
    return any(
        span.may_be("verb", "overdue")
        or span.may_be("measure", "overdue")
        or span.may_be("dimension", "age")
        for span in sentence.spans
    )


def _longer_than(sentence: Sentence, slots: Slots, index: int) -> bool:
    long, after = lasting(sentence, index)
    if long is None or (long.days is None and long.unit != "month"):
        return False
    more = sentence.near_is(index, -1, "more", "gt") or sentence.near_is(index, -1, "more", "ge")
    behind = after < len(sentence.spans) and sentence.spans[after].may_be("bound_after", "ge")
    if not (more or behind):
        return False
    at_least = behind or sentence.near_is(index, -1, "more", "ge")
    if long.days is None:
        slots.past_due = PastDue(months=long.number)
    else:
        slots.past_due = PastDue(days=long.days - 1 if at_least else long.days)
    return True


def _between(sentence: Sentence, slots: Slots, index: int) -> bool:
    """Reads either end of 61 到 90 天; both belong to the range."""
    known = slots.past_due
    number = sentence.spans[index].number
    if known is not None and known.until is not None and number is not None:
        return int(number.value) == known.until
    joint = sentence.near(index, 1)
    upper = sentence.near(joint[0], 1) if joint and joint[1].may_be("range_to") else None
    if number is None or upper is None or upper[1].number is None:
        return False
    if not sentence.near_is(upper[0], 1, "dimension", "day"):
        return False
    first, last = int(number.value), int(upper[1].number.value)
    slots.past_due = PastDue(days=first, until=last)
    return 0 < first < last


def take(slots: Slots, situation: Situation) -> None:
    """Makes the time past due the days on which it was due (contract section 2, ageing)."""
    late = slots.past_due
    if late is None:
        return
    today = situation.today
    if late.until is not None:
        ends = today - timedelta(days=late.until), today - timedelta(days=late.days)
        slots.due_within = ends
        slots.groups = [group for group in slots.groups if group != "age"]
    else:
        slots.due_before = add_months(today, -late.months) - timedelta(days=late.days)
    owed = {"overdue", "outstanding"}
    if not slots.entities and set(slots.measures) <= owed:
        slots.measures = ["overdue"]
        for verb in ("overdue", "owe"):
            slots.verbs.pop(verb, None)
