"""What stands around the figures of a reply: reading line, suggestions, notices, headline."""

from decimal import Decimal

import pytest

from assistant.conversation import formats
from assistant.conversation.reply import Language, Reply
from tests.unit.assistant.asking import Asking

LANGUAGES: tuple[Language, Language] = ("zh", "en")


def chips(reply: Reply) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for part in reply.reading:
        found.setdefault(part.slot, []).append(part.value)
    return found


def test_the_reading_line_has_a_chip_for_everything_that_was_read(asking: Asking) -> None:
    found = chips(asking.reply("华东上季度销售额超过10万的客户前5名同比"))
    assert found["measure"] == ["销售额"]
    assert found["period"] == ["2026年Q3（7月1日–9月30日）"]
    assert found["compare"] == ["去年同期 2025年7月1日–9月30日"]
    assert found["group"] == ["按客户"]
    assert found["filter"] == ["区域 华东", "销售额 > 100,000"]
    assert found["order"] == ["从高到低，前 5"]
    assert found["scope"] == ["全公司"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("上季度金额超过5万的订单有几个", "单笔金额 > 50,000"),
        ("今年退货率超过5%的产品", "退货率 > 5.0%"),
        ("上季度销售额在10万到20万之间的客户", "销售额 100,000 – 200,000"),
        ("which customers had sales above 100000 last quarter", "sales > 100,000"),
        ("上季度不含华东的订单数", "不含 华东"),
    ],
)
def test_the_text_says_what_was_left_out(asking: Asking, text: str, words: str) -> None:
    assert words in asking.reply(text).text


def test_without_a_time_the_reading_line_says_that_it_is_all_data(asking: Asking) -> None:
    for text, words in (("订单数", "全部数据"), ("number of orders", "all data")):
        reply = asking.reply(text)
        (period,) = [part for part in reply.reading if part.slot == "period"]
        assert (period.value, period.assumed) == (words, True)
        assert words in reply.text


def test_every_alternative_on_a_chip_can_be_asked(asking: Asking) -> None:
    for text in ("上季度各区域订单数", "orders by region last quarter"):
        for part in asking.reply(text).reading:
            for choice in part.choices:
                reply = asking.follow(text, choice.value)
                assert reply.status == "answered", (text, choice, reply.text)


@pytest.mark.parametrize("role", ["rep", "manager", "finance", "admin"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_to_begin_with_is_answered(
    asking: Asking, role: str, language: Language
) -> None:
    from assistant.conversation.suggestions import starters

    for question in starters(role, language):
        reply = asking.reply(question)
        assert reply.status == "answered", (question, reply.text)


def test_suggestions_after_an_answer_can_be_asked_as_they_are(asking: Asking) -> None:
    for text in ("上季度订单数", "orders last quarter", "今年销售额最高的客户"):
        reply = asking.reply(text)
        for choice in reply.suggestions:
            after = asking.follow(text, choice.value)
            assert after.status == "answered", (text, choice, after.text)


def notices(reply: Reply) -> dict[str, str]:
    return {notice.kind: notice.text for notice in reply.notices}


def test_notices_tell_of_a_running_period_of_currencies_and_of_guessed_names(
    asking: Asking,
) -> None:
    found = notices(asking.reply("本月销售额"))
    assert found["running_period"] == "当期未完：21 天，到 11月30日 为止。"
    assert found["currency"] == "币种不同的金额不相加。"
    english = notices(asking.reply("sales this month"))
    assert english["running_period"] == "Still running: 21 days so far, until 30 Nov."
    assert notices(asking.reply("上季度订单数")) == {}


def test_the_headline_is_the_figure_and_its_change(asking: Asking) -> None:
    reply = asking.reply("华东本季度销售额同比")
    found = reply.headline
    assert found is not None
    assert found.change is not None
    row = reply.results[0].rows[0]
    assert found.value == row[0]
    assert found.text == formats.figure(Decimal(str(row[0])), "CNY", "zh")
    assert found.exact.replace(",", "") == f"{Decimal(str(row[0])):.2f}"
    rise = Decimal(str(row[2]))
    assert found.change.direction == ("up" if rise > 0 else "down")
    assert found.change.tone == ("good" if rise > 0 else "bad")
    assert found.change.versus == "去年同期"


def test_a_rise_of_what_is_bad_is_bad(asking: Asking) -> None:
    for text, good in (("上季度取消订单数环比", False), ("上季度订单数环比", True)):
        found = asking.reply(text).headline
        assert found is not None
        assert found.change is not None
        rose = found.change.direction == "up"
        assert found.change.tone == ("good" if rose is good else "bad")


def test_cells_are_numbers_and_ids_names_and_dates_are_strings(asking: Asking) -> None:
    texts = (
        "列出华东本月的订单",
        "今年销售额最高的客户",
        "今年每月订单数",
        "list contracts",
        "列出客户",
    )
    for text in texts:
        (found,) = asking.reply(text).results
        for row in found.rows:
            for column, cell in zip(found.columns, row, strict=True):
                if cell is not None:
                    wanted = (int, float) if column.type == "number" else str
                    assert isinstance(cell, wanted), (text, column, cell)
