"""Reads the nouns of the business: a word may be a measure, a dimension or an entity.

"orders" counts in "orders last month", lists in "the 5 largest orders", and 客户 splits in
各客户的销售额, counts in 多少客户, and only describes in A级客户的销售额.
"""

from assistant.brains.rules.describing import describes_a_name
from assistant.brains.rules.frame import TIME
from assistant.brains.rules.lexicon import is_cjk
from assistant.brains.rules.sentence import Sentence
from assistant.brains.rules.slots import Slots

ALL_OF = frozenset({"all", "all the", "所有", "全部", "所有的", "全部的"})
POSSESSIVE = {"'s", "their"}
OWING = ("overdue", "owe", "uninvoiced")
OWING_MEASURES = ("overdue", "outstanding", "uninvoiced")
LISTING = ("list", "newest", "oldest", "which")


def read(sentence: Sentence, slots: Slots, index: int) -> bool:
    """Reads the noun at `index`; False where it is none, or says nothing here."""
    if _says_whose_orders(sentence, index):
        slots.flags["whose_orders"] = sentence.spans[index].text
        return True
    if sentence.spans[index].may_be("entity", "customer"):
        slots.flags["customer_noun"] = sentence.spans[index].text
    return (
        _dimension(sentence, slots, index)
        or _measure(sentence, slots, index)
        or _entity(sentence, slots, index)
    )


def _says_whose_orders(sentence: Sentence, index: int) -> bool:
    """Whether "from my customers" only says whose orders they are."""
    if not sentence.spans[index].may_be("entity", "customer") or index < 2:
        return False
    scope, of = sentence.spans[index - 1], sentence.spans[index - 2]
    orders = any(span.may_be("entity", "order") for span in sentence.spans[: index - 1])
    return orders and scope.may_be("scope") and of.text in {"from", "of", "by"}


def _dimension(sentence: Sentence, slots: Slots, index: int) -> bool:
    span = sentence.spans[index]
    if not span.may_be("dimension") or _asks_why(sentence, index) or _is_another(sentence, index):
        return False
    name = span.value("dimension")
    keeps = name == "customer" and (
        _keeps_only_those(sentence, index) or _did_it_all(sentence, index)
    )
    leads = name == "status" and sentence.near_is(index, 1, "status")  # 状态是待处理的
    if (
        leads
        or keeps
        or describes_a_name(sentence, slots, index)
        or _is_distributed(sentence, index)
    ):
        return True
    before = sentence.touching(index, -1)
    if before is not None and (before.text in ALL_OF or before.may_be("whatever")):
        slots.every.append(name)
        if not (sentence.ranks or sentence.any_may_be("split")):
            return True  # all levels, broken down: by level
    which = sentence.near_is(index, -1, "which")
    if name == "customer" and not which and _is_ranked_by_number(sentence, slots, index):
        slots.measures.append("customers")
        return True
    if not (which or sentence.near_is(index, -1, "by")) and (
        _is_too_short(sentence, slots, index) or _is_no_split(sentence, index)
    ):
        return False
    slots.each += [name] if sentence.near_is(index, -1, "by") else []
    slots.asked += [name] if which else []
    slots.groups += [name] if name not in slots.groups else []
    return True


def _is_another(sentence: Sentence, index: int) -> bool:
    """Whether a place names a value of a custom field, not known so: only the Suzhou warehouse."""
    span, before = sentence.spans[index], sentence.touching(index, -1)
    own = ":" in span.value("dimension") and sentence.any_may_be("only")
    return (
        own
        and before is not None
        and before.name is not None
        and not any(name.dimension == span.value("dimension") for name in before.name.names)
    )


def _did_it_all(sentence: Sentence, index: int) -> bool:
    """Whether all customers together did it: 过去一年客户一共下了多少单."""
    after = sentence.touching(index, 1)
    told = (
        after is not None and after.text in {"一共", "总共", "共"} and sentence.any_may_be("verb")
    )
    return told and not sentence.any_may_be("by", "which", "split", "list", "rank")


def _keeps_only_those(sentence: Sentence, index: int) -> bool:
    """Whether customers only say of whom all is: 只看青岛的客户."""
    ends = sentence.near(index, 1) is None and sentence.near_name(index, -1)
    return (
        ends
        and bool(sentence.spans)
        and sentence.any_may_be("only")
        and not (sentence.any_may_be("which", "list", "by"))
    )


