"""What waits, kind by kind: the first of each in words, and the questions that explain them.

Every figure and name of a line is bound to a cell of what a tool gave, and held against it, as in
an answer. To add a kind: a function that gives its section, and a line in `SECTIONS`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from assistant.actions.tasks import listed as listed_tasks
from assistant.actions.telling import gist, kind_in_words
from assistant.conversation.circumstances import Circumstances
from assistant.conversation.draft import Draft, checked
from assistant.conversation.labels import Namer
from assistant.conversation.waiting import pending
from assistant.conversation.wording.cells import put, value
from assistant.markup import rendered, visible
from assistant.today.answers import in_base
from assistant.today.page import Line, Section
from crm.insight.value.attainment import Asked
from crm.insight.value.renewals import Window
from crm.periods import Period
from tools.anomalies import AnomalyQuery, list_anomalies
from tools.base import Evidence
from tools.collecting import to_collect
from tools.customer_value import customers_leaving
from tools.matters import RECENT_DAYS, SOON_DAYS, month_of
from tools.renewals import running_out
from tools.target_pace import target_pace

FIRST = 2
"""Proposals, tasks and orders that look wrong: each on a line of its own."""
LOOKED_AT = 200
"""The latest flags, of which the gravest are shown."""
SEVERITIES = ("high", "medium", "low")
Words = Callable[[Draft], object]


@dataclass(frozen=True)
class Teller:
    """Writes lines from what the tools gave, in one language."""

    around: Circumstances
    namer: Namer

    def text(self, evidence: Sequence[Evidence], words: Words) -> str:
        """Gives a text as plain text, each figure of it held against the evidence.

        Raises:
            UngroundedError: one is not there.
        """
        draft = Draft(evidence, self.namer, self.around.today)
        words(draft)
        today = self.around.today
        checked(draft.text, draft.bounds, evidence, self.namer, today, ours=draft.said)
        return rendered(draft.text, "plain")

    def said(self, zh: str, en: str) -> str:
        """Gives fixed words."""
        return zh if self.namer.language == "zh" else en


def _to_approve(tell: Teller) -> Section | None:
    """Gives what would be done once the caller approves it, the newest first."""
    found = pending(tell.around)
    if not found:
        return None
    question = tell.said("待我批准的", "what waits for my approval")
    lines = tuple(
        Line(
            kind="approval",
            title=visible(kind_in_words(one.content, tell.namer.language)),
            detail=visible(gist(one.content, tell.namer.language)),
            question=question,
        )
        for one in found[:FIRST]
    )
    return Section(kind="approval", waiting=len(found), lines=lines, question=question)


def _to_do(tell: Teller) -> Section | None:
    """Gives the caller's tasks that are due today or late, the oldest first."""
    tools, end = tell.around.tools, tell.around.today + timedelta(days=1)
    own = listed_tasks(tools.database.connection, tools.caller.user_id)
    found = [one for one in own if one.due_at is not None and one.due_at.date() < end]
    if not found:
        return None
    question = tell.said("我的待办", "my tasks")
    lines = tuple(
        Line(
            kind="task",
            title=visible(one.title),
            detail=f"{one.due_at:%Y-%m-%d %H:%M}",
            question=question,
        )
        for one in found[:FIRST]
    )
    return Section(kind="task", waiting=len(found), lines=lines, question=question)


def _unusual(tell: Teller) -> Section | None:
    """Gives orders that look wrong, the gravest of the latest first."""
    tools, today = tell.around.tools, tell.around.today
    recent = Period(today - timedelta(days=RECENT_DAYS - 1), today)
    found, counts = list_anomalies(
        tools, AnomalyQuery(period=recent, limit=200), today, tell.namer.language
    )
    rows = found.table.rows
    if not rows:
        return None
    at = [column.name for column in found.table.columns]
    severity, order = at.index("severity"), at.index("order_id")
    ranked = sorted(range(len(rows)), key=lambda n: SEVERITIES.index(str(rows[n][severity])))
    gravest = {rows[n][order]: n for n in reversed(ranked)}  # of each order its gravest flag
    grave = sorted(gravest.values(), key=ranked.index)
    lines = tuple(
        Line(
            kind="unusual",
            title=_flag_title(tell, found, n),
            detail=tell.text((found,), lambda d, n=n: put(d, n, "flag_reason", style="name")),
            question=tell.said(f"为什么{rows[n][order]}异常", f"why was {rows[n][order]} flagged?"),
        )
        for n in grave[:FIRST]
    )
    waiting = int(str(counts.table.rows[0][0]))  # orders: one may have several flags
    question = tell.said("最近有什么异常订单", "any unusual orders recently")
    return Section(kind="unusual", waiting=waiting, lines=lines, question=question)


def _flag_title(tell: Teller, found: Evidence, row: int) -> str:
    def words(draft: Draft) -> None:
        put(draft, row, "order_id", style="name").say(" ", " ")
        put(draft, row, "flag", style="name").say("：", ": ")
        put(draft, row, "customer", style="name")

    return tell.text((found,), words)


