"""Whether a question goes on from the one before: 那宁波的呢, "which ones", 有没有退过."""

from assistant.brains.rules.antecedents import THERE
from assistant.brains.rules.frame import Frame
from assistant.brains.rules.listing import ONE, OWING
from assistant.brains.rules.measured import COUNTED, OF_PRODUCTS, OF_VERB
from assistant.brains.rules.relisting import OWED_BY
from assistant.brains.rules.same_time import asks_what_else_was_done
from assistant.brains.rules.slots import Slots
from assistant.brains.rules.splitting import COMPANIES
from assistant.brains.rules.valued import REACHED
from assistant.brains.rules.why import RETURNED


def is_follow_up(slots: Slots) -> bool:
    """Whether the question only makes sense after the one before."""
    if slots.has("afresh"):
        return False
    goes_on = slots.has(*GOES_ON) or bool(THERE.search(slots.sentence.text))
    if goes_on or slots.bare is not None or _is_a_part(slots) or _asks_which(slots):
        return True
    if slots.measures:
        return _only_another_measure(slots)
    if slots.entities or slots.verbs:
        return _is_about_the_same_rows(slots)
    return _only_asks_who(slots) or _edits(slots)


def _edits(slots: Slots) -> bool:
    """Whether something is said that takes the place of what was said before."""
    content = _says_something(slots)
    if slots.has("list"):
        return not slots.has("count")
    if slots.has("count", "amount"):
        return not content or _only_asks_how_much(slots)
    return content or bool(slots.rank or slots.has("share", "trend", "change", "only"))


ANY_NUMBER = frozenset({"多少", "是多少", "有多少", "how many"})
"""Words that ask for a number, and do not say of what."""


def _only_asks_how_much(slots: Slots) -> bool:
    """Whether a number is asked for that only the question before names: 代理商去年多少."""
    goods = any(mention.dimension in OF_PRODUCTS for mention in slots.mentions)
    if slots.has("amount"):
        return not goods and not slots.periods  # M40 多少钱: its price?
    return slots.flags["count"] in ANY_NUMBER and not slots.units


def _is_a_part(slots: Slots) -> bool:
    """Whether a share is asked for of what was just shown: 上海占多少, 各占多少."""
    each = slots.flags.get("share", ""), slots.flags.get("split", "")
    if slots.has("share") and any(said.startswith("各占") for said in each) and not slots.groups:
        return True
    return slots.has("share") and not (slots.measures or slots.verbs or slots.entities)


GOES_ON = ("cue", "pronoun", "overall", "thereof", "net", "one_before", "pair", "differing")
"""Flags of words that go on from what was said before."""


def _is_about_the_same_rows(slots: Slots) -> bool:
    """Whether a noun without more is that of before: 最多的是哪三家, 几单, 最大的一单."""
    if _asks_who_has_most(slots):
        return True
    bare = not any((slots.mentions, slots.periods, slots.groups, slots.compare, slots.nth))
    if bare and _splits_by_what_is_asked(slots):
        return True
    counted = slots.entities == ["order"] and slots.has("count") and not slots.verbs
    return (counted and bare) or _picks_from_the_list(slots, bare=bare)


def _splits_by_what_is_asked(slots: Slots) -> bool:
    """Whether it is asked which customers or products: 哪些产品, after what came back."""
    entities = set(slots.entities)
    only = all(
        span.may_be("which") or span.may_be("filler") or span.may_be("entity", *entities)
        for span in slots.sentence.spans
    )
    if not (only and slots.asked and len(entities) == 1 and entities <= {"customer", "product"}):
        return False
    slots.groups, slots.entities = [*entities], []
    return True


def _says_something(slots: Slots) -> bool:
    """Whether a name, a time, a split or a number of rows is said."""
    said = (slots.every, slots.mentions, slots.periods, slots.groups, slots.compare)
    kept = (slots.currencies, slots.statuses, slots.bounds)
    return any(said) or any(kept) or bool(slots.nth or slots.limit)


def _only_asks_who(slots: Slots) -> bool:
    """Whether nothing is said but who: "from whom", 是谁."""
    small = ("which", "filler", "cue")
    return slots.has("which_who") and all(
        any(map(span.may_be, small)) for span in slots.sentence.spans
    )


def _only_another_measure(slots: Slots) -> bool:
    """Whether nothing but one measure is said: 回款呢 without the 呢, 均价多少钱."""
    alone = len(slots.measures) == 1 and not slots.has("total", "ranking")
    nothing_else = not slots.entities or slots.has("noun")
    return alone and nothing_else and not (_says_something(slots) or slots.verbs)


