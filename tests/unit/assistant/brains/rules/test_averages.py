"""Averages over time: by how much they divide, and what has none."""

from decimal import Decimal

import pytest

from tests.unit.assistant.asking import Asking


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("今年平均每月订单数", 11),
        ("average monthly orders last year", 12),
        ("最近三个月平均每月订单数", 3),
        ("上个月日均订单数", 31),
        ("average weekly orders in October", Decimal(31) / 7),
    ],
)
def test_an_average_is_the_whole_over_the_units_that_have_begun(
    asking: Asking, question: str, number: Decimal
) -> None:
    result = asking.reply(question).results[0]
    at = [column.name for column in result.columns].index("divisor")
    assert float(str(result.rows[0][at])) == pytest.approx(float(number))


def test_the_figure_is_divided_and_the_reading_says_by_how_much(asking: Asking) -> None:
    average, whole = (asking.reply(text) for text in ("去年月均订单数", "去年订单数"))
    figures = [float(str(reply.results[0].rows[0][0])) for reply in (average, whole)]
    assert figures[0] == pytest.approx(figures[1] / 12)
    assert [part.value for part in average.reading if part.slot == "divisor"] == ["÷ 12 个月"]


def test_the_running_unit_is_named(asking: Asking) -> None:
    said = [p.value for p in asking.reply("今年月均订单数").reading if p.slot == "divisor"]
    assert said == ["÷ 11 个月（含没过完的）"]


def test_by_month_after_an_average_shows_the_months(asking: Asking) -> None:
    reply = asking.follow("去年月均订单数", "按月看")
    assert len(reply.results[0].rows) == 12
    assert "divisor" not in [column.name for column in reply.results[0].columns]
