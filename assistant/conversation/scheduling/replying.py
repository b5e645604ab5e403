"""Replies to what a person wants to come by itself: shown back first, kept once confirmed."""

from dataclasses import dataclass
from datetime import datetime

from assistant import schedules
from assistant.brains.rules.outcome import Doubtful, Scheduling
from assistant.conversation.circumstances import Circumstances
from assistant.conversation.reply import Choice, Reply, Status
from assistant.conversation.scheduling.asker import Asker
from assistant.conversation.scheduling.managing import managed
from assistant.conversation.scheduling.scheduled import Scheduled
from assistant.conversation.speaker import Speaker
from assistant.schedules import Schedule
from crm.periods.rhythm import coming, local
from tools.schedules import Wish

SHOWN_TIMES = 3
"""Times that are shown before a schedule is kept."""


def scheduled(said: Scheduling, around: Circumstances, speaker: Speaker) -> Scheduled:
    """Gives the reply to what is to come by itself, or is to become of it."""
    asker = Asker(around, speaker)
    if (refusal := asker.refusal) is not None:
        return Scheduled(speaker.said("refused", asker.phrases.said("refused", refusal)))
    if said.act == "unclear" and said.unclear is not None:
        return Scheduled(_unclear(said.unclear, said.text, asker))
    if said.act == "drop":
        return Scheduled(speaker.said("answered", asker.phrases.said("done", "dropped")))
    if said.wish is None:
        return managed(said, asker)
    return _of(said.wish, asker, confirmed=said.act == "keep")


@dataclass(frozen=True)
class _Planned:
    """A wish as it would be kept."""

    schedule: Schedule
    times: tuple[datetime, ...]


def _of(wish: Wish, asker: Asker, *, confirmed: bool) -> Scheduled:
    times = coming(wish.rhythm, asker.around.moment, asker.zone, SHOWN_TIMES)
    if not times:
        return Scheduled(_refused(asker, "past"))
    if len(asker.owned) >= schedules.MOST:
        return Scheduled(_refused(asker, "many"))
    planned = _Planned(planned_schedule(wish, asker, times[0]), times)
    return _kept(planned, asker) if confirmed else Scheduled(_proposed(planned, asker))


def planned_schedule(wish: Wish, asker: Asker, first: datetime) -> Schedule:
    """Gives a schedule that would be the asker's."""
    return Schedule(
        schedules.new_id(),
        asker.caller.user_id,
        schedules.named(wish, wish.language),
        wish,
        local(asker.around.moment, asker.around.timezone),
        next_at=first,
    )


def _refused(asker: Asker, why: str) -> Reply:
    return asker.speaker.said("refused", asker.phrases.said("refused", why, most=schedules.MOST))


def _proposed(planned: _Planned, asker: Asker) -> Reply:
    """Gives what would be kept, with its next times, to be confirmed."""
    say, wish = asker.phrases, planned.schedule.wish
    told = "；" if asker.language == "zh" else "; "
    times = told.join(asker.time(one) for one in planned.times)
    about = "once" if wish.rhythm.every == "once" else "times"
    lines = [
        say.said("proposed", "lead"),
        f"**{say.safe(planned.schedule.text)}**",
        say.said("proposed", about, times=times, zone=asker.zone.key),
    ]
    if wish.ahead is not None:
        lines.append(say.said("proposed", "ahead", days=wish.ahead))
    if wish.quiet:
        lines.append(say.said("proposed", "quiet"))
    words = [say.plain("proposed", one) for one in ("keep", "drop")]
    choices = tuple(Choice(label=word, value=word) for word in words)
    return asker.speaker.said("pending_approval", "\n\n".join(lines), choices=choices)


def _kept(planned: _Planned, asker: Asker) -> Scheduled:
    time = asker.time(planned.times[0])
    name, zone = planned.schedule.text, asker.zone.key
    text = asker.phrases.said("done", "kept", name=name, time=time, zone=zone)
    reply = asker.speaker.said("answered", text, suggestions=asker.list_choice)
    return Scheduled(reply, schedules.keep(planned.schedule))


def _unclear(doubt: Doubtful, text: str, asker: Asker) -> Reply:
    """Gives what has to be said more clearly, whole, because it is asked again and again."""
    status: Status = "clarify"
    if doubt.doubt != "name" or doubt.words not in text:
        said = asker.phrases.said("unclear", "other", words=doubt.words)
        return asker.speaker.said(status, said)
    choices = tuple(
        Choice(label=option.value, value=text.replace(doubt.words, option.value, 1))
        for option in doubt.options[:MOST_CHOICES]
    )
    said = asker.phrases.said("unclear", "name", words=doubt.words)
    return asker.speaker.said(status, said, choices=choices)


MOST_CHOICES = 8
