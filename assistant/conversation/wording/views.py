"""Words the answers that are put together from several results: a profile, and why."""

from decimal import Decimal

from assistant.brains.rules.frame import Frame
from assistant.conversation.draft import Draft, Source
from assistant.conversation.wording.figures import figure

NAMED = 3
"""How many customers or products are named as what makes up a change."""
OF = {
    "customer": ("客户", "By customer"),
    "product": ("产品", "By product"),
    "region": ("区域", "By region"),
    "owner": ("销售", "By rep"),
}
LINES = 1
"""Where the lines of an order stand."""
CARD, ORDERS, CONTRACTS, DEALS = 1, 2, 3, 4
"""Where the results of a profile stand (`assistant.conversation.lookups`)."""


def profile(draft: Draft, frame: Frame) -> None:
    """Writes what a customer is, bought and owes, the last order, contracts and open deals."""
    figure(draft, frame)
    card = draft.evidence[CARD].table
    if not card.rows:
        return
    shown = [
        index
        for index, column in enumerate(card.columns)
        if column.name in {"level", "city", "owner"} and card.rows[0][index] is not None
    ]
    for position, column in enumerate(shown):
        draft.say("\n\n" if position == 0 else "，", "\n\n" if position == 0 else ", ")
        draft.cell("name", 0, column, CARD)
    if shown:
        draft.say("。", ".")
    _last_order(draft)
    _count(draft, CONTRACTS, "在执行的合同 ", "Contracts in force: ")
    _count(draft, DEALS, "在跟商机 ", "Open deals: ")


def _last_order(draft: Draft) -> None:
    table = draft.evidence[ORDERS].table
    if not table.rows:
        return
    at = {column.name: index for index, column in enumerate(table.columns)}
    draft.say("最近一单 ", " Last order ").cell("name", 0, at["order_id"], ORDERS)
    draft.say("，", ", ").cell("name", 0, at["ordered_at"], ORDERS)
    draft.say("，", ", ").cell("figure", 0, at["amount"], ORDERS).say("。", ".")


def _count(draft: Draft, result: int, zh: str, en: str) -> None:
    if draft.evidence[result].table.rows:
        draft.say(zh, f" {en}").put(Source("rows", "figure", result)).say("。", ".")


def one_order(draft: Draft) -> None:
    """Writes whose an order is, what it comes to, where it stands, and how many lines it has."""
    order = draft.evidence[0].table
    at = {column.name: index for index, column in enumerate(order.columns)}
    draft.cell("name", 0, at["order_id"]).say("：", ": ").cell("name", 0, at["customer"])
    draft.say("，**", ", **").cell("exact", 0, at["amount"]).say("**，", "**, ")
    draft.cell("name", 0, at["status"]).say("，下单 ", ", ordered ").cell(
        "name", 0, at["ordered_at"]
    )
    if "outstanding" in at:
        draft.say("，未付 ", ", unpaid ").cell("exact", 0, at["outstanding"])
    draft.say("。", ".")
    if draft.evidence[LINES].table.rows:
        draft.say("明细 ", " Lines: ").put(Source("rows", "figure", LINES)).say("。", ".")


def why(draft: Draft, frame: Frame) -> None:
    """Writes the change, then who and what makes up most of it."""
    figure(draft, frame)
    whole = draft.evidence[0].table
    column = whole.position("change")
    change = whole.rows[0][column] if column is not None and whole.rows else None
    if not isinstance(change, Decimal) or not change:
        return
    if len(draft.evidence) == 1:
        draft.say("这是个比率，没法按客户拆开。", " A rate cannot be taken apart.")
        return
    fell = change < 0
    down, up = ("减少主要来自", " Mostly down to"), ("增加主要来自", " Mostly up on")
    draft.say(*(down if fell else up))
    parts = [index for index in range(1, len(draft.evidence)) if _moved(draft, index, fell=fell)]
    for position, index in enumerate(parts):
        draft.say("；" if position else "", ";" if position else "")
        _movers(draft, index, fell=fell)
    draft.say("。", ".")


def _moved(draft: Draft, result: int, *, fell: bool) -> list[int]:
    """Gives the rows of a split that moved as the whole did, the most first."""
    table = draft.evidence[result].table
    column = table.position("change")
    found: list[int] = []
    for index, row in enumerate(table.rows[:NAMED]):
        change = row[column] if column is not None else None
        if isinstance(change, Decimal) and change and (change < 0) == fell:
            found.append(index)
    return found


def _movers(draft: Draft, result: int, *, fell: bool) -> None:
    table = draft.evidence[result].table
    column = table.position("change")
    assert column is not None, "a comparison has a change"
    words = OF[table.columns[0].name]
    draft.say(words[0] + " ", f" {words[1].lower()}: ")
    for position, row in enumerate(_moved(draft, result, fell=fell)):
        draft.say("、" if position else "", ", " if position else "")
        if table.rows[row][0] is None:
            draft.say("未填写", "(not set)")
        else:
            draft.cell("name", row, 0, result)
        draft.say(" ", " ").cell("change", row, column, result)
