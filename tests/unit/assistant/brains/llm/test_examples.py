"""Verified questions as a model is shown them: the call that was right, without names and days."""

import json
from datetime import date

import pytest

from assistant.brains.llm.counting import count
from assistant.brains.llm.examples import TOKENS, shown
from assistant.brains.planning import Asked, Example
from assistant.brains.rules.frame import Condition, Frame
from assistant.brains.rules.lexicon import lexicon_for
from assistant.brains.rules.mentions import Known
from assistant.brains.rules.spans import Sources, cover
from crm.access import operator
from crm.measures import load
from crm.names import NameIndex
from crm.periods import BusinessCalendar
from crm.query.spec import Filter, Order

CATALOG = load()
SOURCES = Sources(
    lexicon_for(CATALOG),
    NameIndex.empty(),
    operator(),
    date(2026, 11, 21),
    BusinessCalendar(1),
)
CITY = Condition(Filter("city", "in", ("«1»",)), ("«1»",))
NOT_CITY = Condition(Filter("city", "not_in", ("«1»",)), ("«1»",))
BEST = (Order("sales"),)


def prompt(*examples: Example) -> str:
    """What a prompt shows."""
    found = cover("斩获如何", SOURCES)
    asked = Asked("斩获如何", found, None, SOURCES, CATALOG, Known({}), examples=examples)
    return shown(asked)


def call(example: Example) -> tuple[str, dict[str, object]]:
    """The tool and the arguments that an example shows, without the empty ones."""
    (line,) = [line for line in prompt(example).splitlines() if " → " in line]
    tool, _, arguments = line.partition(" → ")[2].partition(" ")
    return tool, {name: value for name, value in json.loads(arguments).items() if value}


def unknown(word: str, means: str) -> list[dict[str, str]]:
    return [{"word": word, "means": means}]


CALLS = [
    (
        Example(
            "〈city〉〈period〉斩获如何",
            Frame(("sales",), conditions=(CITY,)),
            ("〈city〉",),
            "〈period〉",
        ),
        "figures",
        {"measures": ["sales"], "where": ["〈city〉"], "period": "〈period〉"}
        | {"unknown": unknown("斩获", "sales")},
    ),
    (
        Example("不含〈city〉的销售额", Frame(("sales",), conditions=(NOT_CITY,)), ("〈city〉",)),
        "figures",
        {"measures": ["sales"], "where": ["not 〈city〉"]},
    ),
    (
        Example(
            "〈period〉斩获前5的客户",
            Frame(("sales",), groups=("customer",), ranked=True, order=BEST, limit=5, limited=True),
            period="〈period〉",
        ),
        "figures",
        {"measures": ["sales"], "by": ["customer"], "period": "〈period〉", "sort": "largest"}
        | {"rows": 5, "unknown": unknown("斩获", "sales")},
    ),
    (
        Example(
            "〈customer〉咋样",
            Frame(("sales",), conditions=(CITY,), view="profile"),
            ("〈customer〉",),
        ),
        "profile",
        {"customer": "〈customer〉"},
    ),
    (
        Example("〈period〉斩获咋掉了", Frame(("sales",), view="why"), period="〈period〉"),
        "reasons",
        {"measure": "sales", "period": "〈period〉"},
    ),
]


@pytest.mark.parametrize(("example", "tool", "arguments"), CALLS)
def test_an_example_shows_the_call_that_was_right(
    example: Example, tool: str, arguments: dict[str, object]
) -> None:
    found, said = call(example)
    assert found == tool
    assert {name: said.get(name) for name in arguments} == arguments


def test_what_no_call_can_say_is_no_example() -> None:
    cancelled = Condition(Filter("status", "in", ("cancelled",)), ("cancelled",))
    assert prompt(Example("取消的", Frame(("orders",), conditions=(cancelled,)))) == ""
    assert prompt(Example("90天没来的", Frame(entity="customer"))) == ""
    assert prompt() == ""


def test_examples_take_no_more_of_a_prompt_than_they_may() -> None:
    long = tuple(Example(f"{'请' * 60}{number}斩获", Frame(("sales",))) for number in range(9))
    whole = prompt(*long)
    assert count(whole) <= TOKENS
    assert 0 < whole.count(" → ") < len(long)
