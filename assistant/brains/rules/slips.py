"""Words of the business that speech recognition gets wrong: 还借 for 还欠, overdo for overdue."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import tomli

from crm.text import fold


def without_slips(question: str, gaps: Sequence[tuple[int, int]]) -> str:
    """Gives a question with its slips set right, of those that hold something unexplained.

    Args:
        question: as it was said.
        gaps: where in its folded text nothing is explained.
    """
    folded = fold(question)
    pattern, meant = _slips()
    written = question
    for found in reversed(list(pattern.finditer(folded.text))):
        if any(found.start() < end and start < found.end() for start, end in gaps):
            start, end = folded.original(found.start(), found.end())
            written = written[:start] + meant[found.group()] + written[end:]
    return written


@cache
def _slips() -> tuple[re.Pattern[str], dict[str, str]]:
    """Gives what finds the slips, Latin ones as whole words, and what each of them means."""
    text = Path(__file__).with_name("slips.toml").read_text(encoding="utf-8")
    meant: dict[str, str] = tomli.loads(text)["heard"]
    longest = sorted(meant, key=len, reverse=True)
    forms = (rf"\b{re.escape(one)}\b" if one.isascii() else re.escape(one) for one in longest)
    return re.compile("|".join(forms)), meant
