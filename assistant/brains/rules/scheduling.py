"""Requests for what is to come by itself: 每周一早上把逾期发给我, "remind me 30 days before …".

And what is to become of it: 确认, 改成10点, 暂停周报, "list my schedules". When it comes is read by
`tools/phrases/rhythms.py`; what comes are questions, each of which must be understood as it stands
(`scheduled.py`). The words are in `scheduling.toml`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from assistant.brains.rules.outcome import NotUnderstood, Outcome, Scheduling
from assistant.brains.rules.scheduled import ahead_of, questions_of
from assistant.brains.rules.scheduling_words import Send, Span, scheduling_words
from crm.periods.rhythm import Rhythm
from crm.text import Folded, fold
from tools.phrases.rhythms import USUAL, BadTime, SaidRhythm, beyond, hour_in, rhythm_in
from tools.schedules import Wish

_MAYBE = re.compile(
    r"[每发停]|天天|定[时期]|提醒|推送|通知|恢复|暂停|删|取消|订|[日周月季]报|月[底末初]"
    r"|季度?[末初]|逢周|[今明]天|明日|后天|[今明][早晚]|下个?(?:周|星期|礼拜)|工作日"
    r"|\b(?:every|each|daily|weekly|monthly|quarterly|remind|reminders?|send|schedules?|digests?"
    r"|pause|resume|stop|cancel|delete|remove|unsubscribe|notify|alert|run|tomorrow|next|on)\b"
)
"""What a request must have; looked for first, because most questions have none of it."""
_EDIT = re.compile(
    r"(?:时间)?(?:改成|改到|改为|换成|换到)|吧"
    r"|\b(?:make it|change it to|change to|instead|rather|no)\b"
)
_RELATING = r"of|in|by|for|from|at|with|and|or|per|over|under|above|below|than|versus|vs|like|to"
_OTHERS = re.compile(
    r"(?:发|推送|推|寄|报)(?:送|一份)?给(?!我)"
    rf"|\bsend (?!me\b|us\b)(?!(?:[\w']+ )?(?:{_RELATING})\b)[\w']+(?: [\w']+)?"
    r" (?=(?:my|our|his|her|their|the|a|an) )"
    r"|(?<!me)(?<!from) to (?:him|her|them|everyone|everybody|the team|my (?:team|boss|manager))\b"
)
"""Somebody else whom it is to go to."""


@dataclass(frozen=True)
class _Request:
    """A text, and the spans that say how it is to come."""

    folded: Folded
    text: str
    spans: tuple[Span, ...]

    def content(self) -> str:
        """Gives what is to come, as it was written."""
        return scheduling_words().bare(self._rest())

    def _rest(self) -> str:
        parts: list[str] = []
        end = 0
        for span in (*sorted(self.spans), (len(self.folded.text),) * 2):
            if span[0] > end:
                first, last = self.folded.original(end, span[0])
                parts.append(self.text[first:last])
            end = max(end, span[1])
        return " ".join(" ".join(parts).split())


def schedule(
    text: str, today: date, waiting: Wish | None, read: Callable[[str], Outcome]
) -> Scheduling | NotUnderstood | None:
    """Gives what is to come by itself, or is to become of it; None where nothing of that is said.

    Args:
        text: the question.
        today: the business date.
        waiting: what was proposed just now, and is not kept yet.
        read: reads a question as if it stood alone.
    """
    folded = fold(text)
    if waiting is None and _MAYBE.search(folded.text) is None:
        return None
    answered = _answer(folded.text, today, waiting) if waiting is not None else None
    try:
        found = (
            answered
            or _act(folded.text)
            or _for_others(folded.text, today)
            or _wish(folded, text, today, read)
        )
    except BadTime as error:
        found = NotUnderstood((str(error),))
    # No model plans it, and no document answers: what stands around it would be lost.
    return replace(found, lacking="sent") if isinstance(found, NotUnderstood) else found


def _act(folded: str) -> Scheduling | None:
    found = scheduling_words().act(folded)
    return None if found is None else Scheduling(found.act, which=found.which)


def _answer(folded: str, today: date, waiting: Wish) -> Scheduling | None:
    """Gives what is said to a proposal: yes, no, or another time."""
    words = scheduling_words()
    answer = words.answer(folded)
    if answer is not None:
        return Scheduling(answer, waiting)
    mail = words.without("mail", _EDIT.sub(" ", folded))
    rest = words.without("quiet", mail.text)
    by_mail, quiet = waiting.by_mail or mail.said, waiting.quiet or rest.said
    wish = replace(waiting, by_mail=by_mail, quiet=quiet)
    try:
        said = rhythm_in(rest.text, today)
        left = rest.text if said is None else said.rest(rest.text)
        rhythm = None if said is None else said.rhythm
        if said is None and (hour := hour_in(rest.text)) is not None:
            left = rest.text[: hour[1][0]] + rest.text[hour[1][1] :]
            rhythm = replace(wish.rhythm, at=hour[0])
    except BadTime:
        return None
    if words.bare(left) or (rhythm is None and not (rest.said or mail.said)):
        return None
    return Scheduling("propose", replace(wish, rhythm=rhythm or wish.rhythm))


def _for_others(folded: str, today: date) -> Scheduling | None:
    """Gives that something is to go to somebody else again and again."""
    others = _OTHERS.search(folded)
    said = None if others is None else rhythm_in(folded, today)
    if others is None or said is None or not said.plainly:
        return None
    return Scheduling("others", which=others.group().strip())


def _wish(
    folded: Folded, text: str, today: date, read: Callable[[str], Outcome]
) -> Scheduling | NotUnderstood | None:
    words = scheduling_words()
    send = words.send(folded.text)
    if send is None:
        return None
    said = rhythm_in(folded.text, today)
    taken = () if said is None else said.spans
    ahead = words.ahead(folded.text, taken) if send.reminds else None
    if ahead is None and (said is None or not _is_meant(said, send, folded.text)):
        return None
    if said is not None and (more := beyond(folded.text)) is not None:
        raise BadTime(more)
    quiet, mail = words.also("quiet", folded.text), words.also("mail", folded.text)
    said_so = (quiet, mail, None if ahead is None else ahead.span)
    spans = (*taken, send.span, *(span for span in said_so if span is not None))
    content = _Request(folded, text, spans).content()
    language = "en" if folded.text[slice(*send.span)].isascii() else "zh"
    if not content:
        return NotUnderstood((), lacking="sent")
    plain = Rhythm("day", USUAL) if said is None else said.rhythm
    if ahead is not None:
        wish = Wish(plain, (), language, quiet=True, ahead=ahead.days, by_mail=mail is not None)
        return ahead_of(content, wish, read)
    wish = Wish(plain, (), language, quiet=quiet is not None, by_mail=mail is not None)
    return questions_of(content, wish, text, read)


def _is_meant(said: SaidRhythm, send: Send, folded: str) -> bool:
    """Whether it is to come again and again: 给我每月销售额 asks for a table.

    Without a day or an hour the rhythm must stand before what sends, or at the very end.
    """
    if said.plainly:
        return True
    at_the_end = not scheduling_words().bare(folded[said.spans[0][1] :])
    return not send.weak and (said.start < send.span[0] or at_the_end)
