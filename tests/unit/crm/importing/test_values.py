from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.importing import values
from crm.importing.batches import line_amount
from crm.importing.values import Cell, Dating, Problem

SHANGHAI = Dating(ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("12.5", "12.5"),
        ("-12.5", "-12.5"),
        ("+3", "3"),
        (".5", "0.5"),
        ("1,234,567.89", "1234567.89"),
        ("1.234.567,89", "1234567.89"),
        ("1 234.5", "1234.5"),
        ("¥1,234.50", "1234.5"),
        ("￥99", "99"),
        ("-$5.00", "-5"),
        ("$-5.00", "-5"),
        ("1234元", "1234"),
        ("USD 12", "12"),
        ("12 EUR", "12"),
        ("(1,234.00)", "-1234"),
        ("(¥5)", "-5"),
        ("12-", "-12"),
        ("−7", "-7"),
        ("１２．５", "12.5"),
        ("1.5e3", "1500"),
        (99.43999999999998, "99.44"),
        ("125.43999999999998", "125.44"),
        ("-60.70400000000001", "-60.704"),
        ("1234567890.1234567", "1234567890.12346"),
        (7, "7"),
        (Decimal("1.10"), "1.1"),
    ],
)
def test_numbers_are_read_as_people_and_programs_write_them(cell: Cell, number: str) -> None:
    assert values.exact(cell) == Decimal(number)


@pytest.mark.parametrize("cell", ["five", "1,5", "12,34", "1.2.3", "1;5", "--5", True, "5%", "1/2"])
def test_what_may_be_another_number_is_none(cell: Cell) -> None:
    assert isinstance(values.exact(cell), Problem)


@pytest.mark.parametrize("cell", ["", " ", None, float("nan"), "N/A", "-", "NULL"])
def test_nothing_is_nothing(cell: Cell) -> None:
    assert values.exact(cell) is None


@given(st.decimals(-(10**11), 10**11, places=6))
def test_six_decimals_come_back_as_they_were(number: Decimal) -> None:
    found = values.millionths(format(number, "f"))
    assert isinstance(found, int)
    assert values.as_decimal(found) == number


@given(st.decimals(-(10**6), 10**6, places=3), st.decimals(-(10**5), 10**5, places=6))
def test_quantity_times_price_is_exact_and_rounded_half_up(
    quantity: Decimal, price: Decimal
) -> None:
    found = line_amount(int(quantity * values.MILLION), int(price * values.MILLION))
    expected = (quantity * price).quantize(Decimal("0.000001"), ROUND_HALF_UP)
    assert values.as_decimal(found) == expected


@given(st.floats(-1e8, 1e8))
def test_a_float_is_read_with_fifteen_digits(number: float) -> None:
    assert values.exact(number) == Decimal(f"{number:.15g}")


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2026-11-21", "2026-11-21 00:00:00"),
        ("2026-11-21 14:05", "2026-11-21 14:05:00"),
        ("2026-11-21T14:05:09", "2026-11-21 14:05:09"),
        ("2026-11-21 14:05:09.987", "2026-11-21 14:05:09"),
        ("2026/11/21", "2026-11-21 00:00:00"),
        ("2026/1/2 3:04", "2026-01-02 03:04:00"),
        ("2026.11.21", "2026-11-21 00:00:00"),
        ("2026年11月21日", "2026-11-21 00:00:00"),
        ("2026年1月2日 14时05分", "2026-01-02 14:05:00"),
        ("20261121", "2026-11-21 00:00:00"),
        ("20261121140509", "2026-11-21 14:05:09"),
        ("2007-08-01- 00:00:00.000", "2007-08-01 00:00:00"),
        ("2026-11-21T14:05:00Z", "2026-11-21 22:05:00"),
        ("2026-11-21 14:05:00+09:00", "2026-11-21 13:05:00"),
        ("2026-11-21 14:05:00-0500", "2026-11-22 03:05:00"),
        ("45000", "2023-03-15 00:00:00"),
        (45000.5, "2023-03-15 12:00:00"),
        (45001, "2023-03-16 00:00:00"),
        (date(2026, 11, 21), "2026-11-21 00:00:00"),
        (datetime.fromisoformat("2026-11-21 01:02:03.999999"), "2026-11-21 01:02:03"),
        (datetime(2026, 11, 21, 1, tzinfo=ZoneInfo("UTC")), "2026-11-21 09:00:00"),
    ],
)
def test_moments_are_read_into_the_business_time_zone(cell: Cell, moment: str) -> None:
    assert values.moment(cell, SHANGHAI) == moment


@pytest.mark.parametrize(
    "cell",
    ["2026-02-30", "12/1/2010", "yesterday", "1", "999999", "2026-13-01", "0026-01-01", True],
)
def test_what_is_no_day_is_a_problem(cell: Cell) -> None:
    assert isinstance(values.moment(cell, SHANGHAI), Problem)


def test_the_order_of_short_dates_is_the_mappings() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    assert values.day("12/1/2010 8:26", Dating(zone, "month-first")) == "2010-12-01"
    assert values.day("12/1/2010 8:26", Dating(zone, "day-first")) == "2010-01-12"
    assert values.moment("1/2/2010 1:05 PM", Dating(zone, "day-first")) == "2010-02-01 13:05:00"


def test_a_files_own_zone_moves_date_times_and_no_dates() -> None:
    london = Dating(ZoneInfo("Asia/Shanghai"), written_in=ZoneInfo("Europe/London"))
    assert values.moment("2026-01-05 20:00", london) == "2026-01-06 04:00:00"
    assert values.moment("2026-01-05", london) == "2026-01-05 00:00:00"
    assert values.moment("2026-01-05T20:00:00Z", london) == "2026-01-06 04:00:00"


def test_a_day_with_an_offset_is_that_of_the_business_time_zone() -> None:
    assert values.day("2026-11-21T20:00:00Z", SHANGHAI) == "2026-11-22"


@pytest.mark.parametrize("cell", ["2026-11", "2026/11", "202611", "2026年11月", "2026-11-01"])
def test_months_are_read(cell: Cell) -> None:
    assert values.month(cell, SHANGHAI) == "2026-11"


@pytest.mark.parametrize(
    ("cell", "code"),
    [("cny", "CNY"), ("人民币", "CNY"), ("￥", "CNY"), ("$", "USD"), ("CHF", "CHF")],
)
def test_currencies_are_read(cell: Cell, code: str) -> None:
    assert values.currency(cell) == code


@pytest.mark.parametrize(
    ("cell", "text"), [(17850.0, "17850"), (2.5, "2.5"), (" x ", "x"), ("", None), (3, "3")]
)
def test_cells_become_text(cell: Cell, text: str | None) -> None:
    assert values.plain_text(cell) == text


HUGE: list[Cell] = ["1e400", "-1e400", "1e22", "9" * 40, "9" * 5000, 1e308, float("inf"), 10**400]


@pytest.mark.parametrize("cell", HUGE)
@pytest.mark.parametrize("read", [values.millionths, values.rate, values.integer])
def test_a_number_that_nothing_holds_is_a_problem_and_no_fault(
    read: Callable[[Cell], object], cell: Cell
) -> None:
    assert isinstance(read(cell), Problem)
    assert not values.is_rounded(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "9999-12-31 23:59:59-12:00",
        "0001-01-01 00:00:00+14:00",
        datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-12))),
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
    ],
)
def test_a_moment_that_no_calendar_here_holds_is_a_problem_and_no_fault(cell: Cell) -> None:
    assert isinstance(values.moment(cell, SHANGHAI), Problem)
