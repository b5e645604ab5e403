"""Words what customers will do: the figure first, then what it rests on; no more than is known."""

from collections.abc import Mapping

from assistant.brains.rules.frame import Frame, Insight
from assistant.conversation.draft import Draft, Source
from assistant.conversation.wording.cells import put, value
from assistant.conversation.wording.covers import names
from assistant.conversation.wording.standing import standing

NAMED = 3
"""Rows that the text speaks of; the table has the others."""
COUNTS = 1
"""Where the counts, or the products of a next purchase, stand."""


def foretelling(draft: Draft, frame: Frame) -> None:
    """Writes the answer to a question for what customers will do."""
    match frame.insight:
        case "next_purchase":
            _next_purchase(draft, because=frame.because)
        case "forecast":
            _forecast(draft, frame)
        case "cross_sell":
            _cross_sell(draft)
        case "leaving" | "to_call":
            _leaving(draft, frame)
        case _:
            standing(draft, frame)
    if frame.because and draft.evidence[0].table.rows and frame.insight in HOW:
        draft.say(*HOW[frame.insight])


HOW: Mapping[Insight | None, tuple[str, str]] = {
    "forecast": (
        "这样算：月销售额的当前水平乘月份系数；区间取自同一方法对过去各月的误差。",
        " How: the level of monthly sales times the month's factor, give or take past errors.",
    ),
    "cross_sell": (
        "这样算：近一年里一起买的产品，前三分之二的订单里明显高于偶然，后三分之一里仍然成立。",
        " How: bought together in a year, more than by chance, and again in its last third.",
    ),
    "health": (
        "这样算：各方面得分的加权平均，没有数据的方面不算；每个方面拿近来和该客户自己的正常比。",
        " How: the weighted mean of the parts, each of them lately against the customer's normal.",
    ),
    "today": (
        "每一项都可以单独问（先催谁、哪些客户可能流失……），各有依据。",
        " Ask for each by itself (whom to chase, who is about to churn): it has its reasons.",
    ),
}
"""How those are told whose figures stand in the answer itself, for 为什么."""


def _leaving(draft: Draft, frame: Frame) -> None:
    """Writes how many are leaving, who they are, and how the others stand."""
    calling = frame.insight == "to_call"
    table = draft.evidence[0].table
    if not any(draft.evidence[COUNTS].table.rows[0]):
        draft.say("没有购买记录", "No purchases are on file")
        names(draft, frame)
        draft.say("：数据不够，说不出谁会流失。", ": not enough data to say who is leaving.")
        return
    if not table.rows:
        zh, en = ("没有该回访的客户", "No customer is late") if calling else NOBODY
        draft.say(zh, en)
        names(draft, frame)
        draft.say("。", ".")
        _others(draft, calling=calling)
        return
    draft.put(Source("rows", "figure"))
    zh, en = CALLING if calling else LEAVING
    draft.say(zh, en)
    names(draft, frame)
    draft.say("。", ". ")
    if frame.because:
        for row in range(min(NAMED, len(table.rows))):
            _reasons(draft, row)
        return
    _named(draft, riskiest=bool(frame.order))
    if table.truncated:
        draft.say("显示 ", " Showing ").put(Source("shown", "figure")).say("。", ".")
    _others(draft, calling=calling)


BIGGEST = ("买得最多的：", "Those who bought most: ")
RISKIEST = ("流失可能最高的：", "Those most likely gone: ")
NOBODY = ("没有可能流失的客户", "No customer is at risk")
CALLING = ("该回访", " to call")
LEAVING = ("可能流失", " may be leaving")


def _named(draft: Draft, *, riskiest: bool) -> None:
    zh, en = RISKIEST if riskiest else BIGGEST
    draft.say(zh, en)
    for row in range(min(NAMED, len(draft.evidence[0].table.rows))):
        draft.say("；" if row else "", "; " if row else "")
        put(draft, row, "customer", style="name").say("，平均 ", ", a purchase every ")
        put(draft, row, "mean_gap").say("一买，已 ", ", silent for ")
        put(draft, row, "silent").say("没买", "")
        if riskiest:
            draft.say("，", ", ")
            put(draft, row, "leaving_risk")
    draft.say("。", ".")


def _others(draft: Draft, *, calling: bool) -> None:
    """Writes how many are lost, late, or cannot be judged, as far as there are any."""
    words = {
        "customers_late": ("刚过自己惯常的日子 ", "past their usual day: "),
        "customers_lost": ("沉默一年以上、不再算可能 ", "silent for over a year: "),
        "customers_unknown": ("购买太少、不下判断 ", "too few purchases to say: "),
    }
    shown = [name for name in words if value(draft, 0, name, COUNTS)]
    shown = [name for name in shown if not (calling and name == "customers_late")]
    for place, name in enumerate(shown):
        draft.say("；" if place else "另外：", "; " if place else " Beside them, ")
        zh, en = words[name]
        draft.say(zh, en)
        put(draft, 0, name, result=COUNTS)
    draft.say("。" if shown else "", "." if shown else "")


