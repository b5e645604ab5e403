"""Reads the words of the lexicon; what one means may depend on its neighbours."""

from assistant.brains.rules import movement, nouns
from assistant.brains.rules.falling_due import of_payment
from assistant.brains.rules.lexicon import is_cjk
from assistant.brains.rules.needless import (
    only_asks,
    says_gained,
    says_how_far,
    says_how_large,
    says_in_steps,
    says_open,
    says_the_rest,
    says_what_it_is,
)
from assistant.brains.rules.sentence import RANKING, Sentence
from assistant.brains.rules.slots import Slots
from assistant.brains.rules.spans import Span

ADDING = {"再", "also", "同时", "and also"}
"""Cues that put a split beside the one before instead of in its place."""
NOTICED = (
    "count",
    "amount",
    "list",
    "split",
    "trend",
    "change",
    "share",
    "total",
    "only",
    "pronoun",
    "overall",
    "one_before",
    "definition",
    "help",
    "greeting",
    "thanks",
    "newest",
    "oldest",
    "or_both",
    "ahead",
    "not",
    "profile",
    "why",
    "thereof",
    "drag",
    "some",
    "afresh",
    "pair",
    "value",
    "count_of_those",
    "differing",
    "last_row",
    "show",
    "whose",
    "when",
    "part_from",
    "joins",
    "average",
)
"""Kinds that only need noticing; what they do is decided when the frame is made."""
WHO_ALL = frozenset({"都有谁", "有谁", "都是谁", "有哪些人", "都有哪些人"})
"""Words that ask, at the end, for all of them: 宁波的客户都有谁."""
WHO_HAS = frozenset({"who has", "who had"})
"""Words that ask who it is before the most or the least of something."""
WHICH_ORDER = frozenset({"哪一单", "哪一笔", "哪单", "哪笔", "哪几单", "哪几笔", "哪张单"})
GROWTH = ("fastest", "most_growth", "most_decline")
SILENT = ("filler", "conj", "between", "range_to")
"""Kinds that add nothing by themselves."""
AGES = ("day", "week", "month", "year")
UNIT_ENTITY = {"orders": "order", "customers": "customer", "products": "product"}
IN_A_TIME = frozenset({"按", "按照", "across"})
"""Words of a split that say no more than "in" before a time: 按今年, across 2007."""
NEEDLESS = (only_asks, says_the_rest, says_what_it_is, says_how_large, says_in_steps)
"""Whether a word says nothing, or once more what another one says."""
EACH = frozenset({"各", "各自", "each", "every"})
GROUPED = ("dimension", "each_time", "rank", "by", "split")
"""What 按, 每 or by may stand before."""


def read(sentence: Sentence, slots: Slots, index: int) -> bool:
    """Reads the word at `index`; False where it says nothing here."""
    if sentence.spans[index].may_be("unsupported"):
        return False
    if any(adds_nothing(sentence, index) for adds_nothing in NEEDLESS):
        return True
    readers = (_beside_another, nouns.read, _rank, _comparison, _filter, _ahead, _noticed, _small)
    return any(reader(sentence, slots, index) for reader in readers)


def _beside_another(sentence: Sentence, slots: Slots, index: int) -> bool:
    """Reads words that only mean something beside a number, a name or a period."""
    readers = (_beside_a_number, _beside_a_name)
    return any(reader(sentence, slots, index) for reader in readers)


def _beside_a_number(sentence: Sentence, slots: Slots, index: int) -> bool:
    span, before = sentence.spans[index], sentence.touching(index, -1)
    after, following = sentence.near(index, 1), sentence.touching(index, 1)
    number = before.number if before is not None else None
    over_a_period = span.text == "over" and after is not None and after[1].period is not None
    long = slots.past_due is not None and (
        span.may_be("bound_after")
        or (span.may_be("dimension", "day", "week", "month") and sentence.near_number(index, -1))
        or (slots.past_due.until is not None and span.may_be("range_to"))
    )
    long = long or (slots.older is not None and span.may_be("dimension", *AGES) and bool(number))
    long = long or (span.may_be("older") and sentence.near_number(index, 1))
    placed = span.may_be("more_of_two") and number is not None and number.ordinal  # 第三大
    those = span.may_be("those") and following is not None and following.number is not None
    ordinal = span.may_be("ordinal") and following is not None and following.number is not None
    of_number = (span.may_be("first") or span.may_be("last")) and sentence.near_number(index, 1)
    bounds = sentence.bounds_a_number(index)
    return bounds or those or over_a_period or long or placed or ordinal or of_number


