"""A plan that has every name, number and time of a question, and says the opposite, is refused."""

from collections.abc import Iterator

import pytest
from langchain_core.tools import ToolException
from sqlalchemy.engine import Engine

from assistant.brains.llm.attempt import Attempt
from assistant.brains.planning import Asked
from assistant.brains.rules.asides import without_asides
from assistant.brains.rules.mentions import Known
from assistant.brains.rules.outcome import Understood
from assistant.brains.rules.spans import Sources, cover
from crm.measures import load
from tests.unit.assistant.asking import Asking
from tools.catalog import Figures, Meaning, Rows

EMPTY: dict[str, object] = {
    "by": [], "where": [], "period": "", "compare": "", "bound": "", "sort": "", "rows": 0,
    "share": False,
}  # fmt: skip
LAST, BY = {"period": "上季度"}, {"period": "上季度", "by": ["customer"]}
LAST_EN, BY_EN = {"period": "last quarter"}, {"period": "last quarter", "by": ["customer"]}
GROWTH = {**BY, "compare": "previous"}
Plan = dict[str, object]
PAIRS: list[tuple[str, Plan, Plan]] = [
    (
        "除宁波外苏州的上季度斩获",
        {**LAST, "where": ["not 宁波", "苏州"]},
        {**LAST, "where": ["not 苏州", "宁波"]},
    ),
    (
        "苏州上季度斩获不含L30 标签纸",
        {**LAST, "where": ["苏州", "not L30 标签纸"]},
        {**LAST, "where": ["not 苏州", "L30 标签纸"]},
    ),
    (
        "本月跟上个月比斩获",
        {"period": "本月", "compare": "上个月"},
        {"period": "上个月", "compare": "本月"},
    ),
    ("上季度斩获同比", {**LAST, "compare": "year"}, {**LAST, "compare": "previous"}),
    ("上季度斩获环比", {**LAST, "compare": "previous"}, {**LAST, "compare": "year"}),
    (
        "上季度斩获超过10万的客户",
        {**BY, "bound": "over 100000"},
        {**BY, "bound": "below 100000"},
    ),
    (
        "上季度斩获没有超过10万的客户",
        {**BY, "bound": "at most 100000"},
        {**BY, "bound": "over 100000"},
    ),
    (
        "上季度斩获至少10万的客户",
        {**BY, "bound": "at least 100000"},
        {**BY, "bound": "at most 100000"},
    ),
    (
        "上季度斩获最低的5个客户",
        {**BY, "sort": "smallest", "rows": 5},
        {**BY, "sort": "largest", "rows": 5},
    ),
    (
        "上季度斩获最高的5个客户",
        {**BY, "sort": "largest", "rows": 5},
        {**BY, "sort": "smallest", "rows": 5},
    ),
    (
        "上季度斩获增长最多的客户",
        {**GROWTH, "sort": "most growth"},
        {**GROWTH, "sort": "most decline"},
    ),
    (
        "上季度斩获下降最多的客户",
        {**GROWTH, "sort": "most decline"},
        {**GROWTH, "sort": "most growth"},
    ),
    ("上季度斩获下降最多的客户", {**GROWTH, "sort": "most decline"}, {**GROWTH, "sort": "largest"}),
    (
        "第三季度斩获比第二季度多多少",
        {"period": "第三季度", "compare": "第二季度"},
        {"period": "第二季度", "compare": "第三季度"},
    ),
    ("上季度斩获多少台", {**LAST, "measures": ["units"]}, {**LAST, "measures": ["sales"]}),
    (
        "top 5 customers by haul last quarter",
        {**BY_EN, "sort": "largest", "rows": 5},
        {**BY_EN, "sort": "smallest", "rows": 5},
    ),
    (
        "customers with haul below 100000 last quarter",
        {**BY_EN, "bound": "below 100000"},
        {**BY_EN, "bound": "over 100000"},
    ),
    ("haul Q3 vs Q2", {"period": "Q3", "compare": "Q2"}, {"period": "Q2", "compare": "Q3"}),
    (
        "haul last quarter vs a year earlier",
        {**LAST_EN, "compare": "year"},
        {**LAST_EN, "compare": "previous"},
    ),
    (
        "haul last quarter in Suzhou except L30 标签纸",
        {**LAST_EN, "where": ["Suzhou", "not L30 标签纸"]},
        {**LAST_EN, "where": ["not Suzhou", "L30 标签纸"]},
    ),
]


