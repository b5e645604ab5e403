"""Who does not want to be written to, as the record says it.

The contract has no column for it; houses keep one of their own, at a contact or a customer. It is
found by its name. A value that names channels (短信, "sms, email") is about these alone.
"""

import re
from collections.abc import Mapping
from typing import Literal

from crm.query.result import Cell
from crm.text import fold

Channel = Literal["chat", "email", "sms"]
_FIELDS = re.compile(
    r"(?:do_?not_?(?:contact|disturb|call|email|mail|sms)|dnc|dnd|no_?(?:contact|marketing|sms|email"
    r"|calls?)|opt(?:ed)?_?out(?:_?\w+)?|unsubscribed?(?:_?\w+)?|(?:\w+_)?blacklist(?:ed)?"
    r"|.*(?:免打扰|勿扰|拒收|退订|拒绝(?:联系|营销|短信|邮件)|不再联系|不联系|不要联系|黑名单).*)"
)
_CHANNELS: dict[Channel, tuple[str, ...]] = {
    "chat": ("chat", "wechat", "wecom", "dingtalk", "slack", "feishu", "微信", "钉钉", "飞书"),
    "email": ("email", "e-mail", "mail", "邮件", "邮箱"),
    "sms": ("sms", "text", "短信"),
}
_NO = frozenset({"", "0", "0.0", "n", "no", "false", "f", "none", "否", "无", "没有", "不是", "-"})


def is_opt_out(field: str) -> bool:
    """Whether a custom field (`table:name`) says who does not want to be written to."""
    name = fold(field.partition(":")[2]).text.strip().replace(" ", "_").replace("-", "_")
    return _FIELDS.fullmatch(name) is not None


def opted_out(row: Mapping[str, Cell], channel: Channel) -> bool:
    """Whether a row says that its customer or contact wants no messages of that channel."""
    return any(_says_no(name, value, channel) for name, value in row.items() if is_opt_out(name))


def _says_no(field: str, value: Cell, channel: Channel) -> bool:
    """Whether a field with that value closes a channel; what is not plainly no, is a yes."""
    said = fold("" if value is None else str(value)).text.strip()
    if said in _NO:
        return False
    named = _named(said) or _named(fold(field.partition(":")[2]).text)
    return not named or channel in named


def _named(text: str) -> set[Channel]:
    return {one for one, words in _CHANNELS.items() if any(word in text for word in words)}
