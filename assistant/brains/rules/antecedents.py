"""Who is meant by what stands for a name: 第二个客户, 这两家, "those three", 他们, "their"."""

import re
from collections.abc import Callable

from assistant.brains.rules.frame import LISTED, Frame
from assistant.brains.rules.mentions import PLACES
from assistant.brains.rules.outcome import NotUnderstood
from assistant.brains.rules.shaping import ADDED_UP, IN_ALL, MANY
from assistant.brains.rules.situation import MOST_SHOWN, EndOfReading, Shown, Situation
from assistant.brains.rules.slots import Mention, Slots
from crm.names import Name

PEOPLE = {"customer", "product", "model", "owner"}
"""What 他们, 这款 or "their" may stand for, where the frame before names one."""
ONE = frozenset("他 她 它 他家 这家 那家 该客户 这款 那款 its his her he she".split()) | {
    *("that customer", "this customer", "that one", "this one", "这个客户", "那个客户", "这家客户")
}
"""Pronouns of one: after a ranking, of its first row."""
COMPANY = frozenset("他们 她们 它们 they them their 他们家".split())
"""What a customer is called as well: after "who bought most", of the one who did."""
PERSONAL = frozenset("他 她 他家 his he her she".split())
"""Pronouns of somebody, who is no product."""
PERSONS = frozenset({"customer", "owner"})
THE_FIRST = frozenset({"第一名", "number one", "the top one", "top one", "榜首", "冠军"})
THERE = re.compile(r"^(?:那边|那里|那儿|当地)|\bthere\W*$")
"""Where a question begins or ends that is about the place just named."""
PAIR = 2
FEW = 5
"""So many goods of a list are asked about by name."""
GOODS = frozenset({"category", "model"})
OF_GOODS = frozenset(
    {"sales", "units", "returned", "average_price", "buyers", "orders", "net_sales"}
)
"""Figures that goods have."""


def take(slots: Slots, situation: Situation) -> None:
    """Puts what rows of the last answer, or the names before, are called into the mentions.

    Raises:
        EndOfReading: there is nothing that it could stand for.
    """
    for applies, give in ROWS_MEANT:
        if applies(slots, situation):
            give(slots, situation)
            return


def _asks_of_the_first(slots: Slots, situation: Situation) -> bool:
    return slots.rank_text in THE_FIRST and _is_of_the_first(slots, situation)


def _asks_of_one(slots: Slots, situation: Situation) -> bool:
    said = slots.flags.get("pronoun", "")
    if slots.mentions or not _shows_a_first(situation):
        return False
    if said in COMPANY and situation.previous is not None and situation.previous.one_meant:
        return situation.shown[0].dimension == "customer"
    if said not in ONE:
        return False
    return said not in PERSONAL or situation.shown[0].dimension in PERSONS


def _asks_there(slots: Slots, situation: Situation) -> bool:
    """Whether a question is about the place that came first: 哪个城市最多, 那里谁卖得最好."""
    there = THERE.search(slots.sentence.text) is not None and not slots.mentions
    return there and _shows_a_first(situation) and situation.shown[0].dimension in PLACES


def _adds_up(slots: Slots, situation: Situation) -> bool:
    added = slots.flags.get("total") in ADDED_UP
    return added and not slots.mentions and situation.previous is not None


def _adds_up_the_rows(slots: Slots, situation: Situation) -> bool:
    said = slots.flags.get("total") in IN_ALL and _says_no_more(slots)
    return said and (_shows(situation, None) or _shows_all_who_owe(situation))


def _take_pair(slots: Slots, situation: Situation) -> None:
    two = situation.shown if _shows(situation, PAIR) else _last_two(slots, situation)
    _take(slots, two, slots.flags["pair"])


def _asks_of_both(slots: Slots, situation: Situation) -> bool:
    """Whether each of the last two named is meant: 它们的均价分别是多少."""
    each = any(word in slots.sentence.text for word in ("分别", "各", "respectively", " each"))
    one = _the_only_one(situation)
    return slots.flags.get("pronoun") in MANY and each and not slots.mentions and one


def _the_only_one(situation: Situation) -> bool:
    """Whether the frame before names just the thing that was named last."""
    if situation.previous is None or not situation.named:
        return False
    last = situation.named[-1]
    named = [c for c in situation.previous.conditions if c.dimension == last.dimension]
    return len(named) == 1 and len(named[0].labels) == 1


