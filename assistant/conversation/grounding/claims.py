"""The comparisons of a text, computed from the cells."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from assistant.conversation import formats
from assistant.conversation.grounding.facts import TOTAL, Facts, Row
from crm.query.result import ColumnRole

HALF = Decimal("0.5")
NEARLY = Decimal("0.05")
"""How far from twice as much "doubled" may be."""


@dataclass(frozen=True)
class Claim:
    """What is said of one row of one measure, beside which other words of the clause."""

    row: Row
    measure: str | None
    beside: frozenset[str]
    """The kinds of the clause's words."""
    before: Row | None = None
    """The row that was spoken of before."""


def holds(kind: str, claim: Claim, facts: Facts) -> bool:
    """Whether the cells make a claim true; what cannot be computed is not."""
    return _TESTS[kind](claim, facts)


def is_above(first: Row, second: Row, measure: str | None, facts: Facts) -> bool | None:
    """Whether the first of two rows has more than the second; None where that cannot be told."""
    same = first.result == second.result and facts.currency(first) == facts.currency(second)
    one, other = _value(first, "measure", measure, facts), _value(second, "measure", measure, facts)
    return None if not same or one is None or other is None or one == other else one > other


def _value(row: Row, role: ColumnRole, measure: str | None, facts: Facts) -> Decimal | None:
    column = facts.column(row.result, role, measure)
    return None if column is None else facts.number(row, column)


def _change(claim: Claim, facts: Facts) -> Decimal | None:
    return _value(claim.row, "change", claim.measure, facts)


def _rate(claim: Claim, facts: Facts) -> Decimal | None:
    return _value(claim.row, "change_rate", claim.measure, facts)


def _is_flat(claim: Claim, facts: Facts) -> bool:
    change, rate = _change(claim, facts), _rate(claim, facts)
    return change == 0 or (rate is not None and formats.is_flat(rate))


def _up(claim: Claim, facts: Facts) -> bool:
    change = _change(claim, facts)
    return change is not None and change > 0 and not _is_flat(claim, facts)


def _down(claim: Claim, facts: Facts) -> bool:
    change = _change(claim, facts)
    return change is not None and change < 0 and not _is_flat(claim, facts)


def _against_another_time(test: Callable[[Claim, Facts], bool]) -> Callable[[Claim, Facts], bool]:
    def found(claim: Claim, facts: Facts) -> bool:
        return bool(claim.beside & {"year", "previous", "compared"}) and test(claim, facts)

    return found


def _order(claim: Claim, facts: Facts) -> list[Row | None]:
    """Gives the rows that a row is compared with, the largest first; none where some are unseen.

    Of rows that are alike none is before the other: each is None.
    """
    role = _ranked_by(claim)
    column = facts.column(claim.row.result, role, claim.measure)
    if column is None or claim.row.result or not (facts.is_whole or _is_cut_by(role, facts)):
        return []
    rows = [Row(0, place) for place in range(len(facts.evidence[0].table.rows))]
    values = {
        row: value
        for row in rows
        if (value := facts.number(row, column)) is not None
        if facts.currency(row) == facts.currency(claim.row)
    }
    if len(values) < 2:
        return []
    many = Counter(values.values())
    ordered = sorted(values, key=values.__getitem__, reverse=True)
    return [row if many[values[row]] == 1 else None for row in ordered]


def _ranked_by(claim: Claim) -> ColumnRole:
    if "fastest" in claim.beside:
        return "change_rate"
    return "change" if claim.beside & {"up", "down", "changed"} else "measure"


def _is_cut_by(role: ColumnRole, facts: Facts) -> bool:
    """Whether the rows are the first ones of all, by what is compared."""
    frame = facts.frame
    if not frame.ranked or frame.offset or frame.only or frame.having:
        return False
    by = frame.order[0].by if frame.order else frame.measures[0]
    return role == by if by in {"change", "change_rate"} else role == "measure"


def _starts_at_the_bottom(facts: Facts) -> bool:
    order = facts.frame.order
    return bool(order) and not order[0].descending


