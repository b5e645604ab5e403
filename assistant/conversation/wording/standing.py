"""Words how customers are doing, what is due, and whether targets will be met."""

from assistant.brains.rules.frame import Frame
from assistant.conversation.draft import Draft, Source
from assistant.conversation.labels import label
from assistant.conversation.wording.cells import put, value
from assistant.conversation.wording.covers import names
from assistant.conversation.wording.pacing import pacing
from crm.insight.value.health import WEIGHTS

NAMED = 3
"""Rows that the text speaks of; the table has the others."""
MOST_NAMED = 5
"""The same, where it is asked for so many."""
MOST_SEGMENTS = 4
SCORED = 3
"""Columns of the customers that have a score, by bands; those without follow."""


def standing(draft: Draft, frame: Frame) -> None:
    """Writes the answer to a question for how customers stand, or what waits."""
    match frame.insight:
        case "health":
            _health(draft, frame)
        case "segments":
            _segments(draft, frame)
        case "collect":
            _collect(draft, frame)
        case "renewals":
            _renewals(draft, frame)
        case "pace":
            pacing(draft, frame)
        case _:
            _today(draft)


def _health(draft: Draft, frame: Frame) -> None:
    """Writes the score of one customer with its parts, or how many are how well."""
    if draft.evidence[1].title == "health_parts":
        _health_of_one(draft)
        return
    bands = draft.evidence[1].table.rows[0][:SCORED]
    if any(bands) and (frame.having or frame.limited or frame.order):
        _health_of_some(draft, frame)
        return
    if not any(bands):
        draft.say("数据不够，给不出健康分", "Not enough data for health scores")
        names(draft, frame)
        draft.say(
            "：要有购买节奏和另外两个方面的数据。", ": a rhythm and two more parts are needed."
        )
        return
    draft.say("健康度差的 **", "In poor health: **")
    put(draft, 0, "customers_poor", result=1).say("**", "**")
    names(draft, frame)
    draft.say("；要关注 ", "; to watch: ")
    put(draft, 0, "customers_watch", result=1).say("，健康 ", "; healthy: ")
    put(draft, 0, "customers_healthy", result=1).say("。分最低的：", ". The lowest: ")
    for row in range(min(NAMED, len(draft.evidence[0].table.rows))):
        draft.say("；" if row else "", "; " if row else "")
        _scored(draft, row, because=frame.because)
    draft.say("。", ".")
    if value(draft, 0, "customers_unscored", 1):
        draft.say("数据不够、不打分的 ", " Not enough data to score ")
        put(draft, 0, "customers_unscored", result=1).say("。", ".")


def _scored(draft: Draft, row: int, *, because: bool) -> None:
    """Writes one customer's score, where it is asked why with the points of each part."""
    put(draft, row, "customer", style="name").say(" ", " ")
    put(draft, row, "health")
    parts = [topic for topic in WEIGHTS if value(draft, row, f"points_{topic}") is not None]
    for place, topic in enumerate(parts if because else ()):
        draft.say("（" if not place else "、", " (" if not place else ", ")
        zh, en = PARTS[topic]
        draft.say(zh, en)
        put(draft, row, f"points_{topic}")
    draft.say("）" if because and parts else "", ")" if because and parts else "")


PARTS = {
    topic: (
        label("fields", f"points_{topic}", "zh") + " ",
        label("fields", f"points_{topic}", "en") + " ",
    )
    for topic in WEIGHTS
}


def _health_of_some(draft: Draft, frame: Frame) -> None:
    """Writes whose score keeps a limit, or who has the highest or lowest ones."""
    table = draft.evidence[0].table
    if not table.rows:
        draft.say("没有这样的客户", "No such customer")
        names(draft, frame)
        draft.say("。", ".")
        return
    if frame.having:
        draft.say("", "Customers: ")
        draft.put(Source("rows", "figure"))
        names(draft, frame)
        draft.say("。", ". ")
    highest = bool(frame.order)
    draft.say(
        "分最高的：" if highest else "分最低的：", "The highest: " if highest else "The lowest: "
    )
    for row in range(min(MOST_NAMED if frame.limited else NAMED, len(table.rows))):
        draft.say("；" if row else "", "; " if row else "")
        _scored(draft, row, because=frame.because)
    if not frame.having:
        names(draft, frame)
    draft.say("。", ".")


