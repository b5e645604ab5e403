"""What the words beside a time phrase do to it: share its year with it, or belong to it unread."""

from dataclasses import dataclass, replace

from crm.periods import Grain, Kind, Period, preceding, units_later
from tools.phrases.periods.readings import (
    UNREAD,
    Faulty,
    Fixed,
    Loose,
    Moment,
    Reading,
    Same,
    fixed_or_fault,
    settled,
)
from tools.phrases.periods.recurring import DayOfMonth, Recurring, Weekday, Yearly
from tools.phrases.periods.rules import compiled
from tools.phrases.periods.spans import Fault


@dataclass(frozen=True)
class Hit:
    """A phrase found: its place in the text, and its reading."""

    start: int
    end: int
    reading: Reading


_AND = (
    r"(?:和|与|跟|同|及|以及|、|,|，|比|对比|相比|较|或者?|还是|vs\.?|versus|and|or|&|/|\+|than|against|with"
    r"|compared\s+(?:to|with))\s*(?:的|in\s|the\s|those\s+of\s|that\s+of\s)?\s*$"
)
_SAME_BREATH = 24


def shared(hits: list[Hit], moment: Moment) -> list[Hit]:
    """The phrases with what one says for another: 2025年3月和4月, "Q3 and Q4 2025"."""
    result = list(hits)
    for index in range(1, len(result)):
        if _are_listed(result[index - 1], result[index], moment):
            result[index] = _from_left(result[index - 1], result[index], moment)
    for index in range(len(result) - 1, 0, -1):
        if _are_listed(result[index - 1], result[index], moment):
            result[index - 1] = _from_right(result[index - 1], result[index])
    return result


_ELLIPSIS = (
    r"\b(?:vs\.?|versus|than|and|to|against|with|from|over|on)\s+(?:the\s+)?"
    r"(?P<en>(?:last|previous|prior)(?:\s+one)?)(?=\s*(?:$|[?.,!;)]))"
    r"|(?:比|和|与|跟|较|对比|相比)(?P<zh>上一?个|上期|上一期)(?=$|[^月季周星礼财半一-十\d]|的)"
)


def completed(hits: list[Hit], moment: Moment) -> list[Hit]:
    """The phrases, and after one for a running unit the "last" or 上个 that leaves the unit out."""
    result: list[Hit] = []
    for index, hit in enumerate(hits):
        shortened = _unit_left_out(hit, moment)
        result += [shortened, hit] if shortened else [hit]
        stop = hits[index + 1].start if index + 1 < len(hits) else len(moment.text)
        match = compiled(_ELLIPSIS).search(moment.text, hit.end, stop)
        if match and (before := _unit_before(hit.reading, moment)):
            group = "en" if match["en"] else "zh"
            result.append(Hit(*match.span(group), Fixed(before)))
    return result


def _unit_left_out(hit: Hit, moment: Moment) -> Hit | None:
    """The "this" of "this and last month"."""
    match = compiled(
        r"\b(?P<step>this|last|next)\s+(?:and|or|vs\.?|versus|against)\s+(?:the\s+)?$"
    ).search(moment.before(hit.start))
    said_step = compiled(r"this|last|next|previous").match(moment.text, hit.start)
    if match is None or said_step is None or not isinstance(hit.reading, Fixed):
        return None
    period = hit.reading.period
    if period.kind not in _UNITS:
        return None
    start = hit.start - len(match.group())
    step = {"last": -1, "this": 0, "next": 1}[match["step"]]
    unit = moment.unit(Grain(period.kind.value), step)
    return Hit(start, start + len(match["step"]), Fixed(unit))


def _unit_before(reading: Reading, moment: Moment) -> Period | None:
    if not isinstance(reading, Fixed):
        return None
    period = reading.period
    if period.kind not in _UNITS or not period.start <= moment.today <= period.end:
        return None
    return units_later(period, -1)


_UNITS = {Kind.WEEK, Kind.MONTH, Kind.QUARTER, Kind.HALF, Kind.YEAR}


_BEFORE_THAT = r"(?:the\s+)?(?:previous|prior|preceding)\b|再?(?:之前|此前|前)|上一"
_LAST = r"(?:the\s+)?last\b|上"


