"""What people say when they correct themselves: 不对，我是说苏州, "no, I meant last month"."""

import re

_NO = r"(?:no|nope|nah|wait|sorry|oops|hold\ on|not\ that|actually|my\ bad|correction)"
_I_MEAN = r"(?:i\ (?:mean|meant|was\ asking\ about)|make\ that|that\ should\ be)"
_MEANT = r"(?:我是说|我说的是|我的意思是|我指的是|我要的是|我问的是|应该是)"
_FIRST = re.compile(
    rf"""^\s*(?:
      (?:{_NO}\b[\s,，.;:!…-]*){{1,4}} {_I_MEAN}\b[\s,:]*
    | (?:{_NO}\s*[,，.;:!…-]+\s*){{1,4}}
    | (?:no\ wait|wait\ no|no\ sorry|sorry\ no)\b[\s,，.;:!…-]*
    | i\ (?:mean|meant)\b[\s,:]* | (?:nah|nope)\b[\s,]*
    | (?:不对|不对不对|错了|说错了|搞错了|我说错了|弄错了|哦不|啊不|等等|等一下)
          [\s,，。.;!！…]* {_MEANT}?
    | (?:不是|不|不不)[\s,，。.;!！…]+ (?:{_MEANT}|是)?
    | (?:不是)?{_MEANT}
    )\s*""",
    re.IGNORECASE | re.VERBOSE,
)
"""A word that takes back stands before a comma, or before "I mean": "no orders" is none."""


def without_correction(text: str) -> str:
    """Gives a question without the words that take back the one before; it all, if that is all."""
    rest = _FIRST.sub("", text, count=1)
    return rest if any(map(str.isalnum, rest)) else text