def _reasons(draft: Draft, row: int) -> None:
    """Writes what a customer's risk is made of."""
    put(draft, row, "customer", style="name").say("：在 ", ": bought on ")
    put(draft, row, "purchases").say("购买里平均隔 ", " days, every ")
    put(draft, row, "mean_gap").say("，", " on average; ")
    put(draft, row, "sure").say("的间隔在 ", " of such gaps are over by ")
    put(draft, row, "usual_date", style="name").say("前就结束；上次是 ", ". The last one was ")
    put(draft, row, "last_order", style="name").say("，已 ", ", ")
    put(draft, row, "silent").say("。还在的客户沉默这么久的可能 ", " ago. Of who stays, ")
    put(draft, row, "still_silent").say(
        "，每次买后离开的可能 ", " are silent so long; after a purchase "
    )
    put(draft, row, "leaves").say("，合起来已流失的可能 ", " leave; so it is gone with ")
    put(draft, row, "leaving_risk").say("。", ". ")


def _next_purchase(draft: Draft, *, because: bool) -> None:
    """Writes when a customer is expected to buy next, what, and why; or that it cannot be said."""
    rows = draft.evidence[0].table.rows
    if not rows:
        draft.put(Source("named", "name"))
        draft.say("没有购买记录，说不出下次。", " has no purchases: nothing can be foretold.")
        return
    put(draft, 0, "customer", style="name")
    if value(draft, 0, "mean_gap") is None:
        draft.say("只在 ", " bought on ")
        put(draft, 0, "purchases").say("购买过，要 ", " days only; ")
        put(draft, 0, "needed").say("才看得出节奏：数据不够。", " are needed: not enough data.")
        return
    if value(draft, 0, "expected_date") is None:
        draft.say("多半已经不买了：流失可能 ", " has most likely left: ")
        put(draft, 0, "leaving_risk").say("，所以不给日期。", ", so no date is given. ")
        _reasons(draft, 0)
        return
    draft.say("预计 **", " is expected to buy between **")
    put(draft, 0, "earliest_date", style="name").say(" 到 ", " and ")
    put(draft, 0, "latest_date", style="name").say("** 之间再买，最可能 ", "**, most likely ")
    put(draft, 0, "expected_date", style="name").say("（", " (the interval holds ")
    put(draft, 0, "sure").say("的把握）。", "). ")
    _likely_products(draft)
    if because:
        _reasons(draft, 0)
        return
    draft.say("平均 ", "A purchase every ")
    put(draft, 0, "mean_gap").say("一买，上次 ", "; the last was ")
    put(draft, 0, "last_order", style="name").say("；流失可能 ", "; gone with ")
    put(draft, 0, "leaving_risk").say("。", ".")


def _likely_products(draft: Draft) -> None:
    rows = draft.evidence[COUNTS].table.rows[:NAMED]
    if not rows:
        return
    draft.say("可能买：", "Likely: ")
    for row in range(len(rows)):
        draft.say("、" if row else "", ", " if row else "")
        put(draft, row, "product", style="name", result=COUNTS).say(" ", " ")
        put(draft, row, "quantity", result=COUNTS).say("（", " (")
        put(draft, row, "taken_share", result=COUNTS).say("的购买里有）", " of purchases)")
    draft.say("。", ". ")


def _forecast(draft: Draft, frame: Frame) -> None:
    """Writes what sales are expected to be, between what, and what it is made of."""
    table = draft.evidence[0].table
    if not table.rows:
        draft.say("数据不够，没法预测销售额", "Not enough data to forecast sales")
        names(draft, frame)
        draft.say("：过去的整月太少。", ": too few whole months.")
        return
    for row in range(min(NAMED, len(table.rows))):
        _one_forecast(draft, frame, row)
    draft.say("区间有 ", "The intervals hold ")
    put(draft, 0, "sure").say("的把握。", ".")


def _one_forecast(draft: Draft, frame: Frame, row: int) -> None:
    put(draft, row, "month", style="name")
    if frame.groups:
        draft.say(" ", " ")
        put(draft, row, frame.groups[0], style="name")
    draft.say("销售额预计 **", ": sales of **")
    put(draft, row, "expected").say("**，在 ", "** expected, between ")
    put(draft, row, "from_amount").say(" 到 ", " and ")
    put(draft, row, "to_amount")
    if row == 0:
        names(draft, frame)
    draft.say("。", ". ")
    if not frame.because and row:
        return
    draft.say("按当前水平每月 ", "From a level of ")
    put(draft, row, "level_now").say("、月份系数 ", " a month now, and the month's factor ")
    put(draft, row, "season").say("算；最近整月 ", "; the last whole month had ")
    put(draft, row, "last_month")
    if value(draft, row, "year_before") is not None:
        draft.say("，去年同月 ", ", the same month last year ")
        put(draft, row, "year_before")
    draft.say("。", ". ")


def _cross_sell(draft: Draft) -> None:
    """Writes what to offer, each with the pair that says so."""
    table = draft.evidence[0].table
    draft.put(Source("named", "name"))
    if not table.rows:
        draft.say("没有可推荐的：", ": nothing to offer. ")
        draft.say("没有哪对产品在前后两段订单里都成立。", "No pair of products held in both parts.")
        return
    draft.say("可推荐：", ": offer ")
    for row in range(min(NAMED, len(table.rows))):
        draft.say("；" if row else "", "; " if row else "")
        put(draft, row, "product", style="name").say("（买 ", " (of orders with ")
        put(draft, row, "goes_with", style="name").say("的订单有 ", ", ")
        put(draft, row, "confidence").say("也买它，共 ", " have it too, ")
        put(draft, row, "together").say("，是平常的 ", ", ")
        put(draft, row, "lift").say(" 倍）", " times as many as usual)")
    draft.say("。", ".")
