"""Figures, dates, labels, charts and the rest of a reply as people read them."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation import formats
from assistant.conversation.labels import Namer, label
from assistant.conversation.reply import Language, Reply
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


# ------------------------------------------------------------------------------------ charts

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
FIELDS = {"time", "value", "name", "previous", "label", "series"}
MARKS = {"line", "point", "bar", "tick", "text"}


def layers(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield spec
    for layer in spec.get("layer", []):
        yield from layers(layer)


def fields(encoding: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Gives the fields of all channels; a tooltip has several."""
    for channel in encoding.values():
        yield from channel if isinstance(channel, list) else [channel]


def chart(asking: Asking, text: str) -> dict[str, Any] | None:
    found = asking.reply(text)
    assert found.status == "answered", found.text
    return found.chart


CHARTED = [
    "华东今年每月销售额",
    "orders by quarter last year",
    "今年每月订单数",
    "各级别客户数",
    "orders by region last quarter",
    "华东上季度各城市销售额",
    "华东上季度销售额前5的客户",
    "上季度各区域订单数同比",
    "orders by channel this month vs last month",
    "按账龄看华东应收",
]


@pytest.mark.parametrize("text", CHARTED)
def test_a_chart_is_vega_lite_whose_values_stand_in_its_table(asking: Asking, text: str) -> None:
    reply = asking.reply(text)
    spec = reply.chart
    assert spec is not None, reply.text
    assert spec["$schema"] == SCHEMA
    assert spec["description"]
    for part in layers(spec):
        assert part.get("mark", {}).get("type", "line") in MARKS
        for field in fields(part.get("encoding", {})):
            assert field["field"] in FIELDS
    figures = {cell for row in reply.results[0].rows for cell in row}
    for value in spec["data"]["values"]:
        assert value["value"] in figures
        assert value.get("previous") in {*figures, None}


@pytest.mark.parametrize("text", CHARTED)
def test_the_axis_of_figures_begins_at_zero(asking: Asking, text: str) -> None:
    encoding = (chart(asking, text) or {})["encoding"]
    axis = encoding["y"] if encoding["y"]["type"] == "quantitative" else encoding["x"]
    assert axis["scale"] == {"zero": True}


@pytest.mark.parametrize(
    "text",
    ["本月销售额", "orders last quarter", "本月订单数同比", "列出华东本月的订单", "今年销售额"],
)
def test_one_figure_and_a_list_have_no_chart(asking: Asking, text: str) -> None:
    assert chart(asking, text) is None


@pytest.mark.parametrize(
    "text", ["上季度各区域订单数", "华东上季度销售额前5的客户", "orders by channel"]
)
def test_bars_are_sorted_and_lie(asking: Asking, text: str) -> None:
    spec = chart(asking, text)
    assert spec is not None
    values = [value["value"] for value in spec["data"]["values"]]
    assert values == sorted(values, reverse=True)
    assert spec["encoding"]["y"]["field"] == "name"
    assert spec["encoding"]["y"]["sort"] is None


def test_ageing_keeps_its_steps_in_their_order(asking: Asking) -> None:
    spec = chart(asking, "按账龄看华东应收")
    assert spec is not None
    steps = ["未到期", "逾期 1–30 天", "逾期 31–60 天", "逾期 61–90 天", "逾期超过 90 天"]
    assert [value["name"] for value in spec["data"]["values"]] == steps


def test_amounts_of_several_currencies_are_never_in_one_chart(asking: Asking) -> None:
    assert chart(asking, "上季度各区域销售额") is None


def test_a_month_that_is_not_over_is_dashed_and_hollow(asking: Asking) -> None:
    spec = chart(asking, "今年每月订单数")
    assert spec is not None
    marks = [layer["mark"] for layer in spec["layer"]]
    assert any("strokeDash" in mark for mark in marks)
    assert any(mark.get("filled") is False for mark in marks)
    whole = chart(asking, "去年每月订单数")
    assert whole is not None
    assert not any("strokeDash" in layer["mark"] for layer in whole["layer"])


# ------------------------------------------------------------------------- the rest of a reply


def chips(reply: Reply) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for part in reply.reading:
        found.setdefault(part.slot, []).append(part.value)
    return found


