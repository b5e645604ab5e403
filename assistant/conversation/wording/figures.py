"""Words one figure, or one figure beside that of another period."""

from decimal import Decimal

from assistant.brains.rules.frame import Frame
from assistant.conversation import formats
from assistant.conversation.draft import Draft
from assistant.conversation.wording.covers import covers, versus


def figure(draft: Draft, frame: Frame) -> None:
    """Writes, for instance: 销售额 ¥41.7万，华东，2026年Q3（7月1日–9月30日）."""
    table = draft.evidence[0].table
    if not table.rows:
        _nothing(draft, frame)
        return
    measures = [i for i, column in enumerate(table.columns) if column.role == "measure"]
    several = any(column.role == "dimension" for column in table.columns)
    for row in range(len(table.rows)):
        if row:
            draft.say("；", "; ")
        for position, column in enumerate(measures):
            if position:
                draft.say("，", ", ")
            if several and position == 0:
                draft.cell("name", row, 0).say(" ", " ")
            draft.measure("name" if draft.text else "sentence", position).say(" **", " **")
            draft.cell("figure", row, column).say("**", "**")
            _change(draft, frame, row, column)
    covers(draft, frame)
    draft.say("。", ".")


def _nothing(draft: Draft, frame: Frame) -> None:
    draft.say("没有", "No ").measure().say("的数据", " on record")
    covers(draft, frame)
    draft.say("。", ".")


def _change(draft: Draft, frame: Frame, row: int, measure: int) -> None:
    """Adds the change behind a figure, where there is a comparison."""
    table = draft.evidence[0].table
    if frame.compare is None:
        return
    after = table.columns[measure + 1 :]
    previous = next(i for i, c in enumerate(after, measure + 1) if c.role == "previous")
    draft.say("，", ", ")
    cells = table.rows[row]
    then, change = cells[previous], cells[previous + 1]
    if not isinstance(then, Decimal) or not isinstance(change, Decimal):
        versus(draft, frame)
        draft.say("没有可比的数", ", which has no figure")
        return
    _how_much(draft, row, previous, then)
    draft.say("，", " ")
    versus(draft, frame)
    draft.say("的 ", " of ").cell("figure", row, previous)


def _how_much(draft: Draft, row: int, previous: int, then: Decimal) -> None:
    table = draft.evidence[0].table
    is_rate = (
        previous + 2 >= len(table.columns) or table.columns[previous + 2].role != "change_rate"
    )
    if is_rate:
        draft.cell("change", row, previous + 1)
    elif not then:
        draft.say("新增 ", "new ").cell("change", row, previous + 1)
    else:
        rate = table.rows[row][previous + 2]
        if isinstance(rate, Decimal) and formats.is_flat(rate):
            draft.say("持平", "flat")
        else:
            draft.cell("change_rate", row, previous + 2).say("（", " (")
            draft.cell("change", row, previous + 1).say("）", ")")
