"""Gives the frame before another period, or one to compare with: 换成上个月, vs last year."""

import re
from dataclasses import replace

from assistant.brains.rules.frame import TIME, Frame
from assistant.brains.rules.outcome import NotUnderstood
from assistant.brains.rules.row_states import lying_ahead
from assistant.brains.rules.situation import EndOfReading, Situation
from assistant.brains.rules.slots import Slots
from assistant.brains.rules.timing import RELATIVE, against_of, comparison, names_no_year
from crm.periods import Kind, Period, aligned, preceding, year_earlier


def retimed(slots: Slots, frame: Frame, situation: Situation) -> Frame:
    """Gives the frame with the period and the comparison that a follow-up names.

    Raises:
        EndOfReading: it names what the frame before cannot have.
    """
    return _comparison(slots, _period(slots, frame, situation), situation)


def _period(slots: Slots, frame: Frame, situation: Situation) -> Frame:
    if frame.happenings and frame.entity is not None and (slots.periods or slots.has("one_before")):
        return _segment_period(slots, frame)
    if not slots.periods:
        back = slots.has("one_before") and frame.period is not None
        return _one_back(frame) if back else frame
    if any(condition.dimension == "created_at" for condition in frame.conditions):
        return _entered_in_another(slots, frame)
    against = slots.has("against", "change") or _goes_on_comparing(slots, frame)
    if against and frame.period is not None and len(slots.periods) == 1:
        return _against_named(slots, frame)
    if len(slots.periods) > 1:
        raise EndOfReading(NotUnderstood((), lacking="period"))
    period = _named_after(frame, slots, situation)
    if frame.compare is None or frame.against in {None, "named"}:
        return replace(frame, period=period, compare=None, against=None)
    return replace(frame, period=period, compare=comparison(period, frame.against or "previous"))


def _entered_in_another(slots: Slots, frame: Frame) -> Frame:
    """Gives deals that were entered in another time: created in October, and in September."""
    if len(slots.periods) != 1 or slots.has("against", "change"):
        raise EndOfReading(NotUnderstood((), lacking="period"))
    days = (slots.periods[0].start, slots.periods[0].end)
    changed = tuple(
        replace(one, filter=replace(one.filter, values=days))
        if one.dimension == "created_at"
        else one
        for one in frame.conditions
    )
    return replace(frame, conditions=changed)


def _goes_on_comparing(slots: Slots, frame: Frame) -> bool:
    """Whether only another period to compare with is named: with last year, 跟去年."""
    begins = slots.sentence.text.startswith(("with ", "to ", "和", "跟", "与"))
    return begins and frame.compare is not None and not slots.mentions


def _named_after(frame: Frame, slots: Slots, situation: Situation) -> Period:
    """Gives the period that is named, as it is meant after the one before."""
    named = slots.periods[0]
    ends = any(condition.dimension == "end_date" for condition in frame.conditions)
    ahead = frame.entity in {"contract", "opportunity"} and not frame.states
    if ahead and (frame.period or ends):
        return lying_ahead(named, situation.today) or named
    if frame.period is not None and frame.period.kind is Kind.FESTIVAL:
        return _same_festival(frame.period, named) or named
    step = RELATIVE.fullmatch(slots.period_words[0])
    if step is not None and frame.period is not None and step.group(1) == frame.period.kind:
        return preceding(frame.period)
    if _once_more(slots):
        return _before_the_last(frame.period, named, slots)
    return _in_the_year_of(frame.period, named, slots.period_words[0])


def _one_back(frame: Frame) -> Frame:
    assert frame.period is not None, "asked before"
    before = preceding(frame.period).whole()
    return replace(frame, period=before, compare=None, against=None)


def _segment_period(slots: Slots, frame: Frame) -> Frame:
    """Gives customers by what they did in another period, where there is just one to replace."""
    periods = {one.fact.period for one in frame.happenings}
    if len(slots.periods) != 1 or len(periods) != 1 or None in periods:
        raise EndOfReading(NotUnderstood((*slots.period_words, *slots.flags.values())[:1]))
    changed = (
        replace(one, fact=replace(one.fact, period=slots.periods[0])) for one in frame.happenings
    )
    return replace(frame, happenings=tuple(changed), offset=0)


def _same_festival(shown: Period, named: Period) -> Period | None:
    """Gives the campaign or holiday just shown in the year that is named: 去年双十一, 今年呢."""
    years = shown.start.year - named.start.year
    if named.kind is not Kind.YEAR or not years:
        return None
    return year_earlier(shown.whole(), years=years)


def _once_more(slots: Slots) -> bool:
    """Whether 再 stands before the period: 再上个月 is the month before the one just shown."""
    at = slots.period_at[0]
    return at > 0 and slots.sentence.spans[at - 1].text == "再"


def _before_the_last(shown: Period | None, named: Period, slots: Slots) -> Period:
    if shown is None or shown.kind is not named.kind or not slots.period_words[0].startswith("上"):
        raise EndOfReading(NotUnderstood((f"再{slots.period_words[0]}",)))
    return preceding(shown)


def _in_the_year_of(before: Period | None, period: Period, words: str) -> Period:
    """Gives a month or quarter named without a year in the year that is being talked about."""
    if before is None or before.open_start or before.start.year != before.end.year:
        return period
    years = period.start.year - before.start.year
    if not years or not names_no_year(words):
        return period
    return year_earlier(period.whole(), years=years)


def _against_named(slots: Slots, frame: Frame) -> Frame:
    if frame.period is None:
        return frame
    found = RELATIVE.fullmatch(slots.period_words[0])
    if found is not None:
        against = "year" if found.group(1) == "year" else "previous"
        return replace(frame, compare=comparison(frame.period, against), against=against)
    current, other = aligned(frame.period, slots.periods[0])
    return replace(frame, period=current, compare=other, against="named")


_BEFORE_THAT = re.compile(r"(?:the )?(?:day|week|month|quarter|year) before|上一?期")


def _comparison(slots: Slots, frame: Frame, situation: Situation) -> Frame:
    if not slots.compare and slots.has("change") and frame.compare is None:
        against = against_of(slots, frame.period, situation)
        if against is None or frame.period is None:
            return frame
        return replace(frame, compare=comparison(frame.period, against), against=against)
    if not slots.compare:
        return frame
    if frame.period is None:
        raise EndOfReading(NotUnderstood((), known=frame, lacking="comparison"))
    if _BEFORE_THAT.fullmatch(slots.compare_words[0]) and not slots.has("against", "change"):
        if set(frame.groups) & set(TIME):  # "the month before", of which row?
            raise EndOfReading(NotUnderstood((slots.compare_words[0],)))
        back = "year" if "year" in slots.compare_words[0] else "previous"
        return replace(frame, period=comparison(frame.period, back), compare=None, against=None)
    against = "year" if slots.compare[0] == "year" else "previous"
    return replace(frame, compare=comparison(frame.period, against), against=against)