MOST = frozenset(
    "最多 最多的 最高 最高的 最少 最少的 最低 最低的 most highest least lowest".split()
)


def _asks_who_has_most(slots: Slots) -> bool:
    """Whether it is asked who has most of what was just asked about: 最多的是哪三家."""
    said = slots.measures or slots.mentions or slots.periods or slots.verbs
    people = set(slots.asked) == {"customer"} == set(slots.entities)
    if said or not people or slots.rank_text not in MOST:
        return False
    slots.groups, slots.entities = ["customer"], []
    return True


def _asks_which(slots: Slots) -> bool:
    """Whether it is only asked which ones they were: 都是哪些, 哪几家, "which ones"."""
    spans = slots.sentence.spans
    small = ("which", "filler", "count")
    if not slots.has("which_any") or not all(any(map(span.may_be, small)) for span in spans):
        return False
    if slots.flags["which_any"] in COMPANIES:
        slots.groups = ["customer"]
    else:
        slots.flags["list"] = slots.flags["which_any"]
    return True


def stays_with(slots: Slots, frame: Frame) -> bool:
    """Whether a question without a subject is about the customer of the one before still.

    All after that customer's profile, and what customers do: 上季度买了多少, "how much is owed".
    """
    if frame.happenings and frame.entity == "customer" and _counts_some(slots):
        return True
    if not (frame.measures or frame.entity) and frame.conditions:  # 青禾电子: which figure?
        return not slots.mentions and "missed" not in frame.assumed
    of_it = (
        _asks_how_it_splits,
        _asks_who_did_it,
        _picks_of_its_kind,
        _asks_for_its_reasons,
        _asks_which_owe,
        _frees_what_was_narrowed,
        _counts_what_it_is_of,
        _asks_what_it_bought,
        _counts_a_state,
        _asks_if_it_was_reached,
        _asks_what_was_reached,
        _counts_among_the_counted,
        _asks_what_it_was_done_to,
        asks_what_else_was_done,
    )
    if any(asks(slots, frame) for asks in of_it):
        return True
    return not _is_about_others(slots) and _is_of_the_same(slots, frame)


def _is_of_the_same(slots: Slots, frame: Frame) -> bool:
    """Whether the customers just listed, or the one named, are meant without being said."""
    if frame.happenings or frame.entity == "customer":  # the figures of those who were listed
        return bool(slots.measures or slots.verbs)
    if frame.entity == "order" and frame.limited and not (slots.periods or slots.measures):
        return bool(slots.verbs)  # 付款了吗: those rows, which are not kept
    named = [c for c in frame.conditions if c.dimension == "customer" and not c.negated]
    if frame.entity == "order" and frame.limited:  # 付款了吗: those rows, which are not kept
        theirs = len(named) == 1 and bool(slots.periods) and _is_about_the_customer(slots, frame)
        return theirs or (bool(slots.verbs) and not (slots.periods or slots.measures))
    return frame.view == "profile" or (len(named) == 1 and _is_about_the_customer(slots, frame))


def _picks_of_its_kind(slots: Slots, frame: Frame) -> bool:
    """Whether some of what was shown are meant: 只看没付款的 of orders, who is behind of reps."""
    some = frame.entity == "order" and slots.has("only") and not slots.entities
    of_targets = bool({"attainment", "gap", "target"} & set(frame.measures))
    missed = slots.attained is not None and of_targets
    return some or (missed and not (slots.mentions or slots.periods))


OWED = frozenset({"outstanding", "overdue", "uninvoiced"})


def _asks_which_owe(slots: Slots, frame: Frame) -> bool:
    """Whether the orders behind what is owed are asked for: 云岭逾期多少, 哪几单逾期."""
    said = slots.mentions or slots.periods or slots.groups or slots.rank or slots.limit
    others = slots.has("afresh", "scope_company", "scope_team", "scope_own", "total")
    asks = slots.has("which_any") and set(slots.entities) == {"order"}
    figure = bool(frame.measures) and set(frame.measures) <= OWED and not frame.groups
    figure = figure or (frame.entity == "order" and not frame.limited)
    owed = {*slots.measures} <= OWED and bool(OWING & {*slots.measures, *slots.verbs})
    if not (figure and asks and owed) or said or others:
        return False
    slots.verbs |= {OWED_BY[measure]: slots.flags["which_any"] for measure in slots.measures}
    slots.measures, slots.measure_at = [], []
    return True


