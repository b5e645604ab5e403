"""Formulas of measures."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.formula import FormulaError, parse

VALUES = {"a": Decimal(6), "b": Decimal("1.5"), "zero": Decimal(0), "unknown": None}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a", "6"),
        ("a + b", "7.5"),
        ("a - b", "4.5"),
        ("a * b", "9"),
        ("a / b", "4"),
        ("a - b - b", "3"),
        ("a - (b - b)", "6"),
        ("a + b * 2", "9"),
        ("(a + b) * 2", "15"),
        ("a / b / 2", "2"),
        ("a * 0.1", "0.6"),
        ("1 - b / a", "0.75"),
        ("zero / a", "0"),
    ],
)
def test_formulas_give_exact_decimals(text: str, value: str) -> None:
    assert parse(text).value(VALUES) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["a / zero", "zero / zero", "a / (b - b)", "unknown + a", "a * unknown", "a + a / zero"]
)
def test_what_cannot_be_divided_or_is_unknown_has_no_value(text: str) -> None:
    assert parse(text).value(VALUES) is None


def test_names_are_given_once_each() -> None:
    assert set(parse("a / (a + b)").names) == {"a", "b"}


@pytest.mark.parametrize(
    ("text", "plain", "adds"),
    [
        ("a", True, True),
        ("a - b", False, True),
        ("a / b", False, False),
        ("a * b", False, False),
        ("a + 1", False, False),
    ],
)
def test_a_formula_knows_whether_parts_add_up_to_the_whole(
    text: str, *, plain: bool, adds: bool
) -> None:
    assert (parse(text).is_plain, parse(text).is_sum) == (plain, adds)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a +",
        "a b",
        "a ** b",
        "a // b",
        "a % b",
        "-a",
        "a and b",
        "a if b else a",
        "f(a)",
        "a.b",
        "a[0]",
        "'a'",
        "True",
        "1j",
        "a; b",
        "a = b",
        "lambda: a",
        "__import__('os')",
    ],
)
def test_anything_else_is_no_formula(text: str) -> None:
    with pytest.raises(FormulaError):
        parse(text)


@given(st.decimals(-(10**12), 10**12, places=6), st.decimals(-(10**12), 10**12, places=6))
def test_sums_and_differences_are_exact(a: Decimal, b: Decimal) -> None:
    values = {"a": a, "b": b}
    assert parse("a + b - b").value(values) == a
