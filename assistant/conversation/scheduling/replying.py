"""Replies to what a person wants to come by itself: shown back first, kept once confirmed."""

from assistant import schedules
from assistant.brains.rules.outcome import Doubtful, Scheduling
from assistant.conversation.circumstances import Circumstances
from assistant.conversation.reply import Choice, Reply
from assistant.conversation.scheduling.asker import Asker
from assistant.conversation.scheduling.managing import managed
from assistant.conversation.scheduling.scheduled import Scheduled
from assistant.conversation.speaker import Speaker
from assistant.schedules import Change, Schedule
from crm.periods.rhythm import coming
from tools.schedules import Wish

SHOWN_TIMES = 3
"""Times that are shown before a schedule is kept."""
MOST_CHOICES = 8


def scheduled(said: Scheduling, around: Circumstances, speaker: Speaker) -> Scheduled:
    """Gives the reply to what is to come by itself, or is to become of it."""
    asker = Asker(around, speaker)
    if (refusal := asker.refusal) is not None:
        return Scheduled(speaker.said("refused", asker.phrases.said("refused", refusal)))
    if said.act == "unclear" and said.unclear is not None:
        return Scheduled(_unclear(said.unclear, said.text, asker))
    if said.act == "others":
        return Scheduled(_refused(asker, "others"))
    if said.act == "drop":
        return Scheduled(speaker.said("answered", asker.phrases.said("done", "dropped")))
    if said.wish is None:
        return managed(said, asker)
    return _of(said.wish, asker, confirmed=said.act == "keep")


def _of(wish: Wish, asker: Asker, *, confirmed: bool) -> Scheduled:
    now = schedules.Now(asker.around.moment, asker.around.timezone)
    change = schedules.begin(wish, asker.caller.user_id, now, asker.zone)
    if change is None:
        return Scheduled(_refused(asker, "past"))
    if len(asker.owned) >= schedules.MOST:
        return Scheduled(_refused(asker, "many"))
    if wish.by_mail and (why := asker.no_mail) is not None:
        return Scheduled(_refused(asker, why))
    return _kept(change, asker) if confirmed else Scheduled(_proposed(change.schedule, asker))


def _refused(asker: Asker, why: str) -> Reply:
    return asker.speaker.said("refused", asker.phrases.said("refused", why, most=schedules.MOST))


def _proposed(schedule: Schedule, asker: Asker) -> Reply:
    """Gives what would be kept, with its next times, to be confirmed."""
    say, wish = asker.phrases, schedule.wish
    found = coming(wish.rhythm, asker.around.moment, asker.zone, SHOWN_TIMES)
    times = ("；" if asker.language == "zh" else "; ").join(map(asker.time, found))
    about = "once" if wish.rhythm.every == "once" else "times"
    lines = [
        say.said("proposed", "lead"),
        f"**{say.safe(schedule.text)}**",
        say.said("proposed", about, times=times, zone=asker.zone.key),
    ]
    if wish.ahead is not None:
        lines.append(say.said("proposed", "ahead", days=wish.ahead))
    if wish.quiet:
        lines.append(say.said("proposed", "quiet"))
    if wish.by_mail:
        lines.append(say.said("proposed", "mail", address=asker.address or ""))
    words = [say.plain("proposed", one) for one in ("keep", "drop")]
    choices = tuple(Choice(label=word, value=word) for word in words)
    return asker.speaker.said("pending_approval", "\n\n".join(lines), choices=choices)


def _kept(change: Change, asker: Asker) -> Scheduled:
    schedule = change.schedule
    assert schedule.next_at is not None, "it begins"
    time, zone = asker.time(schedule.next_at), asker.zone.key
    text = asker.phrases.said("done", "kept", name=schedule.text, time=time, zone=zone)
    return Scheduled(asker.speaker.said("answered", text, suggestions=asker.list_choice), change)


def _unclear(doubt: Doubtful, text: str, asker: Asker) -> Reply:
    """Gives what has to be said more clearly, whole, because it is asked again and again."""
    if doubt.doubt != "name" or doubt.words not in text:
        said = asker.phrases.said("unclear", "other", words=doubt.words)
        return asker.speaker.said("clarify", said)
    choices = tuple(
        Choice(label=option.value, value=text.replace(doubt.words, option.value, 1))
        for option in doubt.options[:MOST_CHOICES]
    )
    said = asker.phrases.said("unclear", "name", words=doubt.words)
    return asker.speaker.said("clarify", said, choices=choices)
