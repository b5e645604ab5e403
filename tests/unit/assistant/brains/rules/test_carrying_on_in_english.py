"""Turns of English that go on from an answer, and counts that are no amounts."""

from decimal import Decimal

import pytest

from assistant.brains.rules.outcome import Understood
from tests.unit.assistant.asking import Asking
from tests.unit.assistant.brains.rules.test_english import meant_by
from tests.unit.assistant.brains.rules.test_going_on import last_frame, last_outcome, named


@pytest.mark.parametrize(
    ("before", "after", "meant"),
    [
        ("sales in Q2 2026", "and the one before", "sales in Q1 2026"),
        ("sales this quarter", "the period before that", "sales in Q3 2026"),
        ("orders by channel this month", "per status as well", "orders by channel and status M"),
        ("orders by month this year", "and by channel too", "orders by month and channel Y"),
        ("best selling sensors last quarter", "by number sold instead", "units"),
        ("returns since October", "which products were they", "returns by product since October"),
        ("customers by level", "limit that to Ningbo", "customers by level in Ningbo"),
        ("receivable by ageing", "only what is beyond 60 days", "overdue"),
    ],
)
def test_a_turn_goes_on_from_the_answer(
    asking: Asking, before: str, after: str, meant: str
) -> None:
    frame = last_frame(asking, before, after)
    if meant in {"units", "overdue"}:
        assert frame.measures == (meant,)
        return
    whole = meant.replace(" M", " this month").replace(" Y", " this year")
    assert meant_by(frame) == meant_by(asking.frame(whole))


def test_how_many_that_is_keeps_whose_it_was(asking: Asking) -> None:
    frame = last_frame(asking, "pipeline in Ningbo", "how many deals is that")
    assert (frame.measures, named(frame)) == (("open_deals",), {"city": ("宁波",)})
    assert not isinstance(asking.outcome("how many deals is that"), Understood)


@pytest.mark.parametrize(
    "questions",
    [
        ("the one before",),
        ("sales", "and the one before"),
        ("visits by rep", "the period before that"),
    ],
)
def test_the_one_before_needs_a_time(asking: Asking, questions: tuple[str, ...]) -> None:
    assert not isinstance(last_outcome(asking, questions), Understood)


@pytest.mark.parametrize(
    "asked", ["has it shipped", "and been paid?", "when was it due", "is it fully paid yet?"]
)
def test_what_is_asked_of_the_order_just_shown_is_on_it(asking: Asking, asked: str) -> None:
    before = asking.frame("the last order from Northgate")
    frame = last_frame(asking, "the last order from Northgate", asked)
    assert (frame.conditions, frame.limit) == (before.conditions, 1)
    assert {"status", "due_date", "outstanding", "shipped_at"} <= set(frame.columns)


def test_the_order_before_the_last_one_is_the_second(asking: Asking) -> None:
    frame = last_frame(asking, "the last order from Northgate", "and the one before that")
    assert (frame.offset, frame.limit) == (1, 1)


def test_of_many_orders_it_is_none(asking: Asking) -> None:
    questions = ("orders from Northgate this year", "is it paid")
    assert not isinstance(last_outcome(asking, questions), Understood)


def test_listed_orders_are_put_by_what_is_open_on_them(asking: Asking) -> None:
    questions = ("orders over 50,000 this year", "which of them aren't fully paid")
    frame = last_frame(asking, *questions, "sort by open balance")
    assert [(order.by, order.descending) for order in frame.order] == [("outstanding", True)]
    assert frame.conditions == last_frame(asking, *questions).conditions


def test_returns_as_a_part_of_sales_are_the_return_rate(asking: Asking) -> None:
    questions = ("five customers with the highest returns this year", "as a share of their sales")
    assert last_frame(asking, *questions).measures == ("return_rate",)
    assert not isinstance(asking.outcome("as a share of their sales"), Understood)


@pytest.mark.parametrize(
    "question",
    [
        "customers with at least 2 orders this year",
        "my customers with at least 2 orders this year",
        "A customers with at least 2 orders this year",
        "Ningbo customers with at least 2 orders this year",
        "our customers in Ningbo with at least 2 orders this year",
        "our customers who placed at least 2 orders this year",
    ],
)
def test_so_many_orders_are_a_number_and_no_amount(asking: Asking, question: str) -> None:
    frame = asking.frame(question)
    assert (frame.measures, frame.groups, frame.entity) == (("orders",), ("customer",), None)
    assert [(held.measure, held.values) for held in frame.having] == [("orders", (Decimal(2),))]


