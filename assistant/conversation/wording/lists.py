"""Words lists: how many there are, what they add up to, and the first of them."""

from assistant.brains.rules.frame import Frame
from assistant.brains.rules.pricing import COLUMNS as PRICES
from assistant.conversation.draft import Draft, Source
from assistant.conversation.labels import label
from assistant.conversation.wording.covers import covers


def listing(draft: Draft, frame: Frame) -> None:
    """Writes, for instance: 订单共 46 单，合计 ¥41.7万，华东，2026年Q3."""
    table = draft.evidence[0].table
    what = label("entities", str(frame.entity), draft.language)
    if not table.rows:
        draft.say(f"没有符合的{what}", f"No {what} match")
        covers(draft, frame)
        draft.say("。", ".")
        return
    if frame.columns == PRICES:
        _prices(draft, frame)
        return
    draft.say(f"{what}共 **", "**").put(Source("rows", "figure")).say("**", "**")
    position = next((i for i, c in enumerate(table.columns) if c.additive), None)
    if position is not None and table.totals is not None and table.totals[position] is not None:
        draft.say("，合计 ", ", total ").total("figure", position)
    covers(draft, frame)
    draft.say("。", ".")
    if table.truncated:
        draft.say("显示 ", " Showing ").put(Source("shown", "figure")).say("。", ".")


PRICED = 3
"""How many products are named with their list prices; the table holds the rest."""


def _prices(draft: Draft, frame: Frame) -> None:
    """Writes, for instance: 目录价：M40 激光打印机 **¥2,680**."""
    table = draft.evidence[0].table
    at = {column.name: index for index, column in enumerate(table.columns)}
    draft.say("目录价：", "List price: ")
    for row in range(min(len(table.rows), PRICED)):
        draft.say("；" if row else "", "; " if row else "").cell("name", row, at["name"])
        draft.say(" **", " **").cell("exact", row, at["list_price"]).say("**", "**")
    if table.row_count > PRICED:
        draft.say("。共 ", ". In all ").put(Source("rows", "figure"))
    covers(draft, frame)
    draft.say("。", ".")
