"""Which of a person's schedules is meant: by its number, by words of it, or by where it is said."""

from collections.abc import Sequence

from assistant.brains.rules.scheduling_words import scheduling_words
from assistant.conversation.scheduling.phrases import reports
from assistant.schedules import Schedule, named
from crm.text import fold


def meant(
    which: str, schedules: Sequence[Schedule], conversation_id: str
) -> Sequence[tuple[int, Schedule]]:
    """Gives the schedules that words may mean, with their numbers in the list, from 1.

    Args:
        which: words for one, its number, or nothing.
        schedules: the person's.
        conversation_id: where it is said: in one with digests these are meant, where no words are.
    """
    numbered = list(enumerate(schedules, 1))
    if which.isdigit():
        return [one for one in numbered if one[0] == int(which)]
    found = [one for one in numbered if _is_told_by(one[1], which)]
    if found:
        return found
    if not scheduling_words().is_a_noun(which):
        return ()
    here = [one for one in numbered if one[1].conversation_id == conversation_id]
    return here or numbered


def _is_told_by(schedule: Schedule, which: str) -> bool:
    folded = fold(which).text
    if not folded:
        return False
    called = [fold(one).text for one in reports(schedule.wish.rhythm.every)]
    if any(one in folded for one in called):
        return True
    words = scheduling_words()
    texts = (schedule.text, named(schedule.wish, "zh"), named(schedule.wish, "en"))
    told = fold(" ".join(texts)).text
    bare = words.without_nouns(folded)
    return bool(bare) and all(word in told for word in bare.split())