def _take_both(slots: Slots, situation: Situation) -> None:
    slots.flags.setdefault("pair", slots.flags["pronoun"])
    _take(slots, _last_two(slots, situation), slots.flags["pronoun"])


def _asks_of_the_goods(slots: Slots, situation: Situation) -> bool:
    """Whether a figure is asked for after a list of goods, of nothing else: 今年卖了几台."""
    before = situation.previous
    listed = before is not None and before.entity == "product" and bool(before.conditions)
    said = slots.mentions or slots.entities or slots.groups or slots.rank or slots.has("afresh")
    scope = slots.has("scope_company", "scope_team", "total", "pronoun")
    sold = slots.verbs.keys() & {"sell", "buy", "return"} or {*slots.measures} & OF_GOODS
    return listed and bool(sold) and not (said or scope)


def _take_goods(slots: Slots, situation: Situation) -> None:
    """Adds the goods that were listed: one by one where they are few, else by what they are."""
    before = situation.previous
    assert before is not None, "asked before"
    listed = before.limited or {c.dimension for c in before.conditions} == {"product_id"}
    if listed and len(situation.shown) <= FEW:
        rows = situation.shown
    else:
        rows = tuple(
            Shown(c.dimension, str(c.filter.values[0]), c.labels[0])
            for c in before.conditions
            if c.dimension in GOODS and len(c.filter.values) == 1 and not c.negated
        )
        if listed or len(rows) != len(before.conditions):
            raise EndOfReading(NotUnderstood((slots.sentence.text,), lacking="before"))
    _take(slots, rows, "")
    slots.flags.pop("cue")  # a figure of them is no change of the list


def _take_first(slots: Slots, situation: Situation) -> None:
    said = slots.flags.get("pronoun") or slots.rank_text
    if slots.rank_text in THE_FIRST:
        slots.rank, slots.rank_text = None, ""
    _take(slots, situation.shown[:1], said)


def _take_last(slots: Slots, situation: Situation) -> None:
    _take(slots, situation.shown[-1:], slots.flags["last_row"])


def _take_all(slots: Slots, situation: Situation) -> None:
    _take(slots, situation.shown, slots.flags["total"])


def _says_no_more(slots: Slots) -> bool:
    """Whether nobody, no time and no split is named beside a measure."""
    named = (slots.mentions, slots.periods, slots.groups, slots.rank, slots.limit, slots.entities)
    return not any(named) and not slots.has("scope_company", "scope_team", "scope_own", "afresh")


def _take_row(slots: Slots, situation: Situation) -> None:
    """Adds what a place in the last answer stands for: 第二个客户, "the second one"."""
    assert slots.pick is not None, "asked before"
    if not 0 < slots.pick <= len(situation.shown):
        raise EndOfReading(NotUnderstood((str(slots.pick),)))
    row = situation.shown[slots.pick - 1]
    _take(slots, (row,), row.label)
    slots.groups = [group for group in slots.groups if group != row.dimension]


def _take_shown(slots: Slots, situation: Situation) -> None:
    """Adds the rows that were asked for by number: top 3, then "those three", 他们一共."""
    all_of_them = slots.those is None and _shows_all_who_owe(situation)
    if not (all_of_them or _shows(situation, slots.those)):
        if slots.those is not None:
            raise EndOfReading(NotUnderstood((str(slots.those),)))
        return
    _take(slots, situation.shown, slots.flags.get("pronoun", ""))


def _take_together(slots: Slots, situation: Situation) -> None:
    """Adds up what was shown: rows asked for by number, all rows of a split, or the last two named.

    Raises:
        EndOfReading: there was only one thing.
    """
    before = situation.previous
    said = slots.flags["total"]
    if _shows(situation, None):
        _take(slots, situation.shown, said)
    elif before is not None and (before.groups or before.entity):
        slots.flags["cue"] = said
    else:
        slots.flags["pair"] = said
        _take(slots, _last_two(slots, situation), said)


def _last_two(slots: Slots, situation: Situation) -> tuple[Shown, ...]:
    """Gives the last two of one kind that were named one after the other."""
    latest = situation.named[-1].dimension if situation.named else ""
    found = tuple(one for one in situation.named if one.dimension == latest)[-PAIR:]
    if len({one.value for one in found}) < PAIR:
        raise EndOfReading(NotUnderstood((slots.flags["pair"],)))
    return found


