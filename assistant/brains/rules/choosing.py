"""How people answer a question back: by a choice, a piece of it, its number, or its other name."""

import re
from collections.abc import Mapping, Sequence

from assistant.brains.rules.thread import Pending

ORDINALS = (
    "第一个|1|一|first|the first|the first one|第一家|第一|number one|number 1|前者|the former",
    "第二个|2|二|second|the second|the second one|第二家|第二|number two|number 2|后者|the latter",
    "第三个|3|三|third|the third|the third one|第三家|第三|number three|number 3",
    "第四个|4|四|fourth|the fourth|the fourth one|第四家|第四|number four|number 4",
    "第五个|5|五|fifth|the fifth|the fifth one|第五家|第五|number five|number 5",
)
LAST = frozenset({"最后一个", "最后一家", "最后那个", "last", "the last", "the last one"})
SAID_FOR = {
    "sales": ("销售额", "金额", "按销售额", "按金额", "sales", "amount", "by amount", "by sales"),
    "units": ("销量", "数量", "按销量", "按数量", "units", "quantity", "by quantity", "by units"),
    "previous": ("环比", "上一期", "跟上一期比", "the period before", "previous period"),
    "year": ("同比", "去年同期", "跟去年同期比", "a year earlier", "last year"),
    "buyers": ("下单客户数", "下单客户", "buying customers"),
    "new_customers": ("新客户数", "新客户", "new customers"),
    "customers": ("客户数", "customers on file"),
}
"""How people say a choice whose value is a catalog name."""
_ENDS = " ,.;:!?，。；：！？~"


def choice(said: str, pending: Pending) -> Mapping[str, str] | None:
    """Gives what is settled by saying a choice, a piece of just one choice, or its number."""
    for form in (said, said.strip(_ENDS), _bare(said)):
        found = _exactly(form, pending)
        if found is not None:
            return found
    return _by_a_piece(_bare(said), pending)


YES = frozenset(
    "是 是的 对 对的 对对 没错 嗯 嗯嗯 好 好的 行 可以 就这个 就是这个 查吧 就查这个 要 "
    "yes yep yeah yup y ok okay sure right correct exactly please".split()
) | {"yes please", "go ahead", "that's it", "thats it", "that one", "please do"}


def agreed(said: str, proposed: Sequence[str]) -> str | None:
    """Gives the proposed question that is agreed to, by a word or its number; else None."""
    words = said.strip(_ENDS)
    if not proposed:
        return None
    if words in YES:
        return proposed[0] if len(proposed) == 1 else None
    places = (number for number, ways in enumerate(ORDINALS) if words in ways.split("|"))
    number = next(places, len(proposed))
    return proposed[number] if number < len(proposed) else None


BOTH = re.compile(
    r"^(?:[两俩二](?:家|个|者|边|位)|都|全部|全都|both|all of them|all|either|each)"
    r"(?:of them|都)?(?:要|看|算|查|给我|来)?[\s，,]*"
    r"(合计|加起来|一共|总共|together|combined|in total)?[呢吧.。!！?？]*$"
)
"""How people choose all that was offered; together, or side by side."""


def all_of_them(said: str, pending: Pending) -> str | None:
    """Gives the question with all that its ambiguous name may mean; None where one is chosen."""
    chosen = BOTH.match(said.strip(_ENDS))
    if chosen is None or not pending.words:
        return None
    names = "、".join(pending.settles)
    question = re.sub(
        re.escape(pending.words), f" {names} ", pending.text, count=1, flags=re.IGNORECASE
    )
    return f"{question} {chosen.group(1) or ''}".strip() if names in question else None


THE_OTHER = re.compile(r"那[家个]|\bone\b|^那?么?.{1,8}的呢")


def another(said: str, offered: Pending) -> Mapping[str, str] | None:
    """Gives what is settled by another of the choices that were offered before: 包装那家呢.

    A place, such as the first one, may by now be that of a row.
    """
    return _by_a_piece(_bare(said), offered) if THE_OTHER.search(said) else None


def _bare(said: str) -> str:
    return _AROUND_A_CHOICE.sub("", said.strip(_ENDS)).strip(_ENDS)


def _exactly(said: str, pending: Pending) -> Mapping[str, str] | None:
    if said in pending.settles:
        return pending.settles[said]
    for value, words in SAID_FOR.items():
        if value in pending.settles and said in words:
            return pending.settles[value]
    for number, words in enumerate(ORDINALS):
        if said in words.split("|") and number < len(pending.settles):
            return list(pending.settles.values())[number]
    return list(pending.settles.values())[-1] if said in LAST else None


def _by_a_piece(said: str, pending: Pending) -> Mapping[str, str] | None:
    holding = [value for value in pending.settles if len(said) > 1 and said in value]
    return pending.settles[holding[0]] if len(holding) == 1 else None


_AROUND_A_CHOICE = re.compile(
    r"^(?:就|是|做|要|选|看|我要|我选|我是说|我说的是|应该是|嗯|对|i mean |i meant |the |that "
    r"|it's |its |please |take |ok |okay |yes |show me "
    r"|and |what about |how about |那么?)+"
    r"|(?:的?(?:那|这)[家个位]?|的|吧|呢|啊|来?算|来看|好了|就行|那边"
    r"| one| please| pls| company|,? i meant?)+$"
)
"""What people say around the piece of a name that they choose by: 做包装那家, "the Harbour one"."""
