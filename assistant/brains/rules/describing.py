"""Nouns that only describe: whose figures, to whom it was done, what a name is.

客户 of A级客户的销售额, of 拜访了几次客户, of "customers in Ningbo bought how much".
"""

from assistant.brains.rules.mentions import IS
from assistant.brains.rules.sentence import Sentence
from assistant.brains.rules.slots import Slots


def describes_a_name(sentence: Sentence, slots: Slots, index: int) -> bool:
    """Whether a dimension word only says what the name beside it is: A级, 客户青禾电子."""
    dimension = sentence.spans[index].value("dimension")
    before = sentence.touching(index, -1)
    asked = before is not None and before.may_be("which", "any", "who")
    if sentence.near_is(index, -1, "by") or asked:
        return False
    whose = _is_counted(sentence, slots, index) or _says_whose(sentence, index)
    whose = whose or (dimension == "customer" and _did_it(sentence, slots, index))
    only_whose = dimension == "customer" and _only_says_whose(sentence, slots, index)
    if whose or only_whose or _is_done_to(sentence, index):
        return True
    if before is not None and _leads_from_a_name(sentence, index - 1):
        before = sentence.touching(index - 1, -1)
    if before is not None and before.name is not None:
        kinds = {found.dimension for found in before.name.names}
        return dimension in kinds or _goes_with_a_name(sentence, slots, dimension)
    after = sentence.touching(index, 1)
    if after is not None and after.text in IS:
        after = sentence.touching(index + 1, 1)  # 客户来源是官网
    if after is None or after.name is None:
        return False
    return dimension in {found.dimension for found in after.name.names}


def _is_counted(sentence: Sentence, slots: Slots, index: int) -> bool:
    """Whether the names before were just counted by it: 食品跟医疗两个行业."""
    near = sentence.near(index, -1)
    return near is not None and near[1].text == slots.flags.get("counted")


EVENTS = ("visits", "calls", "complaints", "tickets", "trainings", "activities")


HOW_MANY = ("次", "回", "趟", "电话")
"""How words end that ask for a number of times: 拜访了几次, 打了多少个电话."""


def _is_done_to(sentence: Sentence, index: int) -> bool:
    """Whether customers are only to whom it was done: 拜访了几次客户, 谁拜访客户最多."""
    before = sentence.touching(index, -1)
    if before is None or not sentence.spans[index].may_be("entity", "customer"):
        return False
    done = before.may_be("measure", *EVENTS) or before.may_be("deed")
    if done and any(span.may_be("which", "who") for span in sentence.spans):
        return True
    if sentence.ranks or sentence.any_may_be("which", "split", "by", "each_time"):
        return False
    later = any(span.may_be("measure", *EVENTS) for span in sentence.spans[index:])
    to = before.text in {"给", "对", "跟"} and later
    return to or (before.may_be("measure", *EVENTS) and before.text.endswith(HOW_MANY))


OF_WHOM = frozenset({"名下", "负责", "负责的", "手上", "手里", "所属"})


def _leads_from_a_name(sentence: Sentence, index: int) -> bool:
    """Whether a word stands between a name and its noun: A级客户, 物流行业客户, 郑芷晴名下客户."""
    span, before = sentence.spans[index], sentence.touching(index, -1)
    if span.may_be("suffix"):
        return True
    if before is None or before.name is None:
        return False
    kinds = {name.dimension for name in before.name.names}
    named = span.text in OF_WHOM or (span.text == "的" and _asks_for_one_sum(sentence))
    return named or any(span.may_be("dimension", kind) for kind in kinds)


def _asks_for_one_sum(sentence: Sentence) -> bool:
    """Whether it is asked how much those together did: 杭州的客户9月下了多少张订单."""
    each = sentence.any_may_be("by", "split")
    return sentence.any_may_be("verb") and sentence.any_may_be("count", "amount") and not each


def _says_whose(sentence: Sentence, index: int) -> bool:
    """Whether a word says whose figures, not by what: 我的客户, team sales."""
    dimension = sentence.spans[index].value("dimension")
    before = sentence.touching(index, -1)
    mine = before is not None and before.may_be("scope") and not _have_so_many(sentence, index)
    if mine and dimension in {"customer", "product"} and not sentence.ranks:
        return True
    return dimension == "team" and sentence.near_is(index, 1, "measure")


def _goes_with_a_name(sentence: Sentence, slots: Slots, dimension: str) -> bool:
    """Whether 客户 or 产品 behind a name is just the noun that the name goes with: A级客户."""
    if dimension not in {"customer", "product"} or slots.rank or sentence.ranks:
        return False
    return not (sentence.any_may_be("which", "split") or _have_so_many(sentence))


def _have_so_many(sentence: Sentence, index: int | None = None) -> bool:
    """Whether those are asked for who have so many of something: A customers with 2+ orders."""
    at = index
    if at is None:
        nouns = (n for n, one in enumerate(sentence.spans) if one.may_be("entity", "customer"))
        at = next(nouns, len(sentence.spans))
    clause = any(span.text.startswith(WITH) for span in sentence.spans[at + 1 :])
    return clause and sentence.bounded


WITH = ("with", "who", "that", "having")
"""How a clause begins behind the customers that it is about."""


DEEDS = ("buy", "order", "pay", "return", "owe", "overdue")
DONE = ("returned", "collected", "outstanding", "overdue")
"""Verbs, and nouns for what is done, of what customers do."""
HELPING = frozenset({"did", "do", "does", "have", "has"})


def _did_it(sentence: Sentence, slots: Slots, index: int) -> bool:
    """Whether customers are who did it, all of them: 客户一共下了多少单, not 每个客户."""
    later = sentence.spans[index + 1 :]
    told = any(span.may_be("verb", *DEEDS) or span.may_be("measure", *DONE) for span in later)
    before = sentence.touching(index, -1)
    helped = before is not None and before.text in HELPING  # how many orders did customers place
    asks = any(
        span.may_be("count") or span.may_be("amount") or "多少" in span.text
        for span in (sentence.spans if helped else later)
    )
    apart = slots.rank or sentence.ranks or sentence.any_may_be(*ASKS_FOR_THEM, "which", "change")
    counted = sentence.near_is(index, -1, "count") or sentence.bounded
    return told and asks and not (apart or counted)


ASKS_FOR_THEM = ("split", "by", "list", "each_time", "compare", "against", "show")


def _only_says_whose(sentence: Sentence, slots: Slots, index: int) -> bool:
    """Whether customers are whose figure is asked for: Milan的客户买了多少, customers in Milan."""
    if slots.rank or sentence.ranks or sentence.any_may_be(*ASKS_FOR_THEM):
        return False
    if any(span.may_be("which", "any", "who") for span in sentence.spans):
        return False
    if not (sentence.any_may_be("verb", "count", "amount", "share") or slots.measures):
        return False
    if sentence.bounded or sentence.any_may_be("change"):
        return False
    before, after = sentence.touching(index, -1), sentence.touching(index, 1)
    behind = before is not None and before.text == "的" and _follows_a_name(sentence, index)
    of = after is not None and after.text in OF_WHAT and sentence.near_name(index, 1)
    return behind or of


def _follows_a_name(sentence: Sentence, index: int) -> bool:
    """Whether a name stands before, with at most its own noun between: 物流行业的客户."""
    near = sentence.near(index, -1)
    if near is not None and (near[1].may_be("suffix") or near[1].may_be("dimension")):
        near = sentence.near(near[0], -1)
    return near is not None and near[1].name is not None


OF_WHAT = frozenset({"in", "of", "from", "at"})
