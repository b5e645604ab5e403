"""Reads numbers: how many rows, which place in a ranking, or a bound (超过10万)."""

import re
from decimal import Decimal
from itertools import pairwise

from assistant.brains.rules import past_due
from assistant.brains.rules.lexicon import is_cjk
from assistant.brains.rules.older import read_age
from assistant.brains.rules.sentence import Sentence
from assistant.brains.rules.slots import Bound, Slots
from assistant.brains.rules.spans import Span
from tools.phrases.numbers import whole_number

MOST_ROWS = 1000
TWO = 2
PLACED = frozenset({"came", "comes", "placed", "finished", "is", "was"})
"""Words before an ordinal that is a place in a ranking: came fourth."""
COUNTABLE = ("dimension", "entity", "unit", "measure", "rank", "newest", "oldest")
"""What "five" may be five of."""


def read(sentence: Sentence, slots: Slots, index: int) -> bool:
    """Reads the number at `index`; False where nothing says what it is for."""
    ends = _place_to_place(sentence, index)
    if ends is not None:
        return _from_place_to_place(sentence, slots, *ends)
    return (
        _counts_the_named(sentence, slots, index)
        or _of_those_shown(sentence, slots, index)
        or past_due.read(sentence, slots, index)
        or read_age(sentence, slots, index)
        or _is_upper_end(sentence, index)
        or _rows(sentence, slots, index)
        or _bound(sentence, slots, index)
        or _alone(sentence, slots, index)
    )


AROUND_A_NUMBER = ("cue", "filler", "only", "unit", "suffix", "thanks", "count_of_those")


def _alone(sentence: Sentence, slots: Slots, index: int) -> bool:
    """Reads a number in place of the one before: make it 20, 二十万呢."""
    number = sentence.spans[index].number
    rest = (span for at, span in enumerate(sentence.spans) if at != index)
    alone = all(any(map(span.may_be, AROUND_A_NUMBER)) for span in rest)
    if number is None or number.ordinal or not alone:
        return False
    slots.bare = number
    slots.flags["bare"] = sentence.spans[index].text
    return True


def _counts_the_named(sentence: Sentence, slots: Slots, index: int) -> bool:
    """Reads a number that says how many were just named: 上海、深圳、广州三地."""
    number = sentence.spans[index].number
    if number is None or number.ordinal or number.value < TWO:
        return False
    named = 0
    for span in reversed(sentence.spans[:index]):
        if span.name is not None:
            named += 1
        elif not (span.may_be("conj") or span.may_be("those")):
            break
    if named != number.value:
        return False
    slots.flags["counted"] = sentence.spans[index].text
    return True


def _of_those_shown(sentence: Sentence, slots: Slots, index: int) -> bool:
    """Reads how many rows of the last answer are meant: 这三家, those three."""
    span, before = sentence.spans[index], sentence.touching(index, -1)
    if before is None or not before.may_be("those") or span.number is None or span.number.ordinal:
        return False
    slots.those = int(span.number.value)
    return True


def _rows(sentence: Sentence, slots: Slots, index: int) -> bool:
    """Reads a number as how many rows are wanted, or as a place in the ranking."""
    number = sentence.spans[index].number
    if number is None or not 0 < number.value <= MOST_ROWS or number.value % 1:
        return False
    if sentence.near_is(index, -1, "more") or sentence.near_is(index, 1, "bound_after"):
        return False
    told = sentence.touching(index, -1)
    if number.ordinal or (told is not None and told.may_be("ordinal")):
        return _place(sentence, slots, index, int(number.value))
    if sentence.spans[index].text in {"one", "ones"} and _is_of_a_place(sentence, slots, index):
        return True
    before = sentence.touching(index, -1)
    if before is not None and before.text == "哪" and sentence.ranks:
        return _which_ones(sentence, slots, index)
    return _so_many(sentence, slots, index, int(number.value))


TO = frozenset({"到", "至", "-", "~", "–", "to", "through", "thru", "until"})
OF_A_PLACE = frozenset({"第", "名", "位", "the"})