@pytest.fixture(scope="module")
def sources(demo_engine: Engine) -> Iterator[Sources]:
    with demo_engine.connect() as connection:
        yield Asking(connection).around.sources


@pytest.mark.parametrize(("question", "right", "wrong"), PAIRS)
def test_the_right_plan_is_taken_and_its_opposite_is_not(
    sources: Sources, question: str, right: Plan, wrong: Plan
) -> None:
    assert is_taken(sources, question, right)
    with pytest.raises(ToolException, match=r"otherwise|leaves out|does not say"):
        is_taken(sources, question, wrong)


@pytest.mark.parametrize(
    ("question", "sort", "other"),
    [
        ("上个月斩获最早的5个订单", "oldest", "newest"),
        ("上个月斩获最新的5个订单", "newest", "oldest"),
    ],
)
def test_the_newest_rows_are_not_the_oldest(
    sources: Sources, question: str, sort: str, other: str
) -> None:
    rows = Rows.model_validate(
        {"of": "order", "where": [], "period": "上个月", "bound": "", "sort": sort, "rows": 5}
        | {"unknown": [{"word": "斩获", "means": "filler"}]}
    )
    assert is_call_taken(sources, question, rows)
    with pytest.raises(ToolException, match="otherwise"):
        is_call_taken(sources, question, rows.model_copy(update={"sort": other}))


@pytest.mark.parametrize("word", ["beyond", "leaving", "非", "撇去"])
def test_a_word_that_may_turn_a_question_round_is_no_filler(sources: Sources, word: str) -> None:
    chinese = not word.isascii()
    question = f"{word}宁波上季度斩获" if chinese else f"haul {word} Ningbo last quarter"
    call = Figures.model_validate(
        {"measures": ["sales"], **EMPTY, **(LAST if chinese else LAST_EN)}
        | {"where": ["宁波" if chinese else "Ningbo"]}
        | {
            "unknown": [
                {"word": "斩获" if chinese else "haul", "means": "sales"},
                {"word": word, "means": "filler"},
            ]
        }
    )
    with pytest.raises(ToolException):
        is_call_taken(sources, question, call)


def is_taken(sources: Sources, question: str, plan: Plan) -> bool:
    """Whether a plan is one; says why it is not."""
    word = "haul" if "haul" in question else "斩获"
    means = "units" if plan.get("measures") == ["units"] else "sales"
    whole = {"measures": ["sales"], **EMPTY, **plan}
    unknown = [Meaning(word=word, means=means)]
    return is_call_taken(sources, question, Figures.model_validate({**whole, "unknown": unknown}))


def is_call_taken(sources: Sources, question: str, call: Figures | Rows) -> bool:
    """Whether a call is taken; says why it is not."""
    read = cover(without_asides(question), sources)
    attempt = Attempt(Asked(question, read, None, sources, load(), Known({})))
    attempt.take(call)
    return isinstance(attempt.outcome, Understood)


def test_who_is_meant_by_them_is_nothing_that_a_plan_may_make_up(sources: Sources) -> None:
    rows = Rows.model_validate(
        {"of": "customer", "where": [], "period": "", "bound": "", "sort": "", "rows": 0}
        | {"unknown": []}
    )
    with pytest.raises(ToolException):
        is_call_taken(sources, "list them", rows)


def test_how_many_orders_is_no_amount(sources: Sources) -> None:
    asked = {**EMPTY, "period": "今年", "by": ["customer"]}
    of_orders = Figures.model_validate({"measures": ["orders"], **asked, "unknown": []})
    assert is_call_taken(sources, "今年每个客户下几单", of_orders)
    amount = of_orders.model_copy(update={"measures": ["average_order"]})
    with pytest.raises(ToolException):
        is_call_taken(sources, "今年每个客户下几单", amount)


def test_what_was_bought_is_no_list_of_orders(sources: Sources) -> None:
    question = "恒力机电今年买了啥"
    orders = {"of": "order", "where": ["恒力机电"], "period": "今年", "bound": "", "sort": ""}
    rows = Rows.model_validate({**orders, "rows": 0, "unknown": []})
    with pytest.raises(ToolException):
        is_call_taken(sources, question, rows)
    goods = {**EMPTY, "where": ["恒力机电"], "period": "今年", "by": ["product"]}
    by_product = Figures.model_validate({"measures": ["sales"], **goods, "unknown": []})
    assert is_call_taken(sources, question, by_product)
