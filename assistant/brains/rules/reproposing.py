"""Changes to what was just proposed: 改成10台, "make it 4pm", 改成周四, T30改成8台.

Nothing is decided by it: another proposal, with the change in it, takes the place of the one
before, and waits like that one. What cannot be meant without doubt is not understood.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from assistant.brains.rules.outcome import Acting, NotUnderstood
from assistant.brains.rules.requests import Request, kinds, left_over, words
from assistant.brains.rules.thread import Thread
from tools.phrases.numbers import find_numbers
from tools.wishes import ChangeField, Deed, DraftOrder, Line, LogActivity, MakeTask

_CHANGE = re.compile(
    r"(?:(?:不对|不是|错了|等等)[,，\s]*)?(?:把)?(?:数量|时间|日期|日子|它|值)?"
    r"(?:改成|换成|改为|改到|改|应该是|要的是|调成|调整为)"
    r"|(?:no,? |sorry,? |actually,? )*"
    r"(?:make (?:it|that)|change (?:it|that)(?: to)?|change to|rather)(?: to)?\b"
)
_PIECES = re.compile(
    r"[台件个套只支箱盒块张卷瓶包把片根]|\b(?:pieces?|units?|pcs|of them|instead)\b"
)
_PARTS = "、,，;；"


def changed(request: Request) -> Acting | NotUnderstood | None:
    """Gives what was proposed just now with other values; None where that is not what is said."""
    deed = request.thread.deed
    found = _CHANGE.search(request.text) if deed is not None else None
    if deed is None or found is None or request.names_of("customer"):
        return None
    goods = request.names_of("product")
    if left_over(request.without(goods)[: found.start()], words("polite", "any")):
        return None
    if goods and not isinstance(deed, DraftOrder):
        return None
    after = _with(deed, request, found.end())
    if after is None:
        return NotUnderstood((request.written(found.end(), len(request.text)),))
    return Acting(after, instead=True)


def _with(deed: Deed, request: Request, start: int) -> Deed | None:
    """Gives the same deed with what stands behind the words of change; None where that is none."""
    if isinstance(deed, DraftOrder):
        lines = _lines(deed, request)
        return None if lines is None else replace(deed, lines=lines)
    if isinstance(deed, ChangeField):
        return _other_value(deed, request.written(start, len(request.text)))
    when = request.when(ahead=isinstance(deed, MakeTask))
    rest = "".join(
        " " if any(first <= at < last for first, last in when.places) else sign
        for at, sign in enumerate(request.text)
    )
    if when.bad is not None or not when.places or left_over(rest[start:], words("polite", "any")):
        return None
    if isinstance(deed, LogActivity):
        day = when.day
        known = day is not None and when.time is None and day <= request.sources.today
        return replace(deed, occurred_on=day) if known and day is not None else None
    due = deed.due_at or datetime.combine(request.sources.today, datetime.min.time())
    moment = datetime.combine(when.day or due.date(), when.time or due.time())
    return replace(deed, due_at=moment)


def _other_value(deed: ChangeField, said: str) -> ChangeField | None:
    known = next(
        (one for one in kinds("status") if words("status", one).fullmatch(said.lower())), said
    )
    value = known if deed.field == "status" else said
    return replace(deed, value=value) if value else None


def _lines(deed: DraftOrder, request: Request) -> tuple[Line, ...] | None:
    """Gives the lines with other quantities; a product that is not among them is a new line."""
    goods = request.names_of("product")
    rest = _CHANGE.sub(lambda found: " " * len(found.group()), request.without(goods))
    numbers = [one for one in find_numbers(rest) if not one.percent and not one.ordinal]
    bare = rest
    for one in numbers:
        bare = bare[: one.start] + " " * (one.end - one.start) + bare[one.end :]
    if left_over(bare.translate(dict.fromkeys(map(ord, _PARTS), " ")), _PIECES) or not numbers:
        return None
    lines = {line.product_id: line for line in deed.lines}
    unnamed = len(numbers) - len(goods)
    if unnamed not in {0, 1} or (unnamed and len(deed.lines) != 1):
        return None
    if unnamed:
        only = deed.lines[0]
        lines[only.product_id] = replace(only, quantity=numbers[0].value)
    for span, number in zip(goods, numbers[unnamed:], strict=True):
        meant = [name for name in span.names if name.dimension == "product"]
        same = unnamed and meant[0].values[0] == deed.lines[0].product_id
        if len(meant) != 1 or same:
            return None
        key = meant[0].values[0]
        lines[key] = Line(key, meant[0].label, number.value)
    return tuple(lines.values())


class Made(Protocol):
    """A proposal, as far as it is remembered."""

    @property
    def action_id(self) -> str:
        """Gives its id."""
        ...


def remembered(after: Thread, before: Thread, wanted: Acting, made: Sequence[Made]) -> Thread:
    """Gives the thread with what may be changed by words: the proposal `made`, if there is one.

    Where a change was refused, what had been proposed before it may still be changed.
    """
    if made:
        return replace(after, proposal=made[0].action_id)
    if wanted.instead or not isinstance(wanted.wish, Deed):
        return replace(after, deed=before.deed, proposal=before.proposal)
    return replace(after, deed=None, proposal=None)
