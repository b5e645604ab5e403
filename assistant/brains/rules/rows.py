"""Lists of what is no order: contracts that expire, open deals, payments, visits, contacts.

下个月到期的合同, "open deals over 100k", 上周的投诉有哪些, 恒力机电的联系人. As with
segments, a word that is none of those below makes the question none of this kind.
"""

from dataclasses import replace
from datetime import date

from assistant.brains.rules.clauses import MOST_COUNTED
from assistant.brains.rules.figures import asks_for_goods, only_asks_which, ranks_people
from assistant.brains.rules.frame import Frame, amount_filter
from assistant.brains.rules.listing import THE_ONE
from assistant.brains.rules.mentions import readings
from assistant.brains.rules.reaching import (
    CONTACT,
    asks_for_contacts,
    is_a_title,
    tells_of_contacts,
)
from assistant.brains.rules.row_states import Noun, Said, row_conditions, row_period
from assistant.brains.rules.sentence import Sentence
from assistant.brains.rules.spans import Cover, Span
from assistant.brains.rules.tokens import lasting
from crm.query.spec import Order
from tools.phrases.periods import PeriodSpan

OF_MEASURE: dict[str, Noun] = {
    "collected": ("payment", ""),
    "payment_count": ("payment", ""),
    "returned": ("return", ""),
    "return_count": ("return", ""),
    "invoiced": ("invoice", ""),
    "contracts": ("contract", ""),
    "contract_amount": ("contract", ""),
    "pipeline": ("opportunity", ""),
    "open_deals": ("opportunity", ""),
    "won": ("opportunity", "won_deal"),
    "won_count": ("opportunity", "won_deal"),
    "lost": ("opportunity", "lost_deal"),
    "lost_count": ("opportunity", "lost_deal"),
    "visits": ("activity", "visit"),
    "calls": ("activity", "call"),
    "complaints": ("activity", "complaint"),
    "tickets": ("activity", "ticket"),
    "trainings": ("activity", "training"),
    "activities": ("activity", ""),
    "products": ("product", ""),
}
ENTITIES = frozenset(
    {"payment", "return", "invoice", "contract", "opportunity", "contact", "activity", "product"}
)
AMOUNTS = frozenset({"payment", "return", "invoice", "contract", "opportunity"})
PLURALS = frozenset(
    "payments returns invoices contracts deals opportunities".split()
    + "visits calls complaints tickets".split()
)
"""Nouns of rows, where the measure of the same name has other words too."""
SINGULARS = frozenset(
    {*"payment return invoice contract deal opportunity".split(), "open deal", "open opportunity"}
)
ONE = frozenset({"最近一次", "最近一笔", "最后一次", "上次", "上一次", "last"})
OPEN_DEALS = frozenset({"open opportunities", "open deals"})
SOON = frozenset("快到期 即将到期 要到期 将到期 要过期 快过期 将过期".split()) | {
    "about to expire",
    "about to end",
}
OF_CONTRACTS = ("in_force", "expiring", "expired")
"""States of contracts, whose list says what they come to."""
AMOUNT = frozenset({"金额", "amount", "value", "by value", "by amount"})
LISTING = ("list", "which", "newest", "rank")
SILENT = ("filler", "thanks", "greeting", "but", "unit", "conj", "cue", "suffix", "total")
OF_OTHERS = (
    "measure",
    "dimension",
    "each_time",
    "compare",
    "share",
    "trend",
    "split",
    "by",
    "not",
    "only",
)
VERBS = {"payment": {"pay", "order"}, "return": {"return", "order"}, "opportunity": {"sell"}}
"""Verbs that say no more than the noun: payments received, returns that came in."""


def rows(cover: Cover, today: date, before: Frame | None = None) -> Frame | None:
    """Gives the frame of a question for rows that are no orders; else None.

    A state by itself is that of the rows that were listed before: 今年到期的, after contracts.
    """
    figures = before is not None and bool(before.measures)
    if cover.gaps or (figures and only_asks_which(cover)):
        return None
    sentence = Sentence(cover.text, cover.spans)
    if asks_for_goods(sentence) or (ranks_people(cover) and not asks_for_contacts(sentence)):
        return None
    said, index = Said(), 0
    while index < len(cover.spans):
        long, after = lasting(sentence, index)
        if long is not None:
            said.lastings.append(long)
            index = after
            continue
        if not _read(sentence, index, said):
            return None
        index += 1
    only_when = len(said.periods) == 1 and before is not None and _lies_ahead(before, today)
    if not said.nouns and (said.states or only_when) and before is not None:
        return _of_those_listed(said, before, today)
    return _frame(said, today)


