"""Words lists: how many there are, what they add up to, and the first of them."""

from assistant.brains.rules.frame import Frame
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
    draft.say(f"{what}共 **", "**").put(Source("rows", "figure")).say("**", "**")
    position = next((i for i, c in enumerate(table.columns) if c.additive), None)
    if position is not None and table.totals is not None and table.totals[position] is not None:
        draft.say("，合计 ", ", total ").total("figure", position)
    covers(draft, frame)
    draft.say("。", ".")
    if table.truncated:
        draft.say("显示 ", " Showing ").put(Source("shown", "figure")).say("。", ".")
