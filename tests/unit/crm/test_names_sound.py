"""Names that are not written as they are stored: by sound, nearly so spelled, as spoken codes."""

from collections.abc import Generator
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import Connection, Engine

from crm.access import Caller, caller_named, operator
from crm.database import writing
from crm.models import customers
from crm.names import NameIndex, NameSpan
from crm.names.sound import TABLE, sounds
from crm.text import fold
from evals.noise import misheard, mistyped, written_alike
from evals.syllables import table
from tests.unit.crm.small_company import customer, fill

MORE = (
    customer(21, "宁波蓝海贸易有限公司", short_name="蓝海贸易", aliases="蓝海"),
    customer(22, "广州恒力机电设备有限公司", "U3", short_name="恒力机电", aliases="恒力"),
    customer(23, "瑞丰食品(青岛)有限公司", "U3", short_name="瑞丰"),
    customer(24, "深圳睿峰自动化有限公司", "U4", short_name="睿峰"),
    customer(25, "Alpha Beta Corp"),
    customer(26, "Harbour & Finch Ltd"),
    customer(27, "Stork Ltd"),
    customer(30, "Dalegate Ltd"),
    customer(28, "云岭光电有限公司", "U9", short_name="云岭光电"),
    customer(29, "云龄光电有限公司", short_name="云龄光电"),
)


@pytest.fixture
def company(sqlite_engine: Engine) -> Generator[Connection]:
    with writing(sqlite_engine) as connection:
        fill(connection)
        connection.execute(customers.insert(), MORE)
    with sqlite_engine.connect() as connection:
        yield connection


@pytest.fixture
def index(company: Connection) -> NameIndex:
    return NameIndex.build(company)


def _spans(
    index: NameIndex, text: str, unknown: str = "", caller: Caller | None = None
) -> tuple[NameSpan, ...]:
    """Gives the spans of a text in which `unknown`, or all, is what nothing explains."""
    folded, gap = fold(text).text, fold(unknown or text).text
    start = folded.index(gap)
    return index.like(folded, [(start, start + len(gap))], caller or operator())


def _like(index: NameIndex, text: str, unknown: str = "", caller: Caller | None = None) -> set[str]:
    return {
        value
        for span in _spans(index, text, unknown, caller)
        for name in span.names
        for value in name.values
    }


@pytest.mark.parametrize(
    ("text", "unknown", "entity"),
    [
        ("南海贸易上个月买了多少", "南海", "C021"),
        ("红立机电", "红立", "C022"),
        ("红立机电的应收", "红立机电", "C022"),
        ("宁波南海贸易", "南海", "C021"),
        ("青和电子", "青", "C001"),
        ("请禾 电子", "请禾", "C001"),
        ("瑞风食品", "瑞风", "C023"),
        ("袁怀景", "袁怀景", "U2"),
        ("northgte foods sales", "northgte", "C004"),
        ("Northgate Fooods", "fooods", "C004"),
        ("harbuor & finch", "harbuor", "C026"),
        ("harbour and fnich", "fnich", "C026"),
        ("Soren Yelvertn's orders", "yelvertn", "U4"),
        ("M four zero", "m", "P1"),
        ("em forty pro", "em", "P2"),
        ("艾姆四零", "艾姆", "P1"),
        ("M四十今年卖了多少", "m", "P1"),
        ("Z七点五", "z", "P3"),
        ("Z七十五", "z", "P4"),
        ("TX杠三十杠一", "tx杠", "P5"),
        ("tx three oh one", "tx", "P5"),
        ("C零零一", "c", "C001"),
    ],
)
def test_a_name_is_known_by_its_sound_or_a_near_spelling(
    index: NameIndex, text: str, unknown: str, entity: str
) -> None:
    span = max(_spans(index, text, unknown), key=lambda span: len(span.text))
    assert [value for name in span.names for value in name.values] == [entity]
    assert span.guessed
    assert not span.unsure
    assert not span.names[0].exact


@pytest.mark.parametrize(
    "text",
    [
        *("毛利", "利润率", "打卡", "库存", "贸易", "机电", "电子", "南海", "蓝天贸易", "恒力"[:1]),
        *("青禾贸易", "海利机电", "profit", "margin", "foods", "corp", "ltd", "M41", "T3O", "z77"),
        *("north", "four zero", "三百二", "C三百二", "四零"),
    ],
)
def test_a_plain_word_or_another_name_is_nobody(index: NameIndex, text: str) -> None:
    assert _spans(index, text) == ()


def test_what_nothing_explains_is_never_cut(index: NameIndex) -> None:
    assert _spans(index, "海量南海贸易", "海量南海") == ()


def test_names_that_sound_the_same_are_all_given(index: NameIndex, company: Connection) -> None:
    assert _like(index, "锐锋") == {"C023", "C024"}
    assert _like(index, "锐锋", caller=caller_named(company, "U3")) == {"C023"}
    assert _like(index, "芸玲光电") == {"C028", "C029"}
    assert _like(index, "芸玲光电", caller=caller_named(company, "U9")) == {"C028"}


@pytest.mark.parametrize("text", ["abc", "storc", "蕊风", "harbor & finch", "delegated"])
def test_what_may_be_something_else_has_to_be_asked(
    index: NameIndex, company: Connection, text: str
) -> None:
    rep = caller_named(company, "U3")
    caller = rep if text == "蕊风" else operator()
    (span,) = _spans(index, text, caller=caller)
    assert span.unsure


def test_a_word_of_two_characters_is_sure_where_it_shares_one(
    index: NameIndex, company: Connection
) -> None:
    (span,) = _spans(index, "瑞风", caller=caller_named(company, "U3"))
    assert not span.unsure


def test_the_table_of_syllables_is_what_the_dictionaries_say() -> None:
    assert TABLE.read_text(encoding="utf-8") == table()


@pytest.mark.parametrize(
    ("said", "meant", "steps"),
    [
        ("蓝海", "南海", 1),
        ("恒力", "红立", 1),
        ("重庆", "从庆", 1),
        ("瑞丰", "睿峰", 0),
        ("昌", "餐", 2),
        ("森", "绳", 2),
        ("张", "章", 0),
    ],
)
def test_a_slip_in_a_beginning_or_an_end_is_one_step(said: str, meant: str, steps: int) -> None:
    known = sounds()
    assert known.steps(said, meant) == known.steps(meant, said) == steps
    assert set(known.skeletons(said)) & set(known.skeletons(meant))


@given(st.integers(0, 10**6))
def test_noise_is_never_the_name_itself_and_mostly_sounds_alike(seed: int) -> None:
    rng = Random(seed)
    known = sounds()
    for noise in (written_alike, misheard):
        noisy = noise("蓝海贸易", rng)
        assert noisy != "蓝海贸易"
        assert known.steps(noisy, "蓝海贸易") <= (0 if noise is written_alike else 4)
    assert 0 <= len("Northgate Foods") - len(mistyped("Northgate Foods", rng)) + 1 <= 2
