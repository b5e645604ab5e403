"""Figures, dates and labels as people read them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation import formats
from assistant.conversation.labels import Namer, label
from assistant.conversation.reply import Language
from assistant.conversation.timewords import bucket, span, time_words
from crm.measures import load
from crm.periods import Kind, Period
from crm.query.entities import ENTITIES
from tests.demo import TODAY
from tests.unit.assistant.asking import Asking

LANGUAGES: tuple[Language, Language] = ("zh", "en")


@pytest.mark.parametrize(
    ("value", "currency", "zh", "en"),
    [
        ("0", "CNY", "¥0", "¥0"),
        ("36800", "CNY", "¥36,800", "¥36,800"),
        ("36800.5", "CNY", "¥36,800.50", "¥36,800.50"),
        ("99999.99", "CNY", "¥99,999.99", "¥99,999.99"),
        ("99999.995", "CNY", "¥10.0万", "¥100,000"),
        ("312000", "CNY", "¥31.2万", "¥312,000"),
        ("999999.99", "CNY", "¥100.0万", "¥999,999.99"),
        ("999999.995", "CNY", "¥100.0万", "¥1.00M"),
        ("34033000", "CNY", "¥3,403.3万", "¥34.03M"),
        ("99999499.99", "CNY", "¥9,999.9万", "¥100.00M"),
        ("99999500", "CNY", "¥1.00亿", "¥100.00M"),
        ("999994999", "CNY", "¥10.00亿", "¥999.99M"),
        ("999995000", "CNY", "¥10.00亿", "¥1.00B"),
        ("1241000000", "CNY", "¥12.41亿", "¥1.24B"),
        ("-312000", "CNY", "−¥31.2万", "−¥312,000"),
        ("12000", "USD", "USD 12,000", "USD 12,000"),
        ("0.125", "GBP", "GBP 0.13", "GBP 0.13"),
    ],
)
def test_an_amount_is_exact_while_small_and_then_in_larger_units(
    value: str, currency: str, zh: str, en: str
) -> None:
    assert formats.figure(Decimal(value), currency, "zh") == zh
    assert formats.figure(Decimal(value), currency, "en") == en


def test_beside_other_currencies_english_says_the_code(asking: Asking) -> None:
    text = asking.reply("sales last quarter").text
    assert "**CNY " in text
    assert "**USD " in text
    assert "¥" not in text


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        ("1284", "orders", "1,284 单", "1,284 orders"),
        ("1", "orders", "1 单", "1 order"),
        ("214", "customers", "214 家", "214 customers"),
        ("480", "units", "480 件", "480 units"),
        ("0", "deals", "0 个", "0 deals"),
        ("2.5", "units", "2.50 件", "2.50 units"),
        ("0.361", "ratio", "36.1%", "36.1%"),
        ("1", "ratio", "100.0%", "100.0%"),
        ("0.99999", "ratio", "99.9%", "99.9%"),
        ("1.0004", "ratio", "100.1%", "100.1%"),
        ("0.0355", "pp", "+3.6 个百分点", "+3.6 pp"),
    ],
)
def test_counts_have_measure_words_and_rates_one_decimal(
    value: str, unit: str, zh: str, en: str
) -> None:
    assert formats.figure(Decimal(value), unit, "zh") == zh
    assert formats.figure(Decimal(value), unit, "en") == en


def test_what_is_unknown_is_a_dash_and_no_zero() -> None:
    assert formats.figure(None, "CNY", "zh") == "—"
    assert formats.figure(Decimal(0), "CNY", "zh") == "¥0"


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        ("2035000", "CNY", "+¥203.5万"),
        ("-2035000", "CNY", "−¥203.5万"),
        ("0", "CNY", "¥0"),
        ("-17", "orders", "−17 单"),
        ("-0.012", "pp", "−1.2 个百分点"),
    ],
)
def test_a_change_always_has_its_sign(value: str, unit: str, words: str) -> None:
    assert formats.change_of(Decimal(value), unit, "zh") == words


@pytest.mark.parametrize(
    ("rate", "words", "flat"),
    [
        ("0.064", "+6.4%", False),
        ("-0.1935", "−19.4%", False),
        ("12.5", "+1,250.0%", False),
        ("0.0005", "+0.1%", False),
        ("0.00049", "+0.0%", True),
        ("-0.00049", "−0.0%", True),
    ],
)
def test_below_one_in_two_thousand_a_change_is_flat(rate: str, words: str, *, flat: bool) -> None:
    assert formats.is_flat(Decimal(rate)) is flat
    assert formats.change_rate(Decimal(rate)) == words


@given(st.decimals(min_value=0, max_value=10**11, places=6))
def test_a_shown_amount_is_the_exact_one_rounded_half_up(value: Decimal) -> None:
    for language, units in (("zh", {"万": 4, "亿": 8}), ("en", {"M": 6, "B": 9})):
        text = formats.figure(value, "CNY", language).removeprefix("¥")  # type: ignore[arg-type]
        power = next((power for unit, power in units.items() if text.endswith(unit)), 0)
        number = Decimal(text.rstrip("万亿MB").replace(",", ""))
        places = len(text.rstrip("万亿MB").partition(".")[2])
        assert abs(number.scaleb(power) - value) <= Decimal("0.5").scaleb(power - places)
        assert power == 0 or number < 10**4 or text.endswith(("亿", "B"))


@pytest.mark.parametrize(
    ("start", "end", "zh", "en"),
    [
        ("2026-11-21", "2026-11-21", "11月21日", "21 Nov"),
        ("2025-11-21", "2025-11-21", "2025年11月21日", "21 Nov 2025"),
        ("2026-10-01", "2026-11-21", "10月1日–11月21日", "1 Oct – 21 Nov"),
        ("2025-10-01", "2025-12-31", "2025年10月1日–12月31日", "1 Oct – 31 Dec 2025"),
        ("2025-10-01", "2026-03-31", "2025年10月1日–3月31日", "1 Oct 2025 – 31 Mar"),
    ],
)
def test_dates_have_their_year_only_where_it_is_another(
    start: str, end: str, zh: str, en: str
) -> None:
    period = Period(date.fromisoformat(start), date.fromisoformat(end))
    assert span(period, "zh", TODAY) == zh
    assert span(period, "en", TODAY) == en


def test_a_calendar_unit_has_its_name_and_a_running_one_says_so() -> None:
    quarter = Period(date(2026, 7, 1), date(2026, 9, 30))
    assert time_words(quarter, "name", "zh", TODAY) == "2026年Q3（7月1日–9月30日）"
    assert time_words(quarter, "name", "en", TODAY) == "Q3 2026 (1 Jul – 30 Sep)"
    month = Period(date(2026, 11, 1), TODAY, Kind.MONTH, natural_end=date(2026, 11, 30))
    assert time_words(month, "name", "zh", TODAY) == "本月至今（11月1日–11月21日）"
    assert time_words(month, "name", "en", TODAY) == "This month so far (1 Nov – 21 Nov)"


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("2026", "2026年", "2026"),
        ("2026-Q3", "Q3", "Q3"),
        ("2025-Q3", "2025年Q3", "Q3 2025"),
        ("2026-09", "9月", "Sep"),
        ("2025-12", "2025年12月", "Dec 2025"),
        ("2026-11-16", "11月16日", "16 Nov"),
    ],
)
def test_time_buckets_are_called_as_people_do(name: str, zh: str, en: str) -> None:
    assert (bucket(name, "zh", TODAY), bucket(name, "en", TODAY)) == (zh, en)


STATUSES = "draft pending confirmed shipped completed cancelled".split()


def test_every_column_entity_status_and_table_has_its_words_in_both_languages() -> None:
    catalog = load()
    zh, en = Namer(catalog, "zh"), Namer(catalog, "en")
    called = [(zh.measure(name), en.measure(name)) for name in catalog.measures]
    called += [(zh.definition(name), en.definition(name)) for name in catalog.measures]
    called += [(zh.dimension(name), en.dimension(name)) for name in catalog.dimensions]
    for name, entity in ENTITIES.items():
        called.append((label("entities", name, "zh"), label("entities", name, "en")))
        called.append((label("tables", entity.root, "zh"), label("tables", entity.root, "en")))
        columns = {*entity.attributes, *entity.shown}
        called += [(zh.column(column), en.column(column)) for column in columns]
    called += [(label("values", one, "zh"), label("values", one, "en")) for one in STATUSES]
    for chinese, english in called:
        assert chinese, english
        assert english, chinese
        assert chinese != english, "one of the languages has no word"
        assert english.isascii() or "–" in english, english
