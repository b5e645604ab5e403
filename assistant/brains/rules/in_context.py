"""What only means something after the answer before: "only over 60 days", after an ageing.

The words are put so that they say it by themselves, and are then read like any others.
"""

import re

from assistant.brains.rules.flagged import EDGES_OF_WHY, NTH, WHY
from assistant.brains.rules.frame import Frame
from assistant.brains.rules.lexicon import is_cjk
from crm.text import fold

_BEYOND = re.compile(
    r"(?:and |just |only |what about |how about |show )*"
    r"(?:what is |what's |those |the ones |the |that |which are )*"
    r"(?:over|beyond|more than|above|older than|past) (\d{1,4}) days?"
    r"(?: overdue| past due| late| ones)*"
)
_OF_THEIR_SALES = re.compile(
    r"(?:and |now |but )*(?:as|in) (?:an? |the )?(?:share|percentage|percent|proportion|%|per cent)"
    r" of (?:their |its |the |total |our |my )?(?:own )?(?:sales|revenue|turnover|orders)"
)
_AMOUNT_OF_THEM = re.compile(
    r"(只看|只要|那)?(?:单笔|订单|其中)?金额(?:是|在)?"
    r"(?=大于|超过|高于|不低于|小于|低于|不到|不足|[\d一二两三四五六七八九十半])(.+)"
)
_THOSE = re.compile(
    r"(?:only|just) (?:those|the ones|ones|orders) (over|above|under|below|from)\b(.+)"
)
_ALL_TOGETHER = re.compile(r"总共|总计|(?:in |grand )?totals?")
_ENDS = " .?!？。！"


def in_context(text: str, previous: Frame | None) -> str:
    """Gives a question in words that stand alone; as it is where nothing before explains it."""
    if previous is None:
        return text
    if previous.view == "insight":
        return _why(text)
    said = fold(text).text.strip(_ENDS)
    if previous.entity == "order" or previous.measures == ("orders",):
        text = _of_rows(said, text)
    return _of_figures(said, text, previous) if previous.entity is None else text


def _of_figures(said: str, text: str, previous: Frame) -> str:
    if previous.groups and _ALL_TOGETHER.fullmatch(said):
        return "合计" if said[0] == "总" else "and the total"
    owed = set(previous.measures) <= {"outstanding", "overdue"} and bool(previous.measures)
    beyond = _BEYOND.fullmatch(said) if owed else None
    if beyond is not None:
        return f"only overdue more than {beyond[1]} days"
    if previous.measures == ("returned",) and _OF_THEIR_SALES.fullmatch(said):
        return "return rate instead"
    return text


def _of_rows(said: str, text: str) -> str:
    """Gives a bound on the amount of orders just listed as the bound alone: 金额大于5万的."""
    amount, those = _AMOUNT_OF_THEM.fullmatch(said), _THOSE.fullmatch(said)
    if amount is not None:
        return f"{amount[1] or ''}{amount[2]}"
    return f"only {those[1]}{those[2]}" if those is not None else text


def _why(text: str) -> str:
    """Gives "why" for the words that ask how something told was found: 怎么算的, 依据是什么."""
    said = fold(text).text
    place = NTH.search(said)
    rest = said if place is None else f"{said[: place.start()]} {said[place.end() :]}"
    if WHY.fullmatch(rest.strip(EDGES_OF_WHY)) is None:
        return text
    why = "为什么" if any(map(is_cjk, rest)) else "why"
    return why if place is None else f"{place.group().strip()} {why}"