def _highest(claim: Claim, facts: Facts) -> bool:
    order = _order(claim, facts)
    if not order or claim.row not in order:
        return False
    if "down" in claim.beside:  # the largest fall
        return _ends(claim, facts, top=False) and order[-1] == claim.row and _down(claim, facts)
    rises = "up" not in claim.beside or _up(claim, facts)
    return _ends(claim, facts, top=True) and order[0] == claim.row and rises


def _lowest(claim: Claim, facts: Facts) -> bool:
    order = _order(claim, facts)
    moved = claim.beside & {"up", "down", "changed", "fastest"}
    return bool(order) and not moved and _ends(claim, facts, top=False) and order[-1] == claim.row


def _ends(claim: Claim, facts: Facts, *, top: bool) -> bool:
    """Whether that end of all rows is among those that are shown."""
    del claim
    return facts.is_whole or _starts_at_the_bottom(facts) != top


def _place(number: int) -> Callable[[Claim, Facts], bool]:
    def found(claim: Claim, facts: Facts) -> bool:
        order = _order(claim, facts)
        there = len(order) > number and order[number] == claim.row
        return there and _ends(claim, facts, top=True)

    return found


def _next(claim: Claim, facts: Facts) -> bool:
    order = _order(claim, facts)
    if _starts_at_the_bottom(facts):
        order.reverse()
    if claim.before not in order or claim.row not in order:
        return False
    return order.index(claim.row) == order.index(claim.before) + 1


def _over_half(claim: Claim, facts: Facts) -> bool:
    if claim.row.place == TOTAL:
        return False
    share = _value(claim.row, "share", claim.measure, facts)
    if share is not None:
        return share > HALF
    column = facts.column(claim.row.result, "measure", claim.measure)
    table = facts.table(claim.row)
    if column is None or not table.columns[column].additive:
        return False
    part = facts.number(claim.row, column)
    whole = facts.number(Row(claim.row.result, -1), column)
    return part is not None and whole is not None and 0 < whole < part / HALF


def _rate_within(least: Decimal, most: Decimal | None) -> Callable[[Claim, Facts], bool]:
    def found(claim: Claim, facts: Facts) -> bool:
        rate = _rate(claim, facts)
        return rate is not None and least < rate and (most is None or rate < most)

    return found


def _mainly(claim: Claim, facts: Facts) -> bool:
    """Whether a row has most of a change, among those that moved as the whole did."""
    change = _change(claim, facts)
    whole = [value for row in facts.whole if (value := _value(row, "change", None, facts))]
    if not claim.row.result or not change or len(whole) != 1 or (change > 0) != (whole[0] > 0):
        return False
    rows = (Row(claim.row.result, place) for place in range(len(facts.table(claim.row).rows)))
    moved = [abs(value) for row in rows if (value := _value(row, "change", claim.measure, facts))]
    return abs(change) == max(moved)


_TESTS: Mapping[str, Callable[[Claim, Facts], bool]] = {
    "up": _up,
    "down": _down,
    "flat": _is_flat,
    "changed": lambda claim, facts: _change(claim, facts) is not None,
    "highest": _highest,
    "fastest": _highest,
    "lowest": _lowest,
    "next": _next,
    "rank2": _place(1),
    "rank3": _place(2),
    "above": _against_another_time(_up),
    "below": _against_another_time(_down),
    "over_half": _over_half,
    "doubled": _rate_within(1 - NEARLY, 1 + NEARLY),
    "more_than_doubled": _rate_within(Decimal(1), None),
    "halved": _rate_within(-HALF - NEARLY / 2, -HALF + NEARLY / 2),
    "mainly": _mainly,
}


def top(number: int, facts: Facts) -> list[Row | None]:
    """Gives the first rows of all by what was asked for, as many as are said; or none."""
    if facts.is_mixed(0) or not facts.evidence[0].table.rows:
        return []
    found = _order(Claim(Row(0, 0), None, frozenset()), facts)
    return found[:number] if not _starts_at_the_bottom(facts) else []
