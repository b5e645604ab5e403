"""What is likely to be said: a recogniser spells names as it has read them.

Only names that the asker may see are in it; so nothing comes out of a recogniser that the asker
may not know of. It takes the last 224 tokens of a hint (Whisper's limit), and less helps more.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from assistant.conversation.reply import Language
from assistant.voice.recogniser import Hint
from crm.access import Caller, View
from crm.models import customers, orders
from crm.names.spelling import is_chinese

MOST_TOKENS = 180
MOST_CUSTOMERS = 60
"""So many that ordered lately are looked at; fewer fit in."""
_TOKENS = {"chinese": 1.6, "latin": 0.45}
"""Tokens of one character, rather more than fewer."""
_WORDS: dict[Language, str] = {
    "zh": "上季度销售额、订单数、回款、还欠、逾期、退货、开票、客户、异常订单。",
    "en": "Sales last quarter, orders, overdue, owe, collected, returns, customers.",
}


def hint_for(connection: Connection, caller: Caller) -> Hint:
    """Gives the hint for what a caller says: names of customers who ordered lately, and words."""
    lately = _ordered_lately(connection, caller)

    def hint(language: Language | None) -> str:
        words = "".join(_WORDS.values()) if language is None else _WORDS[language]
        fitting = [name for name in lately if language != "en" or not any(map(is_chinese, name))]
        return _cut(fitting, words, language)

    return hint


def _ordered_lately(connection: Connection, caller: Caller) -> list[str]:
    """Gives the names of customers, as people call them; who ordered last comes first."""
    name = sa.func.coalesce(sa.func.nullif(customers.c.short_name, ""), customers.c.name)
    statement = View(caller).select("orders", [name], join=["customers"])
    statement = statement.group_by(
        customers.c.customer_id, customers.c.short_name, customers.c.name
    )
    last = sa.func.max(orders.c.ordered_at)
    statement = statement.order_by(last.desc(), customers.c.customer_id).limit(MOST_CUSTOMERS)
    return list(map(str, connection.execute(statement).scalars()))


def _cut(names: Sequence[str], words: str, language: Language | None) -> str:
    """Gives words and names as one text within the limit: the names that come first stay."""
    join = ", " if language == "en" else "、"
    left = MOST_TOKENS - tokens(words)
    kept: list[str] = []
    for name in names:
        left -= tokens(name) + 1
        if left < 0:
            break
        kept.append(name)
    return (join.join(kept) + ("." if language == "en" else "。") if kept else "") + words


def tokens(text: str) -> float:
    """Gives about how many tokens a recogniser makes of a text."""
    return sum(_TOKENS["latin" if one.isascii() else "chinese"] for one in text)
