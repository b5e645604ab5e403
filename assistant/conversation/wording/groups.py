"""Words rankings, breakdowns and trends: who leads, by how much, of how many."""

from decimal import Decimal

from assistant.brains.rules.frame import Frame
from assistant.conversation.draft import Draft, Source, Style
from assistant.conversation.wording.covers import covers, versus
from crm.query.result import Table

NAMED_IN_TEXT = 3
PAIR = 2


def ranking(draft: Draft, frame: Frame) -> None:
    """Writes, for instance: 客户按销售额，甲 ¥12.0万（23.7%）最高，其次乙 ¥9.0万、丙 ¥8.0万."""
    table = draft.evidence[0].table
    if not table.rows:
        _nothing(draft, frame)
        return
    if frame.each is not None:
        _firsts(draft, frame)
        return
    if _currencies(table):
        _first_of_each_currency(draft, frame)
        return
    value = _ranked_column(frame, table)
    last = frame.order and not frame.order[0].descending
    for row in range(min(len(table.rows), NAMED_IN_TEXT)):
        if row == 1:
            draft.say("，其次 ", ", then ")
        elif row > 1:
            draft.say("、", ", ")
        _name(draft, row)
        draft.say(" **" if row == 0 else " ", " **" if row == 0 else " ")
        draft.cell(_style(table, value), row, value)
        draft.say("**" if row == 0 else "", "**" if row == 0 else "")
        _share(draft, row)
        if row == 0:
            _say_place(draft, frame, lowest=bool(last))
    _of_all(draft, frame)


MOST_FIRSTS = 8
"""How many of the first ones of each are named in the text; the table has all."""


def _firsts(draft: Draft, frame: Frame) -> None:
    """Names the first ones of each: 华东 · M40 **¥12.0万**；华南 · T30 **¥9.0万**."""
    table = draft.evidence[0].table
    value = _ranked_column(frame, table)
    for row in range(min(len(table.rows), MOST_FIRSTS)):
        draft.say("；" if row else "", "; " if row else "")
        _name(draft, row)
        draft.say(" **", " **").cell(_style(table, value), row, value).say("**", "**")
    draft.say("。", ". ").measure("sentence")
    covers(draft, frame)
    draft.say("。", ".")


PLACES = (
    ("", ""),
    ("排第二", "is second"),
    ("排第三", "is third"),
    ("排第四", "is fourth"),
    ("排第五", "is fifth"),
    ("排第六", "is sixth"),
    ("排第七", "is seventh"),
    ("排第八", "is eighth"),
    ("排第九", "is ninth"),
    ("排第十", "is tenth"),
)
"""What is said of the first row that is shown, by how many come before it."""


def _say_place(draft: Draft, frame: Frame, *, lowest: bool) -> None:
    if not frame.offset:
        draft.say(" 最低" if lowest else " 最高", " is lowest" if lowest else " leads")
    elif frame.offset < len(PLACES):
        zh, en = PLACES[frame.offset]
        if lowest:
            zh, en = "倒数" + zh.removeprefix("排"), f"{en} from the bottom"
        draft.say(f" {zh}", f" {en}")


def _ranked_column(frame: Frame, table: Table) -> int:
    by = frame.order[0].by if frame.order else frame.measures[0]
    role = by if by in {"change", "change_rate"} else "measure"
    for index, column in enumerate(table.columns):
        if column.role == role and (role != "measure" or column.name == by):
            return index
    return len(frame.groups)


def _style(table: Table, column: int) -> Style:
    role = table.columns[column].role
    return role if role in ("change", "change_rate") else "figure"


def _name(draft: Draft, row: int) -> None:
    """Adds the names of a row's groups."""
    table = draft.evidence[0].table
    groups = [
        i
        for i, column in enumerate(table.columns)
        if column.role == "dimension" and (column.name != "currency" or i == 0)
    ]
    for position, column in enumerate(groups):
        if position:
            draft.say(" · ", " · ")
        if table.rows[row][column] is None:
            draft.say("未填写", "(not set)")
        else:
            draft.cell("name", row, column)