def _frees_what_was_narrowed(slots: Slots, frame: Frame) -> bool:
    """Whether all of a kind are meant again, of which one was: only A, then "all levels"."""
    narrowed = {condition.dimension for condition in frame.conditions}
    return bool(narrowed & {*slots.every}) and not (slots.mentions or slots.entities)


def _asks_how_it_splits(slots: Slots, frame: Frame) -> bool:
    """Whether the same measure is named again to split it, or to rank: 哪个客户逾期最多.

    Nobody else and no other time is named, so that it is asked of what was talked about.
    """
    others = slots.mentions or slots.periods or slots.compare or slots.bounds or slots.moves
    kept = slots.currencies or slots.statuses or slots.every or slots.has("not", "total")
    anew = slots.has("afresh", "scope_company", "scope_team", "scope_own", "scope_self")
    figures = frame.entity is None and frame.view is None and not frame.happenings
    ranked = slots.rank and (slots.limit or slots.has("which_who"))
    split = slots.groups or slots.asked or ranked
    again = bool(split) and _names_again(slots, frame)
    return figures and again and not (others or kept or anew)


def _names_again(slots: Slots, frame: Frame) -> bool:
    """Whether what is measured is that of before, by its name or by what is done."""
    done = {OF_VERB.get(verb, "sales") for verb in slots.verbs if verb != "order"}
    named = set(slots.measures) or done
    things = {*slots.entities} & (COUNTED.keys() - {"product"}) if slots.rank else set[str]()
    named |= {COUNTED[thing] for thing in things}
    before = set(frame.measures)
    returns = bool(named) and named <= RETURNED and before <= RETURNED
    return bool(before) and (named == before or returns)


OF_DEALS = frozenset({"won", "won_count", "lost", "lost_count"})


def _counts_what_it_is_of(slots: Slots, frame: Frame) -> bool:
    """Whether what the figure before is of is named: "number of deals" won, "Q3 orders" paid."""
    if slots.mentions or slots.groups or slots.verbs:
        return False
    deals = slots.entities == ["opportunity"] and slots.has("count") and not slots.measures
    of_deals = deals and not slots.periods and bool(frame.measures)
    if of_deals and set(frame.measures) <= OF_DEALS:
        return True
    rate = frame.measures == ("collection_rate",)
    return rate and bool(slots.periods) and slots.measures == ["orders"]


def _asks_for_its_reasons(slots: Slots, frame: Frame) -> bool:
    """Whether the reasons of what just came back are asked for: 什么原因退的."""
    elsewhere = slots.mentions or slots.periods or slots.measures or slots.entities
    returns = bool(frame.measures) and set(frame.measures) <= RETURNED
    return slots.groups == ["reason"] and returns and not elsewhere


DONE = {
    "pay": {"collected", "payment_count"},
    "return": RETURNED,
    "buy": {"sales", "orders", "units"},
    "order": {"sales", "orders", "units"},
}
"""Figures of what customers do, by the verb."""
TRADED = {
    "return": RETURNED,
    "buy": {"sales", "units"},
    "sell": {"sales", "units"},
}
"""Figures of what is done with goods, by the verb."""


def _asks_who_did_it(slots: Slots, frame: Frame) -> bool:
    """Whether it is asked which customers did what was just counted: 哪些客户付的."""
    others = set(slots.groups) - {"customer"}
    said = slots.mentions or slots.periods or slots.measures or others or slots.bounds
    who = set(slots.asked) == {"customer"} or slots.has("which_who")
    who = who or slots.flags.get("which_any") in COMPANIES  # 都是哪几家付的
    same = all(set(frame.measures) <= DONE.get(verb, set()) for verb in slots.verbs)
    if said or not who or not slots.verbs or not same or not frame.measures:
        return False
    slots.groups, slots.entities, slots.asked = ["customer"], [], []
    return True


def _asks_what_it_was_done_to(slots: Slots, frame: Frame) -> bool:
    """Whether it is asked which goods were just counted: 上个月退货多少, 退的都是啥."""
    others = {*slots.groups, *slots.entities, *slots.asked} - {"product"}
    said = slots.mentions or slots.periods or slots.measures or slots.bounds or slots.rank
    goods = "product" in slots.asked or slots.has("which_what")
    same = all(set(frame.measures) <= TRADED.get(verb, set()) for verb in slots.verbs)
    anew = slots.has("afresh", "scope_company", "scope_team", "scope_own", "total", "not", "only")
    if said or others or anew or not (goods and slots.verbs and same and frame.measures):
        return False
    slots.groups, slots.entities, slots.asked = ["product"], [], []
    return True


