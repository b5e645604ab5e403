"""The question before, as a model is told of it: names and days stay here, signs stand for them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.brains.rules.frame import Condition, Frame
from crm.periods import Period
from tools.catalog import Figures


@dataclass(frozen=True)
class Earlier:
    """What the signs of the question before stand for."""

    call: Figures | None = None
    """The call that would ask it again; None where no call would, or there is no such question."""
    conditions: Mapping[str, Condition] = field(default_factory=dict[str, Condition])
    periods: Mapping[str, Period] = field(default_factory=dict[str, Period])


def earlier(frame: Frame | None) -> Earlier:
    """Gives the question before with signs for its names and days."""
    if frame is None or not _is_plain(frame):
        return Earlier()
    conditions = {f"«{number}»": one for number, one in enumerate(frame.conditions, start=1)}
    periods = {"«period»": frame.period, "«compared»": frame.compare}
    known = {sign: one for sign, one in periods.items() if one is not None}
    call = Figures(
        measures=list(frame.measures),
        by=list(frame.groups),
        where=list(conditions),
        period="«period»" if frame.period is not None else "",
        compare=_compared(frame),
        bound="",
        sort="",
        rows=0,
        share=frame.share,
        unknown=[],
    )
    return Earlier(call, conditions, known)


def _is_plain(frame: Frame) -> bool:
    """Whether a call of figures can say all that a frame asks."""
    more = (
        frame.entity,
        frame.view,
        frame.happenings,
        frame.having,
        frame.only,
        frame.states,
        frame.per,
        frame.each,
        frame.ranked,
        frame.offset,
        frame.arranged,
        frame.apart,
    )
    return bool(frame.measures) and not any(more)


def _compared(frame: Frame) -> str:
    if frame.compare is None:
        return ""
    return frame.against if frame.against in {"previous", "year"} else "«compared»"