def anchored(hits: list[Hit], moment: Moment) -> list[Hit]:
    """The phrases, and one that means "the one before" read from the phrase it is compared with.

    Last 30 days and the previous 30 days; Q3 against the previous quarter, which is Q2 even where
    the business date's previous quarter is Q3 itself.
    """
    result = hits[:1]
    for hit in hits[1:]:
        left = result[-1].reading
        fixed = settled(left, moment)
        if _are_listed(result[-1], hit, moment) and isinstance(fixed, Fixed):
            result.append(_read_from(fixed.period, hit, moment))
        else:
            result.append(hit)
    return result


def _read_from(base: Period, hit: Hit, moment: Moment) -> Hit:
    earlier = _one_before(base, hit, moment)
    if earlier:
        return replace(hit, reading=Fixed(earlier))
    if not _is_compared_month(base, hit, moment):
        return hit
    choices = (preceding(base), *_possible(hit.reading))  # 9月比上月: August, or October
    return replace(hit, reading=Faulty(Fault.AMBIGUOUS, choices))


def _is_compared_month(base: Period, hit: Hit, moment: Moment) -> bool:
    """Whether a past unit is compared with "the last one", seen from it or from today."""
    compared = compiled(r"(?:比|较|vs\.?|versus|than|against)\s*$").search(moment.before(hit.start))
    said_last = compiled(_LAST).match(moment.text, hit.start)
    kinds = {period.kind for period in _possible(hit.reading)}
    past = base.calendar_end < moment.today and base.kind in _UNITS - {Kind.YEAR}
    return bool(compared and said_last and past and kinds == {base.kind})


def _one_before(base: Period, hit: Hit, moment: Moment) -> Period | None:
    periods = _possible(hit.reading)
    if compiled(_BEFORE_THAT).match(moment.text, hit.start):
        of_one_kind = any((base.kind, base.count) == (each.kind, each.count) for each in periods)
    elif compiled(_LAST).match(moment.text, hit.start):
        of_one_kind = periods == (base,)
    else:
        return None
    running = base.kind in _UNITS and base.start <= moment.today <= base.calendar_end
    if running or not of_one_kind:
        return None
    return preceding(base)


def _possible(reading: Reading) -> tuple[Period, ...]:
    if isinstance(reading, Faulty):
        return reading.choices
    return (reading.period,) if isinstance(reading, Fixed) else ()


def _are_listed(left: Hit, right: Hit, moment: Moment) -> bool:
    gap = moment.text[left.end : right.start]
    return len(gap) <= _SAME_BREATH and compiled(_AND).search(gap) is not None


def _from_left(left: Hit, right: Hit, moment: Moment) -> Hit:
    first, second = left.reading, right.reading
    if not isinstance(second, Loose):
        return right
    cycle = _cycle(second.part)
    if isinstance(first, Loose) and cycle == "month" and not isinstance(first.part, Weekday):
        first = settled(first, moment)  # 3月5号和8号
        pins = (
            frozenset({"month"})
            if isinstance(first, Fixed) and first.period.kind is Kind.DAY
            else frozenset[str]()
        )
    else:
        pins = first.pins if isinstance(first, Fixed) else frozenset[str]()
    if not isinstance(first, Fixed) or cycle not in pins or first.part == second.part:
        return right
    placed = second.part.beside(first.period)
    return replace(right, reading=fixed_or_fault(placed, pins=pins, part=second.part))


def _from_right(left: Hit, right: Hit) -> Hit:
    first, second = left.reading, right.reading
    if not isinstance(second, Fixed) or not isinstance(second.part, Yearly):
        return left
    if isinstance(first, Loose) and second.trailing and first.part != second.part:
        placed = first.part.beside(second.period) if isinstance(first.part, Yearly) else None
    elif isinstance(first, Fixed) and first.period.kind is Kind.YEAR and "year" in second.pins:
        placed = second.part.in_year(first.period)
    else:
        return left
    pins = frozenset({"year"})
    return replace(
        left, reading=fixed_or_fault(placed, pins=pins, part=second.part, trailing=second.trailing)
    )


def _cycle(part: Recurring) -> str:
    if isinstance(part, Weekday):
        return "week"
    return "month" if isinstance(part, DayOfMonth) else "year"


# --------------------------------------------------------------------- phrases not read to the end

