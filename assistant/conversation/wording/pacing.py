"""Words whether targets will be met: done, usual by now, needed, and where it likely ends."""

from assistant.brains.rules.frame import Frame
from assistant.conversation.draft import Draft, Source
from assistant.conversation.wording.cells import put, value
from assistant.conversation.wording.covers import names
from crm.insight.value.pace import SATURDAY

NAMED = 3


def pacing(draft: Draft, frame: Frame) -> None:
    """Writes the pace of the whole, or of the parts that are furthest behind."""
    rows = draft.evidence[0].table.rows
    if not rows:
        draft.say("没有目标，说不出进度", "There is no target, so no pace")
        names(draft, frame)
        draft.say("：数据不够。", ": not enough data.")
        return
    draft.put(Source("period", "name"))
    names(draft, frame)
    if frame.only:
        draft.say("，", ", ")
        put(draft, 0, frame.groups[0], style="name")
    draft.say("：", ": ")
    if frame.groups and not frame.only:
        draft.say("完成率最低的 ", "the lowest attainment: ")
        for row in range(min(NAMED, len(rows))):
            draft.say("；" if row else "", "; " if row else "")
            put(draft, row, frame.groups[0], style="name").say(" ", " ")
            _short(draft, row)
            if frame.because:
                _why_so(draft, row)
        draft.say("。", ".")
        return
    _whole(draft, because=frame.because)


def _short(draft: Draft, row: int) -> None:
    put(draft, row, "attained").say("（", " (")
    put(draft, row, "done_so_far").say(" / ", " of ")
    put(draft, row, "target_period").say("）", ")")
    if value(draft, row, "likely_end") is not None:
        draft.say("，预计 ", ", likely ")
        put(draft, row, "likely_end")
    draft.say("，", ", ")
    put(draft, row, "verdict", style="name")


def _why_so(draft: Draft, row: int) -> None:
    """Writes what would be done by now, and what is left for each working day."""
    draft.say("（按工作日这时该有 ", " (evenly it would be ")
    put(draft, row, "even_by_now")
    if value(draft, row, "needed_per_day") is not None:
        draft.say("，剩 ", " by now; working days left: ")
        put(draft, row, "working_days_left").say(*_each_of_them(draft))
        put(draft, row, "needed_per_day").say("）", ")")
    else:
        draft.say("）", " by now)")


def _each_of_them(draft: Draft) -> tuple[str, str]:
    """Gives the words behind the days that are left: the running one is among them."""
    if draft.today.weekday() < SATURDAY:
        return "（工作日，含今天），每天要 ", " (today included), needed on each: "
    return "（工作日），每天要 ", ", needed on each: "


def _whole(draft: Draft, *, because: bool) -> None:
    draft.say("目标 ", "of ")
    put(draft, 0, "target_period").say("，已完成 **", ", **")
    put(draft, 0, "done_so_far").say("**（", "** is done (")
    put(draft, 0, "attained").say("）。", "). ")
    _by_now(draft)
    if value(draft, 0, "needed_per_day") is not None:
        draft.say("剩 ", "Working days left: ")
        put(draft, 0, "working_days_left").say(*_each_of_them(draft))
        put(draft, 0, "needed_per_day").say("。", ". ")
    _end(draft)
    put(draft, 0, "verdict", style="name").say("。", ".")
    if because:
        draft.say(
            "预计 = 已完成 + 剩余工作日占比 × 月预测。",
            " Likely end: what is done, and the months' forecasts by their working days left.",
        )


def _by_now(draft: Draft) -> None:
    if value(draft, 0, "usual_by_now") is not None:
        draft.say("按去年的节奏这时该有 ", "By last year's pace it would be ")
        put(draft, 0, "usual_by_now").say("，按工作日该有 ", " by now, evenly ")
    else:
        draft.say("按工作日这时该有 ", "Evenly it would be by now ")
    put(draft, 0, "even_by_now").say("。", ". ")


def _end(draft: Draft) -> None:
    if value(draft, 0, "likely_end") is None:
        draft.say("过去的整月太少，或期末太远，没法预计：", "The end cannot be foretold: ")
        return
    draft.say("期末预计 **", "The end is likely **")
    put(draft, 0, "likely_end").say("**，在 ", "**, between ")
    put(draft, 0, "from_amount").say(" 到 ", " and ")
    put(draft, 0, "to_amount").say("（", " (held ")
    put(draft, 0, "sure").say("的把握）：", " of the time): ")