def _share(draft: Draft, row: int) -> None:
    position = draft.evidence[0].table.position("share")
    if position is not None:
        draft.say("（占 ", " (").cell("figure", row, position).say("）", ")")


def _of_all(draft: Draft, frame: Frame) -> None:
    """Adds, as another sentence, what the rows are together."""
    draft.say("。", ". ")
    together(draft, frame)


def together(draft: Draft, frame: Frame) -> None:
    """Writes what it is the measure of, the total, what it covers, and how many rows were cut."""
    table = draft.evidence[0].table
    draft.measure("sentence")
    _total(draft, frame)
    covers(draft, frame)
    if frame.compare is not None:
        draft.say("，", ", ")
        versus(draft, frame)
    if frame.having and not table.truncated:
        draft.say("，共 ", ", ").put(Source("rows", "figure")).say("", " in all")
    if table.truncated and frame.shape == "trend":
        draft.say("。显示最近的 ", ". Showing the latest ").put(Source("shown", "figure"))
        draft.say("，共 ", " of ").put(Source("rows", "figure"))
    elif table.truncated:
        draft.say("。显示 ", ". Showing ").put(Source("shown", "figure"))
        draft.say("，共 ", " of ").put(Source("rows", "figure"))
    draft.say("。", ".")


def _total(draft: Draft, frame: Frame) -> None:
    table = draft.evidence[0].table
    value = table.position("measure")
    if value is None or table.totals is None or frame.only:
        return
    if table.columns[value].additive and table.totals[value] is not None:
        draft.say("合计 ", " in total ").total("figure", value)


def _nothing(draft: Draft, frame: Frame) -> None:
    draft.say("没有", "No ").measure().say("的数据", " on record")
    covers(draft, frame)
    draft.say("。", ".")


def breakdown(draft: Draft, frame: Frame) -> None:
    """Writes, for instance: 华东 ¥41.7万最高，西北 ¥5.3万最低；合计 ¥143.2万."""
    table = draft.evidence[0].table
    if not table.rows:
        _nothing(draft, frame)
        return
    if len(table.rows) == 1 or frame.only or len(table.rows) <= NAMED_IN_TEXT:
        _each(draft, frame)
        return
    if _currencies(table):
        _first_of_each_currency(draft, frame)
        return
    value = table.columns.index(next(c for c in table.columns if c.role == "measure"))
    _name(draft, 0)
    draft.say(" **", " **").cell("figure", 0, value).say("**", "**")
    _share(draft, 0)
    ordered = _is_descending(table, value)
    draft.say(" 最高" if ordered else "", " leads" if ordered else "")
    if ordered and not table.truncated:
        draft.say("，", ", ")
        _name(draft, len(table.rows) - 1)
        draft.say(" ", " ").cell("figure", len(table.rows) - 1, value).say(" 最低", " is lowest")
    _of_all(draft, frame)


def _currencies(table: Table) -> list[int]:
    """Gives the first row of each currency, where there are several."""
    column = next(
        (i for i, c in enumerate(table.columns) if c.role == "dimension" and c.name == "currency"),
        None,
    )
    if column is None:
        return []
    first: dict[object, int] = {}
    for row, cells in enumerate(table.rows):
        first.setdefault(cells[column], row)
    return list(first.values())


def _first_of_each_currency(draft: Draft, frame: Frame) -> None:
    table = draft.evidence[0].table
    value = _ranked_column(frame, table)
    for position, row in enumerate(_currencies(table)):
        draft.say("；" if position else "", "; " if position else "")
        _name(draft, row)
        draft.say(" **", " **").cell(_style(table, value), row, value).say("**", "**")
        _share(draft, row)
        _row_change(draft, frame, row)
    _of_all(draft, frame)


def _is_descending(table: Table, column: int) -> bool:
    values = [row[column] for row in table.rows]
    known = [value for value in values if isinstance(value, Decimal)]
    return len(known) == len(values) and known == sorted(known, reverse=True)


