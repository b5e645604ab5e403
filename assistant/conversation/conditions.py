"""Conditions in words, for the text and the reading line: 区域 华东, 单笔金额 > 50,000."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from assistant.brains.rules.frame import Condition, Happening
from assistant.conversation import formats
from assistant.conversation.labels import Namer, label
from assistant.conversation.timewords import day, span
from crm.periods import Grain, between, split
from crm.query.spec import CHANGE, CHANGE_RATE, OF_CHANGE, Having, Value
from tools.standing import RISK

SIGNS = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤", "not_in": "≠"}
OF_INSIGHTS = frozenset({"health", "leaving_risk"})
"""Columns of insights that a condition may be on: no measures of the catalog."""
UNSET = {"zh": "未填写", "en": "(not set)"}


def worded(condition: Condition, namer: Namer) -> tuple[str, ...]:
    """Gives the names that a condition keeps or leaves out; none where it is on an amount."""
    dimension, language = condition.dimension, namer.language
    return tuple(Namer.value_of(dimension, name, language) for name in condition.labels)


def condition_words(condition: Condition, namer: Namer, today: date) -> str:
    """Gives a whole condition: what it is on, the sign, and the values."""
    wanted = condition.filter
    if wanted.operator == "not_in" and not wanted.values:
        name = namer.dimension(condition.dimension)
        return f"{name}不限" if namer.language == "zh" else f"any {name}"
    joint = "、" if namer.language == "zh" else ", "
    values = joint.join(worded(condition, namer))
    if wanted.operator == "unset":
        values = UNSET[namer.language]
    elif not values:
        shown = dict.fromkeys(wanted.values)
        values = " – ".join(_value(value, wanted.dimension, namer, today) for value in shown)
    exact = wanted.operator == "between" and len(set(wanted.values)) == 1
    sign = "=" if exact else SIGNS.get(wanted.operator, "")
    parts = (namer.dimension(condition.dimension), sign, values)
    return " ".join(part for part in parts if part)


def having_words(having: Having, namer: Namer) -> str:
    """Gives a condition on the figure of each row: 退货率 > 5.0%, or which way it went."""
    if having.measure in OF_CHANGE and having.values[0]:
        return _moved_by(having, zh=namer.language == "zh")
    if having.measure == CHANGE:
        words = {"gt": ("上升的", "those that rose"), "lt": ("下降的", "those that fell")}
        return words[having.operator][namer.language == "en"]
    if having.measure in OF_INSIGHTS:
        name, rate = label("fields", having.measure, namer.language), having.measure != "health"
    else:
        name = namer.measure(having.measure)
        rate = namer.catalog.measures[having.measure].unit == "ratio"
    values = dict.fromkeys(having.values)
    limits = [formats.ratio(value) if rate else formats.number(value) for value in values]
    exact = having.operator == "between" and len(limits) == 1
    sign = "=" if exact else SIGNS.get(having.operator, "")
    return " ".join(part for part in (name, sign, " – ".join(limits)) if part)


def _moved_by(having: Having, *, zh: bool) -> str:
    """Gives by how much at least something rose or fell: 下降 > 50.0%."""
    limit = having.values[0]
    by = (formats.ratio if having.measure == CHANGE_RATE else formats.number)(abs(limit))
    way = ("上升", "rose") if limit > 0 else ("下降", "fell")
    sign = SIGNS["ge" if having.operator in {"ge", "le"} else "gt"]
    return f"{way[0 if zh else 1]} {sign} {by}"


HAPPENED = {
    "orders": ("下过单", "没下单", "ordered", "did not order"),
    "visits": ("拜访过", "没拜访", "visited", "not visited"),
    "calls": ("打过电话", "没打电话", "called", "not called"),
    "complaints": ("有投诉", "没有投诉", "complained", "no complaint"),
    "contracts": ("有合同", "没有合同", "with a contract", "no contract"),
    "open_deals": ("有在跟商机", "没有在跟商机", "with an open deal", "no open deal"),
    "activities": ("联系过", "没联系", "contacted", "not contacted"),
    "return_count": ("退过货", "没退货", "returned goods", "returned nothing"),
    "payment_count": ("付过款", "没付款", "paid", "did not pay"),
}
"""How it is said that something happened or did not, in Chinese and in English."""


OF_PRODUCTS = ("卖出过", "没卖出", "sold", "not sold")


def happening_words(
    happening: Happening, namer: Namer, today: date, *, of_products: bool = False
) -> str:
    """Gives what was done or not: 没下单（打印机，2026年）, ordered (1 Jan – 30 Sep)."""
    zh = namer.language == "zh"
    fact = happening.fact
    parts = ["、".join(happening.labels) if zh else " or ".join(happening.labels)]
    if fact.period is not None:
        parts.append(span(fact.period, namer.language, today))
    detail = ("，" if zh else ", ").join(filter(None, parts))
    measure = namer.measure(fact.measure)
    other = ("有" + measure, "没有" + measure, f"some {measure}", f"no {measure}")
    said = OF_PRODUCTS if of_products else HAPPENED.get(fact.measure, other)
    words = said[(0 if zh else 2) + (not fact.holds)]
    if not detail:
        return words
    return f"{words}（{detail}）" if zh else f"{words} ({detail})"


UNITS = {
    Grain.WEEK: ("周", "week"),
    Grain.MONTH: ("个月", "month"),
    Grain.QUARTER: ("个季度", "quarter"),
    Grain.YEAR: ("年", "year"),
}


def each_time(happenings: tuple[Happening, ...]) -> tuple[Happening, Grain] | None:
    """Gives the one thing that was done in each unit of a time, and the unit; else None."""
    periods = [one.fact.period for one in happenings if one.fact.period is not None]
    alike = {replace(one.fact, period=None) for one in happenings}
    if len(periods) < 2 or len(periods) != len(happenings) or len(alike) > 1:
        return None
    whole = between(periods[0].start, periods[-1].end)
    for grain in UNITS:
        found = [(unit.start, unit.end) for unit in split(whole, grain)]
        if found == [(unit.start, unit.end) for unit in periods]:
            return replace(happenings[0], fact=replace(happenings[0].fact, period=whole)), grain
    return None


def each_time_words(happening: Happening, grain: Grain, namer: Namer, today: date) -> str:
    """Gives what was done in each unit of a time: 每个月都下过单（1月1日–11月21日）."""
    words = happening_words(happening, namer, today)
    zh, en = UNITS[grain]
    return f"每{zh}都{words}" if namer.language == "zh" else f"every {en}: {words}"


def _value(value: Value, dimension: str, namer: Namer, today: date) -> str:
    if isinstance(value, date):
        return day(value, namer.language, today)
    if dimension == RISK and isinstance(value, Decimal):
        return formats.ratio(value)
    return formats.number(value) if isinstance(value, Decimal) else value
