"""The next questions that a person may tap: each a full question, at most three."""

from assistant.brains.rules.frame import Frame
from assistant.brains.rules.outcome import NotUnderstood
from assistant.conversation.reply import Choice, Language

STARTERS = {
    "rep": {
        "zh": ("我这个月还差多少", "本季度销售额最高的三个客户", "逾期多少"),
        "en": (
            "Gap to target this month",
            "Top 3 customers this quarter",
            "How much is overdue?",
        ),
    },
    "manager": {
        "zh": ("本季度各区域销售额，跟去年同期比", "本月各销售的达成率", "今年每月销售额"),
        "en": (
            "Sales by region this quarter vs last year",
            "Attainment by rep this month",
            "Monthly sales this year",
        ),
    },
    "finance": {
        "zh": ("应收一共多少", "按账龄看应收", "今年每月回款率"),
        "en": ("Total receivable", "Outstanding by ageing", "Collection rate by month this year"),
    },
    "admin": {
        "zh": ("上季度各区域销售额", "今年销售额最高的客户", "今年每月订单数"),
        "en": (
            "Sales by region last quarter",
            "Top customers this year",
            "Orders by month this year",
        ),
    },
}
"""Three questions to begin with, by role."""


OF_A_CUSTOMER = {
    "zh": ("他们今年每月销售额", "他们的逾期订单", "他们还欠多少"),
    "en": ("their monthly sales this year", "their overdue orders", "how much do they owe"),
}
"""What one asks after a customer's profile."""


OF_TODAY = {
    "zh": ("最近有什么异常订单", "先催谁", "哪些合同该续签"),
    "en": ("any unusual orders recently", "who should I chase first", "renewals due"),
}
"""What one asks after what waits today: each of its kinds in full."""
WHY = {"zh": "为什么", "en": "why?"}


def _choices(*words: str) -> tuple[Choice, ...]:
    return tuple(Choice(label=text, value=text) for text in words)


def starters(role: str, language: Language) -> tuple[str, ...]:
    """Gives three questions to begin with."""
    return STARTERS[role][language]


def after_answer(frame: Frame, language: Language, then: str = "") -> tuple[Choice, ...]:
    """Gives what one would ask next: what was asked too, the split that is missing, the ranking."""
    return (_choices(then) if then else ()) + _after(frame, language)


def _after(frame: Frame, language: Language) -> tuple[Choice, ...]:
    zh = language == "zh"
    if frame.entity is not None:
        return ()
    if frame.view == "profile":
        return _choices(*OF_A_CUSTOMER[language])
    if frame.insight == "today":
        return _choices(*OF_TODAY[language])
    if frame.view == "insight":
        return _choices() if frame.because else _choices(WHY[language])
    next_ones: list[str] = []
    if frame.compare is None and frame.period is not None and frame.shape == "figure":
        next_ones.append("跟去年同期比" if zh else "vs a year earlier")
    if "month" not in frame.groups and (frame.period is None or frame.period.days > 31):
        next_ones.append("按月看" if zh else "by month")
    if "customer" not in frame.groups and not any(
        c.dimension == "customer" for c in frame.conditions
    ):
        next_ones.append("按客户看" if zh else "by customer")
    return _choices(*next_ones[:3])


def after_miss(missed: NotUnderstood | None, language: Language) -> tuple[Choice, ...]:
    """Gives close questions that can be answered: what may have been meant, else what is usual."""
    if missed is not None and missed.offers:
        return _choices(*(offer.text for offer in missed.offers))
    return _choices(*STARTERS["admin"][language])
