"""Words one figure, or one figure beside that of another period."""

from decimal import Decimal

from assistant.brains.rules.frame import Frame
from assistant.conversation import formats
from assistant.conversation.draft import Draft
from assistant.conversation.wording.covers import covers, versus


def figure(draft: Draft, frame: Frame) -> None:
    """Writes, for instance: 销售额 ¥41.7万，华东，2026年Q3（7月1日–9月30日）."""
    if not draft.evidence[0].table.rows:
        _nothing(draft, frame)
        return
    # The other results of a profile or a decomposition are written by `views.py`.
    for result in range(len(draft.evidence) if frame.view is None else 1):
        draft.say("；" if result else "", "; " if result else "")
        _rows(draft, frame, result)
    covers(draft, frame)
    draft.say("。", ".")


def _rows(draft: Draft, frame: Frame, result: int) -> None:
    """Writes the figures of one result: a row for each currency."""
    table = draft.evidence[result].table
    measures = [i for i, column in enumerate(table.columns) if column.role == "measure"]
    several = any(column.role == "dimension" for column in table.columns)
    for row in range(len(table.rows)):
        if row:
            draft.say("；", "; ")
        for position, column in enumerate(measures):
            if position:
                draft.say("，", ", ")
            if several and position == 0:
                draft.cell("name", row, 0, result).say(" ", " ")
            draft.measure("name" if draft.text else "sentence", position, result)
            draft.say(" **", " **").cell("figure", row, column, result).say("**", "**")
            _change(draft, frame, row, column, result)


def _nothing(draft: Draft, frame: Frame) -> None:
    draft.say("没有", "No ").measure().say("的数据", " on record")
    covers(draft, frame)
    draft.say("。", ".")


def _change(draft: Draft, frame: Frame, row: int, measure: int, result: int) -> None:
    """Adds the change behind a figure, where there is a comparison."""
    table = draft.evidence[result].table
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
    _how_much(draft, row, previous, result)
    draft.say("，", " ")
    versus(draft, frame)
    draft.say("的 ", " of ").cell("figure", row, previous, result)


def _how_much(draft: Draft, row: int, previous: int, result: int) -> None:
    table = draft.evidence[result].table
    then = table.rows[row][previous]
    is_rate = (
        previous + 2 >= len(table.columns) or table.columns[previous + 2].role != "change_rate"
    )
    if is_rate:
        draft.cell("change", row, previous + 1, result)
    elif not then:
        draft.say("新增 ", "new ").cell("change", row, previous + 1, result)
    else:
        rate = table.rows[row][previous + 2]
        if isinstance(rate, Decimal) and formats.is_flat(rate):
            draft.say("持平", "flat")
        else:
            draft.cell("change_rate", row, previous + 2, result).say("（", " (")
            draft.cell("change", row, previous + 1, result).say("）", ")")