OTHER_END = {
    ("won_count", "lost_deal"): "lost_count",
    ("lost_count", "won_deal"): "won_count",
    ("won", "lost_deal"): "lost",
    ("lost", "won_deal"): "won",
}
"""What is asked of deals after a figure of those that went the other way: won, "and lost"."""
STATED = frozenset({"contract", "opportunity"})
"""Entities whose rows have states that are asked for by themselves."""


def _of_those_listed(said: Said, before: Frame, today: date) -> Frame | None:
    """Gives the rows listed before in another state or period."""
    other = _that_went_the_other_way(said, before)
    if other is not None:
        return other
    counted = [OF_MEASURE.get(measure, ("", ""))[0] for measure in before.measures]
    entity = before.entity or next(iter(counted), "")
    if entity not in STATED:
        return None
    said.nouns.append((entity, ""))
    said.states += [] if said.states else ["expiring"]
    said.listed = True
    frame = _frame(said, today)
    if frame is None:
        return None
    fresh = {condition.dimension for condition in frame.conditions} | {"start_date", "end_date"}
    kept = tuple(c for c in before.conditions if c.dimension not in fresh)
    return replace(frame, conditions=(*frame.conditions, *kept))


def _that_went_the_other_way(said: Said, before: Frame) -> Frame | None:
    """Gives the same figure of deals that were lost, after those that were won: "and lost"."""
    more = said.names or said.bounds or said.listed or said.periods or said.verbs
    if more or len(before.measures) != 1 or len(said.states) != 1:
        return None
    other = OTHER_END.get((before.measures[0], said.states[0]))
    return replace(before, measures=(other,), assumed=()) if other is not None else None


def _lies_ahead(before: Frame, today: date) -> bool:
    """Whether contracts were listed that will expire, in a time or from now on: 下个月呢."""
    ahead = any(c.dimension == "end_date" and c.filter.operator == "ge" for c in before.conditions)
    begun = any(c.dimension == "start_date" for c in before.conditions)
    in_time = before.period is not None and before.period.calendar_end >= today
    return before.entity == "contract" and not begun and (ahead or in_time)


def _read(sentence: Sentence, index: int, said: Said) -> bool:
    """Reads one word; False where it says what a list cannot hold."""
    span = sentence.spans[index]
    noun = _noun(span)
    said.soon |= span.text.endswith("soon") or span.text.removesuffix("的") in SOON
    if span.may_be("state") and sentence.any_may_be("entity", "listed"):
        said.states.append(span.value("state"))
        return True
    if span.name is not None and not (span.name.weak and not _is_beside_a_noun(sentence, index)):
        names = readings(sentence, index, span.name) or span.name.names
        titles = all(name.dimension == "title" for name in names)  # 财务: whatever their title
        said.names += names if titles else names[:1]
        said.nouns += [CONTACT] if is_a_title(span) else []
        return len(names) == 1 or titles
    if isinstance(span.period, PeriodSpan):
        said.periods.append(span.period)
    elif span.number is not None:
        return _number(sentence, index, said)
    elif span.may_be("state"):
        said.states.append(span.value("state"))
        said.nouns += [noun] if noun is not None else []  # deals won
    elif noun is not None:
        said.nouns.append(noun)
        said.limit = 1 if span.text.startswith("last ") else said.limit
        said.one |= _is_one(sentence, span)
        said.plural |= span.text in PLURALS
        said.listed |= span.may_be("listed") or _is_shown(sentence, index)
    elif span.may_be("verb"):
        said.verbs.add(span.value("verb"))
        return True
    else:
        return _small(sentence, index, said)
    return True


def _is_shown(sentence: Sentence, index: int) -> bool:
    """Whether rows are to be shown: show my visits, 本月预计成交的商机."""
    plural = sentence.spans[index].text in PLURALS
    shown = any(span.text in {"show", "show me", "pull up"} for span in sentence.spans[:index])
    deals = sentence.spans[index].may_be("entity", "opportunity")
    won = any(span.may_be("measure", "won", "lost") for span in sentence.spans)
    mine = index > 0 and sentence.spans[index - 1].may_be("scope")
    text = sentence.spans[index].text
    named = mine and text in OPEN_DEALS
    return (plural and shown) or named or (deals and (won or sentence.any_may_be("state")))


