"""How figures are written: through the page's own modules."""

from collections.abc import Generator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Site


@pytest.fixture(scope="module")
def module_page(browser: Browser, site: Site) -> Generator[Page]:
    page = browser.new_page()
    page.goto(site.url)
    yield page
    page.close()


def called(page: Page, function: str, *arguments: Any, module: str = "format") -> Any:
    return page.evaluate(
        "([module, name, given]) => import(`/static/js/${module}.js`)"
        ".then((found) => found[name](...given))",
        [module, function, list(arguments)],
    )


@pytest.mark.parametrize(
    ("value", "unit", "language", "shown"),
    [
        (36800, "CNY", "zh", "¥36,800"),
        (99999.99, "CNY", "zh", "¥99,999.99"),
        ("99999.995", "CNY", "zh", "¥10.0万"),
        (312000, "CNY", "zh", "¥31.2万"),
        (34033000, "CNY", "zh", "¥3,403.3万"),
        (1241000000, "CNY", "zh", "¥12.41亿"),
        (99999500, "CNY", "zh", "¥1.00亿"),
        (99999499, "CNY", "zh", "¥9,999.9万"),
        (-632000, "CNY", "zh", "−¥63.2万"),
        (12000, "USD", "zh", "USD 12,000"),
        (312000, "CNY", "en", "¥312,000"),
        (34033000, "CNY", "en", "¥34.03M"),
        (1240000000, "CNY", "en", "¥1.24B"),
        (999995000, "CNY", "en", "¥1.00B"),
        (0, "CNY", "zh", "¥0"),
        (16068954.125, "CNY", "zh", "¥1,606.9万"),
    ],
)
def test_an_amount_in_text(
    module_page: Page, value: float | str, unit: str, language: str, shown: str
) -> None:
    assert called(module_page, "amount", value, unit, language) == shown


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (34033000, "CNY", "¥34,033,000.00"),
        ("16068954.125", "CNY", "¥16,068,954.13"),
        (1.005, "CNY", "¥1.01"),
        (-0.5, "USD", "−USD 0.50"),
        (1284, "orders", "1,284"),
    ],
)
def test_an_exact_value(module_page: Page, value: float | str, unit: str, shown: str) -> None:
    assert called(module_page, "exact", value, unit) == shown


@pytest.mark.parametrize(
    ("exact", "unit", "shown"),
    [
        ("34,033,000.00", "CNY", "¥34,033,000.00"),
        ("0.361234", "ratio", "36.1234%"),
        ("1,284", "orders", "1,284"),
    ],
)
def test_a_headline_to_the_last_digit(module_page: Page, exact: str, unit: str, shown: str) -> None:
    headline = {"exact": exact, "unit": unit}
    assert called(module_page, "exactText", headline, module="figure") == shown


@pytest.mark.parametrize(
    ("values", "unit", "language", "heading", "shown"),
    [
        ([99999, 120], "CNY", "zh", "元", ["99,999", "120"]),
        ([120.5, 7], "CNY", "zh", "元", ["120.50", "7.00"]),
        ([12897000, 400], "CNY", "zh", "万元", ["1,289.7", "<0.1"]),
        ([2500000000, 300000], "CNY", "zh", "亿元", ["25.00", "<0.01"]),
        ([9999999, 0], "CNY", "en", "¥", ["9,999,999", "0"]),
        ([34033000, 400], "CNY", "en", "¥K", ["34,033", "<1"]),
        ([20000000000, -400], "CNY", "en", "¥M", ["20,000.0", ">−0.1"]),
        ([120000, None], "USD", "zh", "万 USD", ["12.0"]),
        ([34033000], "USD", "en", "K USD", ["34,033"]),
    ],
)
def test_one_unit_for_a_column(
    module_page: Page,
    values: list[float | None],
    unit: str,
    language: str,
    heading: str,
    shown: list[str],
) -> None:
    scale = called(module_page, "amountScale", values, unit, language)
    assert scale["unit"] == heading
    cells = [called(module_page, "scaled", value, scale) for value in values if value is not None]
    assert cells == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.361, "36.1%"),
        (1, "100.0%"),
        (0.99996, "99.9%"),
        (1.0004, "100.1%"),
        (0.0004, "<0.1%"),
        (0, "0.0%"),
    ],
)
def test_a_share(module_page: Page, value: float, shown: str) -> None:
    assert called(module_page, "share", value) == shown


@pytest.mark.parametrize(
    ("value", "language", "text", "direction"),
    [
        (0.064, "zh", "+6.4%", "up"),
        (-0.0699, "zh", "−7.0%", "down"),
        (0.0004, "zh", "持平", "flat"),
        (0.0005, "en", "+0.1%", "up"),
        (-0.0004, "en", "flat", "flat"),
        (None, "zh", "新增", "flat"),
        (12.5, "en", "+1,250.0%", "up"),
    ],
)
def test_a_change(
    module_page: Page, value: float | None, language: str, text: str, direction: str
) -> None:
    change = called(module_page, "change", value, language)
    assert change == {"text": text, "direction": direction}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("青禾电子", "青禾电子"),
        ("上海联成精密电子有限公司华东", "上海联成精密电子有限公司华东"),
        ("上海联成精密电子有限公司华东分公司", "上海联成精密电…司华东分公司"),
        ("Harbour and Finch Limite", "Harbour and Finch Limite"),
        ("Harbour & Finch Trading Company International", "Harbour & Fi…ternational"),
    ],
)
def test_a_name_is_cut_in_the_middle(module_page: Page, name: str, shown: str) -> None:
    assert called(module_page, "cutName", name) == shown


@pytest.mark.parametrize(
    ("period", "language", "shown"),
    [
        ({"start": "2026-10-01", "end": "2026-11-21"}, "zh", "2026-10-01 至 11-21 · 52 天"),
        ({"start": "2025-12-01", "end": "2026-01-31"}, "en", "2025-12-01 to 2026-01-31 · 62 days"),
        ({"start": "2026-11-21", "end": "2026-11-21"}, "en", "2026-11-21 to 11-21 · 1 day"),
    ],
)
def test_a_period_with_its_days(
    module_page: Page, period: dict[str, str], language: str, shown: str
) -> None:
    assert called(module_page, "period", period, language, module="moment") == shown


@pytest.mark.parametrize(
    ("when", "shown"),
    [
        ("2026-11-21 14:05", "14:05"),
        ("2026-11-20 18:00", "11-20 18:00"),
        ("2025-11-20T18:00:09", "2025-11-20 18:00"),
    ],
)
def test_the_time_of_data(module_page: Page, when: str, shown: str) -> None:
    assert called(module_page, "asOf", when, "2026-11-21", module="moment") == shown
