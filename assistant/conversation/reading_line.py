"""The reading line: how the question was understood, one chip a slot, each with alternatives."""

from datetime import date

from assistant.brains.rules.frame import Frame
from assistant.conversation import formats
from assistant.conversation.conditions import condition_words, having_words
from assistant.conversation.labels import Namer, label
from assistant.conversation.reply import Choice, Language, ReadingPart
from assistant.conversation.timewords import span, time_words
from assistant.conversation.wording.covers import happenings

OTHER_PERIODS = {
    "zh": ("本月", "上个月", "本季度", "上季度", "今年", "去年"),
    "en": ("this month", "last month", "this quarter", "last quarter", "this year", "last year"),
}
OTHER_MEASURES = ("sales", "orders", "units", "buyers", "net_sales", "average_order")
OTHER_GROUPS = ("month", "region", "customer", "product", "owner")
TIMED = ("forecast", "pace", "renewals")
"""Insights that are about a time."""
VERIFIED = {"zh": "管理员核实过", "en": "verified by an admin"}


def reading_line(
    frame: Frame, namer: Namer, scope: str, today: date, *, verified: bool = False
) -> tuple[ReadingPart, ...]:
    """Gives the chips of a frame, and that it was verified, where it was."""
    language = namer.language
    chips = [_asked_for(frame, namer)]
    if frame.per is not None and frame.divisor is not None:
        chips.append(_chip("divisor", _divided_by(frame, language), language))
    timeless = frame.happenings and frame.entity in {"customer", "product"}
    timed = frame.view not in {"profile", "order", "insight"} or frame.insight in TIMED
    named_one = any(c.dimension == "order_id" for c in frame.conditions)
    if not timeless and timed and not named_one:
        chips.append(_period(frame, language, today))
    if frame.compare is not None:
        chips.append(_chip("compare", _versus(frame, language, today), language))
    if frame.groups:
        chips.append(_groups(frame, namer))
    bare = {"order", "anomalies"}
    shown = [c for c in frame.conditions if frame.view not in bare or c.labels or c.filter.values]
    filters = [condition_words(condition, namer, today) for condition in shown]
    filters += happenings(frame, namer, today)
    filters += [having_words(having, namer) for having in frame.having]
    chips += [_chip("filter", words, language) for words in filters]
    if frame.ranked:
        chips.append(_chip("order", _order(frame, namer), language))
    chips.append(_chip("scope", scope, language))
    if verified:
        chips.append(_chip("verified", VERIFIED[language], language))
    if frame.view == "insight":  # nothing goes on from it but why
        chips = [chip.model_copy(update={"choices": ()}) for chip in chips]
    return tuple(chips)


def _asked_for(frame: Frame, namer: Namer) -> ReadingPart:
    language = namer.language
    if frame.insight is not None:
        return _chip("insight", label("titles", frame.insight, language), language)
    if frame.view == "profile":
        return _chip("entity", "客户概况" if language == "zh" else "profile", language)
    if frame.view == "anomalies":
        return _chip("entity", "异常订单" if language == "zh" else "unusual orders", language)
    if frame.entity is not None:
        return _chip("entity", label("entities", frame.entity, language), language)
    return _measure(frame, namer)


def _chip(slot: str, value: str, language: Language, *, assumed: bool = False) -> ReadingPart:
    return ReadingPart(
        slot=slot, label=label("slots", slot, language), value=value, assumed=assumed
    )


def _measure(frame: Frame, namer: Namer) -> ReadingPart:
    joint = "、" if namer.language == "zh" else ", "
    value = joint.join(namer.average(name, frame.per) for name in frame.measures)
    others = [name for name in OTHER_MEASURES if name not in frame.measures]
    choices = tuple(
        Choice(label=namer.measure(name), value=_ask(namer.measure(name), namer.language))
        for name in others
        if name in namer.catalog.measures
    )
    chip = _chip("measure", value, namer.language, assumed="measure" in frame.assumed)
    return chip.model_copy(update={"choices": choices})


def _divided_by(frame: Frame, language: Language) -> str:
    """Gives by what an average divides: of a period that runs, what has begun of it counts."""
    assert frame.divisor is not None, "asked before"
    number = formats.figure(frame.divisor, f"{frame.per}s", language)
    begun = frame.period is None or frame.period.running
    if frame.per in {"day", "week"} or not begun:
        return f"÷ {number}"
    return (
        f"÷ {number}（含没过完的）" if language == "zh" else f"÷ {number}, the running one included"
    )


def _ask(words: str, language: Language) -> str:
    return f"换成{words}" if language == "zh" else f"change to {words}"


def _period(frame: Frame, language: Language, today: date) -> ReadingPart:
    everything = "全部数据" if language == "zh" else "all data"
    value = everything
    if frame.period is not None:
        value = time_words(frame.period, "name", language, today)
    choices = tuple(
        Choice(label=words, value=_ask(words, language)) for words in OTHER_PERIODS[language]
    )
    open_ = frame.period is None or (frame.entity is not None and "period" in frame.assumed)
    chip = _chip("period", value, language, assumed=open_)
    return chip.model_copy(update={"choices": choices})


def _versus(frame: Frame, language: Language, today: date) -> str:
    words = {
        "year": ("去年同期", "a year earlier"),
        "previous": ("上一期", "the period before"),
    }.get(frame.against or "", ("", ""))
    dates = span(frame.compare, language, today) if frame.compare is not None else ""
    return f"{words[0 if language == 'zh' else 1]} {dates}".strip()


def _groups(frame: Frame, namer: Namer) -> ReadingPart:
    zh = namer.language == "zh"
    names = ("、" if zh else ", ").join(namer.dimension(group) for group in frame.groups)
    others = [group for group in OTHER_GROUPS if group not in frame.groups]
    choices = tuple(
        Choice(
            label=namer.dimension(group),
            value=f"按{namer.dimension(group)}看" if zh else f"by {namer.dimension(group)}",
        )
        for group in others
    )
    chip = _chip("group", f"按{names}" if zh else f"by {names}", namer.language)
    return chip.model_copy(update={"choices": choices})


def _arranged(frame: Frame, namer: Namer) -> str:
    """Gives that rows were chosen by their dates, and put in another order."""
    assert frame.arranged is not None, "asked before"
    down = frame.arranged.descending
    if namer.language == "zh":
        return f"最近 {frame.limit}，{'从高到低' if down else '从低到高'}"
    return f"latest {frame.limit}, {'highest' if down else 'lowest'} first"


def _order(frame: Frame, namer: Namer) -> str:
    zh = namer.language == "zh"
    if frame.arranged is not None:
        return _arranged(frame, namer)
    descending = not frame.order or frame.order[0].descending
    first = (
        ("从高到低" if descending else "从低到高")
        if zh
        else ("highest first" if descending else "lowest first")
    )
    if frame.each is not None:
        outer = namer.dimension(frame.groups[0])
        each = f"每个{outer}前 {frame.each}" if zh else f"first {frame.each} of each {outer}"
        return f"{first}，{each}" if zh else f"{first}, {each}"
    if frame.limit is None:
        return first
    if frame.offset:
        from_to = _places(frame.offset + 1, frame.offset + frame.limit)
        return f"{first}，第 {from_to} 名" if zh else f"{first}, no. {from_to}"
    return f"{first}，前 {frame.limit}" if zh else f"{first}, {frame.limit}"


def _places(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"
