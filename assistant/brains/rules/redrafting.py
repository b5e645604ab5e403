"""What is said of the draft just written: a blank filled in, or something no record bears out.

付款期限：12月5日 fills a blank with the writer's words. 改成欠款10万 and "say we deliver tomorrow"
ask for a statement; a draft makes none that is not on record, and says so.
"""

import re
from dataclasses import replace

from assistant.brains.rules.drafting import fillable
from assistant.brains.rules.outcome import Drafting, NotUnderstood
from crm.text import fold
from tools.drafts import DraftRequest

_FILL = re.compile(
    r"(?:请|把|将|the |set (?:the )?)?(?P<name>[^\s:：，,。][^:：，,。]{0,19}?) ?"
    r"(?:[:：=]|改成|改为|写成|写上|填上|填成|填|写|是|为|定在|\bis\b|\bto\b) ?(?P<words>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
LONGEST = 60
_PLEASE = r"(?:请|麻烦|再|那|就|你|帮我)*(?:please |and |also |then |can you |could you )*"
_ZH = (
    r"把.{1,20}?(?:改成|改为|换成|写成)|改成|改为|写成|说成|写上|写明|加一句|补一句|加上一句"
    r"|承诺|保证|答应|跟[他她]们?说|告诉(?:他|她|客户)|跟客户说"
)
_EN = r"say (?:that|we|it)|write that|promise|guarantee|assure|mention that|tell (?:him|her|them) "
_SURELY = re.compile(f"{_PLEASE}(?:{_ZH}|{_EN})")
"""Asks for a statement, and can be no question about data."""
_SAYS = re.compile(
    rf"{_PLEASE}(?:补充|加上|添上|提一下|提到|说明|说|告诉|去掉|删掉|删除|不要提|别提|别说"
    r"|(?:change|say|add|mention|tell|include|state|remove|delete|drop|leave out|set|put|offer"
    r"|confirm|make it (?:say|sound))\b)"
)
"""The same where nothing else was understood."""


def filled(text: str, before: DraftRequest | None) -> Drafting | None:
    """Gives the draft with a blank filled in; None where nothing of it is."""
    said = _FILL.fullmatch(text.strip())
    if before is None or said is None:
        return None
    name = fillable(fold(said["name"]).text.strip())
    words = said["words"].strip().rstrip("。.")
    if name is None or not words or len(words) > LONGEST:
        return None
    kept = tuple(one for one in before.filled if one[0] != name)
    return Drafting(replace(before, filled=(*kept, (name, words))))


def stated(text: str, before: DraftRequest | None, *, surely: bool) -> NotUnderstood | None:
    """Gives that a statement was asked for which a draft does not make; None where none was.

    Args:
        text: the question.
        before: the message that was drafted just now.
        surely: whether only what can be no question about data counts.
    """
    said = fold(text).text.strip()
    found = _SURELY.match(said) or (None if surely else _SAYS.match(said))
    if before is None or found is None:
        return None
    return NotUnderstood((text.strip()[:LONGEST],), lacking="statement")
