"""Cells in files: no text begins a formula, wherever a reader might begin a cell; numbers stay."""

import csv
import io
import re
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.exports.cells import harmless, written
from crm.query.result import Cell
from tests.security.injections import FORMULAS, INJECTIONS

BEGINS_A_FORMULA = re.compile(r"[\s\"]*[=+\-@＝＋－＠]")


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_no_reader_finds_a_formula_in_a_cell(text: str, separator: str) -> None:
    line = io.StringIO()
    csv.writer(line).writerow(["1", harmless(text), "2"])
    for row in csv.reader(line.getvalue().splitlines(keepends=True), delimiter=separator):
        assert not [cell for cell in row if BEGINS_A_FORMULA.match(cell.replace('"', ""))]


@given(st.text(st.characters(codec="utf-8")) | st.sampled_from(INJECTIONS))
def test_whatever_is_written_begins_no_formula_and_loses_no_letter(text: str) -> None:
    told = harmless(text)
    assert not BEGINS_A_FORMULA.match(told)
    assert told.replace("'", "") == text.replace("'", "").replace("\0", " ")


@pytest.mark.parametrize("text", ["青禾电子", "a-b", "x = y", "1-2", "name@host", "5+5", "'x"])
def test_a_sign_inside_a_text_is_no_beginning(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (Decimal("-5.500000"), "-5.5"),
        (Decimal("1E+3"), "1000"),
        (Decimal(1) / 3, "0.3333333333"),
        (-7, "-7"),
        (True, "true"),
        (None, ""),
        (date(2026, 11, 21), "2026-11-21"),
        (datetime.fromisoformat("2026-11-21 09:05"), "2026-11-21 09:05:00"),
    ],
)
def test_what_is_no_text_is_written_plainly(cell: Cell, text: str) -> None:
    assert written(cell) == text