def _health_of_one(draft: Draft) -> None:
    if not draft.evidence[0].table.rows:
        draft.put(Source("named", "name"))
        draft.say(
            "没有购买记录：数据不够，不打分。", " has no purchases: not enough data for a score."
        )
        return
    put(draft, 0, "customer", style="name")
    if value(draft, 0, "health") is None:
        draft.say("数据不够，不打分。", ": not enough data for a score. ")
    else:
        draft.say("健康分 **", ": health **")
        put(draft, 0, "health").say("**（", "** (")
        put(draft, 0, "health_band", style="name").say("）。", "). ")
    for row in range(len(draft.evidence[1].table.rows)):
        _part(draft, row)
    lacking = draft.evidence[2].table.rows
    if lacking:
        draft.say("没有数据、没算：", "Without data, left out: ")
        for row in range(len(lacking)):
            draft.say("、" if row else "", ", " if row else "")
            put(draft, row, "health_part", style="name", result=2)
        draft.say("。", ".")


def _part(draft: Draft, row: int) -> None:
    put(draft, row, "health_part", style="name", result=1).say(" ", " ")
    put(draft, row, "points", result=1).say("：近来 ", ": ")
    put(draft, row, "seen", result=1).say(" ", " ")
    put(draft, row, "counted_in", style="name", result=1).say("，正常 ", " lately, normal is ")
    put(draft, row, "normal_for_them", result=1).say("。", ". ")


def _segments(draft: Draft, frame: Frame) -> None:
    """Writes how many customers each segment has, or who is in one of them."""
    table = draft.evidence[0].table
    if not draft.evidence[1].table.rows:
        draft.say("数据不够，分不了层：", "Not enough data for segments: ")
        draft.say("同一币种买过的客户不到五家。", "fewer than five customers bought in a currency.")
        return
    if frame.segment is not None:
        _segment(draft, frame)
        return
    if not table.rows:
        draft.say("没有这样的客户买过东西", "No such customer bought anything")
        names(draft, frame)
        draft.say("。", ".")
        return
    for row in range(min(MOST_SEGMENTS, len(table.rows))):
        draft.say("；" if row else "", "; " if row else "")
        put(draft, row, "segment", style="name").say(" **", ": **")
        put(draft, row, "customers_in").say("**，一年买 ", "**, ")
        put(draft, row, "bought_year").say("", " in a year")
    names(draft, frame)
    draft.say("。", ".")
    if frame.because:
        _fifths(draft)


def _segment(draft: Draft, frame: Frame) -> None:
    kind = f"segment_{frame.segment}"
    called = label("values", kind, "zh"), label("values", kind, "en")
    if not draft.evidence[0].table.rows:
        draft.say(f"没有{called[0]}", f"No {called[1]}")
        names(draft, frame)
        draft.say("。", ".")
        return
    put(draft, 0, "customers_in", result=2).say(f"是{called[0]}", f": {called[1]}")
    names(draft, frame)
    draft.say("。买得最多的：", ". Those who bought most: ")
    for row in range(min(NAMED, len(draft.evidence[0].table.rows))):
        draft.say("；" if row else "", "; " if row else "")
        put(draft, row, "customer", style="name").say("，一年 ", ", ")
        put(draft, row, "bought_year").say("、", " in a year on ")
        put(draft, row, "purchases_year").say("购买，已 ", " days, silent for ")
        put(draft, row, "silent").say("没买", "")
    draft.say("。", ".")
    if frame.because:
        _fifths(draft)


def _fifths(draft: Draft) -> None:
    """Writes what the highest score needs."""
    draft.say("最高分要：沉默不超过 ", " The highest score needs a silence of at most ")
    put(draft, 0, "silent_up_to", result=1).say("，一年购买 ", ", purchases on ")
    put(draft, 0, "purchases_from", result=1).say("以上、金额 ", " days and ")
    put(draft, 0, "bought_year", result=1).say(
        "以上；其余见表。", " in a year; the table has the rest."
    )


def _collect(draft: Draft, frame: Frame) -> None:
    """Writes whom to call first, why, and how many are only late as usual."""
    table = draft.evidence[0].table
    if not table.rows:
        draft.say("没有逾期的款", "Nothing is overdue")
        names(draft, frame)
        draft.say("。", ".")
        return
    draft.say("先催 ", "Chase first: ")
    for row in range(min(NAMED, len(table.rows))):
        draft.say("；" if row else "", "; " if row else "")
        _debtor(draft, row, because=frame.because)
    if _names_one(frame):
        draft.say("。", ".")
        return
    names(draft, frame)
    draft.say("。比平时晚的共 ", ". Later than usual: ")
    put(draft, 0, "customers_later", result=1).say("；还在自己习惯内的 ", "; as usual: ")
    put(draft, 0, "customers_as_usual", result=1).say("。", ".")