def _each(draft: Draft, frame: Frame) -> None:
    """Names all rows where there are few."""
    table = draft.evidence[0].table
    value = next(i for i, column in enumerate(table.columns) if column.role == "measure")
    for row in range(len(table.rows)):
        if row:
            draft.say("；", "; ")
        _name(draft, row)
        draft.say(" **", " **").cell("figure", row, value).say("**", "**")
        _share(draft, row)
        _row_change(draft, frame, row)
    _apart(draft, frame, value)
    _of_all(draft, frame)


def _apart(draft: Draft, frame: Frame, column: int) -> None:
    """Adds by how much the two rows differ, where that is asked and they are of one currency."""
    table = draft.evidence[0].table
    two = len(table.rows) == PAIR and not _currencies(table)
    known = all(isinstance(row[column], Decimal | int) for row in table.rows)
    if frame.apart and two and known and table.columns[column].unit != "ratio":
        draft.say("，相差 **", ", **").put(Source("apart", "figure", column=column))
        draft.say("**", "** apart")


def _row_change(draft: Draft, frame: Frame, row: int) -> None:
    position = draft.evidence[0].table.position("change_rate")
    if frame.compare is None or position is None:
        return
    if draft.evidence[0].table.rows[row][position] is not None:
        draft.say("（", " (").cell("change_rate", row, position).say("）", ")")


def trend(draft: Draft, frame: Frame) -> None:
    """Writes, for instance: 10月 ¥1,986.3万最高，2月 ¥1,102.6万最低；最后 11月 ¥1,417.0万.

    Of rows that were cut in the order of time none is called the highest: a later one may be.
    """
    table = draft.evidence[0].table
    value = next((i for i, c in enumerate(table.columns) if c.role == "measure"), None)
    known = _known_rows(table, value)
    if value is None or not known:
        _nothing(draft, frame)
        return
    if len(known) == 1:
        _each(draft, frame)
        return
    if table.truncated:
        together(draft, frame)
        return
    currencies = _currencies(table) or [known[0]]
    for position, first in enumerate(currencies):
        draft.say("；" if position else "", "; " if position else "")
        _extremes(draft, [row for row in known if _same_currency(table, row, first)], value)
    _of_all(draft, frame)


def _extremes(draft: Draft, rows: list[int], value: int) -> None:
    """Names the highest and the lowest of `rows`."""
    table = draft.evidence[0].table
    highest = max(rows, key=lambda row: _number(table, row, value))
    lowest = min(rows, key=lambda row: _number(table, row, value))
    _name(draft, highest)
    draft.say(" **", " **").cell("figure", highest, value).say("** 最高", "** is highest")
    if lowest != highest:
        draft.say("，", ", ")
        _name(draft, lowest)
        draft.say(" ", " ").cell("figure", lowest, value).say(" 最低", " is lowest")


def _same_currency(table: Table, row: int, other: int) -> bool:
    columns = (i for i, c in enumerate(table.columns) if c.name == "currency")
    return all(table.rows[row][column] == table.rows[other][column] for column in columns)


def _known_rows(table: Table, value: int | None) -> list[int]:
    if value is None:
        return []
    return [row for row, cells in enumerate(table.rows) if isinstance(cells[value], Decimal)]


def _number(table: Table, row: int, column: int) -> Decimal:
    value = table.rows[row][column]
    return value if isinstance(value, Decimal) else Decimal(0)


NEWLY = 5
"""New customers whom the text names; the table has the others."""


def new_customers(draft: Draft, frame: Frame) -> None:
    """Writes how many are new, and who."""
    if not draft.evidence[0].table.rows:
        draft.say("没有新客户", "No new customers")
        covers(draft, frame)
        draft.say("。", ".")
        return
    draft.say("新客户 **", "New customers: **").put(Source("rows", "figure")).say("**", "**")
    covers(draft, frame)
    rows = range(min(NEWLY, len(draft.evidence[0].table.rows)))
    draft.say("：", ": ")
    for row in rows:
        draft.say("、" if row else "", ", " if row else "").cell("name", row, 0)
    draft.say("。", ".")
    if draft.evidence[0].table.row_count > len(rows):
        draft.say("其余见表。", " The table has the others.")