def _place_to_place(sentence: Sentence, index: int) -> tuple[int, int] | None:
    """Gives where the ends of 第5到第10, "5th to 10th" stand, of which the number is one."""
    spans = sentence.spans
    numbers = [at for at, span in enumerate(spans) if span.number is not None]
    for first, last in pairwise(numbers):
        between = [span.text for span in spans[first + 1 : last] if span.text not in OF_A_PLACE]
        if index in {first, last} and len(between) == 1 and between[0] in TO:
            return (first, last) if _is_placed(sentence, first, last) else None
    return None


def _is_placed(sentence: Sentence, first: int, last: int) -> bool:
    """Whether two numbers are places, or count from the first one on: 第5到第10, 前5到10名."""
    ordinal = any(
        (n := sentence.spans[at].number) is not None and n.ordinal for at in (first, last)
    )
    before, after = sentence.touching(first, -1), sentence.touching(last, 1)
    told = before is not None and before.may_be("ordinal")
    named = after is not None and after.text.startswith(("名", "位"))
    return ordinal or told or named or _rank_before(sentence, first) is not None


def _from_place_to_place(sentence: Sentence, slots: Slots, first: int, last: int) -> bool:
    """Reads from which place to which the rows of a ranking are wanted.

    前5到10名 is not: so many of the first, or those from the fifth on?
    """
    begin, end = (sentence.spans[at].number for at in (first, last))
    assert begin is not None, "only numbers come here"
    assert end is not None, "only numbers come here"
    if not 0 < begin.value < end.value <= MOST_ROWS or _rank_before(sentence, first):
        return False
    slots.nth, slots.limit = int(begin.value), int(end.value - begin.value) + 1
    slots.rank = slots.rank or (None if sentence.ranks else "top")
    return True


def _is_of_a_place(sentence: Sentence, slots: Slots, index: int) -> bool:
    """Whether "one" only stands for a row: the second one; of the first one it picks it."""
    before = sentence.touching(index, -1)
    if before is None:
        return False
    if before.text == "first":
        slots.pick = 1
    return before.text == "first" or (before.number is not None and before.number.ordinal)


def _so_many(sentence: Sentence, slots: Slots, index: int, number: int) -> bool:
    """Reads how many rows are wanted: top 5, 后三名, five customers of a ranking."""
    rank = _rank_before(sentence, index)
    if rank is None and sentence.near_is(index, -1, "last") and _of_orders(sentence):
        slots.flags["newest"], slots.limit = "last", number  # "their last 3 orders"
        return True
    if rank is None and not _counts_rows(sentence, index):
        return False
    if rank is not None and not sentence.near_is(index, -1, "rank"):
        before = sentence.near(index, -1)
        slots.flags["by_position"] = before[1].text if before is not None else ""
    if rank is not None and slots.rank not in {None, rank}:
        slots.flags["two_ranks"] = sentence.spans[index].text
    slots.rank = slots.rank or rank
    slots.limit = number
    return True


UNIT_OF = {"customers": "customer", "products": "product"}


def _which_ones(sentence: Sentence, slots: Slots, index: int) -> bool:
    """Reads how many are asked for: 最多的是哪三家."""
    number, after = sentence.spans[index].number, sentence.touching(index, 1)
    assert number is not None, "only numbers come here"
    slots.limit = int(number.value)
    units = [role.value for role in after.roles if role.kind == "unit"] if after else []
    slots.asked += [UNIT_OF[unit] for unit in units if unit in UNIT_OF]
    slots.entities += [UNIT_OF[unit] for unit in units if unit in UNIT_OF]
    return True


WORST = frozenset({"差的", "少的", "低的"})
BEST = frozenset({"好的", "多的", "高的"}) | WORST
"""What stands behind a place: 卖得第二好的, 第三低的."""


