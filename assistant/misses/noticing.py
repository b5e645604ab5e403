"""What a turn or a dispute teaches: its misses, with the reading and without names."""

from collections.abc import Mapping
from typing import Any

from assistant.brains.rules.frame import Frame
from assistant.brains.rules.outcome import NotUnderstood, Outcome, Understood
from assistant.misses.keeping import Miss
from assistant.misses.redaction import Redaction
from crm.periods import Period

NAMELESS = frozenset({"measure", "period", "compare", "group", "order"})
"""The slots of a reading line that say nothing of whom or what it is about."""


def missed(outcome: Outcome, role: str, taken_out: Redaction) -> tuple[Miss, ...]:
    """Gives the misses of a question that was not understood, one for each word."""
    if isinstance(outcome, NotUnderstood) and outcome.is_too_long:
        return ()  # nobody learns a word from it
    said = taken_out.question()
    match outcome:
        case NotUnderstood(words=words, known=known) if words:
            reading = {} if known is None else _slots(known)
            folded = dict.fromkeys(taken_out.word(word) for word in words)
            return tuple(Miss("words", word, said, reading, role) for word in folded if word)
        case NotUnderstood(known=known, bad_periods=periods, lacking=lacking):
            reading = {} if known is None else _slots(known)
            if periods:
                return (Miss("period", taken_out.word(periods[0].text), said, reading, role),)
            return (Miss("lacking", lacking or "measure", said, reading, role),)
        case Understood(frame=frame):
            words = " · ".join((*frame.measures, *frame.groups))
            return (Miss("impossible", words or "list", said, _slots(frame), role),)
        case _:
            return ()


def disputed(reply: Mapping[str, Any], kind: str, role: str, taken_out: Redaction) -> Miss:
    """Gives what a disputed answer teaches: which part is disputed, and how it had been read."""
    parts = reply.get("reading") or ()
    reading = {
        part["slot"]: part["value"] if part["slot"] in NAMELESS else part["label"] for part in parts
    }
    return Miss("dispute", kind, taken_out.question(), reading, role)


def _slots(frame: Frame) -> dict[str, object]:
    """Gives a frame's slots; of its conditions only on what they are."""
    slots: dict[str, object] = {
        "measures": list(frame.measures),
        "entity": frame.entity,
        "groups": list(frame.groups),
        "filters": [condition.dimension for condition in frame.conditions],
        "period": _dates(frame.period),
        "compare": _dates(frame.compare),
    }
    return {name: value for name, value in slots.items() if value}


def _dates(period: Period | None) -> str | None:
    return None if period is None else f"{period.start}/{period.end}"