def _beside_a_name(sentence: Sentence, slots: Slots, index: int) -> bool:
    span, before = sentence.spans[index], sentence.touching(index, -1)
    if span.may_be("except") and _is_of_returns(sentence, index):
        slots.flags["net"] = span.text
        return True
    if span.may_be("except") or span.may_be("except_end"):
        before_it = span.may_be("except") and (
            _leaves_out_a_name(sentence, index) or sentence.near_is(index, 1, "status", "cancelled")
        )
        return before_it or (span.may_be("except_end") and sentence.near_name(index, -1))
    if span.may_be("holding"):
        return sentence.near_name(index, 1)
    suffix = span.may_be("suffix") and not span.may_be("dimension")
    return suffix and before is not None and before.name is not None


def _leaves_out_a_name(sentence: Sentence, index: int) -> bool:
    """Whether a name stands behind, or its kind and then it: excluding channel 官网."""
    after = sentence.near(index, 1)
    if after is not None and after[1].name is None and after[1].may_be("dimension"):
        return sentence.near_name(after[0], 1)
    return after is not None and after[1].name is not None


def _is_of_returns(sentence: Sentence, index: int) -> bool:
    """Whether returns are what is taken off: 去掉退货的, net of returns."""
    return sentence.near_is(index, 1, "verb", "return") or sentence.near_is(
        index, 1, "measure", "returned"
    )


def _rank(sentence: Sentence, slots: Slots, index: int) -> bool:
    span = sentence.spans[index]
    if span.may_be("rank"):
        _place_in_order(span, slots)
        return True
    if span.may_be("drag"):
        kind = "most_decline" if span.may_be("drag", "down") else "most_growth"
        slots.flags |= {"drag": span.text, kind: span.text, "change": span.text}
        return True
    for kind in GROWTH:
        if span.may_be(kind):
            slots.flags |= {kind: span.text, "change": span.text}
            return True
    if span.may_be("more_of_two") and _asks_who_has_more(sentence, span):
        slots.rank, slots.rank_text = "top", span.text
        slots.verbs["sell"] = span.text
        return True
    if span.may_be("more_of_two") and sentence.two_of_a_kind():
        slots.flags["of_two"] = span.text
        slots.moves |= {movement.of_two(span)} if movement.of_periods(sentence) else set()
        return True
    return False


MORE = frozenset(
    {
        "sold more",
        "did more",
        "sold the more",
        "卖得多",
        "做得多",
        "卖的多",
        "做的多",
        "卖得好",
        "做得好",
    }
)


def _asks_who_has_more(sentence: Sentence, span: Span) -> bool:
    """Whether it is asked who of all sold more, and not who of two: "who sold more"."""
    who = any(other.may_be("which", "who") for other in sentence.spans)
    of_two = sentence.two_of_a_kind() or sentence.any_may_be("against", "pair")
    return span.text in MORE and who and not of_two


def _place_in_order(span: Span, slots: Slots) -> None:
    if span.may_be("sorting"):
        slots.flags["sorting"] = span.text
    if span.may_be("rank", "list"):
        slots.flags["ranking"] = span.text
        return
    if slots.rank not in {None, span.value("rank")}:
        slots.flags["two_ranks"] = span.text
    slots.rank, slots.rank_text = span.value("rank"), span.text


