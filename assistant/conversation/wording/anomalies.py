"""Words the answer about orders that look wrong: each reason is a cell of the evidence."""

from assistant.conversation.draft import Draft, Source

TOLD = 3
"""How many are told in the text; the rows hold the others."""
ORDER = 1
"""Where the row of the one order stands that was asked about."""


def anomalies(draft: Draft) -> None:
    """Writes how many there are and why the latest were flagged; or that there are none."""
    found = draft.evidence[0]
    at = {column.name: index for index, column in enumerate(found.table.columns)}
    if len(draft.evidence) > ORDER:
        _one(draft, at)
    elif found.table.rows:
        draft.say("异常提示 ", "Orders that look wrong: ").put(Source("rows", "figure"))
        draft.say("，最近的：", ". The latest:")
        for row in range(min(TOLD, len(found.table.rows))):
            draft.say("\n- **", "\n- **").cell("name", row, at["order_id"]).say("** ", "** ")
            draft.cell("name", row, at["customer"]).say("：", ": ")
            draft.cell("name", row, at["flag_reason"])
    elif found.arguments["looked_until"] is None:
        _not_looked(draft)
    else:
        draft.say("没有发现异常订单。", "No order looks wrong.")


def _not_looked(draft: Draft) -> None:
    draft.say(
        "还没有检查过订单。请管理员运行 `wendan anomalies scan`。",
        "Nobody has looked at the orders yet. An admin runs `wendan anomalies scan`.",
    )


def _one(draft: Draft, at: dict[str, int]) -> None:
    """Writes why an order was flagged: the reason, what would be normal, what to do."""
    found, order = draft.evidence[0], draft.evidence[ORDER].table
    columns = [column.name for column in order.columns]
    draft.cell("name", 0, columns.index("order_id"), ORDER).say("，", ", ")
    draft.cell("name", 0, columns.index("customer"), ORDER).say("。", ". ")
    if not found.table.rows and found.arguments["looked_until"] is None:
        _not_looked(draft)
    elif not found.table.rows:
        draft.say("没有发现异常。", "Nothing about it looks wrong.")
    for row in range(len(found.table.rows)):
        draft.say("\n- **", "\n- **").cell("name", row, at["flag"]).say("**：", "**: ")
        draft.cell("name", row, at["flag_reason"]).say(" ", " ")
        draft.cell("name", row, at["normal"]).say(" ", " ")
        draft.cell("name", row, at["advice"])