def test_so_many_returns_of_my_customers_are_a_number(asking: Asking) -> None:
    frame = asking.frame("our customers with more than 3 returns")
    assert [held.measure for held in frame.having] == ["return_count"]


def test_exactly_so_many_is_no_more_and_no_fewer(asking: Asking) -> None:
    frame = asking.frame("customers with exactly 1 order")
    values = [(held.operator, held.values) for held in frame.having]
    assert values == [("between", (Decimal(1), Decimal(1)))]


def test_who_of_my_customers_bought_is_told_one_by_one(asking: Asking) -> None:
    for question in ("which of our customers bought M40", "which of my customers ordered M40"):
        assert asking.frame(question).groups == ("customer",)


def test_what_has_no_end_may_be_in_a_month_or_from_it_on(asking: Asking) -> None:
    assert not isinstance(asking.outcome("sales from October"), Understood)


def test_orders_that_wait_are_counted_where_their_number_is_asked_for(asking: Asking) -> None:
    for question in ("how many pending orders", "pending orders by customer"):
        assert asking.frame(question).measures == ("pending_orders",)


def test_where_customers_came_from_is_meant_in_either_language(asking: Asking) -> None:
    frame = asking.frame("people who came in from a trade fair and only ordered once")
    assert [c.filter.values for c in frame.conditions] == [("Trade fair", "展会")]
    deals = asking.frame("deals from trade fairs")
    assert [c.dimension for c in deals.conditions] == ["lead_source"]


def test_the_beginning_of_a_name_is_used_where_somebody_stands(asking: Asking) -> None:
    for question in ("how much did Ferran buy this year", "orders from Ferran this year"):
        assert "Ferrandis" in named(asking.frame(question))["customer"][0]
    for question in ("Ferran sales this year", "ferra this year", "sales of fer this year"):
        assert not isinstance(asking.outcome(question), Understood)


def test_a_kind_of_goods_alone_is_not_one_of_them(asking: Asking) -> None:
    assert not isinstance(asking.outcome("toner sales this year"), Understood)


def test_by_country_is_not_by_province_at_home(asking: Asking) -> None:
    assert not isinstance(asking.outcome("sales by country"), Understood)


@pytest.mark.parametrize(
    "asked", ["give me the owner too", "who looks after them", "add the rep please"]
)
def test_who_looks_after_what_was_listed_is_shown_beside_it(asking: Asking, asked: str) -> None:
    listed = last_frame(asking, "orders over 50,000 last month", asked)
    assert listed.columns[-1] == "owner"
    ranked = last_frame(asking, "top 5 customers by sales this year", asked)
    assert (ranked.groups, ranked.limit) == (("customer", "owner"), 5)
    assert not isinstance(asking.outcome("give me the owner too"), Understood)


def test_customers_who_did_something_are_put_by_what_they_bought(asking: Asking) -> None:
    before = "bought in Q2 but not yet in Q3"
    frame = last_frame(asking, before, "sort them by what they spent in Q2")
    assert (frame.measures, frame.groups) == (("sales",), ("customer",))
    assert frame.happenings == asking.frame(before).happenings


def test_those_with_so_many_of_all_are_not_those_of_a_time(asking: Asking) -> None:
    questions = ("customers with exactly 1 order", "were any of those this year")
    assert not isinstance(last_outcome(asking, questions), Understood)


def test_whether_that_is_up_is_not_answered_by_the_figure_again(asking: Asking) -> None:
    assert not isinstance(last_outcome(asking, ("sales last month", "is that up")), Understood)
    assert last_frame(asking, "sales this year", "is that up or down?").compare is not None


@pytest.mark.parametrize("before", ["orders last month", "orders over 50,000 last month"])
def test_whether_those_are_paid_is_told_by_those_that_are_not(asking: Asking, before: str) -> None:
    frame = last_frame(asking, "list " + before, "are they all paid")
    assert frame.period == asking.frame("sales last month").period
    assert frame.conditions[-1].dimension == "outstanding"