_UNREAD_AFTER = (
    r"(?:'s)?\s*的?\s*(?:[qh]\d|[上下]午|中午|凌晨|晚上|早上|早晨|傍晚|夜里|\d{1,2}(?:点|:\d\d)"
    r"|[一二三四五六七八九十]{1,2}点(?!五)|初(?!次|始|级|中|步|稿|期|衷)"
    r"|底(?!价|单|盘|薪|部|座|层|线|下(?![单了订的]))|末(?!端|位|尾|期)|左右|前后|上下(?![游级班])"
    r"|以外|之外|除外|同期|那一?[天周月]|第[一二三四五]个?[周星]|最后一?[周个]"
    r"|中(?=$|[的,，、。?？]|期|段)"
    r"|(?:morning|afternoon|evening|night|noon|onwards|ish|or\s+so|end|weekend|eve|ago)\b"
    r"|week\b(?!\s+by)|close\b(?=\s*$)|before\s+last\b|o'clock|\d{1,2}\s?(?:am|pm)\b"
    r"|of\s+(?:the\s+)?(?:month|quarter|year|last|this|next|\d{4}|q\d|h\d|fy))"
)
_AROUND_AFTER = r"\s*(?:左右|前后|上下|附近)"
_UNREAD_BEFORE = (
    r"(?:每[年月周季]度?|每|每隔|每个|隔|逐|(?<![最附])近|最近|过去|未来|(?<![然以之最其])后|首|整整"
    r"|(?<![合签预违续])约|大约|差不多|不含|不算|除了|除去|扣除|剔除|去掉|排除|不包括|(?<![目之以此当年天月周提])前|第"
    r"|\b(?:early|late|mid|every|each|per|around|(?<!what\s)(?<!how\s)about|circa|approximately"
    r"|nearly|outside|exclude|excluding|except|except\s+for|other\s+than"
    r"|(?:middle|end|start|beginning|close|part|half|most|eve|weeks?|days?)\s+of"
    r"|(?:day|week|month|year)s?\s+(?:before|after)"
    r"|(?:last|first)\s+(?:day|week|month|quarter)s?\s+of)[\s-]+(?:the\s+)?)\s*$"
)
_NOTHING_BETWEEN = r"(?:'s)?[\s,]*(?:的|of|in|on)?\s*"


def joined(hits: list[Hit], moment: Moment) -> list[Hit]:
    """The phrases with unread words at their sides made faulty, and two that run together one."""
    result: list[Hit] = []
    merged = _merged(hits, moment)
    for index, hit in enumerate(merged):
        stop = merged[index + 1].start if index + 1 < len(merged) else len(moment.text)
        guarded = _guarded(hit, moment, stop)
        if result and result[-1].end > guarded.start:
            guarded = Hit(result.pop().start, guarded.end, UNREAD)
        result.append(guarded)
    return result


def _merged(hits: list[Hit], moment: Moment) -> list[Hit]:
    merged: list[Hit] = []
    for hit in hits:
        if merged and _run_together(merged[-1], hit, moment):
            merged[-1] = Hit(merged[-1].start, hit.end, UNREAD)
        else:
            merged.append(hit)
    return merged


def _run_together(left: Hit, right: Hit, moment: Moment) -> bool:
    """Whether two phrases stand side by side and do not list things of one kind."""
    gap = moment.text[left.end : right.start]
    if compiled(_NOTHING_BETWEEN).fullmatch(gap) is None or "," in gap:
        return False
    if isinstance(left.reading, Same) or isinstance(right.reading, Same):
        return False
    return not _of_one_kind(left.reading, right.reading, moment)


def _of_one_kind(left: Reading, right: Reading, moment: Moment) -> bool:
    first, second = settled(left, moment), settled(right, moment)
    if not (isinstance(first, Fixed) and isinstance(second, Fixed)):
        return False
    return first.period.kind is second.period.kind and first.period != second.period


def _guarded(hit: Hit, moment: Moment, stop: int) -> Hit:
    """The phrase with unread words about time at its sides: then all of it is unread."""
    if isinstance(hit.reading, Same):
        return hit
    after = compiled(_UNREAD_AFTER).match(moment.text, hit.end, stop)
    before = compiled(_UNREAD_BEFORE).search(moment.text, max(0, hit.start - 24), hit.start)
    if before and before.group().strip() == "each":
        # "how many orders each this quarter": each of those named, in the one quarter.
        running = compiled(r"(?:this|last|the\s+(?:last|past))\b").match(moment.text, hit.start)
        before = None if running else before
    if not after and not before:
        return hit
    start = before.start() if before else hit.start
    end = after.end() if after else hit.end
    vague = compiled(_AROUND_AFTER).match(moment.text, hit.end)
    return Hit(start, end, Faulty(Fault.VAGUE) if vague else UNREAD)
