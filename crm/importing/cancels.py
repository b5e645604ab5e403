"""Cancels: which rows of a sheet of lines are returns, and the returns that they become."""

from collections.abc import Callable, Mapping, Sequence

from crm.importing.cells import Source
from crm.importing.expressions import place
from crm.importing.intake import Taken
from crm.importing.mapping import Cancels
from crm.importing.values import Stored, plain_text

Recognise = Callable[[Taken], list[bool]]


def recogniser(cancels: Cancels | None, source: Source) -> Recognise:
    """Gives the function that says of each readable row whether it is a return.

    Raises:
        ImportFailed: the rule names a column that is not there.
    """
    if cancels is None:
        return lambda taken: [False] * len(taken.places)
    rule = cancels
    at = place(rule.header, source) if rule.header else None
    words = {word.casefold() for word in rule.words}

    def recognise(taken: Taken) -> list[bool]:
        found = [False] * len(taken.places)
        if rule.negative_quantity:
            quantities = taken.tables["order_lines"]["quantity"]
            found = [int(quantity or 0) < 0 for quantity in quantities]
        if rule.order_id_prefix:
            numbers = taken.tables["orders"]["order_id"]
            found = [
                a or has_prefix(b, rule.order_id_prefix)
                for a, b in zip(found, numbers, strict=True)
            ]
        if at is not None:
            column = taken.chunk.columns[at]
            said = ((plain_text(column[row]) or "").casefold() for row in taken.places)
            found = [a or b in words for a, b in zip(found, said, strict=True)]
        return found

    return recognise


def has_prefix(number: Stored, prefix: str) -> bool:
    """Tells whether an order number is the prefix followed by a digit."""
    text = str(number)
    return text.startswith(prefix) and text[len(prefix) : len(prefix) + 1].isdigit()


def original_orders(ids: Mapping[tuple[str, str, str], str]) -> Mapping[tuple[str, str], str]:
    """Gives the order of each number and customer that has one order only."""
    found: dict[tuple[str, str], str] = {}
    twice: set[tuple[str, str]] = set()
    for (number, customer, _), order_id in ids.items():
        pair = (number, customer)
        (twice.add(pair) if pair in found else found.setdefault(pair, order_id))
    return {pair: order_id for pair, order_id in found.items() if pair not in twice}


def numbered(keys: Sequence[Stored | tuple[Stored, ...]], counts: dict[object, int]) -> list[int]:
    """Gives each key's ordinal among the equal ones, from 1; `counts` goes on between chunks."""
    found: list[int] = []
    for key in keys:
        count = counts[key] = counts.get(key, 0) + 1
        found.append(count)
    return found