def _is_one(sentence: Sentence, span: Span) -> bool:
    """Whether one of them is meant: the biggest deal, 最大的那个商机."""
    said = span.text in SINGULARS or THE_ONE.search(sentence.text) is not None
    return said and not sentence.any_may_be("sorting")  # largest first


def _noun(span: Span) -> Noun | None:
    if span.may_be("listed"):
        entity, _, kind = span.value("listed").partition("-")
        return entity, kind
    if span.may_be("entity", *ENTITIES):
        return span.value("entity"), ""
    found = (OF_MEASURE.get(role.value) for role in span.roles if role.kind == "measure")
    return next((noun for noun in found if noun is not None), None)


def _is_beside_a_noun(sentence: Sentence, index: int) -> bool:
    after = sentence.touching(index, 1)
    return after is not None and (after.may_be("suffix") or after.may_be("entity", "customer"))


def _number(sentence: Sentence, index: int, said: Said) -> bool:
    number = sentence.spans[index].number
    assert number is not None, "only numbers come here"
    before, after = sentence.near(index, -1), sentence.near(index, 1)
    unit = sentence.touching(index, 1)
    glued = sentence.touching(index, -1)
    if glued is not None and glued.may_be("unit") and glued.end == sentence.spans[index].start:
        return False  # 张三 is nobody's three
    if unit is not None and unit.may_be("unit") and not unit.may_be("unit", "money"):
        # 超过两次 counts; 最近5笔 says how many.
        said.limit = int(number.value)
        return before is not None and not before[1].may_be("more")
    if before is not None and before[1].may_be("more"):
        if unit is not None and _noun(unit) is not None and number.value <= MOST_COUNTED:
            return False  # more than 3 returns: so many of them, and no amount
        operator = before[1].value("more")
        operator = "between" if operator == "eq" else operator
    elif after is not None and after[1].may_be("bound_after"):
        operator = after[1].value("bound_after")
    elif _is_exact(sentence, index):
        operator = "between"  # the one of 216,228.00
    else:
        said.limit = int(number.value)
        return number.value == said.limit and 0 < said.limit <= 1000
    values = (number.value,) * (2 if operator == "between" else 1)
    said.bounds.append(amount_filter("amount", operator, values))
    return True


LARGE = 1000
"""From here on a number beside payments is an amount, and not how many of them."""
LONGEST = 7


def _is_exact(sentence: Sentence, index: int) -> bool:
    """Whether a number is the amount of one: the payment of 216,228.00, the 8,841 receipt."""
    number = sentence.spans[index].number
    assert number is not None, "only numbers come here"
    said = sentence.spans[index].text
    digits = said.replace(",", "").replace(".", "")
    written = digits != said or len(digits) < LONGEST  # a longer one is a number of something
    return digits.isdigit() and written and not number.percent and number.value > LARGE


def _small(sentence: Sentence, index: int, said: Said) -> bool:
    span = sentence.spans[index]
    worth = span.may_be("amount") and any(s.may_be("state", *OF_CONTRACTS) for s in sentence.spans)
    if span.may_be("count") or span.may_be("when") or worth:
        said.counted |= span.may_be("count") or worth
        said.when |= span.may_be("when")
        return True
    if _lists(sentence, index, said) or _is_kind_of_name(sentence, index):
        return True
    if span.may_be("entity", "customer"):
        return _says_whose(sentence, index)
    if span.may_be("ahead") and any(s.may_be("entity", "opportunity") for s in sentence.spans):
        said.states.append("expected")
        return True
    arranged = span.text in AMOUNT and (sentence.any_may_be("rank") or sentence.bounded)
    if arranged or sentence.bounds_a_number(index) or span.text in {"them", "they"}:
        return True
    told = span.may_be("talked") and _is_of_activities(sentence)  # the list has their notes
    told = told or (tells_of_contacts(span) and asks_for_contacts(sentence))
    return told or span.may_be("scope", "own", "company", "team") or _is_silent(span)


def _is_kind_of_name(sentence: Sentence, index: int) -> bool:
    """Whether a word says what the name before it is: negotiation stage."""
    before = sentence.touching(index, -1)
    if before is None or before.name is None:
        return False
    return any(sentence.spans[index].may_be("dimension", n.dimension) for n in before.name.names)


def _is_of_activities(sentence: Sentence) -> bool:
    nouns = [noun for span in sentence.spans if (noun := _noun(span)) is not None]
    return any(entity == "activity" for entity, _ in nouns)


