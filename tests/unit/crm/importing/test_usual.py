from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.importing import usual, values
from crm.importing.values import Cell, Dating

NUMBERS = st.decimals(-(10**11), 10**11, places=6)


@given(st.lists(NUMBERS | st.just(Decimal(5)), unique=True))
def test_a_column_of_plain_numbers_is_read_as_its_cells_are(numbers: list[Decimal]) -> None:
    cells = [*(format(number.normalize(), "f") for number in numbers), ""]
    assert usual.millionths(cells) == [values.millionths(cell) for cell in cells]


@given(st.integers(0, 6), st.lists(NUMBERS, min_size=1, unique=True))
def test_numbers_with_as_many_decimals_each_are_read_as_the_cells_are(
    places: int, numbers: list[Decimal]
) -> None:
    cells = [f"{number:.{places}f}" for number in numbers]
    found = usual.millionths(cells)
    assert found is None or found == [values.millionths(cell) for cell in cells]
    assert found is not None or len(set(cells)) * 4 < len(cells)


@pytest.mark.parametrize(
    "cell", ["1,5", "1\n2", "٣", "1e5", " 1", "1.1234567", "--1", "1.", ".5", "-", None, 3]
)
@pytest.mark.parametrize("others", [["1", "2"], ["1", "2.5"], ["1.50", "2.25"]])
def test_a_column_with_another_cell_is_not_read_at_once(cell: Cell, others: list[Cell]) -> None:
    assert usual.millionths([*others, cell]) is None


MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31))  # noqa: DTZ001


@given(
    st.sampled_from(["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"]),
    st.lists(MOMENTS, min_size=1, max_size=4),
)
def test_a_column_of_moments_is_read_as_its_cells_are(form: str, moments: list[datetime]) -> None:
    cells = [moment.strftime(form) for moment in moments]
    assert usual.moments(cells) == [values.moment(cell, Dating()) for cell in cells]


@pytest.mark.parametrize(
    "cell",
    [
        "2026-02-30",
        "2026-13-01",
        "2026-11-21 14:05",
        "2026-11-21\n2026-11-22",
        "2026/11/21",
        "1999-11-21",
        "٢026-11-21",
        "",
    ],
)
def test_a_column_with_another_moment_is_not_read_at_once(cell: str) -> None:
    assert usual.moments(["2026-11-20", cell]) is None


@pytest.mark.parametrize("time", ["24:00", "23:60", "7:30", "14.05"])
def test_a_column_with_an_hour_that_no_clock_shows_is_not_read_at_once(time: str) -> None:
    assert usual.moments(["2026-11-20 10:00", f"2026-11-20 {time}"]) is None


def test_a_column_of_few_different_cells_is_left_to_those_who_remember_them() -> None:
    assert usual.millionths(["1.5"] * 5) is None
    assert usual.moments(["2026-11-21"] * 5) is None
