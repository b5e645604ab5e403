"""Conditions in words, for the text and the reading line: 区域 华东, 单笔金额 > 50,000."""

from datetime import date
from decimal import Decimal

from assistant.brains.rules.frame import Condition
from assistant.conversation import formats
from assistant.conversation.labels import Namer
from assistant.conversation.timewords import day
from crm.query.spec import Having, Value

SIGNS = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤", "not_in": "≠"}
UNSET = {"zh": "未填写", "en": "(not set)"}


def worded(condition: Condition, namer: Namer) -> tuple[str, ...]:
    """Gives the names that a condition keeps or leaves out; none where it is on an amount."""
    dimension, language = condition.dimension, namer.language
    return tuple(Namer.value_of(dimension, name, language) for name in condition.labels)


def condition_words(condition: Condition, namer: Namer, today: date) -> str:
    """Gives a whole condition: what it is on, the sign, and the values."""
    wanted = condition.filter
    joint = "、" if namer.language == "zh" else ", "
    values = joint.join(worded(condition, namer))
    if wanted.operator == "unset":
        values = UNSET[namer.language]
    elif not values:
        values = " – ".join(_value(value, namer, today) for value in wanted.values)
    parts = (namer.dimension(condition.dimension), SIGNS.get(wanted.operator, ""), values)
    return " ".join(part for part in parts if part)


def having_words(having: Having, namer: Namer) -> str:
    """Gives a condition on the figure of each row: 退货率 > 5.0%."""
    rate = namer.catalog.measures[having.measure].unit == "ratio"
    limits = [formats.ratio(value) if rate else formats.number(value) for value in having.values]
    parts = (namer.measure(having.measure), SIGNS.get(having.operator, ""), " – ".join(limits))
    return " ".join(part for part in parts if part)


def _value(value: Value, namer: Namer, today: date) -> str:
    if isinstance(value, date):
        return day(value, namer.language, today)
    return formats.number(value) if isinstance(value, Decimal) else value