def _owing(tell: Teller) -> Section | None:
    """Gives how many are later than they usually pay, and whom to chase first."""
    listed, counts = to_collect(tell.around.tools, ())
    later = counts.table.rows[0][0]
    if not later or not listed.table.rows:
        return None
    own = in_base(listed, tell.around.tools.database.base_currency)
    listed = own if own.table.rows else listed
    question = tell.said("先催谁", "who should I chase first")
    line = Line(
        kind="owing",
        title=tell.text((counts,), _later),
        detail=tell.text((listed,), _debtor),
        question=question,
    )
    return Section(kind="owing", waiting=int(str(later)), lines=(line,), question=question)


def _later(draft: Draft) -> None:
    put(draft, 0, "customers_later").say("付款比平时晚", " later than they usually pay")


def _debtor(draft: Draft) -> None:
    draft.say("先催 ", "First ")
    put(draft, 0, "customer", style="name").say(" ", ": ")
    put(draft, 0, "overdue_amount").say("，最久 ", ", the oldest for ")
    put(draft, 0, "oldest_days")
    if value(draft, 0, "usual_late") is None:
        draft.say("，付清的单太少，看不出习惯", ", too few paid orders to tell a habit")
        return
    draft.say("，平时迟 ", ", usually late by ")
    put(draft, 0, "usual_late")


def _expiring(tell: Teller) -> Section | None:
    """Gives the contracts that end soon and are not renewed."""
    today = tell.around.today
    window = Window(today, today + timedelta(days=SOON_DAYS))
    found, counts, *_ = running_out(tell.around.tools, window, ())
    if not found.table.rows:
        return None
    question = tell.said(
        f"未来{SOON_DAYS}天该续签的合同", f"renewals due in the next {SOON_DAYS} days"
    )
    line = Line(
        kind="expiring",
        title=tell.text(
            (counts,),
            lambda d: put(d, 0, "contracts_to_renew").say("快到期、还没续", " to renew soon"),
        ),
        detail=tell.text((found,), _first_contract),
        question=question,
    )
    waiting = found.table.row_count
    return Section(kind="expiring", waiting=waiting, lines=(line,), question=question)


def _first_contract(draft: Draft) -> None:
    draft.say("最早 ", "First ")
    put(draft, 0, "end_date", style="name").say(" ", " ")
    put(draft, 0, "customer", style="name").say("，", ", ")
    put(draft, 0, "runs_out", style="name")
    if value(draft, 0, "contract_amount_left") is not None:
        draft.say("，", ", ")
        put(draft, 0, "contract_amount_left")


def _leaving(tell: Teller) -> Section | None:
    """Gives who is likely leaving, those who bought most first."""
    found, counts = customers_leaving(tell.around.tools, (), calling=False, reasons=False)
    if not found.table.rows:
        return None
    question = tell.said("哪些客户可能流失", "who is about to churn?")
    line = Line(
        kind="leaving",
        title=tell.text(
            (counts,),
            lambda d: put(d, 0, "customers_at_risk").say("可能流失", " may be leaving"),
        ),
        detail=tell.text((found,), _first_leaving),
        question=question,
    )
    waiting = found.table.row_count
    return Section(kind="leaving", waiting=waiting, lines=(line,), question=question)


def _first_leaving(draft: Draft) -> None:
    draft.say("买得最多的 ", "Bought most: ")
    put(draft, 0, "customer", style="name").say("，平均 ", ", every ")
    put(draft, 0, "mean_gap").say("一买，已 ", ", silent for ")
    put(draft, 0, "silent").say("没买", "")


BEHIND = frozenset({"verdict_unlikely", "verdict_open"})


def _behind(tell: Teller) -> Section | None:
    """Gives the month's target where it will not surely be met."""
    (found,) = target_pace(tell.around.tools, Asked(*month_of(tell.around.today)))
    table = found.table
    if not table.rows or table.rows[0][-1] not in BEHIND:
        return None
    question = tell.said("本月能完成目标吗", "will we hit the target this month")
    line = Line(
        kind="behind",
        title=tell.text((found,), _target),
        detail=tell.text((found,), _needed),
        question=question,
    )
    return Section(kind="behind", waiting=1, lines=(line,), question=question)


def _target(draft: Draft) -> None:
    draft.say("本月目标", "This month's target: ")
    put(draft, 0, "verdict", style="name").say("：", ", ")
    put(draft, 0, "done_so_far").say(" / ", " of ")
    put(draft, 0, "target_period")


def _needed(draft: Draft) -> None:
    if value(draft, 0, "likely_end") is not None:
        draft.say("预计 ", "Likely ")
        put(draft, 0, "from_amount").say("–", "–")
        put(draft, 0, "to_amount").say("，", ", ")
    if value(draft, 0, "needed_per_day") is not None:
        draft.say("剩下每个工作日要 ", "needed each working day left: ")
        put(draft, 0, "needed_per_day")


SECTIONS: tuple[Callable[[Teller], Section | None], ...] = (
    _to_approve,
    _to_do,
    _unusual,
    _behind,
    _owing,
    _expiring,
    _leaving,
)
