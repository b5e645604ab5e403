"""The questions of what is to come by itself: each is understood as it stands, or named as not.

逾期和异常 are two questions, 各区域的销售额和订单数 is one: the whole counts where it is
understood, unless a part stands for a question of its own. A name that fits several customers is
asked about before anything is kept.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.brains.rules.outcome import Doubtful, NotUnderstood, Outcome, Scheduling, Understood
from assistant.brains.rules.scheduling_words import scheduling_words
from crm.text import fold
from tools.schedules import END, MOST_QUESTIONS, START, Wish

_BETWEEN = re.compile(r"\s*(?:[、,，;；]|和|以及|还有|跟|与|(?<!合)及(?!时)|\band\b|&)\s*")
_WHOSE = re.compile(r"^(?P<whose>.{1,20}?的)")
_A_DAY = "2099-01-31"
"""Stands in for the days ahead where such a question is tried."""
Read = Callable[[str], Outcome]


@dataclass(frozen=True)
class _Part:
    """A part of what is to come, and the questions that it stands for; none but itself usually."""

    text: str
    stands_for: tuple[str, ...]


def questions_of(content: str, wish: Wish, text: str, read: Read) -> Scheduling | NotUnderstood:
    """Gives a wish with its questions, or why one of them cannot be asked."""
    meant = _asked(content, wish, read)
    if len(meant) > MOST_QUESTIONS:
        return NotUnderstood((content,))
    for question in meant:
        outcome = read(question)
        if isinstance(outcome, Doubtful):
            return Scheduling("unclear", unclear=outcome, text=text)
        if not isinstance(outcome, Understood) or outcome.then:
            whole = NotUnderstood((content,))
            return outcome if isinstance(outcome, NotUnderstood) else whole
    return Scheduling("propose", replace(wish, questions=meant))


def ahead_of(content: str, wish: Wish, read: Read) -> Scheduling | NotUnderstood:
    """Gives a reminder of what lies ahead; it asks for the days that come into reach."""
    folded = fold(content).text
    for words, question in scheduling_words().meanings("ahead", wish.language).items():
        if not folded.endswith(words):
            continue
        whose = scheduling_words().bare(content[: len(content) - len(words)])
        asked = f"{whose}{'的' if wish.language == 'zh' else ' '}{question}" if whose else question
        tried = asked.replace(START, _A_DAY).replace(END, _A_DAY)
        if isinstance(read(tried), Understood):
            return Scheduling("propose", replace(wish, questions=(asked,)))
    return NotUnderstood((content,))


def _asked(content: str, wish: Wish, read: Read) -> tuple[str, ...]:
    """Gives the questions that a content stands for; itself where it is in doubt."""
    whole = _part(content, wish, None)
    if whole.stands_for:
        return whole.stands_for
    parts = _parts(content, wish)
    if len(parts) == 1:
        return (content,)
    if not any(one.stands_for for one in parts) and _is_one(read(content)):
        return (content,)
    asked = tuple(question for one in parts for question in one.stands_for or (one.text,))
    return asked if all(_is_one(read(question)) for question in asked) else (content,)


def _is_one(outcome: Outcome) -> bool:
    """Whether it is one question, and all of it: of two in one breath only the first is read."""
    return isinstance(outcome, Doubtful) or (isinstance(outcome, Understood) and not outcome.then)


def _parts(content: str, wish: Wish) -> Sequence[_Part]:
    """Gives the parts of a list; 我组的 before the first is said of all."""
    texts = [one for one in _BETWEEN.split(content) if one.strip()]
    whose = _WHOSE.match(texts[0])
    if whose is None:
        return [_part(one, wish, None) for one in texts]
    said = whose.group("whose")
    bare = [texts[0].removeprefix(said), *texts[1:]]
    return [_part(one, wish, None if "的" in one else said) for one in bare]


def _part(text: str, wish: Wish, whose: str | None) -> _Part:
    language, words = wish.language, scheduling_words()
    bare = words.bare(text)
    meant = words.meanings("content", language).get(fold(bare).text, "")
    for name, time in words.times(wish.rhythm.every, language).items():
        meant = meant.replace(f"{{{name}}}", time)
    questions = tuple(f"{whose or ''}{one}" for one in meant.split("|")) if meant else ()
    return _Part(f"{whose or ''}{bare}", questions)