def _names_one(frame: Frame) -> bool:
    """Whether one customer is asked about, whom the sentence has named already."""
    return [condition.dimension for condition in frame.conditions] == ["customer"]


def _debtor(draft: Draft, row: int, *, because: bool) -> None:
    put(draft, row, "customer", style="name").say(" **", " **")
    put(draft, row, "overdue_amount").say("**，最久逾期 ", "** overdue, the oldest for ")
    put(draft, row, "oldest_days")
    if value(draft, row, "usual_late") is None:
        draft.say("（付清的单太少，看不出习惯）", " (too few paid orders to tell a habit)")
    else:
        draft.say("，平时迟 ", ", usually late by ")
        put(draft, row, "usual_late").say("，比平时晚 ", ", so beyond that by ")
        put(draft, row, "beyond_habit")
    if because:
        draft.say(
            "；每张逾期单的金额乘它超出的天数，加起来 ",
            "; each overdue order's amount times its days beyond, added up: ",
        )
        put(draft, row, "amount_days").say("，习惯取自 ", ", the habit is told from ")
        put(draft, row, "paid_orders")


def _renewals(draft: Draft, frame: Frame) -> None:
    """Writes which contracts end without a next one, and which warranties end."""
    table = draft.evidence[0].table
    if table.rows:
        put(draft, 0, "contracts_to_renew", result=1).say("合同要续签", " to renew")
    else:
        draft.say("没有要续签的合同", "No contract is to be renewed")
    names(draft, frame)
    draft.say("，", ", ").put(Source("period", "name")).say("。", ". ")
    for row in range(min(NAMED, len(table.rows))):
        _contract(draft, row, because=frame.because)
    _warranties(draft)


def _contract(draft: Draft, row: int, *, because: bool) -> None:
    put(draft, row, "customer", style="name").say(" ", ": ")
    put(draft, row, "runs_out", style="name").say("，", ", ")
    put(draft, row, "end_date", style="name").say(" 到期（剩 ", " (")
    put(draft, row, "days_left").say("）", " left)")
    if value(draft, row, "contract_amount_left") is not None:
        draft.say("，金额 ", ", ")
        put(draft, row, "contract_amount_left")
    draft.say("，", ", ")
    put(draft, row, "renewal_state", style="name")
    if because:
        draft.say("；以前签过 ", "; terms before: ")
        put(draft, row, "terms_before")
        for name, zh, en in REASONS:
            if value(draft, row, name) is not None:
                draft.say(zh, en)
                put(draft, row, name)
    draft.say("。", ". ")


REASONS = (
    ("usage_kept", "，近来用量是之前的 ", ", usage lately of before: "),
    ("leaving_risk", "，流失可能 ", ", likely gone: "),
)


def _warranties(draft: Draft) -> None:
    if not draft.evidence[2:]:
        draft.say("产品没填保修月数，说不出保修到期。", "No months of warranty are on file.")
        return
    if not draft.evidence[2].table.rows:
        draft.say("没有保修到期的交付。", "No warranty ends.")
        return
    draft.say("保修到期 ", "Warranties ending: ")
    put(draft, 0, "warranties_ending", result=1).say("，最早 ", ", the first ")
    put(draft, 0, "customer", style="name", result=2).say(" ", " ")
    put(draft, 0, "runs_out", style="name", result=2).say(" ", " ")
    put(draft, 0, "end_date", style="name", result=2).say("。", ".")


def _today(draft: Draft) -> None:
    """Writes what waits, a sentence a kind, and how the month stands."""
    table = draft.evidence[0].table
    if not table.rows:
        draft.say("今天没有要你处理的。", "Nothing waits for you today. ")
    for row in range(len(table.rows)):
        put(draft, row, "matter", style="name").say(" **", ": **")
        put(draft, row, "waiting").say("**", "**")
        if value(draft, row, "first_about") is not None:
            draft.say("，先看 ", ", first ")
            put(draft, row, "first_about", style="name")
        if value(draft, row, "amount_due") is not None:
            draft.say(" ", ", ")
            put(draft, row, "amount_due")
        if value(draft, row, "due_on") is not None:
            draft.say("，", ", ")
            put(draft, row, "due_on", style="name")
        draft.say("。", ". ")
    if draft.evidence[1].table.rows:
        draft.say("本月目标 ", "Target of the month: ")
        put(draft, 0, "target_period", result=1).say("，已完成 ", ", done ")
        put(draft, 0, "done_so_far", result=1).say("（", " (")
        put(draft, 0, "attained", result=1).say("），", "), ")
        put(draft, 0, "verdict", style="name", result=1).say("。", ".")
