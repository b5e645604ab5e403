"""Some of the customers just listed, by what else they did: 其中今年买过打印机的."""

import re
from dataclasses import replace
from datetime import date

from assistant.brains.rules.frame import Frame
from assistant.brains.rules.lexicon import Role
from assistant.brains.rules.segments import segment
from assistant.brains.rules.spans import Cover, Span

OF_THEM = frozenset("其中 其中的 当中 里面 里面的 里头 这里面 这些里面 里面有".split())
"""Words at the beginning by which some of those are meant that were listed."""
ENDS = frozenset("的 的有哪些 有哪些 是哪些 有哪几家 是哪几家 哪些 哪几家 有谁 都有谁 的呢".split())
"""Words at the end that ask for those themselves, and not for a figure of theirs."""


def among_them(cover: Cover, before: Frame | None, today: date) -> Frame | None:
    """Gives who of those listed did, or did not do, something more; else None.

    The customers come from the list before (`carrying.py`): nobody is named here.
    """
    if before is not None and _asks_for_their_last(cover, before):
        return replace(before, offset=0)
    listed = before is not None and before.entity == "customer" and not before.limited
    spans = cover.spans
    if not listed or len(spans) < 3 or spans[0].text not in OF_THEM or not _asks_who(spans):
        return None
    end = len(cover.text)
    them = Span(end, end, "客户", (Role("entity", "customer"),))
    return segment(replace(cover, spans=(*spans[1:], them)), today, alone=False)


def _asks_who(spans: tuple[Span, ...]) -> bool:
    last = [span.text for span in spans if span.text not in {"呢", "吗", "?", "？"}][-1:]
    return bool(last) and last[0] in ENDS and not any(s.number is not None for s in spans)


LAST = re.compile(
    r"^(?:那|那么)?(?:他们|它们|这些客户|这几家)?(?:各自|分别|每家|各家|都)?的?(?:最后|最近|上)(?:一|那)?"
    r"(?:次|单|笔)(?:的?(?:订单|下单|购买|采购|买|订货))?(?:都|分别)?(?:是|在)?(?:什么时候|啥时候|哪天|哪一天|几号|何时)"
    r"(?:下单|买|下|采购|订货|订)?的?[呢啊\s?？。]*$"
)


def _asks_for_their_last(cover: Cover, before: Frame) -> bool:
    """Whether it is asked when those listed bought last, which their list says."""
    told = before.entity == "customer" and not before.limited and "last_order" in before.columns
    return told and LAST.match(cover.text) is not None