def _shows(situation: Situation, number: int | None) -> bool:
    """Whether the last answer showed as many rows as it was asked for, and as many as are meant.

    Of several currencies each has as many.
    """
    before, shown = situation.previous, len(situation.shown)
    if before is None or before.entity not in {None, "customer", "product"}:
        return False  # of orders nothing is shown that could be meant but what was before them
    limit = before.limit or 0
    asked_for = before.limited and (shown == limit or 0 < limit < shown < MOST_SHOWN)
    return asked_for and number in {None, shown}


def _shows_all_who_owe(situation: Situation) -> bool:
    """Whether the last answer named all customers who owe something: 逾期客户有哪些."""
    before = situation.previous
    if before is None or before.groups != ("customer",) or before.limited:
        return False
    return set(before.measures) <= OWED and 0 < len(situation.shown) < LISTED


OWED = frozenset({"outstanding", "overdue"})


def _is_of_the_first(slots: Slots, situation: Situation) -> bool:
    """Whether something is asked of the first row: 第一名的订单, not 第一名是谁."""
    said = slots.entities or slots.verbs or slots.measures or slots.periods
    asks = slots.has("which_who", "which_any") or slots.mentions or slots.groups
    return _shows_a_first(situation) and bool(said) and not asks


def _shows_a_first(situation: Situation) -> bool:
    """Whether the last answer was a ranking, or one row of it."""
    before = situation.previous
    return before is not None and before.ranked and bool(before.groups) and bool(situation.shown)


def _take(slots: Slots, rows: tuple[Shown, ...], said: str) -> None:
    """Adds names as if they had been said, and makes the question one that goes on."""
    for row in rows:
        name = Name(row.dimension, (row.value,), row.label, "name")
        slots.mentions.append(Mention(row.label, (name,)))
        slots.mention_at.append(-1)
        slots.entities = [entity for entity in slots.entities if entity != row.dimension]
    slots.flags["cue"] = said


def require(slots: Slots, frame: Frame) -> None:
    """Ends reading where 他们 or "their" has nobody to stand for; a ranking's rows are many."""
    if not slots.has("pronoun"):
        return
    if slots.mentions:
        _require_one_of_that_kind(slots)
        return
    somebody = slots.flags["pronoun"] in PERSONAL
    kinds = PERSONS if somebody else PEOPLE
    named = [c for c in frame.conditions if c.dimension in kinds and not c.negated]
    if slots.flags["pronoun"] not in MANY:
        named = [condition for condition in named if len(condition.labels) == 1]
    rows = frame.ranked and not (somebody and not PERSONS & {*frame.groups})
    if len(named) != 1 or rows:
        raise EndOfReading(NotUnderstood((slots.flags["pronoun"],)))


THAT_ONE = frozenset({"那家", "那个客户", "that customer"})


def _require_one_of_that_kind(slots: Slots) -> None:
    """Ends reading where one customer is meant by its kind: 医疗那家 is not all of 医疗."""
    kinds = all(mention.dimension not in PEOPLE for mention in slots.mentions)
    if slots.flags["pronoun"] in THAT_ONE and kinds:
        raise EndOfReading(NotUnderstood((slots.flags["pronoun"],)))


Rule = tuple[Callable[[Slots, Situation], bool], Callable[[Slots, Situation], None]]
ROWS_MEANT: tuple[Rule, ...] = (
    (lambda slots, _: slots.pick is not None, _take_row),
    (lambda slots, _: slots.has("pair"), _take_pair),
    (_asks_of_both, _take_both),
    (_asks_of_the_goods, _take_goods),
    (lambda slots, now: slots.has("last_row") and bool(now.shown), _take_last),
    (_asks_of_the_first, _take_first),
    (_asks_of_one, _take_first),
    (_asks_there, _take_first),
    (
        lambda slots, _: slots.those is not None or slots.flags.get("pronoun") in MANY,
        _take_shown,
    ),
    (_adds_up, _take_together),
    (_adds_up_the_rows, _take_all),
)
"""When which rows of the last answer, or which of the names before, are meant; the first counts."""
