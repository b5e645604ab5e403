"""A time word inside a customer's name is part of the name, and the period stands beside it."""

from datetime import date

import pytest
from sqlalchemy.engine import Engine

from assistant.brains.rules.brain import understand
from assistant.brains.rules.frame import Frame
from assistant.brains.rules.lexicon import lexicon_for
from assistant.brains.rules.outcome import Understood
from assistant.brains.rules.spans import Sources
from assistant.brains.rules.thread import Thread
from crm.access import operator
from crm.measures import load
from crm.models import customers
from crm.names import NameIndex
from crm.periods import standard_calendar

CHINESE = (
    "三月传媒 六一儿童用品 今年贸易 双十一电商 国庆食品 上海三月 百年老店 七天酒店 元旦礼品 "
    "明天科技 四季度假村 五月花酒店 一周鲜生 春节文化 昨天咖啡 武汉今年"
).split()
ENGLISH = (
    "Black Friday Ltd,Q1 Systems,Today Foods,March & Sons,Last Year Books,Summer May Trading,"
    "FY25 Holdings,Week 12 Media"
).split(",")
CHINESE_PERIODS = {
    "": None,
    "上季度": ("2026-07-01", "2026-09-30"),
    "三月": ("2026-03-01", "2026-03-31"),
    "去年": ("2025-01-01", "2025-12-31"),
    "今年": ("2026-01-01", "2026-11-21"),
}
ENGLISH_PERIODS = {
    "": None,
    "last quarter": ("2026-07-01", "2026-09-30"),
    "in March": ("2026-03-01", "2026-03-31"),
    "Q3 2025": ("2025-07-01", "2025-09-30"),
}


@pytest.fixture
def sources(sqlite_engine: Engine) -> Sources:
    """The words of a company whose customers are called after times."""
    rows = [
        {"customer_id": f"C{number}", "name": name, "status": "active"}
        for number, name in enumerate((*CHINESE, *ENGLISH))
    ]
    with sqlite_engine.begin() as connection:
        connection.execute(customers.insert(), rows)
        names = NameIndex.build(connection)
    today, lexicon = date(2026, 11, 21), lexicon_for(load())
    return Sources(lexicon, names, operator(), today, standard_calendar())


def _dates(frame: Frame) -> tuple[str, str] | None:
    return (str(frame.period.start), str(frame.period.end)) if frame.period else None


def _require(question: str, name: str, days: tuple[str, str] | None, sources: Sources) -> None:
    outcome = understand(question, Thread(), sources).outcome
    assert isinstance(outcome, Understood), question
    assert isinstance(outcome.frame, Frame), question
    assert _dates(outcome.frame) == days, question
    (condition,) = outcome.frame.conditions
    number = (*CHINESE, *ENGLISH).index(name)
    assert condition.filter.dimension == "customer", question
    assert condition.filter.values == (f"C{number}",), question


def test_a_chinese_name_keeps_its_time_words(sources: Sources) -> None:
    for name in CHINESE:
        for period, days in CHINESE_PERIODS.items():
            for question in (f"{name}{period}销售额", f"{period}{name}的销售额"):
                _require(question, name, days, sources)


def test_an_english_name_keeps_its_time_words(sources: Sources) -> None:
    for name in ENGLISH:
        for period, days in ENGLISH_PERIODS.items():
            for question in (f"sales of {name} {period}", f"{period} sales of {name}"):
                _require(question.strip(), name, days, sources)


def test_a_name_that_is_only_a_time_word_does_not_take_a_longer_period_apart(
    sqlite_engine: Engine, sources: Sources
) -> None:
    with sqlite_engine.begin() as connection:
        row = {"customer_id": "C99", "name": "三月", "status": "active"}
        connection.execute(customers.insert(), [row])
        names = NameIndex.build(connection)
    own = Sources(sources.lexicon, names, sources.caller, sources.today, sources.calendar)
    outcome = understand("2025年三月销售额", Thread(), own).outcome
    assert isinstance(outcome, Understood)
    assert isinstance(outcome.frame, Frame)
    assert _dates(outcome.frame) == ("2025-03-01", "2025-03-31")
