"""Customers who owe: 有逾期的客户有几家, "overdue customers"."""

from decimal import Decimal

from assistant.brains.rules.counting import counts_customers
from assistant.brains.rules.filters import conditions, having
from assistant.brains.rules.frame import Frame
from assistant.brains.rules.measured import OF_VERB
from assistant.brains.rules.outcome import NotUnderstood
from assistant.brains.rules.sentence import Sentence
from assistant.brains.rules.situation import EndOfReading
from assistant.brains.rules.slots import Slots
from crm.query.spec import Having

OWED = ("overdue", "outstanding", "uninvoiced")


def owing_customers(slots: Slots) -> Frame | None:
    """Gives the frame of the customers who owe something; None where that is not asked.

    Raises:
        EndOfReading: a period or another condition on these customers is asked for too.
    """
    named = {*slots.measures, *(OF_VERB[verb] for verb in slots.verbs if verb in OF_VERB)}
    owed = [measure for measure in OWED if measure in named]
    if not _asks_for_customers(slots) or len(owed) != 1 or slots.groups:
        return None
    if named - {"customers", *owed}:
        return None
    if slots.periods or slots.verbs.keys() - OF_VERB.keys():
        words = (*slots.period_words, *slots.verbs.values())
        raise EndOfReading(NotUnderstood(words[:1]))
    return Frame(
        measures=(owed[0],),
        groups=("customer",),
        conditions=conditions(slots, ()),
        having=having(slots, (owed[0],), ("customer",)) or (Having(owed[0], "gt", (Decimal(0),)),),
    )


PIECES = frozenset({"几个", "有几个", "多少个", "有多少个"})


def _counts_them_behind(sentence: Sentence) -> bool:
    """Whether customers are counted behind the noun: 我的客户有几个逾期的."""
    return any(
        span.text in PIECES and sentence.near_is(index, -1, "entity", "customer")
        for index, span in enumerate(sentence.spans)
    )


def _asks_for_customers(slots: Slots) -> bool:
    """Whether customers are counted or listed: 几家, 客户数, how many or which customers."""
    if "customers" in slots.measures:
        return True
    if slots.has("which_what"):  # what do customers in Zhejiang owe us
        return False
    if not slots.has("customer_noun"):
        return False
    sentence = slots.sentence
    if sentence.is_of("customer"):
        return True
    counted = any(
        span.may_be("count") and sentence.near_is(index, 1, "entity", "customer")
        for index, span in enumerate(sentence.spans)
    )
    counted = counted or counts_customers(sentence) or _counts_them_behind(sentence)
    return counted or "customers" in slots.units or slots.has("list", "which_any", "some")
