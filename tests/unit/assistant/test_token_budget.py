"""What questions may take of a language model, in tokens and in money."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from assistant.token_budget import (
    Limits,
    Price,
    Taken,
    TokenBudget,
    Used,
    note_tokens,
    used_since,
)

DAY = date(2026, 11, 21)
PRICE = Price(Decimal("0.15"), Decimal("0.60"), Decimal("0.075"), "USD")


def test_a_question_costs_what_its_tokens_cost() -> None:
    assert PRICE.of(2_000, 100) == Decimal("0.000360")
    assert PRICE.of(2_000, 100, cached=1_600) == Decimal("0.000240")


def test_a_cost_is_rounded_up_to_a_millionth() -> None:
    assert PRICE.of(1, 0) == Decimal("0.000001")
    assert PRICE.of(0, 0) == 0


prices = st.decimals(0, 1_000, places=6)
tokens = st.integers(0, 10_000_000)


@given(prices, prices, prices, st.decimals(0, 100, places=6), tokens, tokens)
def test_what_money_buys_costs_no_more_than_it(
    prompt: Decimal, completion: Decimal, cached: Decimal, money: Decimal, read: int, hit: int
) -> None:
    price = Price(prompt, completion, cached, "CNY")
    bought = price.tokens_for(money)
    if bought is not None:
        read = min(read, bought)
        assert price.of(read, bought - read, min(hit, read)) <= money


def keep(engine: Engine, user: str, *taken: Taken) -> None:
    with engine.begin() as connection:
        for one in taken:
            note_tokens(connection, user, DAY, one)


def test_what_was_taken_adds_up_by_day_user_and_currency(engine: Engine) -> None:
    once = Taken(1_000, 50, 800, Decimal("0.000123"), "USD")
    keep(engine, "U05", once, once, Taken(10, 5))
    keep(engine, "U02", once)
    with engine.connect() as connection:
        assert used_since(connection, DAY) == [
            Used(DAY, "U02", 1, once),
            Used(DAY, "U05", 1, Taken(10, 5)),
            Used(DAY, "U05", 2, Taken(2_000, 100, 1_600, Decimal("0.000246"), "USD")),
        ]
        assert used_since(connection, DAY + timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("money", "left"),
    [
        (Limits(), 20_000),
        (Limits(question=Decimal("0.003")), 5_000),
        (Limits(user_day=Decimal("0.5")), 10_000),
        (Limits(everybody_day=Decimal("0.7006")), 1_000),
        (Limits(everybody_day=Decimal("0.6")), 0),
        (Limits(Decimal("0.003"), Decimal("0.5"), Decimal("0.7006")), 1_000),
    ],
)
def test_the_tightest_limit_in_money_says_how_many_tokens_are_left(
    engine: Engine, money: Limits, left: int
) -> None:
    keep(engine, "U05", Taken(1, 1, 0, Decimal("0.494"), "USD"))
    keep(engine, "U02", Taken(1, 1, 0, Decimal("0.206"), "USD"))
    keep(engine, "U05", Taken(1, 1, 0, Decimal(9), "CNY"))
    budget = TokenBudget(price=PRICE, money=money)
    with engine.connect() as connection:
        assert budget.left(connection, "U05", DAY) == left


def test_a_model_that_costs_nothing_is_under_no_limit_in_money(engine: Engine) -> None:
    free = Price(Decimal(0), Decimal(0), Decimal(0), "CNY")
    budget = TokenBudget(price=free, money=Limits(user_day=Decimal(1)))
    with engine.connect() as connection:
        assert budget.left(connection, "U05", DAY) == 20_000