def _is_distributed(sentence: Sentence, index: int) -> bool:
    """Whether customers are what is distributed over something else: 客户按级别分布."""
    others = sentence.any_may_be("measure", "verb", but=index)
    split = any(span.text == "分布" for span in sentence.spans)
    customers = sentence.spans[index].may_be("dimension", "customer")
    return customers and split and not others and sentence.any_may_be("dimension", but=index)


MOST = frozenset({"最多", "最多的", "最少", "最少的"})


def _is_ranked_by_number(sentence: Sentence, slots: Slots, index: int) -> bool:
    """Whether it is the number of customers that ranks: 哪个行业客户最多."""
    after = sentence.touching(index, 1)
    most = after is not None and after.text in MOST
    others = sentence.any_may_be("verb") or sentence.any_may_be("measure", but=index)
    return most and bool(slots.groups) and not (set(slots.groups) & set(TIME) or others)


def _asks_why(sentence: Sentence, index: int) -> bool:
    """Whether 原因 is that of a change, not the reason written on a return."""
    return sentence.spans[index].may_be("why") and sentence.any_may_be("change")


def _is_too_short(sentence: Sentence, slots: Slots, index: int) -> bool:
    """Whether a single character such as 省 or 天 needs an 各 or a ranking to be a dimension."""
    span = sentence.spans[index]
    if slots.groups and sentence.near_is(index, -1, "conj"):
        return False  # by country and month
    short = len(span.text) == 1 and is_cjk(span.text)
    in_time = span.may_be("dimension", *TIME) and not span.text.endswith("ly")
    return (short or in_time) and not (sentence.ranks or slots.rank)


def _is_no_split(sentence: Sentence, index: int) -> bool:
    """Whether a word that may be a dimension is a measure or an entity here."""
    span = sentence.spans[index]
    before = sentence.touching(index, -1)
    custom = ":" in span.value("dimension")
    if custom and before is not None and before.name is not None:
        return not sentence.ranks  # the Suzhou warehouse: one of them, by a name not its own
    of_unit = (
        before is not None and before.may_be("unit") and sentence.near_is(index - 1, -1, "count")
    )
    counted = of_unit or sentence.near_is(index, -1, "count") or sentence.near_is(index, 1, "count")
    if counted and (span.may_be("measure") or span.may_be("entity") or span.may_be("unit")):
        return True
    if span.may_be("measure") and span.may_be("entity"):
        return not sentence.ranks
    other_measure = sentence.any_may_be("measure", "verb", but=index)
    if span.may_be("measure"):
        ranked = sentence.near_is(index, -1, "rank", "top", "bottom")
        return not (ranked or sentence.near_number(index, -1) or other_measure)
    return span.may_be("entity") and sentence.any_may_be("list") and not other_measure


def _measure(sentence: Sentence, slots: Slots, index: int) -> bool:
    span = sentence.spans[index]
    if not span.may_be("measure") or _is_listed(sentence, slots, index):
        return False
    name = span.value("measure")
    if name == "customers" and _describes_whose(sentence, index):
        return True
    if name == "sales" and _is_what_is_aimed_at(sentence, index):
        return True
    if name not in slots.measures:
        slots.measures.append(name)
        slots.measure_at.append(index)
    if span.may_be("entity"):
        slots.flags["noun"] = span.text
        slots.entities.append(span.value("entity"))
    return True


def _is_what_is_aimed_at(sentence: Sentence, index: int) -> bool:
    """Whether sales only say what the target is of: 业绩目标完成率, "revenue target"."""
    after = sentence.touching(index, 1)
    return after is not None and after.may_be("measure", "target", "attainment", "gap")


def _describes_whose(sentence: Sentence, index: int) -> bool:
    """Whether "customers" only says whose: sales of customers in Ningbo, my customers' orders."""
    if not sentence.any_may_be("measure", "verb", but=index):
        return False
    before = sentence.touching(index, -1)
    return sentence.near_name(index, 1) or (before is not None and before.may_be("scope"))


