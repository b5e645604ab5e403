"""Words of the business that speech recognition gets wrong: 还借 for 还欠, 校售额 for 销售额.

Short words are listed (`slips.toml`), since many of them sound like words that mean something else
(汇款 is not 回款). Longer Chinese ones are known by their sound.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import tomli

from assistant.brains.rules.lexicon import HEARD_LONGEST, HEARD_SHORTEST, Lexicon, is_cjk
from crm.names.sound import sounds
from crm.text import fold


def without_slips(question: str, gaps: Sequence[tuple[int, int]], lexicon: Lexicon) -> str:
    """Gives a question with its slips set right, of those that hold something unexplained.

    Args:
        question: as it was said.
        gaps: where in its folded text nothing is explained.
        lexicon: the words that may have been meant.
    """
    folded = fold(question)
    pattern, meant = _slips()
    slips = [(*one.span(), meant[one.group()]) for one in pattern.finditer(folded.text)]
    slips = [
        slip for slip in slips if any(slip[0] < end and start < slip[1] for start, end in gaps)
    ]
    written = question
    for first, last, word in reversed(slips or list(_misheard(folded.text, gaps, lexicon))):
        start, end = folded.original(first, last)
        written = written[:start] + word + written[end:]
    return written


@cache
def _slips() -> tuple[re.Pattern[str], dict[str, str]]:
    """Gives what finds the slips, Latin ones as whole words, and what each of them means."""
    text = Path(__file__).with_name("slips.toml").read_text(encoding="utf-8")
    meant: dict[str, str] = tomli.loads(text)["heard"]
    longest = sorted(meant, key=len, reverse=True)
    forms = (rf"\b{re.escape(one)}\b" if one.isascii() else re.escape(one) for one in longest)
    return re.compile("|".join(forms)), meant


def _misheard(
    text: str, gaps: Sequence[tuple[int, int]], lexicon: Lexicon
) -> Iterator[tuple[int, int, str]]:
    """Gives where a word stands that only sounds like one of the business, and which one is."""
    last = 0
    for gap in gaps:
        found = next(_around(text, gap, lexicon), None)
        if found is not None and found[0] >= last:
            yield found
            last = found[1]


def _around(text: str, gap: tuple[int, int], lexicon: Lexicon) -> Iterator[tuple[int, int, str]]:
    """Gives the words that windows around a gap sound like, the longest first."""
    for length in range(HEARD_LONGEST, HEARD_SHORTEST - 1, -1):
        for start in range(max(0, gap[1] - length), min(gap[0], len(text) - length) + 1):
            said = text[start : start + length]
            if not all(map(is_cjk, said)):
                continue
            for key in sounds().skeletons(said):
                for word in lexicon.by_sound.get(key, ()):
                    if sounds().steps(said, word) == 0:
                        yield start, start + length, word
