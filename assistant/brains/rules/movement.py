"""Those whose figure rose or fell: 哪些客户今年下滑了, "customers down on last year".

A direction only chooses where it is asked who or what: 各产品的增长 shows all of them.
"""

from dataclasses import replace
from decimal import Decimal

from assistant.brains.rules.frame import RANKED, TIME, Frame
from assistant.brains.rules.outcome import NotUnderstood
from assistant.brains.rules.sentence import Sentence
from assistant.brains.rules.situation import EndOfReading
from assistant.brains.rules.slots import Slots
from assistant.brains.rules.spans import Span
from crm.query.spec import CHANGE, CHANGE_RATE, OF_CHANGE, Having, Order


def read(sentence: Sentence, slots: Slots, index: int) -> bool:
    """Reads a direction beside a period: down on last year, less than last year, 比去年少."""
    span = sentence.spans[index]
    before, after = sentence.touching(index, -1), sentence.near(index, 1)
    if span.may_be("more_of_two") and not sentence.two_of_a_kind():
        behind = before is not None and before.period is not None and slots.has("against")
        if behind:
            slots.moves.add(of_two(span))
        return behind
    of_period = after is not None and after[1].period is not None
    if not of_period or not (span.may_be("change_on") or span.may_be("more", "gt", "lt")):
        return False
    down = span.may_be("change_on", "down") or span.may_be("more", "lt")
    slots.moves.add("down" if down else "up")
    slots.flags |= {"against": span.text, "moved": span.text}
    if slots.against_at is None:
        slots.against_at = len(slots.periods)
    return True


def of(span: Span) -> set[str]:
    """Gives the way that a word of change goes, if it says one."""
    return {way for way in ("up", "down") if span.may_be("change", way)}


def of_two(span: Span) -> str:
    """Gives the way that "more" or "less" of two periods goes."""
    return "up" if span.may_be("more_of_two", "more") else "down"


def of_periods(sentence: Sentence) -> bool:
    """Whether two periods are what "more" or "less" is of."""
    return sum(span.period is not None for span in sentence.spans) > 1


def asked_of(slots: Slots) -> bool:
    """Whether it is asked who or what rose, or who fell."""
    which = slots.has("which_any") and slots.has("customer_noun")
    asks = slots.asked or which or slots.has("which_who")
    asks = asks or slots.sentence.is_of("customer") or slots.sentence.is_of("product")
    return len(slots.moves) == 1 and bool(asks)


GROWN = frozenset({"增长", "增幅", "涨幅", "增速", "增长率", "growth"})
ON = frozenset({"on", "from", "against"})
SILENT_BESIDE = ("filler", "by", "more")
NO_LESS = frozenset({"gt", "ge"})


def take_bound(slots: Slots) -> None:
    """Takes a bound behind a word of change as one on the change: 下降超过50%的客户.

    Raises:
        EndOfReading: it says by how much at most.
    """
    spans, at = slots.sentence.spans, _bounded_number(slots)
    if at is None or len(slots.bounds) != 1:
        return
    number, bound = spans[at].number, slots.bounds[0]
    if bound.operator not in NO_LESS or number is None:
        raise EndOfReading(NotUnderstood((spans[at].text,)))
    slots.moved_by, slots.by_percent, slots.bounds = bound, number.percent, []
    _set_against(slots, at)


def _set_against(slots: Slots, number: int) -> None:
    """Reads the period behind as that of the comparison: down 20% on last year."""
    spans = slots.sentence.spans
    behind = [span.text for span in spans[number + 1 : number + 2]]
    if not {*behind} & ON or number + 2 not in slots.period_at or slots.has("against"):
        return
    slots.flags |= {"against": behind[0], "moved": behind[0]}
    slots.against_at = slots.period_at.index(number + 2)


def _bounded_number(slots: Slots) -> int | None:
    """Gives where a number stands before which, but for small words, something rose or fell."""
    spans = slots.sentence.spans
    for index, span in enumerate(spans):
        before = index - 1
        while before >= 0 and _is_silent(spans[before]):
            before -= 1
        if span.number is None or before < 0:
            continue
        slots.moves |= {"up"} if spans[before].text in GROWN else set()
        if of(spans[before]) or spans[before].text in GROWN:
            return index
    return None


def _is_silent(span: Span) -> bool:
    return any(map(span.may_be, SILENT_BESIDE)) and not of(span)


def _only(slots: Slots, *, rose: bool) -> Having:
    """Gives the condition on the change: which way, and by how much where that is said."""
    if slots.moved_by is None:
        return Having(CHANGE, "gt" if rose else "lt", (Decimal(0),))
    what = CHANGE_RATE if slots.by_percent else CHANGE
    limit, includes = slots.moved_by.values[0], slots.moved_by.operator == "ge"
    if rose:
        return Having(what, "ge" if includes else "gt", (limit,))
    return Having(what, "le" if includes else "lt", (-limit,))


def moved(frame: Frame, slots: Slots) -> Frame:
    """Gives the frame with only those that rose or fell, the largest change first.

    Raises:
        EndOfReading: nobody is asked for who could be more than a period.
    """
    before = tuple(held for held in frame.having if held.measure not in OF_CHANGE)
    if before != frame.having and slots.moves:  # 涨了的有哪些, after those that fell
        frame = replace(frame, having=before, ranked=False)
    if not (frame.compare and asked_of(slots)) or frame.ranked or not _are_rows(frame):
        require_used(slots)
        if asked_of(slots) and slots.has("of_two") and set(frame.groups) & set(TIME):
            raise EndOfReading(NotUnderstood((slots.flags["of_two"],)))
        return frame
    if frame.measures == ("buyers",):  # "customers who ordered less": each is one buyer
        frame = replace(frame, measures=("sales",), assumed=("measure",))
    rose = slots.moves == {"up"}
    return replace(
        frame,
        having=(*frame.having, _only(slots, rose=rose)),
        ranked=True,
        order=(Order(CHANGE, descending=rose),),
        limit=slots.limit or RANKED,
        limited=slots.limit is not None,
    )


def _are_rows(frame: Frame) -> bool:
    """Whether each row is somebody's one figure."""
    in_time = set(frame.groups) & set(TIME)
    return bool(frame.groups) and not in_time and len(frame.measures) == 1


def require_used(slots: Slots) -> None:
    """Ends reading where a figure above that of a period chooses nothing.

    Raises:
        EndOfReading: with the words.
    """
    if slots.has("moved"):
        raise EndOfReading(NotUnderstood((slots.flags["moved"],)))
    if slots.moved_by is not None:
        raise EndOfReading(NotUnderstood((slots.flags.get("change", ""),)))
