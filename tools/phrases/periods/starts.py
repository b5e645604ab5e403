"""Where in a text a phrase about time may begin: a sieve, so that few positions are looked at."""

import re
from functools import cache

from crm.periods import Festival
from tools.phrases.folding import folded

_CHINESE = (
    "今昨前明后大本这当该上下近最过往刚滚未接将随自从截直到至第去旧来双年月季周星礼半同历首头"
    "之此剩元零〇一二两三四五六七八九十几好若数全"
)
_ENGLISH = (
    "a an the last past previous prior prev preceding trailing latest most recent rolling "
    "these this current next coming upcoming following since ever starting beginning so from "
    "between in until till up through thru by as no not before earlier after later rest "
    "remainder within first second third fourth final opening closing full year quarter month week "
    "half weeks calendar fiscal financial day days yesterday today tomorrow tonight now start "
    "end close eoy eom eoq eow same corresponding comparable equivalent most several some one two "
    "three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety couple "
    "ytd qtd mtd wtd ttm ltm wk weekend on "
).split()
_NAMES = (
    r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun"
    r"|q\s?\d|\dq|h[12]|fy|cy|cw|kw|l\d|w\d"
)


@cache
def where_to_look(festivals: tuple[Festival, ...]) -> re.Pattern[str]:
    """A pattern for folded text that matches wherever a phrase about time may begin."""
    words = [folded(word) for each in festivals for word in (*each.words, *each.weak_words)]
    latin = sorted({head for word in words for head in re.findall(r"^[a-z]+", word)})
    heads = "".join(sorted({word[0] for word in words if not word[0].isascii()} - set(_CHINESE)))
    english = "|".join(re.escape(word) for word in (*_ENGLISH, *latin))
    return re.compile(
        rf"(?<![a-z\d])(?:(?:{english})\b|{_NAMES})|(?<![a-z\d.])\d|[{_CHINESE}{heads}']",
        re.ASCII,
    )
