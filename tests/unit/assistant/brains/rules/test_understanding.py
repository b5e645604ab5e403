"""What the rules brain makes of questions: each word has a meaning, or the question is not read."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.brains.rules.frame import Frame
from assistant.brains.rules.outcome import Doubtful, NotUnderstood, Talk, Understood
from crm.periods import Period
from tests.unit.assistant.asking import Asking

PHRASES = Path(__file__).with_name("phrases.txt")
CALENDAR = {
    "Y": ("2026-01-01", "2026-11-21"),
    "Y-1": ("2025-01-01", "2025-12-31"),
    "Q": ("2026-10-01", "2026-11-21"),
    "Q-1": ("2026-07-01", "2026-09-30"),
    "Q-2": ("2026-04-01", "2026-06-30"),
    "M": ("2026-11-01", "2026-11-21"),
    "M-1": ("2026-10-01", "2026-10-31"),
    "W-1": ("2026-11-09", "2026-11-15"),
    "D-1": ("2026-11-20", "2026-11-20"),
}


@cache
def phrases() -> list[tuple[str, str]]:
    lines = PHRASES.read_text(encoding="utf-8").splitlines()
    pairs = (line.rpartition(" = ") for line in lines if line and not line.startswith("#"))
    return [(question, reading) for question, _, reading in pairs]


def dated(part: str) -> str:
    """Gives a part of a reading with the dates that a period's letter stands for."""
    word, _, rest = part.partition(" ")
    if word not in {"in", "vs"}:
        return part
    return f"{word} {'..'.join(CALENDAR.get(rest, rest.split('..')))}"


def spanned(period: Period) -> str:
    assert period.start != date.min
    return f"{period.start}..{period.end}"


def beside(frame: Frame) -> Iterator[str]:
    """Gives what a frame asks for beside its figures."""
    if frame.share:
        yield "share"
    if frame.per is not None:
        yield f"average per {frame.per}"
    if frame.each is not None:
        yield f"each {frame.each}"


def parts(frame: Frame) -> Iterator[str]:
    """Gives a frame in the words of the table."""
    yield f"list {frame.entity}" if frame.entity else ",".join(frame.measures)
    if frame.groups:
        yield f"by {','.join(frame.groups)}"
    if frame.period is not None:
        yield f"in {spanned(frame.period)}"
    if frame.compare is not None:
        yield f"vs {spanned(frame.compare)}"
    for condition in frame.conditions:
        values = ",".join(condition.labels) or str(condition.filter)
        yield f"{condition.dimension} is {'not ' if condition.negated else ''}{values}"
    for having in frame.having:
        yield f"having {having}"
    if frame.ranked or (frame.entity and frame.limit):
        end = "top" if not frame.order or frame.order[0].descending else "last"
        yield f"{end} {frame.limit}" if frame.limited else end
    yield from beside(frame)


def test_the_table_is_as_large_as_it_should_be() -> None:
    assert len({question for question, _ in phrases()}) == len(phrases()) >= 200


@pytest.mark.parametrize(("question", "reading"), phrases())
def test_a_question_is_read_as_it_is_meant(asking: Asking, question: str, reading: str) -> None:
    outcome = asking.outcome(question)
    assert isinstance(outcome, Understood), outcome
    assert set(parts(outcome.frame)) == {dated(part) for part in reading.split("; ")}


# ------------------------------------------------------- no word is passed over without a word

ANSWERABLE = [
    "今年销售额",
    "上季度各区域订单数",
    "华东上个月卖了多少",
    "今年销售额前5的客户",
    "今年每月回款",
    "本月订单数同比",
    "应收一共多少",
    "列出昨天的订单",
    "sales last quarter",
    "orders by region this year",
    "top 5 customers last quarter",
    "monthly returns this year",
    "orders last month vs a year earlier",
    "total receivable",
    "list the orders of yesterday",
]
CHANGING = {
    "zh": "平均 除以 乘以 利润 毛利 毛利率 成本 提成 佣金 预测 预计 除了 之外 不含 没有 非 税后 "
    "含税 中位数 方差 人均 折扣 首次 最近一次 赠品 库存 工作日 周末 白天 负 一半 两倍 翻倍 低于 "
    "至少 不到 超过 魑魅 饕餮 龃龉 未完成 被投诉 还没 不是 以外 线上 批发 市场份额 库龄 净利 "
    "排除 剔除 忽略",
    "en": "margin profit average mean median excluding except without not non approximately under "
    "forecast expected projected discount commission tax pre-tax half double below least per-day "
    "cost stock inventory weekday weekend online wholesale market gift late on-time repeat never "
    "unless divided minus ratio variance deviation ignoring including",
}
"""Words that make another question, or none that can be answered."""


