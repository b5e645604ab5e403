"""What was said to flags, in words: which verdict, by whom, when, why."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from crm.access import View
from crm.insight.reviews import reviews_of
from crm.insight.telling import Language
from crm.models import users
from tools.base import ToolContext

VERDICTS: Mapping[str, tuple[str, str]] = {
    "confirmed": ("确认有问题", "confirmed"),
    "dismissed": ("已忽略", "dismissed"),
    "snoozed": ("推迟到 {until}", "snoozed until {until}"),
}


def reviews_told(
    context: ToolContext, flags: Sequence[tuple[str, str]], language: Language
) -> list[str | None]:
    """Gives of each flag, by order and kind, what was said to it last; None where nothing was."""
    connection, caller = context.database.connection, context.caller
    orders = dict.fromkeys(order_id for order_id, _ in flags)
    latest: dict[tuple[str, str], sa.Row[Any]] = {}
    for order_id in orders:
        for one in reviews_of(connection, caller, order_id):
            latest.setdefault((order_id, one.kind), one)
    names = _names(context, {one.user_id for one in latest.values()})
    found = (latest.get(flag) for flag in flags)
    return [None if one is None else _words(one, names, language) for one in found]


def _names(context: ToolContext, user_ids: set[str]) -> Mapping[str, str]:
    """Gives what people are called of whom the caller sees more than the id."""
    chosen = View(context.caller).select("users", [users.c.user_id, users.c.name])
    asked = chosen.where(users.c.user_id.in_(sorted(user_ids)))
    return {row.user_id: row.name for row in context.database.connection.execute(asked)}


def _words(one: sa.Row[Any], names: Mapping[str, str], language: Language) -> str:
    zh = language == "zh"
    verdict = VERDICTS[one.verdict][0 if zh else 1].format(until=one.until)
    who = names.get(one.user_id, one.user_id)
    by = f"（{who}，{one.reviewed_at:%Y-%m-%d}）" if zh else f" ({who}, {one.reviewed_at:%Y-%m-%d})"
    reason = "" if not one.reason else f"：{one.reason}" if zh else f": {one.reason}"
    return f"{verdict}{by}{reason}"
