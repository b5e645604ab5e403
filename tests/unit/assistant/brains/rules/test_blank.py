"""Customers of whom something is not on file, and whom one calls at a customer."""

import pytest

from assistant.brains.rules.outcome import NotUnderstood
from tests.unit.assistant.asking import Asking


@pytest.mark.parametrize(
    ("question", "entity", "dimension"),
    [
        ("没有负责人的客户", "customer", "owner"),
        ("没分配负责人的客户有哪些", "customer", "owner"),
        ("customers without a region", "customer", "region"),
        ("which customers have no owner", "customer", "owner"),
        ("how many customers have no industry", None, "industry"),
    ],
)
def test_what_is_not_filled_in_is_no_kind(
    asking: Asking, question: str, entity: str | None, dimension: str
) -> None:
    frame = asking.frame(question)
    found = [(c.dimension, c.filter.operator) for c in frame.conditions]
    assert (frame.entity, found) == (entity, [(dimension, "unset")])


@pytest.mark.parametrize(
    "question",
    ["采购经理有哪些", "contacts with title Purchasing Manager", "who are the purchasing managers"],
)
def test_contacts_are_found_by_what_they_do(asking: Asking, question: str) -> None:
    frame = asking.frame(question)
    assert frame.entity == "contact"
    assert [(c.dimension, len(c.filter.values)) for c in frame.conditions] == [("title", 2)]


@pytest.mark.parametrize("question", ["张三的电话号码", "No.1 的 contact 是谁"])
def test_a_number_is_no_number_of_contacts(asking: Asking, question: str) -> None:
    assert isinstance(asking.outcome(question), NotUnderstood)


@pytest.mark.parametrize("question", ["他们今年买了多少台M40", "M40 average price they paid"])
def test_a_pronoun_of_nobody_is_not_everybody(asking: Asking, question: str) -> None:
    assert isinstance(asking.outcome(question), NotUnderstood)


def test_what_is_left_out_ends_where_another_kind_begins(asking: Asking) -> None:
    frame = asking.frame("刨掉恒力机电，华南本月卖了多少")
    found = {condition.dimension: condition.negated for condition in frame.conditions}
    assert found == {"customer": True, "region": False}
