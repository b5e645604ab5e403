"""What people say to flags, and what the thresholds learn from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal, get_args

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.access import Caller, View
from crm.insight.flags import STATES
from crm.insight.listing import Flagged, Wanted, listed
from crm.models import anomaly_flags, anomaly_reviews, anomaly_thresholds

Verdict = Literal["confirmed", "dismissed", "snoozed"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
REVIEWERS = frozenset({"rep", "manager", "admin"})
"""Finance reads and does not decide (contract section 2)."""
MARGIN = Decimal("1.1")
"""What was dismissed has to be exceeded by a tenth."""
MOST = Decimal(3)
"""The highest threshold that is ever learnt: what is far out is shown to the end."""

NOT_YOURS = (
    "你的角色只能查看异常，不能处理；客户的负责人可以。",
    "Your role reads flags and does not review them; the customer's owner may.",
)
NO_REASON = ("请写明为什么是正常的。", "Say why it is normal: a dismissal needs a reason.")
NO_DAY = (
    "请给出今天之后的某一天，到那天再提醒。",
    "Give a day after today on which it shall come back.",
)
MOST_SNOOZED_DAYS = 90
TOO_LATE = (
    f"最多推迟 {MOST_SNOOZED_DAYS} 天；若这一单是正常的，请忽略它并写明原因。",
    f"It can wait {MOST_SNOOZED_DAYS} days at most; if the order is fine, dismiss it and say why.",
)
NEEDLESS_DAY = ("只有稍后提醒才需要日期。", "Only a snoozed flag comes back on a day.")


class ReviewRefused(Exception):
    """The review was not kept; the message says why and what to do, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


class UnknownFlag(Exception):
    """There is no such flag, or none that the caller may see."""


@dataclass(frozen=True)
class Review:
    """What somebody says to a flag."""

    order_id: str
    kind: str
    verdict: Verdict
    reason: str = ""
    until: date | None = None


def review(connection: Connection, caller: Caller, given: Review, now: datetime) -> Flagged:
    """Keeps a review, teaches the customer's threshold, and gives the flag as it was before.

    Raises:
        ReviewRefused: something is missing, or this caller may not decide.
        UnknownFlag: no such flag that the caller may see.
    """
    _check(caller, given, now.date())
    wanted = Wanted(order_ids=(given.order_id,), kind=given.kind, states=STATES)
    found = listed(connection, caller, wanted, today=now.date())
    if not found:
        raise UnknownFlag(given.order_id)
    flag = found[0]
    connection.execute(
        anomaly_reviews.insert().values(
            order_id=flag.order_id,
            kind=flag.kind,
            customer_id=flag.customer_id,
            verdict=given.verdict,
            reason=given.reason or None,
            until=given.until,
            strength=flag.strength,
            user_id=caller.user_id,
            reviewed_at=now,
        )
    )
    own = (anomaly_flags.c.order_id == flag.order_id, anomaly_flags.c.kind == flag.kind)
    values = {"state": given.verdict, "until": given.until}
    connection.execute(anomaly_flags.update().where(*own).values(values))
    _learn(connection, flag.customer_id, flag.kind)
    return flag


def _check(caller: Caller, given: Review, today: date) -> None:
    if caller.role not in REVIEWERS or caller.is_machine:
        raise ReviewRefused(*NOT_YOURS)
    if given.verdict == "dismissed" and not given.reason.strip():
        raise ReviewRefused(*NO_REASON)
    if given.verdict == "snoozed" and (given.until is None or given.until <= today):
        raise ReviewRefused(*NO_DAY)
    if given.until is not None and given.until - today > timedelta(days=MOST_SNOOZED_DAYS):
        raise ReviewRefused(*TOO_LATE)
    if given.verdict != "snoozed" and given.until is not None:
        raise ReviewRefused(*NEEDLESS_DAY)


def _learn(connection: Connection, customer_id: str, kind: str) -> None:
    """Sets the customer's threshold of a kind to what all its reviews say."""
    latest = _latest(connection, customer_id, kind)
    dismissed = [row.strength for row in latest if row.verdict == "dismissed"]
    confirmed = [row.strength for row in latest if row.verdict == "confirmed"]
    own = (anomaly_thresholds.c.customer_id == customer_id, anomaly_thresholds.c.kind == kind)
    connection.execute(anomaly_thresholds.delete().where(*own))
    threshold = Decimal(0)
    if dismissed:
        threshold = min(MARGIN * max(dismissed), MOST, *confirmed)
        connection.execute(
            anomaly_thresholds.insert().values(
                customer_id=customer_id,
                kind=kind,
                strength=threshold,
                dismissals=len(dismissed),
            )
        )
    _apply(connection, customer_id, kind, threshold)


def _latest(connection: Connection, customer_id: str, kind: str) -> Sequence[sa.Row[Any]]:
    """Gives the latest review of each of the customer's flags of a kind."""
    theirs = (anomaly_reviews.c.customer_id == customer_id, anomaly_reviews.c.kind == kind)
    newest = sa.select(sa.func.max(anomaly_reviews.c.review_id)).where(*theirs)
    of_flags = newest.group_by(anomaly_reviews.c.order_id)
    statement: sa.Select[Any] = sa.select(anomaly_reviews)
    return connection.execute(statement.where(anomaly_reviews.c.review_id.in_(of_flags))).all()


def _apply(connection: Connection, customer_id: str, kind: str, threshold: Decimal) -> None:
    """Brings the unreviewed flags in line with a threshold."""
    theirs = (anomaly_flags.c.customer_id == customer_id, anomaly_flags.c.kind == kind)
    below = anomaly_flags.c.strength < threshold
    for state, condition, becomes in (("open", below, "quiet"), ("quiet", ~below, "open")):
        changed = anomaly_flags.update().where(*theirs, anomaly_flags.c.state == state, condition)
        connection.execute(changed.values(state=becomes))


def reviews_of(connection: Connection, caller: Caller, order_id: str) -> Sequence[sa.Row[Any]]:
    """Gives what was said to the flags of an order that the caller may see, the latest first."""
    statement = View(caller).select("anomaly_reviews", list(anomaly_reviews.c))
    own = statement.where(anomaly_reviews.c.order_id == order_id)
    return connection.execute(own.order_by(anomaly_reviews.c.review_id.desc())).all()
