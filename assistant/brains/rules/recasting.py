"""Turns of speech in plain words, where something stands in their middle (else: `sayings.toml`).

一张都没卖出去 is 都没卖出去, "reps down the side" is "by reps". A recast question is read like any
other, so what it gives must be words that the lexicon knows.
"""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import tomli

from assistant.brains.rules.english import turns

_PIECE = (
    "(?:[台件套把支只箱卷瓶包盒块片根条双吨张个单笔次回趟家款种样份部]|分钱|毛钱|块钱|丁?点儿?)"
)
_NOT = "(?:没有?|未|不曾)"
_BOUND = r"(?!超|高于|大于|多于|低于|少于|达到|[过满到][一二两三四五六七八九十百\d])"
_NUMERAL = r"[一二两三四五六七八九十百\d][\d一二三四五六七八九十百.]*[万千百亿]"
_LONG = r"(?:over |more than |at least )?\d+ (?:days|weeks|months)"
_ORDERING = r"(?:an order|any orders?|ordering|buying)(?: anything)?"
_TWO_FIGURES = (
    r"\bhow much (?:did|have) (we|i) (?:sell|sold) and (?:how much )?(?:(?:did|have) (?:we|i) )?"
    r"(?:collect|collected)\b"
)
_FIGURE = "(?:orders|sales|revenue|units|money)"
_ONLY = r"(?:(?:and|just|only|the|now|what about|how about) )*"
_SAID: dict[str, str] = {
    # not a single one: 一张都没卖出去, 一台打印机都没买, 一分钱没付
    rf"一{_PIECE}(?=(?:都|也)?(?:还)?{_NOT}{_BOUND})": "",
    rf"一{_PIECE}(?=[^，。,;；\s一]{{1,10}}(?:都|也){_NOT}{_BOUND})": "",
    # those of a place: 广州那几家客户
    "(?<=[\u4e00-\u9fff])那几[家个](?=客户)": "",
    # above an amount: 上六万的
    rf"(?<![以线年月周晚早])上(?={_NUMERAL})": "达到",
    # those of whom it is said: 客户里头欠钱超过十万的有几家
    "客户(?:里[头面]?|中|当中)([^，,。的]+的)(?=有(?:[几多]少?[家个]|哪几家|哪些))": r"\1客户",
    # the largest one, and not who has most: 谁上个月下了最大的一单
    "(?:谁|哪家|哪个客户)(.{0,8}?)下了?最大的?那?一?[单笔张](?:单子|订单)?": r"\1最大的一单",
    # an amount of orders as a condition: 下单金额在三万到五万之间
    rf"(?:下单|订单|单笔)金额(?=在?(?:超过|大于|高于|不到|低于)?{_NUMERAL})": "金额",
    # a festival by its day: 去年十一, 十一期间
    r"(?<![双二三四五六七八九\d第前后])十一(?=期间|长假|假期|黄金周|那几天|那阵子|放假)": "国庆",
    r"(?<=[今去前]年)十一(?![月个家名单位点号日天周期长假黄那放份条笔张台件万千百])": "国庆",
    # what was not invoiced, with the noun first: 票还有多少没开
    "(?:发)?票(?:还有|还剩)?(?:多少|几张|多少钱)(?:还)?没开": "未开票多少",
    "(?:发)?票(?:都|还)?没开": "没开票",
    # how long it is: "gone over 240 days without an order"
    rf"\b(?:gone|been|went) ({_LONG}) without {_ORDERING}\b": r"with no orders for \1",
    # goods without a buyer
    r"\b(?:that |which )?(?:nobody|no one|no-one) (?:has |had )?(?:ever )?bought\b": "not sold",
    # a table as it is drawn: "reps down the side"
    r"\b([a-z]+) down the (?:side|left)\b": r"by \1",
    r"\b([a-z]+) (?:along|across) the top\b": r"by \1",
    # which of two times had more
    r"^did (.+?) order more(?: often)? in (.+?) than (?:in )?(.+)$": (
        r"how many orders from \1 in \2 compared with \3"
    ),
    # of orders, how much of them: "this year's orders, how much still unpaid"
    r"^(.+ orders)[,\s]+how much (?:of (?:it|that|them) )?(?:is )?(?:still )?"
    r"(?:unpaid|outstanding|owed|open)\s*[?.]*$": r"how much is still outstanding on \1",
    # the largest one, and not who has most
    r"\bwho (?:placed|put in|gave us|made) (?:the|our) (largest|biggest|smallest) order\b": (
        r"the \1 order"
    ),
    # the second of all: 买得第二多的
    "第([二三四五六七八九十])多": r"第\1高",
    "第([二三四五六七八九十])少": r"第\1低",
    # places that were just named: 宁波合肥南京这三个地方
    "(?<=[\u4e00-\u9fff])这([两二三四五六])个(?:地方|城市|地区)": r"\1地",
    # home, where what lies abroad is a region
    "国内(?:的)?(?![a-z])": "除海外外",
    # by what is left: 离这个月目标还差多少
    "离(.{1,6}?)(目标|任务|指标)": r"\1离\2",
    # each of the regions
    "各大?区(?![域县间])": "各区域",
    "按(等级|级别|行业|城市|区域|省份|渠道)分(?=各)": r"按\1",
    # a day of a date
    "(?<=[日号])那天": "",
    # what is asked as if it were known: 九月份不是打过款吗
    r"不是(.{1,8}?)吗[\s,，]+": r"\1 ",
    # one figure, and not another
    rf"\b({_FIGURE}),? not (?:the )?{_FIGURE}\b": r"\1",
    # two figures in one breath
    _TWO_FIGURES: r"\1 sales and collections",
    # all of them above an amount
    r"\b(?:everything|anything) (?=(?:above|over|under|below)\b)": "",
    # no longer narrowed: "all levels again but as order count"
    r"^(all [a-z]+) again,? (?:but |and |only )?(?:as |in )": r"and \1, ",
    # several of one level: "Bs", after the As
    rf"^{_ONLY}([a-d])s\s*[?.!]*$": r"just the \1 ones",
}
_PLACE = r"(?:\d+(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)"
_NUMBERS = "one two three four five six seven eight nine ten".split()
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_NUMBER = rf"(?:{'|'.join(_NUMBERS)}|\d+)"
_PLACED = (
    rf"\b(?P<of>[a-z]+) in (?P<place>{_PLACE}) place(?= by\b)"
    rf"|\b(?P<one>[a-z]+) (?:number|no\.|#) ?(?P<number>{_NUMBER})(?= by\b)"
    rf"|\bnumber (?P<nth>{_NUMBER}) (?:on|in) the list of (?P<list>[a-z]+)(?= by\b)"
)


