"""Replies to what becomes of schedules that are kept: listed, paused, resumed, removed, wanted."""

from collections.abc import Sequence

from assistant import schedules
from assistant.brains.rules.outcome import Scheduling
from assistant.conversation.reply import Choice, Reply
from assistant.conversation.scheduling.asker import Asker
from assistant.conversation.scheduling.choosing import meant
from assistant.conversation.scheduling.scheduled import Scheduled
from assistant.schedules import Change, Schedule

_DONE = {"pause": "paused", "resume": "resumed", "remove": "removed", "run": "wanted"}
_AT_ONCE = ("run", "pause", "remove")
"""What is offered beside the list, of the first in it."""


def managed(said: Scheduling, asker: Asker) -> Scheduled:
    """Gives the list, or what becomes of the one schedule that is meant."""
    if said.act == "list" or not asker.owned:
        return Scheduled(_listed(asker))
    found = meant(said.which, asker.owned, asker.speaker.conversation_id)
    if not found:
        text = "\n\n".join((asker.phrases.said("listed", "unknown"), _lines(asker)))
        return Scheduled(asker.speaker.said("not_understood", text))
    if len(found) > 1:
        return Scheduled(_which(said.act, found, asker))
    number, schedule = found[0]
    change = _change(said.act, schedule, asker)
    return Scheduled(_changed(said.act, number, change.schedule, asker), change)


def _change(act: str, schedule: Schedule, asker: Asker) -> Change:
    match act:
        case "pause":
            return schedules.pause(schedule)
        case "resume":
            return schedules.resume(schedule, asker.around.moment, asker.zone)
        case "remove":
            return schedules.remove(schedule)
        case _:
            return schedules.want(schedule, asker.around.moment)


def _changed(act: str, number: int, schedule: Schedule, asker: Asker) -> Reply:
    time = "" if schedule.next_at is None else asker.time(schedule.next_at)
    text = asker.phrases.said(
        "done", _DONE[act], name=schedule.text, number=number, time=time, zone=asker.zone.key
    )
    return asker.speaker.said("answered", text, suggestions=asker.list_choice)


def _which(act: str, found: Sequence[tuple[int, Schedule]], asker: Asker) -> Reply:
    template = asker.phrases.plain("act", act)
    choices = tuple(
        Choice(label=f"{number}. {one.text}", value=template.format(number=number))
        for number, one in found
    )
    text = asker.phrases.said("listed", "which")
    return asker.speaker.said("clarify", text, choices=choices)


def _listed(asker: Asker) -> Reply:
    if not asker.owned:
        return asker.speaker.said("answered", asker.phrases.said("listed", "none"))
    text = "\n\n".join((_lines(asker), asker.phrases.said("listed", "zone", zone=asker.zone.key)))
    templates = [asker.phrases.plain("act", act) for act in _AT_ONCE]
    offered = tuple(one.format(number=1) for one in templates)
    choices = tuple(Choice(label=one, value=one) for one in offered)
    return asker.speaker.said("answered", text, suggestions=choices)


def _lines(asker: Asker) -> str:
    return "\n".join(_line(number, one, asker) for number, one in enumerate(asker.owned, 1))


def _line(number: int, schedule: Schedule, asker: Asker) -> str:
    say = asker.phrases
    if schedule.state == "paused" or schedule.next_at is None:
        state = say.said("listed", "paused")
    else:
        state = say.said("listed", "next", time=asker.time(schedule.next_at))
    name = f"{number}. **{say.safe(schedule.text)}**"
    return f"{name}（{state}）" if asker.language == "zh" else f"{name} ({state})"