def _is_silent(span: Span) -> bool:
    return any(map(span.may_be, SILENT)) and not any(map(span.may_be, OF_OTHERS))


def _lists(sentence: Sentence, index: int, said: Said) -> bool:
    """Reads a word that asks for rows: list, which, 最近, the last one."""
    span, after = sentence.spans[index], sentence.touching(index, 1)
    so_many = after is not None and after.number is not None and not after.number.ordinal
    noun = sentence.touching(index + 1, 1) if so_many else after
    last = span.may_be("last") and noun is not None and _noun(noun) is not None
    listing = any(span.may_be(kind) for kind in LISTING) and not span.may_be("which", "who")
    if not (last or listing):
        return False
    said.listed = True
    said.newest |= last or span.may_be("newest")
    said.limit = 1 if (last and not so_many) or span.text in ONE else said.limit
    said.ranked = span.value("rank") if span.may_be("rank") else said.ranked
    return True


def _says_whose(sentence: Sentence, index: int) -> bool:
    """Whether customers only say whose rows: 我的客户下个月有哪些合同到期, not 有商机的客户."""
    before = sentence.spans[index - 1] if index else None
    if _stands_behind(sentence, index):
        return True
    owned = before is not None and (before.may_be("scope") or before.name is not None)
    after = sentence.touching(index, 1)
    owned = owned and not (after is not None and after.text.startswith(("who", "that", "with")))
    later = any(_noun(span) is not None for span in sentence.spans[index + 1 :])
    return owned and later and not sentence.ranks


def _stands_behind(sentence: Sentence, index: int) -> bool:
    """Whether customers come behind the noun, as whose: complaints from my customers since May."""
    at = index - 1
    if at > 0 and sentence.spans[at].may_be("scope"):
        at -= 1
    of = at > 0 and sentence.spans[at].text in {"from", "of", "by", "with", "for", "at", "to"}
    noun = of and _noun(sentence.spans[at - 1]) is not None
    after = sentence.touching(index, 1)
    told = after is not None and after.text.startswith(("who", "that", "with", "without"))
    return noun and not told and not sentence.ranks


def _frame(said: Said, today: date) -> Frame | None:
    nouns = dict.fromkeys(said.nouns)
    if not nouns or len({entity for entity, _ in nouns}) > 1 or len(said.periods) > 1:
        return None
    entity = next(iter(nouns))[0]
    states = {kind for _, kind in nouns if kind} | set(said.states)
    if not _is_listed(entity, states, said) or not said.verbs <= VERBS.get(entity, set()):
        return None
    whenever = "created" in states and not said.periods  # all that there are, but for when?
    few = said.limit and CONTACT in nouns
    if whenever or few or (said.bounds and entity not in AMOUNTS):
        return None
    if said.when and not (said.limit == 1 or (entity == "contract" and said.names)):
        return None  # when, of which?
    conditions = row_conditions(entity, states, said, today)
    period = row_period(entity, states, said, today)
    if conditions is None or (period is None and (said.periods or said.lastings)):
        return None
    soonest = (Order("end_date", descending=False),) if "expiring" in states else ()
    ranked = (Order("amount", said.ranked == "top"),) if said.ranked and entity in AMOUNTS else ()
    limit = 1 if ranked and said.one and said.limit is None else said.limit
    return Frame(
        entity=entity,
        conditions=conditions,
        states=tuple(sorted(state for state in states if state.endswith("_deal"))),
        period=period,
        order=ranked or soonest,
        assumed=("period",) if said.soon and not (said.periods or said.lastings) else (),
        ranked=bool(ranked),
        limit=limit,
        limited=limit is not None,
    )


def _is_listed(entity: str, states: set[str], said: Said) -> bool:
    of_contracts = {*OF_CONTRACTS, "late"} & states
    if said.counted:  # how many: figures count these better, but for what they cannot tell
        told = {"created", "late"} & states if entity == "opportunity" else of_contracts
        return bool(told and entity in {"contract", "opportunity"}) or bool(said.bounds)
    if said.ranked and entity not in AMOUNTS:
        return False
    of_somebody = entity == "contract" and bool(said.names) and not said.counted
    of_kind = entity == "opportunity" and said.plural and bool(said.names)  # deals from referrals
    plain = said.listed or of_somebody or of_kind or entity == "contact" or "created" in states
    return plain or bool(of_contracts or said.bounds)