def _place(sentence: Sentence, slots: Slots, index: int, place: int) -> bool:
    """Reads an ordinal: a place in a ranking that is asked for, or a row of the last answer."""
    after, before = sentence.touching(index, 1), sentence.near(index, -1)
    placed = index > 0 and sentence.spans[index - 1].text in PLACED
    picked = after is not None and after.text in {"个", "家", "one"}
    if picked and (sentence.any_may_be("which") or _lists_some(sentence, index)):
        slots.pick = place  # 第二个谁买的最多
    elif after is not None and (after.may_be("more_of_two") or after.text in BEST):
        slots.nth, slots.rank_text = place, sentence.spans[index].text + after.text
        bottom = after.may_be("more_of_two", "less") or after.text in WORST
        slots.rank = "bottom" if bottom else "top"
    elif after is not None and after.text.startswith("名") and _says_of_what(sentence):
        slots.nth, slots.rank = place, slots.rank or "top"
    elif picked is False and _asks_who(sentence):  # who is second
        slots.nth = place
        slots.flags.pop("profile", None)
    elif sentence.ranks or placed or _follows_a_measure(sentence, index) or _is_by(sentence, index):
        slots.nth = place
        slots.rank = slots.rank or (None if sentence.ranks else "top")
    elif after is not None or before is not None:
        slots.pick = place
    elif len(sentence.spans) == 1:  # "second?" after a ranking
        slots.nth = place
    return slots.nth is not None or slots.pick is not None


def _lists_some(sentence: Sentence, index: int) -> bool:
    """Whether so many of its newest rows are asked for: 第二个最近三笔订单."""
    others = [i for i, span in enumerate(sentence.spans) if span.number is not None and i != index]
    return any(sentence.near_is(i, -1, "newest") for i in others)


def _asks_who(sentence: Sentence) -> bool:
    """Whether it is only asked who stands there: "who is second", 第二是谁."""
    small = ("which", "filler", "cue", "profile", "unit", "ordinal")
    asks = sentence.any_may_be("which") or any(s.text.startswith("who") for s in sentence.spans)
    return asks and all(
        span.number is not None or any(map(span.may_be, small)) for span in sentence.spans
    )


def _says_of_what(sentence: Sentence) -> bool:
    """Whether it is clear by what: of products it may be amount or quantity."""
    customers = any(span.may_be("entity", "customer") for span in sentence.spans)
    return customers or sentence.any_may_be("measure")


def _follows_a_measure(sentence: Sentence, index: int) -> bool:
    """Whether a Chinese measure stands right before: 销量第三的产品."""
    at = index - 1 - (index > 0 and sentence.spans[index - 1].may_be("ordinal"))
    return at >= 0 and sentence.spans[at].may_be("measure") and is_cjk(sentence.spans[at].text[0])


def _is_by(sentence: Sentence, index: int) -> bool:
    """Whether what is ranked and by what stand behind: "4th city by number of orders"."""
    following = sentence.spans[index + 1 : index + 4]
    kinds = ("dimension", "by", "measure")
    return len(following) == len(kinds) and all(map(Span.may_be, following, kinds))


def _rank_before(sentence: Sentence, index: int) -> str | None:
    """Gives the end of the ranking that 前, top, 后 or last before a number means."""
    if sentence.near_is(index, -1, "first"):
        near = sentence.near(index, -1)
        placed = near is not None and near[1].text == "first" and _of_orders(sentence)
        return None if placed else "top"  # "first 5 orders" are the earliest, not the largest
    if sentence.near_is(index, -1, "last") and not _of_orders(sentence):
        return "bottom"
    return None


def _of_orders(sentence: Sentence) -> bool:
    """Whether "the last 5" are orders, which are the newest and not the lowest."""
    return any(span.may_be("entity", "order") for span in sentence.spans) and not any(
        span.may_be("dimension") and not span.may_be("entity") for span in sentence.spans
    )


def _counts_rows(sentence: Sentence, index: int) -> bool:
    before, after = sentence.near(index, -1), sentence.near(index, 1)
    follows = after is not None and any(after[1].may_be(kind) for kind in COUNTABLE)
    if follows and (sentence.ranks or _ranks_an_insight(sentence, index)):
        return True
    if after is not None and after[1].may_be("insight"):
        return True  # "the 5 least healthy customers"
    if before is None:
        return False
    latest = before[1].may_be("last") and _of_orders(sentence) and follows
    in_time = before[1].may_be("newest") or before[1].may_be("oldest")
    return before[1].may_be("rank", "top", "bottom") or in_time or latest


CLASSIFIERS = frozenset("个家名位")


