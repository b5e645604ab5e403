"""Requests for a brief before a visit: 明天去拜访蓝海，准备一下, "brief me on Acorn".

The words are in `visiting.toml`. A request that says more than those, a name and a time is none:
it is read like any other question.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import tomli

from assistant.brains.rules.outcome import Briefing, Doubtful, NotUnderstood
from assistant.brains.rules.spans import Sources
from assistant.brains.rules.wordlist import Wordlist, customers_in, the_customer
from crm.text import fold
from tools.phrases.periods import BadPeriod, find_periods

_FILE = Path(__file__).with_name("visiting.toml")
_STRONG = ("brief me", "prep me", "简报", "访前", "拜访准备", "拜访要点")
"""What asks for a brief though nothing is said of a visit."""


def brief(
    text: str,
    sources: Sources,
    settled: Mapping[str, str],
    customer: tuple[str, str] | None,
) -> Briefing | Doubtful | NotUnderstood | None:
    """Gives whom somebody wants to be briefed on; None where no brief is asked for.

    Args:
        text: the question.
        sources: the names that the asker may see.
        settled: what the conversation has decided about names.
        customer: the one that is being talked about: its id and name.
    """
    folded = fold(text).text
    if _words().pattern.search(folded) is None:
        return None
    said = _words().said(_timeless(folded, sources), sources)
    strong = any(words in folded for words in _STRONG)
    if not said.has("prepare") or not (said.has("visit") or strong):
        return None
    if said.left:
        return NotUnderstood(said.left) if strong and not said.names else None
    whom = the_customer(said.names, settled, customer)
    return Briefing(*whom) if isinstance(whom, tuple) else whom


def _timeless(folded: str, sources: Sources) -> str:
    """Gives a text without the times in it, but for those inside names: when the visit is."""
    spans = find_periods(folded, sources.today, ahead=True)
    _, rest = customers_in(folded, sources)
    for span in spans:
        if rest[span.start : span.end] == folded[span.start : span.end] or isinstance(
            span, BadPeriod
        ):
            blank = " " * (span.end - span.start)
            folded = folded[: span.start] + blank + folded[span.end :]
    return folded


@cache
def _words() -> Wordlist:
    return Wordlist.of(tomli.loads(_FILE.read_text("utf-8")))
