"""What an answer covers, in words: whose, which period, compared with what."""

from assistant.brains.rules.frame import Frame
from assistant.conversation.draft import Draft, Source
from assistant.conversation.labels import Namer
from assistant.conversation.reply import Language


def covers(draft: Draft, frame: Frame) -> None:
    """Adds the names asked about and the period: 华东，Q3（7月1日–9月30日）."""
    names(draft, frame)
    period(draft, frame)


def names(draft: Draft, frame: Frame) -> None:
    """Adds the names asked about, those left out with 不含."""
    position = 0
    for condition in frame.conditions:
        for index in range(len(condition.labels)):
            draft.say("，" if index == 0 else "、", ", " if index == 0 else " and ")
            if index == 0 and condition.negated:
                draft.say("不含 ", "without ")
            draft.put(Source("named", "name", row=position))
            position += 1


def named(frame: Frame, language: Language) -> tuple[str, ...]:
    """Gives the names that `names` puts into a text, in its order."""
    return tuple(
        Namer.value_of(condition.dimension, name, language)
        for condition in frame.conditions
        for name in condition.labels
    )


def period(draft: Draft, frame: Frame) -> None:
    """Adds the period, or that it is all data."""
    if frame.period is not None or not _knows_no_time(frame):
        draft.say("，", ", ").put(Source("period", "name"))


def _knows_no_time(frame: Frame) -> bool:
    return bool(frame.measures) and set(frame.measures) <= {
        "customers",
        "products",
        "outstanding",
        "overdue",
        "uninvoiced",
        "pipeline",
        "open_deals",
    }


def versus(draft: Draft, frame: Frame) -> None:
    """Adds what the comparison is with: 比去年同期（…）."""
    if frame.against == "year":
        draft.say("比去年同期（", "on the same period a year earlier (")
    elif frame.against == "previous":
        draft.say("比上一期（", "on the period before (")
    else:
        draft.say("比（", "on (")
    draft.put(Source("compare", "span")).say("）", ")")
