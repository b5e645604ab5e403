"""Fills slots from the spans of a question, each by its own words and its neighbours."""

import re
from itertools import takewhile

from assistant.brains.rules import amounts, mentions, words
from assistant.brains.rules.lexicon import is_cjk
from assistant.brains.rules.mentions import Known
from assistant.brains.rules.sentence import Sentence
from assistant.brains.rules.slots import Slots
from assistant.brains.rules.spans import EDGES, Cover, Span
from assistant.brains.rules.stepping import take_steps
from assistant.brains.rules.valued import REACHED
from assistant.brains.rules.yearly import take_years
from crm.periods import Grain, Kind
from tools.phrases.periods import BadPeriod, PeriodSpan, SamePeriodSpan

UNSURE = re.compile(r"(?<!截)(?<!截[至止])[到至].*月[底末]$|^前[两二三四2-4]个?季度$")
"""Periods with two readings: the end of that month or of this one; the first or the last two."""
PARTICLES = "的了吗呢啊吧是有在都也和与跟把就"
"""Chinese fillers that are never part of the word beside them."""


def fill(cover: Cover, known: Known) -> Slots:
    """Gives the slots of a question, from its spans and what is known of its names."""
    sentence = Sentence(cover.text, cover.spans)
    slots = Slots(sentence)
    unexplained = list(cover.gaps)
    for index, span in enumerate(cover.spans):
        if not _explained(sentence, slots, index, known):
            unexplained.append((span.start, span.end))
    slots.unexplained = tuple(_whole_words(sentence, unexplained))
    if slots.has("net"):
        _take_off_returns(slots)
    _take_off_implied(slots)
    _take_part_of_target(slots)
    _take_whether_attained(slots)
    take_years(slots)
    take_steps(slots)
    _take_buyers_of_goods(slots)
    _take_bounded_buyers(slots)
    _take_times(slots)
    _take_units(slots)
    return slots


def _take_bounded_buyers(slots: Slots) -> None:
    """Makes customers who bought above an amount those with such sales: who bought over 1M."""
    at = slots.measure_at[0] if slots.measures == ["buyers"] else -1
    if at < 0 or not slots.bounds or slots.has("count", "count_of_those") or slots.groups:
        return
    said = slots.sentence.spans[at].text
    if " who " in said:
        slots.measures, slots.measure_at = [], []
        slots.verbs["buy"] = slots.flags["customer_noun"] = said


def _take_times(slots: Slots) -> None:
    """Makes a number of times that of the orders or returns: 今年下单超过25次的客户."""
    sentence = slots.sentence
    numbers = [i for i, span in enumerate(sentence.spans) if span.number is not None]
    times = [i for i in numbers if _is_of_times(sentence, i)]
    if not slots.bounds or not times:
        return
    if slots.measures == ["returned"] or (not slots.measures and "return" in slots.verbs):
        slots.measures = ["return_count"]
        slots.verbs.pop("return", None)
    elif not slots.measures and {"order", "buy"} & slots.verbs.keys():
        slots.measures = ["orders"]
    elif slots.measures != ["orders"]:
        return
    slots.flags["times"] = sentence.spans[times[0]].text


def _is_of_times(sentence: Sentence, index: int) -> bool:
    after = sentence.touching(index, 1)
    named = after is not None and after.may_be("unit", "times")
    return named or (_bounds_their_number(sentence, index) and _tells_of_customers(sentence))


def _tells_of_customers(sentence: Sentence) -> bool:
    return any(span.may_be("entity", "customer") for span in sentence.spans)


def _bounds_their_number(sentence: Sentence, index: int) -> bool:
    """Whether a bound stands behind the number of orders, in Chinese: 订单数超过5."""
    before = list(takewhile(lambda span: span.may_be("more"), reversed(sentence.spans[:index])))
    at = index - len(before) - 1
    counted = at >= 0 and sentence.spans[at].may_be("measure", "orders")
    return bool(before) and counted and is_cjk(sentence.spans[at].text[0])


def _take_units(slots: Slots) -> None:
    """Makes a number of pieces that of what was bought or sent back: 买过3台以上T30的客户."""
    sentence = slots.sentence
    pieces = [
        index
        for index, span in enumerate(sentence.spans[:-1])
        if span.number is not None and sentence.spans[index + 1].may_be("unit", "units")
    ]
    if not slots.bounds or not pieces:
        return
    if slots.measures == ["returned"] or (not slots.measures and "return" in slots.verbs):
        slots.measures = ["returned_units"]
        slots.verbs.pop("return", None)
    elif not slots.measures and {"buy", "sell", "order"} & slots.verbs.keys():
        slots.measures = ["units"]


IMPLIED = {
    "gap": "target",
    "attainment": "target",
    "collection_rate": "orders",
    "overdue_share": "outstanding",
}
"""What a measure is of, which may be named beside it: short of the target, 订单的回款率."""


def _take_off_implied(slots: Slots) -> None:
    """Takes away what a measure is of, where the two are not asked for side by side."""
    for measure, of in IMPLIED.items():
        if sorted(slots.measures) != sorted((measure, of)) or _side_by_side(slots):
            continue
        at = slots.measures.index(of)
        del slots.measures[at], slots.measure_at[at]
        slots.flags.pop("noun", None)
        slots.entities = [entity for entity in slots.entities if f"{entity}s" != of]


