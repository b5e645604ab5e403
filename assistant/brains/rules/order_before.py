"""An order of the last answer, without its number: 最后那张发走了吗, then 里面都有什么货.

The number is put in the place of the words that stand for it, and read like any other
(`numbered.py`).
"""

import re

from assistant.brains.rules.frame import Frame
from assistant.brains.rules.thread import Thread

_ONE = r"(?:那|这)?一?(?:张|单|笔|个单|个订单|张单|个)(?:子|订单)?"
_NEWEST = re.compile(rf"^(?:那|那么)?(?:最后|最近|最新|最晚)(?:下)?的?{_ONE}(?=\S)")
_NTH = re.compile(r"^(?:那|那么)?第(?P<nth>[一二三四五六七八九十])(?:张|单|笔)(?:子|订单)?(?=\S)")
_THIS = re.compile(r"^(?:那|那么)?(?:这|那|该)(?:一)?(?:张|单|笔|个单|个订单)(?:子|订单)?(?=\S)")
_NUMERALS = "一二三四五六七八九十"
_IN_IT = re.compile(
    r"^(?:那|那么)?(?:它)?(?:里面|里头|里边|其中)?(?:都|具体)?(?:有|是|包含|装了|买了)?(?:些)?"
    r"(?:什么|啥|哪些)(?:货|产品|东西|商品|型号)?[吗呢了\s?？。]*$"
)
_SHIPPED = re.compile(
    r"^(?:那|那么)?(?:它)?(?:已经?|都)?(?:发货?|发走|发出去?|到货?|送到|签收)了?(?:吗|没有?|没)[\s?？。]*$"
)
_PAID = re.compile(
    r"^(?:那|那么)?(?:它)?(?:分了?几[次笔]付的?|(?:还|总共)?(?:剩|欠|差)(?:下)?多少(?:钱|没付)?|付了多少(?:钱)?"
    r"|付清了?(?:吗|没有?)|付款(?:记录|明细))[\s?？。]*$"
)


def of_the_order(text: str, thread: Thread) -> str:
    """Gives a question about an order that was just shown with its number; else as it is."""
    if not thread.orders:
        return text
    number, rest = _named(text, thread)
    if number:
        return f"{number} {rest}"
    if len(thread.orders) != 1:
        return text
    # Of a list of one, money may be the customer's.
    of_a_card = thread.frame is None or thread.frame.entity == "payment"
    asks = _IN_IT.match(text) or _SHIPPED.match(text) or (of_a_card and _PAID.match(text))
    return f"{thread.orders[0]} {text}" if asks else text


def _named(text: str, thread: Thread) -> tuple[str, str]:
    """Gives the number of the order that the first words stand for, and the rest."""
    nth, this = _NTH.match(text), _THIS.match(text)
    if nth is not None:
        place = _NUMERALS.index(nth.group("nth"))
        return (thread.orders[place] if place < len(thread.orders) else ""), text[nth.end() :]
    newest = _NEWEST.match(text)
    if newest is not None and _newest_first(thread.frame):
        return thread.orders[0], text[newest.end() :]
    if this is not None and len(thread.orders) == 1:
        return thread.orders[0], text[this.end() :]
    return "", text


def _newest_first(frame: Frame | None) -> bool:
    """Whether orders were listed as they are where nothing else is asked for."""
    return frame is not None and not (frame.order or frame.ranked or frame.offset)