def _is_listed(sentence: Sentence, slots: Slots, index: int) -> bool:
    """Whether a word that is both a measure and an entity asks for the rows themselves."""
    span = sentence.spans[index]
    if not span.may_be("entity"):
        return False
    order = span.may_be("entity", "order")
    if order and _is_owing(sentence, index):
        return True
    if sentence.near_is(index, -1, "count"):
        return False
    if order and _is_somebodys(sentence, index):
        return True
    return not sentence.any_may_be("count", "by", "each_time") and _is_picked(
        sentence, slots, index
    )


def _is_picked(sentence: Sentence, slots: Slots, index: int) -> bool:
    """Whether some of the rows are picked: the 5 largest orders, orders over 50k, which orders."""
    ranked = sentence.near_is(index, -1, "rank", "top", "bottom")
    if sentence.any_may_be("sorting", "older"):
        return True
    alone = not sentence.any_may_be("measure", "trend", "compare", "against", but=index)
    if alone and sentence.any_may_be("show") and sentence.spans[index].may_be("entity", "order"):
        return True
    if sentence.spans[index].may_be("entity", "order"):
        ranked = ranked or sentence.near_number(index, -1)
    else:
        ranked = False
    return ranked or sentence.any_may_be(*LISTING) or sentence.bounded or bool(slots.bounds)


def _is_somebodys(sentence: Sentence, index: int) -> bool:
    """Whether orders are somebody's: Northgate's orders, their orders, orders of Northgate."""
    before, after = sentence.touching(index, -1), sentence.touching(index, 1)
    if before is not None and before.text in POSSESSIVE:
        return True
    named = sentence.near(index, 1)
    if named is not None and named[1].may_be("dimension"):
        named = sentence.near(named[0], 1)
    of = after is not None and after.text == "of"
    if after is not None and after.text == "from" and index + 2 < len(sentence.spans):
        who = sentence.spans[index + 2].name
        return who is not None and who.names[0].dimension == "customer"
    if not of or named is None:
        return False
    picked = named[1].number is not None and named[1].number.ordinal  # orders of the second one
    return picked or named[1].name is not None


def _is_owing(sentence: Sentence, index: int) -> bool:
    """Whether the orders are those that are overdue, unpaid or not yet invoiced."""
    if sentence.any_may_be("by", "each_time"):
        return False
    before = sentence.spans[:index]
    if any(
        span.may_be("measure") and not span.may_be("measure", *OWING_MEASURES) for span in before
    ):
        return False
    return any(
        span.may_be("verb", *OWING) or span.may_be("measure", *OWING_MEASURES) for span in before
    )


HELPING = frozenset({"did", "do", "does", "have", "has"})


def _is_done(sentence: Sentence, index: int) -> bool:
    """Whether an English noun is a verb, of what customers did: how much did they return."""
    span = sentence.spans[index]
    helped = any(other.text in HELPING for other in sentence.spans[:index])
    before = sentence.touching(index, -1)
    who = before is not None and (before.may_be("entity", "customer") or before.name is not None)
    who = who or (before is not None and before.may_be("pronoun"))
    return span.may_be("verb", "return", "pay") and helped and who


def _is_unit_of_others(sentence: Sentence, index: int) -> bool:
    """Whether 单 counts what is named before it: 退货几单, 回款有几笔."""
    before, span = sentence.touching(index, -1), sentence.spans[index]
    counted = before is not None and before.may_be("count") and span.may_be("unit", "orders")
    near = sentence.near(index - 1, -1) if counted else None
    return near is not None and near[1].may_be("measure", "returned", "collected", "won", "lost")


def _is_worth(sentence: Sentence, index: int) -> bool:
    """Whether a noun only says of what the money is: 下了多少钱的单, 卖了多少钱的货."""
    near = sentence.near(index, -1)
    worth = near is not None and near[1].may_be("amount") and sentence.spans[index - 1].text == "的"
    return worth and sentence.any_may_be("verb")


def _entity(sentence: Sentence, slots: Slots, index: int) -> bool:
    span = sentence.spans[index]
    if not span.may_be("entity"):
        return False
    if _is_done(sentence, index):
        slots.verbs[span.value("verb")] = span.text
        return True
    if _is_worth(sentence, index):
        return True
    if _is_unit_of_others(sentence, index):
        slots.units.append("orders")
        return True
    if span.may_be("verb", "owe"):  # debtors
        slots.verbs["owe"] = span.text
    slots.entities.append(span.value("entity"))
    if sentence.near_is(index, -1, "which"):
        slots.asked.append(span.value("entity"))
    return True
