"""What is asked of the orders just shown: of one, has it shipped, been paid, when was it due.

The answer is that order again, with its state, its dates and what is still open on it.
"""

import re
from dataclasses import replace
from decimal import Decimal

from assistant.brains.rules.frame import Condition, Frame
from assistant.brains.rules.listing import OWING_COLUMNS
from crm.query.spec import Filter, Order

COLUMNS = (
    "order_id",
    "customer",
    "ordered_at",
    "amount",
    "status",
    "due_date",
    "outstanding",
    "shipped_at",
    "delivered_at",
)
_IT = r"(?:it|that|this|that one|this one|(?:that|this|the) order)"
_STATE = (
    r"(?:ship|shipped|sent|gone|deliver|delivered|arrive|arrived|paid|settled|due|overdue|late"
    r"|unpaid|outstanding|open|invoiced|confirmed|completed?|cancelled|pending)"
)
_SMALL = r"(?:been|be|get|got|already|yet|still|fully|in full|out|off|for|now|all)"
_ASKED = re.compile(
    rf"(?:and |so |but |then )*(?:"
    rf"(?:(?:when|how late) )?(?:has|is|was|did|does|will) {_IT}(?: {_SMALL})*+"
    rf" {_STATE}(?: {_SMALL})*+"
    rf"|(?:been )?{_STATE}(?: {_SMALL})*+"
    r"|(?:what's|what is|what was) (?:its|the)"
    r" (?:status|due date|balance|open balance|payment status)"
    rf"|how much (?:of {_IT} )?is (?:still )?(?:open|outstanding|unpaid|owed|due)(?: on {_IT})?"
    rf"|where is {_IT}(?: now)?)"
)
_BEFORE = re.compile(r"(?:and |what about |how about )*(?:the )?(?:one|order) before(?: that| it)?")
_BY_BALANCE = re.compile(
    r"(?:and |now |please |then )*(?:sort|order|rank|arrange)(?:ed)?(?: it| them| these| those)? by"
    r" (?:the |their )?(?:open |outstanding |unpaid )*(?:balances?|outstanding|receivables?)"
    r"(?:,? (largest|highest|biggest|smallest|lowest) (?:first|on top))?"
)
_ALL_PAID = re.compile(
    r"(?:and |so )*(?:are|were|have|has|was|is)"
    r" (?:those|these|they|that|all of (?:those|these|them))"
    r"(?: all)?(?: been)?(?: fully)? (?:paid|settled)(?: yet| for| in full| off| up| already)*"
)
_UNPAID_ONES = re.compile(
    r"(?:那|只看|只要|其中|里面)?(?:还)?(?:没有?|未)(?:付款?|收款?|回款|结清|收回来?|付清)的?(?:订单|单子|单)?"
    r"(?:呢|有哪些|有几单|有几个|有多少)?"
    r"|(?:and |only |just |which (?:ones? )?are |what about |how about )*"
    r"(?:the )?(?:still )?unpaid(?: ones)?"
)
_ENDS = " .?!？。！"


def of_that_order(text: str, previous: Frame | None) -> Frame | None:
    """Gives the one order before with what is asked of it, or the one placed before it.

    Args:
        text: the folded question.
        previous: the question before; where it was not of one order, nothing is given.
    """
    if previous is None or previous.entity != "order" or previous.limit != 1:
        return None
    said = text.strip(_ENDS)
    newest = not (previous.order or previous.ranked)
    if newest and _BEFORE.fullmatch(said):
        return replace(previous, offset=previous.offset + 1)
    if _ASKED.fullmatch(said):
        return replace(previous, columns=COLUMNS)
    return None


def by_balance(text: str, previous: Frame | None) -> Frame | None:
    """Gives the orders just listed by what is open on each; None where a few were picked."""
    if previous is None or previous.entity != "order" or previous.limited:
        return None
    found = _BY_BALANCE.fullmatch(text.strip(_ENDS))
    if found is None:
        return None
    order = Order("outstanding", descending=found[1] not in {"smallest", "lowest"})
    return replace(previous, order=(order,), columns=OWING_COLUMNS, ranked=True, offset=0)


def unpaid_of_those(text: str, previous: Frame | None) -> Frame | None:
    """Gives the orders just listed or counted that are not paid, where it is asked if all are.

    Of orders just listed also where the unpaid ones are asked for: 还没付的.
    """
    said = text.strip(_ENDS)
    if previous is None:
        return None
    unpaid = previous.entity == "order" and _UNPAID_ONES.fullmatch(said)
    if not unpaid and _ALL_PAID.fullmatch(said) is None:
        return None
    counted = previous.measures in {("orders",), ("sales",)}
    plain = not (previous.groups or previous.compare or previous.happenings or previous.view)
    plain = plain and not any(c.dimension == "order_amount" for c in previous.conditions)
    if previous.limited or not plain or not (counted or previous.entity == "order"):
        return None
    open_on_it = Condition(Filter("outstanding", "gt", (Decimal(0),)))
    return Frame(
        entity="order",
        conditions=(*previous.conditions, open_on_it),
        period=previous.period,
        columns=OWING_COLUMNS,
        total="outstanding",
    )