def _asks_if_it_was_reached(slots: Slots, frame: Frame) -> bool:
    """Whether it is asked if the person or team just named met the target: 完成目标了吗."""
    said = slots.mentions or slots.periods or slots.measures or slots.groups or slots.rank
    others = slots.has("which_who", "which_any", "list", "afresh", "scope_company", "scope_own")
    one = [c for c in frame.conditions if c.dimension in {"owner", "team"} and len(c.labels) == 1]
    return slots.attained is not None and len(one) == 1 and not (said or others or frame.entity)


def _counts_among_the_counted(slots: Slots, frame: Frame) -> bool:
    """Whether customers are counted by what they did, of those that were counted: 下单的有几家."""
    counted = frame.measures == ("customers",) and bool(frame.conditions) and not frame.groups
    deed = slots.measures == ["buyers"] or {"buy", "order"} & slots.verbs.keys()
    said = slots.mentions or slots.groups or slots.rank or slots.has("afresh", "scope_company")
    customers = "customers" in slots.units or slots.measures == ["buyers"]
    return counted and bool(deed) and customers and not said


def _asks_what_was_reached(slots: Slots, frame: Frame) -> bool:
    """Whether it is asked how much was done of a target: 上个月的目标是多少, then 完成了多少."""
    said = slots.mentions or slots.periods or slots.measures or slots.groups or slots.rank
    others = slots.entities or slots.has("which_who", "which_any", "list", "afresh", "total")
    of_target = bool(frame.measures) and {*frame.measures} <= {"target", "gap", "attainment"}
    return of_target and slots.verbs.get("sell") in REACHED and not (said or others)


def _counts_a_state(slots: Slots, frame: Frame) -> bool:
    """Whether orders of a state are counted among those before: "how many were cancelled"."""
    said = slots.measures or slots.entities or slots.mentions or slots.groups or slots.rank
    others = slots.verbs or slots.bounds or slots.has("afresh", "total", "amount")
    counted = bool(slots.statuses) and slots.has("count") and frame.measures == ("orders",)
    return counted and not (said or others)


def _asks_what_it_bought(slots: Slots, frame: Frame) -> bool:
    """Whether products are ranked after one customer's figure: 花钱最多的是哪个产品."""
    one = [c for c in frame.conditions if c.dimension == "customer" and len(c.labels) == 1]
    goods = {*slots.groups, *slots.asked}
    said = slots.mentions or slots.periods or slots.measures or slots.bounds or slots.compare
    elsewhere = slots.has(
        "afresh", "total", "scope_company", "scope_team", "scope_own", "which_who"
    )
    only_goods = bool(goods) and goods <= {"product", "model", "category"}
    bought = "buy" in slots.verbs and slots.rank is not None and bool(frame.measures)
    return len(one) == 1 and bought and only_goods and not (said or elsewhere)


def _is_about_others(slots: Slots) -> bool:
    """Whether a question says itself whom it is about, or that it begins anew."""
    asked = set(slots.asked) - {"order"}
    elsewhere = slots.mentions or slots.groups or slots.rank or asked or slots.limit
    return bool(elsewhere) or slots.has("afresh", "scope_company", "scope_team", "scope_own")


def _is_about_the_customer(slots: Slots, frame: Frame) -> bool:
    """Whether it is asked what the customer just named did, or for its last order."""
    if slots.flags.get("newest") in ONE and not slots.verbs:
        slots.entities = ["order"]
        return True
    return bool(OF_A_CUSTOMER & slots.verbs.keys()) and "customer" not in frame.groups


OF_A_CUSTOMER = frozenset({"buy", "owe", "pay", "return", "overdue", "uninvoiced"})
"""What customers do, or have done to them."""


def _counts_some(slots: Slots) -> bool:
    """Whether some of the customers just listed are counted: 华东有几家."""
    counted = "customers" in slots.units or slots.measures == ["customers"]
    people = any(mention.dimension == "customer" for mention in slots.mentions)
    return counted and not (people or slots.groups or slots.periods)


def _picks_from_the_list(slots: Slots, *, bare: bool) -> bool:
    """Whether rows of what was just asked about are picked: 最大的一单, after somebody's orders."""
    said = slots.has("count", "scope_own", "scope_company", "total") or slots.verbs
    return slots.entities == ["order"] and bare and not said