def _take_part_of_target(slots: Slots) -> None:
    """Makes the part of a target that was reached its attainment: 完成了目标的百分之几."""
    if not slots.has("share") or slots.groups or not set(slots.measures) <= {"target"}:
        return
    reached = bool(slots.measures) and slots.verbs.get("sell") in REACHED
    of_it = slots.share_at >= 0 and slots.measures and _leads_to_target(slots)
    if reached or of_it or slots.attained:
        slots.measures, slots.attained = ["attainment"], None
        slots.flags.pop("share")
        slots.verbs.pop("sell", None)


def _take_whether_attained(slots: Slots) -> None:
    """Makes whether a target was met its attainment: 上个月完成目标了吗."""
    last = slots.sentence.spans[-1].text if slots.sentence.spans else ""
    whom = slots.groups or slots.asked or slots.entities or slots.mentions or slots.measures
    asks = last in WHETHER and not slots.has("which_any", "which_who", "customer_noun", "pronoun")
    if slots.attained and asks and slots.periods and not whom:
        slots.measures, slots.attained = ["attainment"], None


WHETHER = frozenset({"吗", "么", "嘛", "没", "没有"})


def _leads_to_target(slots: Slots) -> bool:
    """Whether the target is that of which the part is asked: "what percentage of my target"."""
    at = slots.sentence.near(slots.share_at, 1)
    if at is not None and at[1].may_be("scope"):
        at = slots.sentence.near(at[0], 1)
    return at is not None and at[1].may_be("measure", "target")


GOODS = frozenset({"product", "model", "category"})


def _take_buyers_of_goods(slots: Slots) -> None:
    """Makes customers of a product those who bought it: T30的客户有哪些."""
    goods = bool(slots.mentions) and {m.dimension for m in slots.mentions} <= GOODS
    said = slots.verbs or slots.measures or slots.units or slots.bounds or slots.entities[1:]
    if goods and not said and slots.has("customer_noun") and slots.has("which_any", "list"):
        slots.verbs["buy"] = slots.flags["customer_noun"]


def _side_by_side(slots: Slots) -> bool:
    first, last = min(slots.measure_at), max(slots.measure_at)
    return any(span.may_be("conj") for span in slots.sentence.spans[first + 1 : last])


def _take_off_returns(slots: Slots) -> None:
    """Makes sales without returns net sales: 去掉退货的销售额."""
    slots.verbs.pop("return", None)
    left = [name for name in slots.measures if name != "returned"]
    slots.measures = ["net_sales" if name == "sales" else name for name in left] or ["net_sales"]


def _explained(sentence: Sentence, slots: Slots, index: int, known: Known) -> bool:
    """Reads one span into the slots; False where it says nothing here."""
    span = sentence.spans[index]
    if span.name is not None and mentions.read(sentence, slots, index, known):
        return True
    if span.period is not None:
        return _period(slots, index, span)
    if span.number is not None:
        return amounts.read(sentence, slots, index)
    return words.read(sentence, slots, index)


def _period(slots: Slots, index: int, span: Span) -> bool:
    found = span.period
    if isinstance(found, PeriodSpan) and (UNSURE.search(span.text) or _ends_with(slots, index)):
        return False
    if span.text == "now":
        return True  # as things stand: "what is overdue now" is not about today's orders
    if isinstance(found, BadPeriod):
        slots.bad_periods.append(found)
    elif isinstance(found, SamePeriodSpan):
        slots.compare.append("year" if found.unit is Grain.YEAR else "previous")
        slots.compare_words.append(span.text)
    elif found is not None:
        slots.periods.append(found.period)
        slots.period_words.append(span.text)
        slots.period_at.append(index)
    return True


ENDING = frozenset({"to", "until", "till"})


def _ends_with(slots: Slots, index: int) -> bool:
    """Whether a month is that to which something runs, from nobody says when: sales to May."""
    before = slots.sentence.touching(index, -1)
    months = isinstance(span := slots.sentence.spans[index].period, PeriodSpan) and (
        span.period.kind in {Kind.MONTH, Kind.QUARTER}
    )
    alone = not slots.has("against", "change") and not slots.periods
    return months and alone and before is not None and before.text in ENDING


def _whole_words(sentence: Sentence, stretches: list[tuple[int, int]]) -> list[str]:
    """Gives the words behind what was not explained: stretches that touch are one word."""
    found: list[tuple[int, int]] = []
    for stretch in sorted(stretches):
        start, end = _widened(sentence, *stretch)
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return [word for start, end in found if (word := sentence.text[start:end].strip(EDGES))]


def _widened(sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """Widens a Chinese stretch by the piece that touches it: 线 alone of 线上 is no word."""
    if not is_cjk(sentence.text[start]):
        return start, end
    for span in sentence.spans:
        single = len(span.text) == 1 and span.text not in PARTICLES and span.may_be("filler")
        if (single or span.name is not None) and is_cjk(span.text[0]):
            start = span.start if span.end == start else start
            end = span.end if span.start == end else end
    return start, end
