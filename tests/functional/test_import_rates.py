"""Importing exchange rates: a table like the others, known by currency and date."""

from datetime import date
from decimal import Decimal

from tests.functional.import_folder import Importer

HEADER = "currency,date,rate\n"
DAY = date(2026, 11, 2)


def test_rates_come_in_with_six_decimals_and_their_source_as_a_custom_field(
    importer: Importer,
) -> None:
    text = (
        "currency,date,rate,source\nUSD,2026-11-02,7.113456,bank\n日元,2026/11/02,0.046123,bank\n"
    )
    summary = importer.take({"rates.csv": text})
    assert (summary.rejected_rows, summary.table("rates").new) == (0, 2)
    assert importer.rows("rates") == [
        ("JPY", DAY, Decimal("0.046123"), {"source": "bank"}),
        ("USD", DAY, Decimal("7.113456"), {"source": "bank"}),
    ]


def test_the_same_rates_change_nothing_and_a_new_one_of_a_day_replaces_the_old(
    importer: Importer,
) -> None:
    importer.take({"rates.csv": HEADER + "USD,2026-11-02,7.11\nUSD,2026-11-03,7.12\n"})
    again = importer.take({"rates.csv": HEADER + "USD,2026-11-02,7.11\n"})
    assert not again.changed
    changed = importer.take({"rates.csv": HEADER + "USD,2026-11-03,7.2\n"})
    assert changed.table("rates").changed == 1
    assert importer.rows("rates", "date", "rate") == [
        (DAY, Decimal("7.11")),
        (date(2026, 11, 3), Decimal("7.2")),
    ]


def test_a_rate_that_is_none_is_rejected_alone(importer: Importer) -> None:
    bad = (
        "USD,2026-11-02,0",
        "EUR,2026-11-02,-7.8",
        "GBP,2026-11-02,0.0000004",
        "yuan,2026-11-02,1",
    )
    summary = importer.take({"rates.csv": HEADER + "\n".join((*bad, "HKD,2026-11-02,0.91")) + "\n"})
    assert importer.rows("rates", "currency") == [("HKD",)]
    assert [reject.reason for reject in summary.rejects] == [
        "is not above zero",
        "is not above zero",
        "is not above zero",
        "is no currency",
    ]


def test_digits_beyond_the_sixth_decimal_are_rounded_and_counted(importer: Importer) -> None:
    summary = importer.take({"rates.csv": HEADER + "USD,2026-11-02,7.1134565\n"})
    assert importer.value("rates", "rate", currency="USD") == Decimal("7.113457")
    assert summary.rounded_values == 1
