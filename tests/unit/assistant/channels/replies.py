"""Replies as rendering meets them: short, long, in both languages, and full of signs."""

from collections.abc import Mapping
from typing import Any

from assistant.conversation.reply import (
    ActionFieldPart,
    ActionPart,
    CheckedPart,
    Choice,
    ColumnPart,
    Dates,
    HeadlinePart,
    NoticePart,
    ReadingPart,
    Reply,
    ResultPart,
    ScopePart,
    SourcePart,
)

MARKS = "<!channel> <@U1> *b* _i_ ~s~ `c` & [a](http://b.c) @all <at id=all></at> | # x"
"""What would call everybody, make a link or a column, if it were acted upon."""
_COLUMNS = (
    ColumnPart(name="customer", label="Customer", type="name"),
    ColumnPart(name="sales", label="Sales", type="number", unit="CNY"),
    ColumnPart(name="orders", label="Orders", type="number", unit="orders"),
)


def reply(**parts: Any) -> Reply:
    given: Mapping[str, Any] = {
        "conversation_id": "c1",
        "turn_id": "t1",
        "status": "answered",
        "language": "en",
        "text": "",
        **parts,
    }
    return Reply.model_validate(given)


def table(rows: int, name: str = "Customer") -> ResultPart:
    return ResultPart(
        tool="metrics",
        arguments={},
        definition="sum of the line amounts of counted orders",
        period=Dates(start="2026-07-01", end="2026-09-30"),
        columns=_COLUMNS,
        rows=tuple((f"{name} {n}", 1000.5 * (rows - n), n) for n in range(rows)),
        row_count=rows,
        truncated=False,
    )


def _figure(language: str) -> Reply:
    zh = language == "zh"
    return reply(
        language=language,
        text="上季度销售额 **¥2,836.4万**。" if zh else "Sales last quarter were **¥28,357,643**.",
        headline=HeadlinePart(
            text="¥2,836.4万" if zh else "¥28.36M",
            exact="¥28,357,643.23",
            label="销售额" if zh else "Sales",
            unit="CNY",
            value=28357643.23,
        ),
        reading=(
            ReadingPart(slot="measure", label="指标" if zh else "Measure", value="sales"),
            ReadingPart(slot="period", label="时间" if zh else "Period", value="Q3", assumed=True),
        ),
        results=(table(1),),
        scope=ScopePart(text="全公司" if zh else "the whole company", customers=300),
        sources=(SourcePart(name="orders", label="Orders", as_of="2026-11-21 18:00"),),
        checked=CheckedPart(figures=1, matched=1),
        notices=(
            NoticePart(kind="stale", text="订单停在 11-20" if zh else "Orders end on 20 Nov"),
        ),
    )


_ACTION = ActionPart(
    action_id="a1",
    kind="create_task",
    summary="Task: call Acorn · 2026-11-27",
    state="pending",
    state_text="Waits for your approval: nothing has been done",
    hash="0" * 64,
    fields=(
        ActionFieldPart(name="title", label="Title", value="call Acorn"),
        ActionFieldPart(name="text", label="Text", value=f"Dear all,\n{MARKS}"),
    ),
)
_LONG = ActionFieldPart(name="text", label="Text", value="word " * 400)

CHART: Mapping[str, Any] = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "description": "销售额，按地区",
    "width": "container",
    "height": 84,
    "data": {
        "values": [
            {"name": "华东", "value": 1289.7, "label": "1,289.7万"},
            {"name": "华南", "value": 900.0, "label": "900.0万"},
            {"name": "(not set)", "value": 100.0, "label": "100.0万"},
        ]
    },
    "encoding": {
        "y": {"field": "name", "type": "nominal", "sort": None, "title": None},
        "x": {"field": "value", "type": "quantitative", "title": None, "axis": None},
    },
    "layer": [
        {"mark": {"type": "bar"}},
        {"mark": {"type": "text", "align": "left"}, "encoding": {"text": {"field": "label"}}},
    ],
}

REPLIES: Mapping[str, Reply] = {
    "figure": _figure("en"),
    "chinese": _figure("zh"),
    "table_of_3": reply(text="Acorn leads.", results=(table(3),)),
    "table_of_200": reply(text="Acorn leads.", results=(table(200),)),
    "chart": reply(text="Acorn leads.", results=(table(3),), chart=CHART),
    "clarify": reply(
        status="clarify",
        text="Two customers match “Harbour”. Which one?",
        choices=(
            Choice(label="Harbour Foods", value="Harbour Foods"),
            Choice(label="Harbour " + "Tools " * 20, value="Harbour Tools"),
        ),
    ),
    "proposal": reply(status="pending_approval", text="Waits for you.", actions=(_ACTION,)),
    "proposal_too_long": reply(
        status="pending_approval",
        text="Waits for you.",
        actions=(_ACTION.model_copy(update={"fields": (_LONG,)}),),
    ),
    "error": reply(status="error", text="The order database did not answer. Try again."),
    "very_long": reply(text="A line of many words, for a long answer.\n" * 600),
    "markup": reply(
        text=r"Is \<\!channel\> or \*x\* a name? **yes** \[a\](http\://b)",
        reading=(ReadingPart(slot="filter", label="Customer", value=MARKS),),
        results=(table(2, MARKS),),
        notices=(NoticePart(kind="matched", text=f"Heard {MARKS}"),),
        choices=(Choice(label=MARKS, value=MARKS),),
    ),
}
