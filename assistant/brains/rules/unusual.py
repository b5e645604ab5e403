"""Orders that look wrong: 最近有什么异常订单, "why was SO-2611-0410 flagged?".

Such a question is one for orders with a word more. Without that word it is read like any other, so
that customers, places, people and times are understood, asked back about, or named as unknown.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from assistant.brains.rules.frame import Condition, Frame
from assistant.brains.rules.numbered import is_a_name, order_numbered
from assistant.brains.rules.outcome import NotUnderstood, Outcome, Understood
from assistant.brains.rules.spans import Sources
from assistant.brains.rules.unusual_kinds import KINDS
from crm.query.spec import Filter
from crm.text import fold

_WRONG = re.compile(
    r"异常的?|不正常的?|不对劲的?|反常的?|可疑的?|蹊跷的?|被标(?:记|红|出)?(?:来|成|为)?了?的?"
    r"|(?<![目指达商图])标(?:记|红)(?:来|成|为)?了?的?"
    r"|\b(?:anomal(?:y|ies|ous)|unusual|abnormal|suspicious|strange|odd(?:-looking)?|flagged|flags?"
    r"|look(?:s|ing|ed)? (?:wrong|odd|strange|off)|wrong with|wrong)\b"
)
_PLAINLY = re.compile(
    r"异常|被标|anomal|unusual|abnormal|suspicious|flagged|\bodd\b|typos?\b|slips?\b"
)
"""Words that mean it without an order beside them; "wrong" alone may mean anything."""
NUMBER = re.compile(
    r"(?<![a-z0-9-])(?:[a-z]{1,6}[-_]?[0-9]{2,12}(?:[-_][0-9]{1,10}){0,3}|[0-9]{5,12})(?![a-z0-9-])"
)
_ASKED = re.compile(
    r"为什么|为啥|为何|怎么|哪里|哪儿|什么|啥|有没有|有无|有哪些|哪些|哪|看看|看下|查一?下|列一?下|列出"
    r"|是不是|会(?!社)|是|吗|呢|了|有(?!限)|的提示|提示|情况|单子|订单|\?|？|。"
    r"|\b(?:why|how come|what's|what is|what|which|any|are there|is there|were|was|are|is|did|do"
    r"|have|has|been|get|got|show me|show|list|give me|me|we|the|some|anything|with|as|this order"
    r"|that order|orders?|being|our|there|for)\b"
)
_ORDERS = re.compile(r"单|异常|提示|退货|\border|anomal|\bflags?\b|\bduplicates\b")
_STATES = {
    "dismissed": re.compile(
        r"(?:已经?|被)?(?:忽略|驳回)(?:过|掉)?了?的?(?=异常|提示)"
        r"|\b(?:dismissed|ignored)(?= (?:anomal|flags?\b))"
    ),
    "snoozed": re.compile(
        r"(?:已经?|被)?(?:推迟|稍后提醒)过?了?的?(?=异常|提示)|\bsnoozed(?= (?:anomal|flags?\b))"
    ),
}
_SEVERITIES = {
    "flag_high": re.compile(
        r"(?:最|比较|特别)?(?:严重|要紧|重大)的?|高(?:风险|危)的?"
        r"|\b(?:high[- ]severity|serious|severe|grave)(?= )"
    ),
}
_COUNTED = re.compile(
    r"(?:一共|总共)?有?(?:几|多少)(?:个|单|条|张|笔)?(?!钱)|\bhow many\b|\bnumber of\b"
)
"""Words for how many, which the answer says anyway."""
_OTHER_ROWS = re.compile(
    r"\b(?:payments?|returns?|invoices?|contracts?|deals?|opportunit(?:y|ies)|visits?|complaints?"
    r"|collections?|receipts?|quotes?|quotations?)\b"
)
"""What else may look wrong, of which nothing is known: "unusual payments"."""
_LATELY = re.compile(
    r"最近(?![0-9一二两三四五六七八九十几半])|近期|近来|\b(?:recently|recent|lately)\b"
)
LATELY = {"zh": "最近30天", "en": "past 30 days"}
"""What 最近 means here; the answer says so, as an assumption."""
_SUMS = re.compile(
    r"金额|多少钱|总额|合计|一共|总共|占比|比例|平均|趋势"
    r"|\b(?:how much|total|amounts?|value|worth|sum|share|average|trend)\b"
)
"""Of flagged orders there is a list, and no figure."""


CHOSEN_BY: dict[str, dict[str, re.Pattern[str]]] = {
    "flag_kind": KINDS,
    "flag_state": _STATES,
    "flag_severity": _SEVERITIES,
}
"""By what flags are chosen."""


def unusual(text: str, sources: Sources, read: Callable[[str], Outcome]) -> Outcome | None:
    """Gives the frame of a question for orders that look wrong; None for any other.

    Args:
        text: the question.
        sources: what it is read with.
        read: reads a question as if it stood alone.
    """
    folded = fold(text).text
    chosen, folded = _chosen(folded)
    found = _WRONG.search(folded)
    if chosen and found is None:
        folded = f"{folded} 异常" if _is_zh(folded) else f"odd {folded}"
        found = _WRONG.search(folded)
    if found is None or is_a_name(folded, found.start(), found.end(), sources):
        return None
    number = _number(folded, sources)
    if number is not None:
        return _of_one(folded, number, sources)
    if not chosen and not _PLAINLY.search(folded) and not re.search(r"单|\border", folded):
        return None
    folded = _COUNTED.sub(" ", folded)
    sums = _SUMS.search(folded)
    if sums is not None:
        return NotUnderstood((sums.group(),))
    outcome = _of_many(folded, sources, read)
    if isinstance(outcome, Understood) and chosen:
        wanted = (*outcome.frame.conditions, *chosen)
        return replace(outcome, frame=replace(outcome.frame, conditions=wanted))
    return NotUnderstood((found.group().strip("的"),)) if outcome is None else outcome


def edited(
    text: str, sources: Sources, read: Callable[[str], Outcome], previous: Frame | None
) -> Understood | None:
    """Gives the list of flags before, of another time, kind or person: 上个月呢, 只看蒋予墨的."""
    if previous is None or previous.view != "anomalies":
        return None
    if any(condition.dimension == "order_id" for condition in previous.conditions):
        return None
    folded = fold(text).text
    bare = _outside_names(folded, sources, None).strip(" 的")
    kinds, folded = _chosen(f"{bare}异常" if _is_zh(folded) else f"{bare} anomalies")
    outcome = _of_many(_WRONG.sub(" ", _GOES_ON.sub(" ", folded)), sources, read)
    if not isinstance(outcome, Understood):
        return None
    frame = outcome.frame
    named = (*(c for c in frame.conditions if c.labels or c.filter.values), *kinds)
    if not named and frame.period is None and not frame.limited:
        return None
    other = {condition.dimension for condition in named}
    kept = tuple(c for c in previous.conditions if c.dimension not in other)
    period = frame.period or previous.period
    assumed = frame.assumed if frame.period is not None else previous.assumed
    limits = frame if frame.limited else previous
    changed = replace(previous, conditions=(*kept, *named), period=period, assumed=assumed)
    changed = replace(changed, limit=limits.limit, limited=limits.limited)
    return replace(outcome, frame=changed, carried=True)


_GOES_ON = re.compile(
    r"只看|只要|就看|仅看|换成|改成|那么|那|其中|再看看?|再看"
    r"|\b(?:only|just|and|then|what about|how about|now)\b"
)
"""Words of a question that goes on from the one before."""


def _is_zh(folded: str) -> bool:
    return re.search(r"[\u4e00-\u9fff]", folded) is not None


def _chosen(folded: str) -> tuple[tuple[Condition, ...], str]:
    """Gives which flags alone are asked for, by kind and by what was said, and the other words."""
    found: list[Condition] = []
    for dimension, every in CHOSEN_BY.items():
        for value, words in every.items():
            place = words.search(folded)
            if place is not None and (_ORDERS.search(folded) or _PLAINLY.search(place.group())):
                found.append(Condition(Filter(dimension, "in", (value,)), (value,)))
                folded = f"{folded[: place.start()]} {folded[place.end() :]}"
                break
    return tuple(found), folded


def _number(folded: str, sources: Sources) -> tuple[int, int] | None:
    spans = [one.span() for one in NUMBER.finditer(folded)]
    numbers = [one for one in spans if not is_a_name(folded, *one, sources)]
    return numbers[0] if len(numbers) == 1 else None


def _of_one(folded: str, number: tuple[int, int], sources: Sources) -> Outcome:
    start, end = number
    before, after = _bare(folded[:start]), _bare(folded[end:])
    plain = f"{before}{folded[start:end]}{after}"
    outcome = order_numbered(plain, (len(before), len(before) + end - start), sources)
    if isinstance(outcome, NotUnderstood):
        return outcome
    return replace(outcome, frame=replace(outcome.frame, view="anomalies"))


def _bare(part: str) -> str:
    return _ASKED.sub(" ", _WRONG.sub(" ", part))


def _of_many(folded: str, sources: Sources, read: Callable[[str], Outcome]) -> Outcome | None:
    """Gives the frame of a list; None where more is asked than a list of flags holds."""
    language = "zh" if re.search(r"[\u4e00-\u9fff]", _outside_names(folded, sources, "")) else "en"
    rest = _LATELY.sub(f" {LATELY[language]} ", _outside_names(folded, sources, None))
    rest = " ".join(rest.split()).strip(" ,，、的")
    if _OTHER_ROWS.search(_outside_names(folded, sources, "")):
        return None
    asked = f"{rest} 的订单有哪些" if language == "zh" else f"list orders {rest}"
    outcome = read(asked.removeprefix(" 的").strip())
    if not isinstance(outcome, Understood):
        return outcome
    if not _fits(outcome.frame):
        return None
    assumed = ("period",) if _LATELY.search(folded) else ()
    return replace(outcome, frame=_frame(outcome.frame, assumed), carried=False)


def _outside_names(folded: str, sources: Sources, instead: str | None) -> str:
    """Gives the text without the words that only ask; names stay, or something in their place."""
    found, end = "", 0
    for name in sources.names.find(folded, sources.caller):
        if name.partial or name.start < end:
            continue
        found += _bare(folded[end : name.start])
        found += f" {folded[name.start : name.end] if instead is None else instead} "
        end = name.end
    return found + _bare(folded[end:])


def _fits(frame: Frame) -> bool:
    """Whether nothing is asked of the orders that a list of flags does not hold."""
    more = frame.happenings or frame.having or frame.compare or frame.measures or frame.ranked
    return frame.entity == "order" and not more and not frame.states and not frame.view


def _frame(frame: Frame, assumed: tuple[str, ...]) -> Frame:
    conditions = frame.conditions
    if all(condition.dimension != "status" for condition in conditions):
        # Of whatever state: a draft that looks wrong is looked at before it is confirmed.
        conditions = (*conditions, Condition(Filter("status", "not_in", ())))
    return Frame(
        entity="order",
        conditions=conditions,
        period=frame.period,
        limit=frame.limit if frame.limited else None,
        limited=frame.limited,
        view="anomalies",
        assumed=assumed,
    )