def test_the_reading_line_has_a_chip_for_everything_that_was_read(asking: Asking) -> None:
    found = chips(asking.reply("华东上季度销售额超过10万的客户前5名同比"))
    assert found["measure"] == ["销售额"]
    assert found["period"] == ["2026年Q3（7月1日–9月30日）"]
    assert found["compare"] == ["去年同期 2025年7月1日–9月30日"]
    assert found["group"] == ["按客户"]
    assert found["filter"] == ["区域 华东", "销售额 > 100,000"]
    assert found["order"] == ["从高到低，前 5"]
    assert found["scope"] == ["全公司"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("上季度金额超过5万的订单有几个", "单笔金额 > 50,000"),
        ("今年退货率超过5%的产品", "退货率 > 5.0%"),
        ("上季度销售额在10万到20万之间的客户", "销售额 100,000 – 200,000"),
        ("which customers had sales above 100000 last quarter", "sales > 100,000"),
        ("上季度不含华东的订单数", "不含 华东"),
    ],
)
def test_the_text_says_what_was_left_out(asking: Asking, text: str, words: str) -> None:
    assert words in asking.reply(text).text


def test_without_a_time_the_reading_line_says_that_it_is_all_data(asking: Asking) -> None:
    for text, words in (("订单数", "全部数据"), ("number of orders", "all data")):
        reply = asking.reply(text)
        (period,) = [part for part in reply.reading if part.slot == "period"]
        assert (period.value, period.assumed) == (words, True)
        assert words in reply.text


def test_every_alternative_on_a_chip_can_be_asked(asking: Asking) -> None:
    for text in ("上季度各区域订单数", "orders by region last quarter"):
        for part in asking.reply(text).reading:
            for choice in part.choices:
                reply = asking.follow(text, choice.value)
                assert reply.status == "answered", (text, choice, reply.text)


@pytest.mark.parametrize("role", ["rep", "manager", "finance", "admin"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_to_begin_with_is_answered(
    asking: Asking, role: str, language: Language
) -> None:
    from assistant.conversation.suggestions import starters

    for question in starters(role, language):
        reply = asking.reply(question)
        assert reply.status == "answered", (question, reply.text)


def test_suggestions_after_an_answer_can_be_asked_as_they_are(asking: Asking) -> None:
    for text in ("上季度订单数", "orders last quarter", "今年销售额最高的客户"):
        reply = asking.reply(text)
        for choice in reply.suggestions:
            after = asking.follow(text, choice.value)
            assert after.status == "answered", (text, choice, after.text)


def notices(reply: Reply) -> dict[str, str]:
    return {notice.kind: notice.text for notice in reply.notices}


def test_notices_tell_of_a_running_period_of_currencies_and_of_guessed_names(
    asking: Asking,
) -> None:
    found = notices(asking.reply("本月销售额"))
    assert found["running_period"] == "当期未完：21 天，到 11月30日 为止。"
    assert found["currency"] == "币种不同的金额不相加。"
    english = notices(asking.reply("sales this month"))
    assert english["running_period"] == "Still running: 21 days so far, until 30 Nov."
    assert notices(asking.reply("上季度订单数")) == {}


def test_the_headline_is_the_figure_and_its_change(asking: Asking) -> None:
    reply = asking.reply("华东本季度销售额同比")
    found = reply.headline
    assert found is not None
    assert found.change is not None
    row = reply.results[0].rows[0]
    assert found.value == row[0]
    assert found.text == formats.figure(Decimal(str(row[0])), "CNY", "zh")
    assert found.exact.replace(",", "") == f"{Decimal(str(row[0])):.2f}"
    rise = Decimal(str(row[2]))
    assert found.change.direction == ("up" if rise > 0 else "down")
    assert found.change.tone == ("good" if rise > 0 else "bad")
    assert found.change.versus == "去年同期"


def test_a_rise_of_what_is_bad_is_bad(asking: Asking) -> None:
    for text, good in (("上季度取消订单数环比", False), ("上季度订单数环比", True)):
        found = asking.reply(text).headline
        assert found is not None
        assert found.change is not None
        rose = found.change.direction == "up"
        assert found.change.tone == ("good" if rose is good else "bad")


def test_cells_are_numbers_and_ids_names_and_dates_are_strings(asking: Asking) -> None:
    texts = (
        "列出华东本月的订单",
        "今年销售额最高的客户",
        "今年每月订单数",
        "list contracts",
        "列出客户",
    )
    for text in texts:
        (found,) = asking.reply(text).results
        for row in found.rows:
            for column, cell in zip(found.columns, row, strict=True):
                if cell is not None:
                    wanted = (int, float) if column.type == "number" else str
                    assert isinstance(cell, wanted), (text, column, cell)
