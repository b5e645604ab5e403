"""One chart for an answer, where one helps, as Vega-Lite: chosen by the shape of the result.

Figures over time are a line from zero; rankings and breakdowns are sorted bars, the comparison
period a tick on each. One figure has none. Colours and fonts are the page's.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from assistant.brains.rules.frame import TIME, Frame
from assistant.conversation import formats
from assistant.conversation.labels import Namer
from assistant.conversation.reply import Language
from assistant.conversation.timewords import bucket
from assistant.markup import visible
from crm.query.result import Cell, Table
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


def chart(evidence: Evidence, frame: Frame, namer: Namer, today: date) -> Spec | None:
    """Gives the chart of an answer; None where a table or the figure alone says it better."""
    table = evidence.table
    if (
        frame.view == "insight"
        or frame.entity is not None
        or len(table.rows) < 2
        or _several_currencies(table)
    ):
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


def _line(evidence: Evidence, frame: Frame, namer: Namer, today: date) -> Spec | None:
    table = evidence.table
    time = next(i for i, column in enumerate(table.columns) if column.name in TIME)
    value, other = _value(table), _other_group(frame, table)
    if other is not None and len({row[other] for row in table.rows}) > MOST_LINES:
        return None
    values = [
        {
            "time": bucket(str(row[time]), namer.language, today),
            "value": _float(row[value]),
            "label": _shown(table, row[value], value, namer),
            **({"series": visible(str(row[other]))} if other is not None else {}),
        }
        for row in table.rows
    ]
    running = other is None and frame.period is not None and frame.period.running
    layers = _several_lines(table, value, namer)
    if other is None:
        layers = _one_line(values, table, value, namer, running=running)
    encoding: Spec = {
        "x": {"field": "time", "type": "ordinal", "sort": None, "title": None},
        "y": _quantity(table, value, namer.language, "y"),
    }
    inner: Spec = {"encoding": encoding, "layer": layers}
    return _framed(values, inner, _title(frame, namer), 200)


def _several_lines(table: Table, value: int, namer: Namer) -> list[Spec]:
    color = {"field": "series", "type": "nominal", "title": None}
    tooltip = _tooltip(table, value, namer)
    return [
        {"mark": {"type": "line"}, "encoding": {"color": color}},
        {"mark": {"type": "point"}, "encoding": {"color": color, "tooltip": tooltip}},
    ]


def _one_line(
    values: list[Spec], table: Table, value: int, namer: Namer, *, running: bool
) -> list[Spec]:
    """Gives the layers of one line: its last piece dashed where that is not over yet.

    Only the highest, the lowest and the last point are labelled.
    """
    last = values[-1]["time"]
    tooltip = _tooltip(table, value, namer)
    whole = [_only(f"datum.time != '{last}'")] if running else []
    layers: list[Spec] = [
        {"transform": whole, "mark": {"type": "line"}},
        {"transform": whole, "mark": {"type": "point"}, "encoding": {"tooltip": tooltip}},
    ]
    if running:
        ends = " || ".join(f"datum.time == '{found['time']}'" for found in values[-2:])
        hollow = {"type": "point", "filled": False, "fill": "#FFFFFF", "strokeWidth": 2, "size": 44}
        layers += [
            {"transform": [_only(ends)], "mark": {"type": "line", "strokeDash": [3, 3]}},
            {
                "transform": [_only(f"datum.time == '{last}'")],
                "mark": hollow,
                "encoding": {"tooltip": tooltip},
            },
        ]
    return layers + _labels(values)


def _labels(values: list[Spec]) -> list[Spec]:
    known = [found for found in values if found["value"] is not None]
    if not known:
        return []
    highest = max(known, key=lambda found: found["value"])
    lowest = min(known, key=lambda found: found["value"])
    points = {highest["time"]: -12, lowest["time"]: 16}
    points.setdefault(known[-1]["time"], -12)
    return [
        {
            "transform": [_only(f"datum.time == '{time}'")],
            "mark": {"type": "text", "dy": offset, "fontWeight": 600},
            "encoding": {"text": {"field": "label"}},
        }
        for time, offset in points.items()
    ]


def _only(condition: str) -> Spec:
    return {"filter": condition}


def _shown(table: Table, cell: Cell, column: int, namer: Namer) -> str:
    return formats.figure(_decimal(cell), table.columns[column].unit, namer.language)


def _bars(table: Table, frame: Frame, namer: Namer) -> Spec | None:
    value = _value(table)
    previous = table.position("previous")
    values = [
        {
            "name": _name(row[0], namer, table),
            "value": _float(row[value]),
            "label": _shown(table, row[value], value, namer),
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
    return visible(Namer.value_of(table.columns[0].name, str(cell), namer.language))


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
    measure = namer.average(frame.measures[0], frame.per)
    return visible(f"{measure}，按{groups}" if namer.language == "zh" else f"{measure} by {groups}")


def _decimal(cell: Any) -> Decimal | None:
    return cell if isinstance(cell, Decimal) else None


def _float(cell: Any) -> float | None:
    return float(cell) if isinstance(cell, Decimal) else None
