"""Why an action is not done, in both languages."""

from collections.abc import Mapping

REFUSALS: Mapping[str, tuple[str, str]] = {
    "unknown": ("没有这个待办动作。", "There is no such proposal."),
    "person": ("只有人可以批准，机器账号不行。", "A person has to approve it; a machine may not."),
    "role": ("你的角色不能做这件事。", "Your role may not do this."),
    "customer": ("没有这个客户。", "There is no such customer."),
    "recipient": (
        "收件地址不在这家客户的联系人里，所以没有发。请换一个联系人。",
        "The address is of none of the customer's contacts, so nothing was sent. Choose a contact.",
    ),
    "channel": (
        "邮件还没有配置，发不出去。管理员设置 WENDAN_SMTP_HOST 和 WENDAN_SMTP_FROM 后就能发。",
        "E-mail is not set up. An administrator sets WENDAN_SMTP_HOST and WENDAN_SMTP_FROM.",
    ),
    "hash": ("内容已变，请重看。", "The content is another one than was shown; look again."),
    "expired": ("已过期，请重新提出。", "It has expired; ask for it again."),
    "rejected": ("已经放弃了。", "It was rejected."),
    "replaced": ("已改成另一份，请批准新的。", "It was edited; approve the new one."),
    "refused": ("已经被拒绝执行。", "It was refused."),
    "decided": ("已经批准过了，不能再改。", "It was approved already and cannot be changed."),
    "blanks": ("还有空没填，填好再批准。", "Something is still to be filled in."),
    "changed": (
        "原来的值已经变了，请重新提出。",
        "The value has changed meanwhile; ask for it again.",
    ),
    "product": ("有一个产品已经没有了。", "One of the products is no longer there."),
    "flag": ("这张订单没有待处理的异常提示。", "There is no flag on that order to decide on."),
    "restored": (
        "数据库恢复过备份，这件事可能已经做过；请核对后重新提出。",
        "The database was restored from a backup, so this may be done already; check, then ask.",
    ),
    "not_failed": (
        "没有发送失败，不能重发。",
        "It did not fail, so it cannot be sent again.",
    ),
    "past": ("这个时间已经过去了。", "That time has passed already."),
    "nothing": ("没有可导出的回答。", "There is no answer to export."),
    "no_address": (
        "这家客户没有带邮箱的联系人，发不了邮件；可以复制草稿自己发。",
        "No contact of that customer has an e-mail address; copy the draft and send it yourself.",
    ),
    "opted_out": (
        "对方说过不要这类消息，所以不发。",
        "They asked for no such messages, so none is sent.",
    ),
    "stale": (
        "记录已经变了，这封信写的不再都对；请重新起草。",
        "The record has changed since, and this says what is no longer so; draft it again.",
    ),
    "field": ("这一项不能改。", "That cannot be edited."),
    "whole": ("这个产品按整件卖，数量要是整数。", "It is sold by the piece: give a whole number."),
    "price": (
        "没有大于零的目录价，订单草稿没法算：",
        "There is no list price above zero to reckon an order with:",
    ),
    "same": (
        "现在就是这个值，没有要改的。",
        "It has that value already; nothing is to be changed.",
    ),
    "value": ("这个值不能用。", "That value cannot be used."),
}


class ActionRefused(Exception):
    """An action is not done, or not changed; the code says why, the texts what to do."""

    def __init__(self, code: str, detail: tuple[str, str] = ("", "")) -> None:
        zh, en = REFUSALS[code]
        self.code = code
        self.zh = zh + detail[0]
        self.en = en + (f" {detail[1]}" if detail[1] else "")
        super().__init__(self.en)


def require(code: str | None) -> None:
    """Goes on where there is no code.

    Raises:
        ActionRefused: there is one.
    """
    if code is not None:
        raise ActionRefused(code)
