"""One chart for an answer, where one helps, as Vega-Lite: chosen by the shape of the result.

Figures over time are a line from zero; rankings and breakdowns are sorted bars, the comparison
period a tick on each. One figure has none. Colours and fonts are the page's.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from assistant.brains.rules.frame import TIME, Frame
from assistant.conversation import formats
from assistant.conversation.labels import Namer
from assistant.conversation.reply import Language
from assistant.conversation.timewords import bucket
from crm.query.result import Table
from tools.base import Evidence

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
MOST_BARS, MOST_LINES = 15, 7
AXIS = {
    "zh": "abs(datum.value)>=1e8?format(datum.value/1e8,',.2~f')+'亿':"
    "abs(datum.value)>=1e4?format(datum.value/1e4,',.1~f')+'万':format(datum.value,',')",
    "en": "abs(datum.value)>=1e9?format(datum.value/1e9,',.2~f')+'B':"
    "abs(datum.value)>=1e6?format(datum.value/1e6,',.1~f')+'M':"
    "abs(datum.value)>=1e4?format(datum.value/1e3,',.1~f')+'K':format(datum.value,',')",
}
Spec = dict[str, Any]


def chart(evidence: Evidence, frame: Frame, namer: Namer, today: Any) -> Spec | None:
    """Gives the chart of an answer; None where a table or the figure alone says it better."""
    table = evidence.table
    if frame.entity is not None or len(table.rows) < 2 or _several_currencies(table):
        return None
    if frame.shape == "trend":
        return _line(evidence, frame, namer, today)
    if len(frame.groups) == 1:
        return _bars(table, frame, namer)
    return None


def _several_currencies(table: Table) -> bool:
    return any(column.name == "currency" for column in table.columns if column.role == "dimension")


def _value(table: Table) -> int:
    return next(i for i, column in enumerate(table.columns) if column.role == "measure")


def _line(evidence: Evidence, frame: Frame, namer: Namer, today: Any) -> Spec | None:
    table = evidence.table
    time = next(i for i, column in enumerate(table.columns) if column.name in TIME)
    value, other = _value(table), _other_group(frame, table)
    if other is not None and len({row[other] for row in table.rows}) > MOST_LINES:
        return None
    running = frame.period is not None and frame.period.running and other is None
    last = str(table.rows[-1][time])
    values = [
        {
            "time": bucket(str(row[time]), namer.language, today),
            "value": _float(row[value]),
            "part": "running" if running and str(row[time]) == last else "whole",
            **({"series": str(row[other])} if other is not None else {}),
        }
        for row in table.rows
    ]
    return _framed(values, _line_layers(table, value, other, namer), _title(frame, namer), 200)


def _line_layers(table: Table, value: int, other: int | None, namer: Namer) -> Spec:
    encoding: Spec = {
        "x": {"field": "time", "type": "ordinal", "sort": None, "title": None},
        "y": _quantity(table, value, namer.language, "y"),
    }
    if other is not None:
        encoding["color"] = {"field": "series", "type": "nominal", "title": None}
    point = {"mark": {"type": "point"}, "encoding": {"tooltip": _tooltip(table, value, namer)}}
    return {"encoding": encoding, "layer": [{"mark": {"type": "line"}}, point]}


def _bars(table: Table, frame: Frame, namer: Namer) -> Spec | None:
    value = _value(table)
    previous = table.position("previous")
    values = [
        {
            "name": _name(row[0], namer, table),
            "value": _float(row[value]),
            "label": formats.figure(
                _decimal(row[value]), table.columns[value].unit, namer.language
            ),
            **({"previous": _float(row[previous])} if previous is not None else {}),
        }
        for row in table.rows[:MOST_BARS]
    ]
    encoding = {
        "y": {"field": "name", "type": "nominal", "sort": None, "title": None},
        "x": _quantity(table, value, namer.language, "x"),
    }
    layers: list[Spec] = [{"mark": {"type": "bar"}}]
    if previous is not None:
        tick = {"x": {"field": "previous", "type": "quantitative"}}
        layers.append({"mark": {"type": "tick"}, "encoding": tick})
    text = {"text": {"field": "label"}}
    layers.append({"mark": {"type": "text", "align": "left", "dx": 6}, "encoding": text})
    height = 28 * len(values)
    return _framed(values, {"encoding": encoding, "layer": layers}, _title(frame, namer), height)


def _name(cell: Any, namer: Namer, table: Table) -> str:
    if cell is None:
        return "未填写" if namer.language == "zh" else "(not set)"
    return Namer.value_of(table.columns[0].name, str(cell), namer.language)


def _other_group(frame: Frame, table: Table) -> int | None:
    for index in range(len(frame.groups)):
        if table.columns[index].name not in TIME:
            return index
    return None


def _quantity(table: Table, column: int, language: Language, axis: str) -> Spec:
    unit = table.columns[column].unit
    labels = "format(datum.value,'.0%')" if unit == "ratio" else AXIS[language]
    shown: Spec = {"labelExpr": labels}
    return {
        "field": "value",
        "type": "quantitative",
        "scale": {"zero": True},
        "title": None,
        "axis": shown if axis == "y" else None,
    }


def _tooltip(table: Table, value: int, namer: Namer) -> list[Mapping[str, str]]:
    name = namer.column(table.columns[value].name)
    style = ".1%" if table.columns[value].unit == "ratio" else ",.2~f"
    return [
        {"field": "time", "type": "nominal", "title": ""},
        {"field": "value", "type": "quantitative", "title": name, "format": style},
    ]


def _framed(values: list[Spec], inner: Spec, title: str, height: int) -> Spec:
    return {
        "$schema": SCHEMA,
        "description": title,
        "width": "container",
        "height": height,
        "data": {"values": values},
        **inner,
    }


def _title(frame: Frame, namer: Namer) -> str:
    groups = (" × " if namer.language == "en" else "、").join(map(namer.dimension, frame.groups))
    measure = namer.measure(frame.measures[0])
    return f"{measure}，按{groups}" if namer.language == "zh" else f"{measure} by {groups}"


def _decimal(cell: Any) -> Decimal | None:
    return cell if isinstance(cell, Decimal) else None


def _float(cell: Any) -> float | None:
    return float(cell) if isinstance(cell, Decimal) else None
