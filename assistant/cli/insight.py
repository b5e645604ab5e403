"""`wendan insight`: what customers will do and what is due, by name instead of by question."""

from enum import StrEnum
from typing import Annotated

import typer

from assistant.cli.anomalies import AsUser
from assistant.cli.ask import answer


class Topic(StrEnum):
    """What can be looked at."""

    TODAY = "today"
    LEAVING = "leaving"
    CALL = "call"
    HEALTH = "health"
    SEGMENTS = "segments"
    CHASE = "chase"
    RENEWALS = "renewals"
    PACE = "pace"
    FORECAST = "forecast"


QUESTIONS = {
    Topic.TODAY: ("今天有什么要我处理的", "anything for me today"),
    Topic.LEAVING: ("哪些客户可能流失", "who is about to churn?"),
    Topic.CALL: ("哪些客户该回访", "which customers should I call"),
    Topic.HEALTH: ("哪些客户健康度低", "which customers are unhealthy"),
    Topic.SEGMENTS: ("客户RFM分层", "rfm segments"),
    Topic.CHASE: ("先催谁", "who should I chase first"),
    Topic.RENEWALS: ("哪些合同该续签", "renewals due"),
    Topic.PACE: ("本月能完成目标吗", "will we hit the target this month"),
    Topic.FORECAST: ("下个月销售预测", "sales forecast for next month"),
}
"""The question that each stands for, in Chinese and in English: the answer is the same."""


def insight(
    topic: Annotated[Topic, typer.Argument(help="What to look at.", show_default=False)],
    as_: AsUser = None,
    *,
    zh: Annotated[bool, typer.Option("--zh", help="In Chinese.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the whole reply as JSON.")] = False,
) -> None:
    """Tell how customers stand and what is due, as `wendan ask` does."""
    answer(QUESTIONS[topic][0 if zh else 1], as_, None, json=json)
