"""What people say beside a question: to whom, where they are, what it is for. 周五开会要用的.

Only whole clauses at either end, whose words make them one; a time in them is that of the meeting,
not of the figures.
"""

import re

_DAY = (
    r"(?:周|星期|礼拜)[一二三四五六日天]|[今明后]天|[今明后]儿个?|下周[一二三四五六日天]?"
    r"|(?:待|等)?会儿?|马上|一会儿?"
)
_MEETING = (
    r"(?:开会|开例会|开周会|周会|例会|晨会|早会|月会|汇报|述职|复盘|评审"
    r"|写周报|写月报|做汇报|做报表)"
)
_CHINESE = (
    rf"(?:我|我们|老板|领导)?(?:{_DAY})?(?:上午|下午|早上|晚上)?(?:就|就要|要|得|去)?(?:给(?:老板|领导|总部))?"
    rf"{_MEETING}(?:上)?(?:就)?(?:要|得|急)?(?:用|看|讲|交)?(?:的|了)?"
    r"|(?:我|人)(?:现在)?(?:正)?在(?:路上|车上|外面|机场|高铁上|出租车上|客户这儿?|客户这边|客户楼下)了?"
    r"|(?:我)?(?:马上|下午|明天|今天|待会儿?|一会儿?)?(?:要|就要|得)?(?:见客户|去见客户|拜访客户|出差)了?"
    r"|(?:我?感觉|我?觉得|好像|会不会|是不是)(?:是不是)?(?:有点|有些)?(?:太|偏|挺)(?:大|小|多|少|高|低)了?[吧啊]?"
    r"|(?:老板|领导|总监|经理|财务|总部)(?:刚)?(?:要|让|催|问起|在催|急着要)(?:我查|我看|的|看|了)?"
)
_TO_WHOM = (
    r"(?:(?:小问|问单|老师|大?哥们?儿?|大?姐|兄弟|大神|师傅|同学|宝子?|亲|各位|领导|老板|小助手|助理|朋友|亲爱的)[啊呀哎欸]?"
    r"|(?:不好意思|打扰一下|打扰了?|抱歉|麻烦你?了?|拜托了?|辛苦了?|劳烦您?|求助|求个?数|在不在|问个事|打听个事|有个事"
    r"|跟你打听(?:一下|个事))[啊呀哈哦]?){1,3}"
)
_WHOSE = (
    r"(?:(?:my|our|the|a|this|tomorrow's|today's|next\s+week's"
    r"|(?:mon|tues|wednes|thurs|fri)day's)\s+)"
)
_OCCASION = (
    r"(?:board|team|sales|weekly|monthly|quarterly|review|management|leadership|customer|monday|tuesday"
    r"|wednesday|thursday|friday|morning)?\s*(?:meeting|deck|report|review|presentation|standup|slides"
    r"|newsletter|call|catch-?up|briefing|memo|one-on-one|1:1)"
)
_ENGLISH = (
    rf"(?:(?:i\s+)?need\s+(?:it|this)\s+)?for\s+{_WHOSE}?{_OCCASION}(?:\s+(?:tomorrow|today|on\s+\w+day|later))?"
    r"|(?:i'm|i\s+am)\s+(?:in\s+a\s+(?:cab|taxi|meeting|car|hurry|rush)|on\s+(?:the|my)\s+(?:road|way|train"
    r"|bus)|driving|heading\s+out)(?:\s+(?:now|right\s+now))?"
    r"|(?:my\s+boss|the\s+boss|finance|my\s+manager)\s+(?:is\s+asking|wants\s+to\s+know|asked|asks|keeps\s+asking)"
    r"|(?:quick|just\s+a\s+quick|stupid|silly)\s+(?:one|question|check)"
    r"|before\s+my\s+(?:meeting|call|visit)"
)
_END = r"[\s,，.。;；:：!！、—–-]++"
_FIRST = re.compile(
    rf"^\s*+(?:(?:{_CHINESE}|{_TO_WHOM}){_END}|(?:{_ENGLISH})\s*+[,.;:!—–-]++\s*+){{1,4}}",
    re.IGNORECASE,
)
_LAST = re.compile(
    rf"(?:{_END}(?:{_CHINESE}|{_TO_WHOM}|{_ENGLISH})){{1,4}}[\s.。!！~]*$", re.IGNORECASE
)


def without_asides(text: str) -> str:
    """Gives a question without the clauses that only say what it is for; it all, if that is all."""
    rest = _LAST.sub("", _FIRST.sub("", text, count=1), count=1)
    return rest if any(map(str.isalnum, rest)) else text
