"""Who has not ordered for longest: those who did once, by their last order, the oldest first."""

import re
from collections.abc import Callable
from dataclasses import replace

from assistant.brains.rules.outcome import Outcome, Understood
from crm.query.spec import Order

_LONGEST = re.compile(
    r"(?:谁|哪家|哪个客户|哪些客户)?最久没(?:有)?(?:下过?单|买过?东西|买过?|来过?)了?"
    r"(?:的(?:客户)?(?:是谁|是哪家|有哪些)?)?(?=[?？。\s]*$)"
    r"|\b(?:who|which customers?) (?:has|have) (?:not|n't) ordered (?:for )?(?:the )?longest\b"
    r"|\bcustomers (?:with the )?longest without (?:an order|orders|ordering)\b",
    re.IGNORECASE,
)


def longest(text: str, read: Callable[[str], Outcome]) -> Understood | None:
    """Gives the customers whose last order is longest ago; None where these are not asked for.

    Args:
        text: the question, which is not understood as it is.
        read: gives what another question means, where this one was asked.
    """
    found = _LONGEST.search(text)
    if found is None:
        return None
    plain = "1天没下单的客户" if not found[0].isascii() else "customers with no orders for 1 day"
    outcome = read(_LONGEST.sub(plain, text))
    if not isinstance(outcome, Understood) or outcome.frame.entity != "customer":
        return None
    by_age = (Order("last_order", descending=False),)
    return replace(outcome, frame=replace(outcome.frame, order=by_age))