def _ranks_an_insight(sentence: Sentence, index: int) -> bool:
    """Whether rows of an insight's list are counted: 健康度最低的5个, but not 健康度50的客户."""
    before, counted = sentence.near(index, -1), sentence.touching(index, 1)
    if before is None or counted is None or not before[1].may_be("insight"):
        return False
    return counted.text in CLASSIFIERS or counted.text == "customers"


def bound(operator: str, value: Decimal) -> Bound:
    """Gives a condition on a number; exactly so much is between it and itself."""
    return Bound("between", (value, value)) if operator == "eq" else Bound(operator, (value,))


def _bound(sentence: Sentence, slots: Slots, index: int) -> bool:
    """Reads a number as a condition: 超过10万, 10万以上, between 5k and 10k."""
    number = sentence.spans[index].number
    if number is None:
        return False
    upper = _upper_end(sentence, index)
    if upper is None and _counts_orders(sentence, index):
        slots.flags["count"] = sentence.spans[index].text
        return True
    before, after = sentence.near(index, -1), sentence.near(index, 1)
    if upper is not None:
        lower = _scaled_like(upper[0], sentence.spans[index])
        slots.bounds.append(Bound("between", (lower, upper[1])))
    elif before is not None and before[1].may_be("more"):
        slots.bounds.append(bound(before[1].value("more"), number.value))
    elif after is not None and after[1].may_be("bound_after"):
        slots.bounds.append(Bound(after[1].value("bound_after"), (number.value,)))
    else:
        return False
    return True


_SCALED = re.compile(r"(\d[\d.,]*|[一二两三四五六七八九十]+)\s*(\D+)")


def _scaled_like(upper: Span, lower: Span) -> Decimal:
    """Gives the lower end of a range, whose scale is said once: between 50 and 100 thousand."""
    assert upper.number is not None, "only numbers come here"
    assert lower.number is not None, "only numbers come here"
    found = _SCALED.fullmatch(upper.text)
    plain = lower.text.isdigit() or all(one in "一二两三四五六七八九十" for one in lower.text)
    if found is None or not plain or found.group(2).strip() in {"", "%"}:
        return lower.number.value
    digits = whole_number(found.group(1))
    scale = upper.number.value / digits if digits else Decimal(1)
    scaled = lower.number.value * scale
    return scaled if scaled < upper.number.value else lower.number.value


def _counts_orders(sentence: Sentence, index: int) -> bool:
    """Whether it is asked if there were so many orders: did we get more than 200 orders."""
    after = sentence.touching(index, 1)
    bounded = sentence.near_is(index, -1, "more")
    orders = bounded and after is not None and after.text == "orders"
    of_somebody = any(span.may_be("entity", "customer") for span in sentence.spans)
    return orders and not of_somebody and not sentence.any_may_be("by", "which", "dimension")


def _upper_end(sentence: Sentence, index: int) -> tuple[Span, Decimal] | None:
    """Gives the number that ends the range which the one at `index` begins.

    Three numbers in a row are none (a telephone number), nor is one that ends before it begins.
    """
    lower = sentence.spans[index]
    joint = sentence.near(index, 1)
    if joint is None or not (joint[1].may_be("range_to") or joint[1].may_be("conj")):
        return None
    second = sentence.near(joint[0], 1)
    if second is None or lower.number is None or second[1].number is None:
        return None
    if not joint[1].may_be("range_to") and not sentence.any_may_be("between"):
        return None
    if _is_in_a_row(sentence, index, second[0]):
        return None
    upper = second[1].number.value
    return (second[1], upper) if _scaled_like(second[1], lower) <= upper else None


def _is_in_a_row(sentence: Sentence, first: int, second: int) -> bool:
    """Whether a third number is joined to the two: 400-000-0002."""
    outer = ((first, -1), (second, 1))
    joints = [(sentence.near(index, step), step) for index, step in outer]
    return any(
        joint is not None and joint[1].may_be("range_to") and sentence.near_number(joint[0], step)
        for joint, step in joints
    )


def _is_upper_end(sentence: Sentence, index: int) -> bool:
    """Whether the number was already read as the upper end of a range."""
    joint = sentence.near(index, -1)
    first = sentence.near(joint[0], -1) if joint is not None else None
    if first is None or first[1].number is None:
        return False
    upper = _upper_end(sentence, first[0])
    return upper is not None and upper[0] is sentence.spans[index]
