"""The conditions that `measures.toml` names, as SQL."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from crm.hints import Rare, Unindexed
from crm.models import COUNTED, activities, invoices, opportunities, orders, payments, targets

Condition = sa.ColumnElement[bool]
WON = ("赢单", "won", "closed won", "closed-won", "closedwon", "已赢单")
LOST = ("输单", "lost", "closed lost", "closed-lost", "closedlost", "已输单", "丢单")
FIRST_ORDER = "first_order"


@dataclass(frozen=True)
class Named:
    """A condition and the tables whose columns it reads."""

    tables: tuple[str, ...]
    sql: Callable[[date], Condition]
    about_status: bool = False
    """Whether a question that names an order status replaces it."""


def after(day: date) -> datetime:
    """Gives the first moment that is later than `day`."""
    return datetime.combine(day + timedelta(days=1), time.min)


def counted() -> Condition:
    """Gives the condition of an order that counts as sold."""
    return orders.c.status.in_(COUNTED)


def _ordered_by(today: date) -> Condition:
    """Gives the condition of nearly all orders: those of later days are few."""
    return Unindexed(orders.c.ordered_at) < after(today)


def _status(name: str) -> Named:
    return Named(("orders",), lambda _: orders.c.status == name)


def _activity(kind: str) -> Named:
    return Named(("activities",), lambda _: activities.c.kind == kind)


def _stage(names: tuple[str, ...]) -> Condition:
    return sa.func.lower(sa.func.coalesce(opportunities.c.stage, "")).in_(names)


def first_order() -> Condition:
    """Gives the condition of a counted order before which its customer had none."""
    earlier = orders.alias("earlier")
    return ~sa.exists().where(
        earlier.c.customer_id == orders.c.customer_id,
        earlier.c.status.in_(COUNTED),
        earlier.c.ordered_at < orders.c.ordered_at,
    )


def had_ordered(customer: sa.ColumnElement[str], before: datetime) -> Condition:
    """Gives the condition of a customer who had a counted order before a time."""
    each = orders.alias("each_order")
    return sa.exists().where(
        each.c.customer_id == customer,
        each.c.status.in_(COUNTED),
        each.c.ordered_at < before,
    )


CONDITIONS: dict[str, Named] = {
    "counted": Named(("orders",), lambda _: counted(), about_status=True),
    "cancelled": _status("cancelled"),
    "pending": _status("pending"),
    "draft": _status("draft"),
    FIRST_ORDER: Named(("orders",), lambda _: first_order()),
    "ordered_by_today": Named(("orders",), _ordered_by),
    "unpaid": Named(("orders",), lambda _: orders.c.amount != orders.c.paid),
    "uninvoiced": Named(("orders",), lambda _: orders.c.amount != orders.c.invoiced),
    "paid_later": Named(("payments",), lambda today: Rare(payments.c.paid_at >= after(today))),
    "issued_later": Named(("invoices",), lambda today: Rare(invoices.c.issued_at >= after(today))),
    "past_due": Named(("orders",), lambda today: orders.c.due_date < today),
    "month_begun": Named(("targets",), lambda today: targets.c.month <= f"{today:%Y-%m}"),
    "open_deal": Named(("opportunities",), lambda _: ~_stage(WON + LOST)),
    "won_deal": Named(("opportunities",), lambda _: _stage(WON)),
    "lost_deal": Named(("opportunities",), lambda _: _stage(LOST)),
    **{
        kind: _activity(kind)
        for kind in ("call", "visit", "message", "email", "ticket", "complaint", "training")
    },
}
AT_LEAST_TWO_ORDERS = "at_least_two_orders"
"""The one condition on a group instead of a row; `crm.query.statements` builds it."""
