"""English as strangers talk it: each turn of it is read like what it means (`english.txt`)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from assistant.brains.rules.frame import Frame
from assistant.brains.rules.outcome import Understood
from tests.unit.assistant.asking import Asking
from tests.unit.assistant.brains.rules.test_going_on import last_frame, last_outcome

PAIRS = tuple(
    tuple(part.strip() for part in line.split(" = "))
    for line in Path(__file__).with_name("english.txt").read_text(encoding="utf-8").splitlines()
    if " = " in line and not line.startswith("#")
)


def meant_by(frame: Frame) -> Frame:
    """Gives a frame without what the reply says was assumed."""
    return replace(frame, assumed=())


@pytest.mark.parametrize(("said", "plain"), PAIRS)
def test_a_turn_of_english_is_read_as_what_it_means(asking: Asking, said: str, plain: str) -> None:
    assert meant_by(asking.frame(said)) == meant_by(asking.frame(plain))


@pytest.mark.parametrize(
    ("said", "assumed"),
    [
        ("Ningbo, this quarter", {"measure"}),
        ("May's numbers", {"measure"}),
        ("is Ningbo up or down this year", {"measure"}),
        ("is Ningbo growing", {"measure", "period"}),
    ],
)
def test_what_nobody_said_is_said_to_be_assumed(
    asking: Asking, said: str, assumed: set[str]
) -> None:
    assert set(asking.frame(said).assumed) == assumed


@pytest.mark.parametrize(
    ("question", "measure"),
    [
        ("customers with at least 2 returns this year", "return_count"),
        ("customers with more than 20,000 in returns this year", "returned"),
        ("customers with at least 2 orders this year", "orders"),
    ],
)
def test_rows_that_customers_have_so_many_of_are_counted(
    asking: Asking, question: str, measure: str
) -> None:
    assert asking.frame(question).measures == (measure,)


@pytest.mark.parametrize(
    "question",
    [
        "customers with at least 3 invoices",
        "sales of the quiet customers",
        "who's gone quiet",
        "numbers",
        "Ningbo has been frobnicated this year",
        "is my pipeline growing",
        "drop orders",
        "folks who grumbled this year",
    ],
)
def test_what_is_not_said_or_not_known_is_not_made_up(asking: Asking, question: str) -> None:
    assert not isinstance(asking.outcome(question), Understood)


def test_deals_of_a_stage_or_source_are_listed(asking: Asking) -> None:
    for question in ("deals in negotiation stage", "deals from referrals"):
        frame = asking.frame(question)
        assert (frame.entity, frame.measures) == ("opportunity", ())
        assert len(frame.conditions) == 1


def test_deals_created_in_a_time_are_of_whatever_stage(asking: Asking) -> None:
    frame = asking.frame("deals created in October")
    assert {c.dimension: c.filter.values for c in frame.conditions} == {
        "stage": (),
        "created_at": (date(2026, 10, 1), date(2026, 10, 31)),
    }
    assert frame.period is None
    assert not isinstance(asking.outcome("deals that were created"), Understood)


def test_deals_are_counted_where_their_number_is_asked_for(asking: Asking) -> None:
    assert asking.frame("number of deals by stage").measures == ("open_deals",)
    assert asking.frame("deals by stage").measures == asking.frame("pipeline by stage").measures


@pytest.mark.parametrize(
    ("question", "amount"),
    [
        ("which order was the 216,228.00 receipt of 7 November for", "216228"),
        ("the payment of 40429 in October", "40429"),
    ],
)
def test_a_payment_is_found_by_its_amount(asking: Asking, question: str, amount: str) -> None:
    frame = asking.frame(question)
    assert frame.entity == "payment"
    assert [c.filter.values for c in frame.conditions] == [(Decimal(amount), Decimal(amount))]


def test_customers_without_something_on_file_are_listed(asking: Asking) -> None:
    for question in ("which customers have no owner", "customers without an owner"):
        frame = asking.frame(question)
        assert frame.entity == "customer"
        assert [(c.dimension, c.filter.operator) for c in frame.conditions] == [("owner", "unset")]
    assert not isinstance(asking.outcome("customers without a cat"), Understood)


def test_who_was_seen_is_of_the_time_just_counted(asking: Asking) -> None:
    frame = last_frame(asking, "visits last week", "who did i see")
    assert (frame.measures, frame.groups) == (("visits",), ("customer",))
    assert frame.period == asking.frame("visits last week").period


def test_models_in_the_plural_are_the_models(asking: Asking) -> None:
    assert asking.frame("units of M40s this year") == asking.frame("units of M40 this year")


@pytest.mark.parametrize(
    ("before", "after", "meant"),
    [
        ("sales in Ningbo this month", "and last?", "sales in Ningbo last month"),
        ("sales in Q2 2026", "how about the previous one", "sales in Q1 2026"),
        ("sales in Q2 2026", "and the whole year?", "sales in 2026"),
        ("sales Mar 2026", "what was the quarter in total", "sales in Q1 2026"),
        ("deals created in October", "in September", "deals created in September"),
        ("receivables total", "overdue part", "overdue"),
        ("complaints in October", "is that more than in September?", "complaints Oct vs Sep"),
        ("sales this month", "which customers are included?", "sales this month by customer"),
    ],
)
def test_a_follow_up_takes_what_it_means_from_before(
    asking: Asking, before: str, after: str, meant: str
) -> None:
    assert meant_by(last_frame(asking, before, after)) == meant_by(asking.frame(meant))


def test_which_of_listed_customers_bought_is_asked_of_those(asking: Asking) -> None:
    frame = last_frame(asking, "list customers in Ningbo", "which of them bought sensors in 2026?")
    assert frame.groups == ("customer",)
    assert {c.dimension for c in frame.conditions} == {"city", "category"}


def test_both_of_them_are_not_one(asking: Asking) -> None:
    questions = ("which products does 青禾电子 buy", "which product do both of them buy")
    assert not isinstance(last_outcome(asking, questions), Understood)


@pytest.mark.parametrize(
    ("question", "operator"),
    [
        ("customers with 10 or fewer orders this year", "le"),
        ("customers with at most 10 orders this year", "le"),
        ("customers with fewer than 10 orders this year", "lt"),
        ("customers with 10 orders or more this year", "ge"),
    ],
)
def test_so_many_or_fewer_includes_so_many(asking: Asking, question: str, operator: str) -> None:
    assert [held.operator for held in asking.frame(question).having] == [operator]


def test_lost_deals_of_a_time_are_only_those(asking: Asking) -> None:
    frame = asking.frame("deals created last quarter that we lost")
    assert (frame.states, [c.dimension for c in frame.conditions]) == (
        ("lost_deal",),
        ["created_at"],
    )


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("uninvoiced orders older than 30 days, largest first", date(2026, 10, 22)),
        ("pending orders more than 2 weeks old", date(2026, 11, 7)),
        ("orders older than 6 months", date(2026, 5, 21)),
    ],
)
def test_orders_older_than_so_long_were_placed_before(
    asking: Asking, question: str, day: date
) -> None:
    frame = asking.frame(question)
    found = {c.dimension: c.filter for c in frame.conditions}
    assert frame.entity == "order"
    assert (found["ordered_at"].operator, found["ordered_at"].values) == ("lt", (day,))


@pytest.mark.parametrize(
    "question",
    [
        "overdue orders older than 30 days",
        "receivables older than 60 days",
        "customers older than 3 years",
        "sales older than 30 days",
    ],
)
def test_an_age_of_what_is_owed_or_of_no_order_is_not_read(asking: Asking, question: str) -> None:
    assert not isinstance(asking.outcome(question), Understood)
