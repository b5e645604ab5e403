"""Charts: what is drawn, and that it is what stands in the table."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.unit.assistant.asking import Asking

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
