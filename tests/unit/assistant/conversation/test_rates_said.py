"""An answer whose amounts were converted says so, at which rates; else which rate was missing."""

from datetime import date, datetime

import pytest
from sqlalchemy.engine import Engine

from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.desk import Desk
from crm.measures import load
from tests.unit.crm.query.rated_company import RATES, trading
from tests.unit.crm.query.trading_company import TODAY


def asked(engine: Engine, text: str, user: str | None = None, today: date = TODAY) -> Reply:
    """Gives the desk's reply to one question."""
    now = datetime.combine(today, datetime.min.time())
    desk = Desk(engine, catalog=load(), today=lambda: today, now=lambda: now)
    reply = desk.ask(desk.caller(user), Question(text))
    assert reply.status == "answered", reply.text
    return reply


def said(reply: Reply) -> list[str]:
    return [notice.text for notice in reply.notices if notice.kind == "currency"]


@pytest.fixture
def rated(engine: Engine) -> Engine:
    return trading(*RATES).into(engine)


def test_a_figure_says_which_currencies_were_converted_and_at_which_rates(rated: Engine) -> None:
    zh = asked(rated, "3月销售额")
    assert zh.headline is not None
    assert (zh.headline.text, zh.headline.unit) == ("¥252", "CNY")
    assert "**¥252**" in zh.text
    assert said(zh) == ["USD 按订单日的汇率折合成 CNY（7.2）。"]
    en = asked(rated, "sales in Q1 2026")
    assert "**¥477.60**" in en.text
    assert said(en) == [
        "EUR (7.8), USD (7.1–7.2) converted to CNY at the rate of each order's day."
    ]


def test_the_receipt_has_the_rates_in_its_definition_and_its_arguments(rated: Engine) -> None:
    reply = asked(rated, "2026年1月到3月销售额")
    (result,) = reply.results
    assert result.definition.endswith("；EUR（7.8）、USD（7.1–7.2）按订单日的汇率折合成 CNY")
    assert result.arguments["rate USD CNY"] == ["7.1", "7.2"]
    assert [source.name for source in reply.sources] == ["orders", "rates"]


def test_amounts_of_several_days_are_said_to_have_their_own(rated: Engine) -> None:
    assert said(asked(rated, "net sales in March 2026")) == [
        "USD converted to CNY at the rate of each amount's own day (7.2–7.3)."
    ]
    assert said(asked(rated, "3月回款")) == ["USD 按付款日的汇率折合成 CNY（7.3）。"]


def test_a_ranking_and_a_comparison_go_by_one_currency(rated: Engine) -> None:
    ranking = asked(rated, "top customers by sales this year")
    assert "C1 **¥352**" in ranking.text
    assert len(said(ranking)) == 1
    why = asked(rated, "为什么3月销售额比2月多")
    assert "CNY" not in why.text
    assert {chip.slot for chip in why.reading}.isdisjoint({"filter"})
    assert len(said(why)) == 1


def test_a_question_by_currency_is_not_converted(rated: Engine) -> None:
    for text in ("今年按币种的销售额", "sales in USD this year"):
        reply = asked(rated, text)
        assert not any("折合" in text or "converted" in text for text in said(reply))
        assert not any("rate" in name for name in reply.results[0].arguments)


def test_a_missing_rate_is_named_and_nothing_is_added(engine: Engine) -> None:
    trading(*(rate for rate in RATES if rate[0] == "USD")).into(engine)
    zh = asked(engine, "今年销售额")
    assert zh.results[0].rows == (("CNY", 100), ("EUR", 7), ("USD", 45))
    assert said(zh) == [
        "币种不同的金额不相加。",
        "缺 EUR 在 2月5日或之前的汇率，所以没有折合成 CNY。",
    ]
    en = asked(engine, "sales this year")
    assert said(en)[1] == (
        "There is no rate of EUR on or before 5 Feb: nothing was converted to CNY."
    )


def test_rates_that_end_long_before_the_amounts_are_said_to(engine: Engine) -> None:
    books = trading(*RATES)
    books.order("O6", "C1", "2026-11-02", "10", currency="USD")
    books.into(engine)
    assert said(asked(engine, "本月销售额")) == [
        "USD 按订单日的汇率折合成 CNY（7.3）。",
        "最新的 USD 汇率是 3月7日的。",
    ]


def test_without_rates_an_answer_says_no_more_than_that_nothing_is_added(engine: Engine) -> None:
    trading().into(engine)
    assert said(asked(engine, "今年销售额")) == ["币种不同的金额不相加。"]