def _comparison(sentence: Sentence, slots: Slots, index: int) -> bool:
    span = sentence.spans[index]
    if movement.read(sentence, slots, index):
        return True
    if span.may_be("compare"):
        slots.compare.append(span.value("compare"))
        slots.compare_words.append(span.text)
        return True
    if span.may_be("against") and not (span.may_be("conj") and _only_joins(sentence, index)):
        slots.flags["against"] = span.text
        if slots.against_at is None:
            slots.against_at = len(slots.periods)
        return True
    if span.may_be("each_time"):
        grain = span.value("each_time")
        if grain not in slots.groups:
            slots.groups.append(grain)
        return True
    return False


def _only_joins(sentence: Sentence, index: int) -> bool:
    """Whether 跟 means "and": it means "with" only where a 比 follows."""
    later = sentence.spans[index + 1 :]
    return not any(span.may_be("against") and not span.may_be("conj") for span in later)


def _filter(sentence: Sentence, slots: Slots, index: int) -> bool:
    span = sentence.spans[index]
    if span.may_be("status", "cancelled") and sentence.near_is(index, -1, "except"):
        slots.flags["cue"] = span.text  # no figure counts them
    elif span.may_be("status"):
        slots.statuses.append(span.value("status"))
    elif span.may_be("weekday"):
        slots.weekdays.append(span.value("weekday"))
    elif span.may_be("currency"):
        slots.currencies.append(span.value("currency").upper())
    elif span.may_be("attained"):
        slots.attained = span.value("attained") == "yes"
    elif span.may_be("verb"):
        slots.verbs[span.value("verb")] = span.text
        slots.units += ["money"] if span.may_be("unit", "money") else []  # 花钱最多
    else:
        return False
    return True


def _ahead(sentence: Sentence, slots: Slots, index: int) -> bool:
    """Reads words for what customers will do (`insights.py`)."""
    span = sentence.spans[index]
    if span.may_be("insight"):
        slots.flags["insight"] = span.value("insight")
        return True
    if span.may_be("insight_cue"):
        slots.flags["insight_cue"] = span.text
        return True
    return False


def _noticed(sentence: Sentence, slots: Slots, index: int) -> bool:
    span = sentence.spans[index]
    if span.may_be("which"):
        all_of_them = span.text in WHO_ALL and sentence.near(index, 1) is None
        kind = "any" if all_of_them else span.value("which")
        slots.flags[f"which_{kind}"] = span.text
        slots.entities += ["order"] if span.text in WHICH_ORDER else []
        return True
    if span.may_be("due") and of_payment(sentence):
        slots.flags["due"] = span.text
        return True
    if span.text in WHO_HAS and sentence.near_is(index, 1, "rank", "top", "bottom"):
        slots.flags["which_who"] = span.text
        return True
    if span.may_be("scope"):
        slots.flags[f"scope_{span.value('scope')}"] = span.text
        return True
    if span.may_be("cue") and _opens_or_closes(sentence, index):
        slots.flags |= {"cue": span.text} | ({"adds": span.text} if span.text in ADDING else {})
        return True
    flag = next((flag for flag in NOTICED if span.may_be(flag)), None)
    if flag is not None:
        _notice(slots, flag, index, span.text)
    return flag is not None


def _place(slots: Slots, flag: str, index: int) -> None:
    """Keeps where a share is asked for, and of which unit of time an average is."""
    span = slots.sentence.spans[index]
    if flag == "average" and not span.may_be("average", "any"):
        slots.per = span.value("average")
    if flag == "share":
        slots.share_at = index


def _notice(slots: Slots, flag: str, index: int, text: str) -> None:
    of_money = flag == "count" and slots.sentence.near_is(index, -1, "amount")
    if of_money and (slots.has("count") or text in {"多少", "是多少"}):
        return  # 有几单，金额多少: the number was asked for before
    slots.flags[flag] = text
    _place(slots, flag, index)
    if flag == "pair" and any(word in text for word in ("加", "一起", "combined")):
        slots.flags["total"] = "加起来"  # 这两家加一块
    if flag == "joins" and slots.sentence.spans[index].may_be("conj"):
        slots.flags["joined"] = text  # 华东加上华南
    if slots.sentence.spans[index].may_be("differing", "gap"):
        slots.flags["difference"] = text
    if flag == "change":
        slots.moves |= movement.of(slots.sentence.spans[index])
    if flag == "count" and not is_cjk(text[0]):
        slots.flags["count_en"] = text