def language(question: str) -> str:
    return "en" if question.isascii() else "zh"


def inserted(question: str, word: str) -> Iterator[str]:
    """Gives the question with a word between any two of its words, or characters in Chinese."""
    if question.isascii():
        words = question.split()
        for at in range(len(words) + 1):
            yield " ".join([*words[:at], word, *words[at:]])
    else:
        for at in range(len(question) + 1):
            yield f"{question[:at]}{word}{question[at:]}"


def passed_over(asking: Asking, frame: Frame, changed: str) -> bool:
    """Whether a question with one word more is read as if it were not there."""
    outcome = asking.outcome(changed)
    return isinstance(outcome, Understood) and outcome.frame == frame


@pytest.mark.parametrize("question", ANSWERABLE)
def test_no_word_that_changes_the_meaning_is_passed_over(asking: Asking, question: str) -> None:
    frame = asking.frame(question)
    ignored = [
        changed
        for word in CHANGING[language(question)].split()
        for changed in inserted(question, word)
        if passed_over(asking, frame, changed)
    ]
    assert ignored == []


@given(
    question=st.sampled_from(ANSWERABLE),
    word=st.text("bcdfghjklmnpqrstvwxz", min_size=3, max_size=9)
    | st.text("魑魅魍魉饕餮龃龉耄耋踟蹰氤氲", min_size=1, max_size=3),
    data=st.data(),
)
def test_no_unknown_word_is_passed_over(
    asking: Asking, question: str, word: str, data: st.DataObject
) -> None:
    changed = data.draw(st.sampled_from(list(inserted(question, word))))
    assert not passed_over(asking, asking.frame(question), changed), changed


@given(question=st.sampled_from(ANSWERABLE), word=st.text("qxzvw", min_size=5, max_size=8))
def test_what_was_not_understood_is_named(asking: Asking, question: str, word: str) -> None:
    outcome = asking.outcome(f"{question} {word}")
    assert isinstance(outcome, NotUnderstood | Doubtful)
    if isinstance(outcome, NotUnderstood):
        assert any(word in said for said in outcome.words), outcome


FILLERS = {
    "zh": "请问{}|帮我查一下{}|我想知道{}|{}是多少|麻烦看下{}，谢谢|{}？|　{}　|那个，{}".split(
        "|"
    ),
    "en": "please {}|Can you show me {}?|{}, please|{}?|  {}  |I need {}|hi, {}".split("|"),
}


@pytest.mark.parametrize("question", [one for one in ANSWERABLE if "list" not in one])
def test_politeness_changes_nothing(asking: Asking, question: str) -> None:
    if "列出" in question:
        pytest.skip("列出 is a request already")
    for around in FILLERS[language(question)]:
        assert asking.frame(around.format(question)) == asking.frame(question), around


@pytest.mark.parametrize("question", ANSWERABLE)
def test_writing_variants_change_nothing(asking: Asking, question: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" < c <= "~" else c for c in question)
    for variant in (question.upper(), question.title(), wide, f"{question}。", question + "\n"):
        assert asking.frame(variant) == asking.frame(question), variant


def test_small_talk_is_no_question(asking: Asking) -> None:
    for text in ("你好", "谢谢", "hello", "thanks", "你能做什么", "help"):
        assert isinstance(asking.outcome(text), Talk), text


def test_a_question_about_a_definition_gives_it(asking: Asking) -> None:
    for text, measure in (
        ("客单价怎么算", "average_order"),
        ("how is net sales defined", "net_sales"),
    ):
        outcome = asking.outcome(text)
        assert isinstance(outcome, Talk)
        assert outcome.measures == (measure,)


@pytest.mark.parametrize(
    "text", ["", " ", "？", "。。。", "12345", "%", "'; drop table orders; --", "😀"]
)
def test_nonsense_is_never_answered(asking: Asking, text: str) -> None:
    assert not isinstance(asking.outcome(text), Understood)


@given(st.text(max_size=60))
def test_any_text_gets_an_outcome(asking: Asking, text: str) -> None:
    outcome = asking.outcome(text)
    assert isinstance(outcome, Understood | Doubtful | NotUnderstood | Talk)