def recast(question: str) -> str:
    """Gives a question with its turns of speech in plain words."""
    for said, plain in _turns(latin=question.isascii()):
        question = said.sub(plain, question)
    return _placing().sub(_placed, question)


@cache
def _turns(*, latin: bool) -> Sequence[tuple[re.Pattern[str], str]]:
    """Gives what finds each turn of speech: for Latin text those that can stand in it."""
    both = turns() | _SAID | _written()
    some = {said: plain for said, plain in both.items() if said.isascii() or not latin}
    return tuple((re.compile(said, re.IGNORECASE), plain) for said, plain in some.items())


FILES = ("recasting.toml", "chinese.toml")


def _written() -> dict[str, str]:
    """Gives the turns of speech that are kept as data, with their parts put in."""
    found: dict[str, str] = {}
    for name in FILES:
        text = Path(__file__).with_name(name).read_text(encoding="utf-8")
        table: dict[str, dict[str, str]] = tomli.loads(text)
        for said, plain in table["turns"].items():
            for part, meant in table["parts"].items():
                said = said.replace(f"{{{part}}}", meant)  # noqa: PLW2901  (put together)
            found[said] = plain
    return found


@cache
def _placing() -> re.Pattern[str]:
    return re.compile(_PLACED, re.IGNORECASE)


def _placed(found: re.Match[str]) -> str:
    """Gives a place in a ranking before what is ranked: "city in 4th place" is "4th city"."""
    of, one, listed = found.group("of", "one", "list")
    if of is not None:
        return f"{found.group('place')} {of}"
    number = (found.group("number") or found.group("nth")).lower()
    return f"{_in_order(number)} {one or listed}"


def _in_order(number: str) -> str:
    """Gives the ordinal of a number: third of three, 3th of 3."""
    return _ORDINALS[_NUMBERS.index(number)] if number in _NUMBERS else f"{number}th"
