"""Words the answer about orders that look wrong: each reason is a cell of the evidence."""

from assistant.brains.rules.frame import Frame
from assistant.conversation.draft import Draft, Source
from assistant.conversation.wording import covers
from assistant.conversation.wording.cells import put, value

TOLD = 3
"""How many orders are told in the text; the rows hold the others."""
ORDER = 1
"""Where the row of the one order stands that was asked about, or the counts of several."""


def anomalies(draft: Draft, frame: Frame) -> None:
    """Writes how many there are and why the latest were flagged; or that there are none."""
    found = draft.evidence[0]
    if draft.evidence[ORDER].title == "order":
        _one(draft)
    elif found.table.rows:
        draft.say("异常订单 **", "Orders that look wrong: **")
        put(draft, 0, "orders_flagged", result=ORDER)
        draft.say("**", "**")
        _of_what(draft, frame)
        draft.say("（提示 ", " (")
        put(draft, 0, "flags_found", result=ORDER)
        draft.say("），最近的：", "). The latest:")
        _latest(draft)
    elif found.arguments["looked_until"] is None:
        _not_looked(draft)
    else:
        draft.say("没有发现异常订单", "No order looks wrong")
        _of_what(draft, frame)
        draft.say("。", ".")


def _of_what(draft: Draft, frame: Frame) -> None:
    """Writes of which kind and whose they are, what was said to them, and of which time."""
    place = 0
    for condition in frame.conditions:
        for _ in condition.labels:
            draft.say("，", ", ").put(Source("named", "name", row=place))
            place += 1
        place += not condition.labels
    covers.period(draft, frame)


def _latest(draft: Draft) -> None:
    """Writes the latest orders, each once, with all its flags that are shown."""
    keys = [str(key[0]) for key in draft.evidence[0].table.keys]
    for order in list(dict.fromkeys(keys))[:TOLD]:
        first = keys.index(order)
        draft.say("\n- **", "\n- **")
        put(draft, first, "order_id", style="name").say("** ", "** ")
        put(draft, first, "customer", style="name").say("：", ": ")
        for row in (row for row, key in enumerate(keys) if key == order):
            draft.say(" " if row > first else "", " " if row > first else "")
            put(draft, row, "flag_reason", style="name")
            _said(draft, row)


def _said(draft: Draft, row: int) -> None:
    """Writes what somebody said to a flag, where anybody did."""
    if "flag_review" not in [column.name for column in draft.evidence[0].table.columns]:
        return
    if value(draft, row, "flag_review") is not None:
        draft.say(" 处理：", " Review: ")
        put(draft, row, "flag_review", style="name").say("。", ".")


def _not_looked(draft: Draft) -> None:
    draft.say(
        "还没有检查过订单。请管理员运行 `wendan anomalies scan`。",
        "Nobody has looked at the orders yet. An admin runs `wendan anomalies scan`.",
    )


def _one(draft: Draft) -> None:
    """Writes why an order was flagged: the reason, what would be normal, what to do."""
    found = draft.evidence[0]
    put(draft, 0, "order_id", style="name", result=ORDER).say("，", ", ")
    put(draft, 0, "customer", style="name", result=ORDER).say("。", ". ")
    if not found.table.rows and found.arguments["looked_until"] is None:
        _not_looked(draft)
    elif not found.table.rows:
        draft.say("没有发现异常。", "Nothing about it looks wrong.")
    for row in range(len(found.table.rows)):
        draft.say("\n- **", "\n- **")
        put(draft, row, "flag", style="name").say("**：", "**: ")
        put(draft, row, "flag_reason", style="name").say(" 正常：", " Normal: ")
        put(draft, row, "normal", style="name").say(" 建议：", " To do: ")
        put(draft, row, "advice", style="name")
        _said(draft, row)
