"""Facts of the record as messages and briefs write them."""

from datetime import date
from decimal import Decimal

from assistant.conversation.formats import exact, number
from assistant.conversation.reply import Language
from assistant.markup import visible
from tools.drafts import DraftFact

_NOUNS = {
    "overdue_orders": ("笔", "order"),
    "orders": ("单", "order"),
    "together": ("单", "order"),
    "with_first": ("单", "order"),
}
_DAYS = ("天", "day")


def fact_text(fact: DraftFact, language: Language) -> str:
    """Gives a fact as it is written: amounts to the cent, days with their year, on one line."""
    value = fact.value
    if isinstance(value, Decimal):
        return exact(value, fact.currency) if fact.currency else number(value)
    if isinstance(value, date):
        return written_day(value, language)
    if isinstance(value, str):
        return visible(value).strip()
    zh, en = _NOUNS.get(fact.name, _DAYS)
    return f"{value} {zh}" if language == "zh" else f"{value} {en}{'' if value == 1 else 's'}"


def written_day(day: date, language: Language) -> str:
    """Gives a day with its year: 2026年11月21日, 21 November 2026."""
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {day:%B} {day.year}"