def _opens_or_closes(sentence: Sentence, index: int) -> bool:
    """Whether a cue stands where it can mean "as before, but": first or last."""
    before = sentence.spans[:index]
    first = all(span.may_be("filler") or span.may_be("cue") for span in before)
    return first or all(span.may_be("filler") for span in sentence.spans[index + 1 :])


def _small(sentence: Sentence, slots: Slots, index: int) -> bool:
    span = sentence.spans[index]
    if span.may_be("unit"):
        return _unit(sentence, slots, index) or any(span.may_be(kind) for kind in SILENT)
    if span.may_be("by"):
        return _leads_to_a_group(sentence, slots, index)
    if any(says(sentence, index) for says in (says_open, says_gained, says_how_far)):
        return True
    if span.may_be("whatever") and sentence.near_is(index, 1, "dimension"):
        return True
    return any(span.may_be(kind) for kind in SILENT)


def _leads_to_a_group(sentence: Sentence, slots: Slots, index: int) -> bool:
    """Whether 按 or by stands before something to split or order by; "per order" is a division."""
    near = sentence.near(index, 1)
    if sentence.spans[index].text == "by" and sentence.near_is(index, 1, "more"):
        return sentence.near_is(index, -1, "change")  # fell by more than half
    if sentence.spans[index].text in EACH and _each_did(sentence, index):
        return True
    if sentence.spans[index].text in {"分", "分各"} and sentence.near_is(index, -1, "dimension"):
        return True  # 按原因分
    if near is None:
        return False
    in_a_time = near[1].period is not None and sentence.spans[index].text in IN_A_TIME
    ranks = bool(slots.rank) or sentence.any_may_be("first", *RANKING)
    by_money = near[1].may_be("amount") and ranks  # 卖得最好的产品，按金额
    named = near[1].name is not None or any(near[1].may_be(kind) for kind in GROUPED)
    if in_a_time or by_money or named:
        return True
    orders_by = sentence.spans[index].text in {"by", "按", "按照", "依", "以"}
    return orders_by and any(map(near[1].may_be, ("measure", "entity", "amount")))


def _each_did(sentence: Sentence, index: int) -> bool:
    """Whether 各 says that each of those named did it: 今年各出了多少件, 各退了几笔."""
    told = sentence.any_may_be("dimension", "each_time") or sentence.two_of_a_kind()
    after = sentence.near(index, 1)
    does = (
        after is None
        or after[1].period is not None
        or any(after[1].may_be(kind) for kind in ("verb", "count", "deed"))
    )
    return told and does


def _unit(sentence: Sentence, slots: Slots, index: int) -> bool:
    """Reads a measure word: it says what 多少 counts, or goes with a number."""
    span = sentence.spans[index]
    before = sentence.touching(index, -1)
    if before is not None and before.may_be("count"):
        if not (span.text in CLASSIFIERS and _counts_something_else(sentence)):
            slots.units.append(span.value("unit"))
        return True
    near = sentence.near(index, -1)
    if near is None or not (near[1].number is not None or near[1].may_be("which")):
        return False
    entity = UNIT_ENTITY.get(span.value("unit"))
    if entity is not None and (slots.limit or sentence.ranks or near[1].may_be("which")):
        slots.entities.append(entity)
        slots.asked += [entity] if near[1].may_be("which") else []
    return True


CLASSIFIERS = frozenset({"份", "笔", "张", "条"})
"""Measure words of orders and goods that papers have too: 几份合同, 几笔回款."""
PAPERS = ("contract", "payment", "return", "opportunity")


def _counts_something_else(sentence: Sentence) -> bool:
    """Whether papers are named and no order or goods: 今年签了几份合同."""
    papers = any(span.may_be("entity", *PAPERS) for span in sentence.spans)
    goods = any(span.may_be("entity", "order", "product") for span in sentence.spans)
    return papers and not goods
