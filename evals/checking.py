"""Compares a reply with what is right: right, abstained, or wrong, which is worse.

Start with `check`. `figures.py` compares figures, `rows.py` rows of groups, `lists.py` orders,
`entities.py` other lists, `reasons.py` what explains a change, `told.py` words.
"""

import re

from assistant.conversation.reply import Reply
from evals.case import Expected
from evals.entities import entities_fault
from evals.figures import currencies_fault, figure_fault, measures_fault, periods_fault
from evals.lists import count_fault, list_fault
from evals.reasons import explained_fault
from evals.rows import rows_fault
from evals.shown import Shown, shown, spelled_alike
from evals.told import is_told, told_fault
from evals.verdict import RIGHT, Verdict, abstained, wrong

_QUOTED = re.compile("[“「]([^”」]+)[”」]")


def check(expected: Expected, reply: Reply) -> Verdict:
    """Gives the verdict on a reply."""
    if reply.status != expected.status:
        return _other_status(expected, reply)
    match expected.status:
        case "clarify":
            fault = _choices_fault(expected, reply)
        case "not_understood":
            missed = _names_fault(expected, reply)
            return RIGHT if missed is None else abstained(missed)
        case _:
            fault = _answer_fault(expected, reply)
    return RIGHT if fault is None else wrong(fault)


def _other_status(expected: Expected, reply: Reply) -> Verdict:
    allowed = {*expected.or_status, *(["clarify"] if expected.assumed else [])}
    if reply.status in allowed:
        return RIGHT
    reason = f"{reply.status} instead of {expected.status}"
    return abstained(reason) if reply.status in {"clarify", "not_understood"} else wrong(reason)


def _choices_fault(expected: Expected, reply: Reply) -> str | None:
    """Gives what is wrong where fewer than two of the readings are offered, or others."""
    offered = [(choice.value, choice.label) for choice in reply.choices]
    hits = [
        names
        for names in expected.choices
        if any(spelled_alike(said, names) for pair in offered for said in pair)
    ]
    if len(hits) < min(2, len(expected.choices)):
        return f"offers {offered[:5]}"
    return None


def _names_fault(expected: Expected, reply: Reply) -> str | None:
    quoted = [word.casefold() for word in _QUOTED.findall(reply.text)]
    names = [name.casefold() for name in expected.names]
    if not names or any(one in name or name in one for one in quoted for name in names):
        return None
    return f"does not name {' or '.join(expected.names)}"


def _answer_fault(expected: Expected, reply: Reply) -> str | None:
    """Gives what is wrong with an answer; None where nothing is."""
    if is_told(expected):
        return told_fault(expected, reply)
    if not reply.results:
        return f"no result: {reply.text[:120]}"
    if reply.checked.figures == 0 or reply.checked.matched != reply.checked.figures:
        return f"not checked: {reply.checked}"
    expected = _as_counted(expected, reply)
    fault = _result_fault(expected, reply)
    if fault is None:
        return periods_fault(expected, shown(reply.results[0]))
    read = " | ".join(part.value for part in reply.reading)
    return f"{fault} [{read}]"


def _as_counted(expected: Expected, reply: Reply) -> Expected:
    """Gives the same with the measure that was counted: cancelled orders are orders of a status."""
    status = (expected.measure or "").removesuffix("_orders")
    said = reply.results[0].arguments.get("status in", ())
    measures = {column.name for column in reply.results[0].columns if column.role == "measure"}
    if list(said) == [status] and measures == {"orders"}:
        return expected.model_copy(update={"measure": "orders"})
    return expected


def _result_fault(expected: Expected, reply: Reply) -> str | None:
    tables = [shown(result) for result in reply.results]
    if expected.entity is not None:
        if expected.listed or expected.entity == "orders":
            return list_fault(expected, tables[0])
        return entities_fault(expected, tables[0], reply.results[0])
    if expected.values:
        return measures_fault(expected.values, tables)
    if expected.rows and expected.current is not None and not expected.group_by:
        return explained_fault(expected, tables)
    about = (table for table in tables if expected.measure in table.measures)
    return _table_fault(expected, next(about, tables[0]))


def _table_fault(expected: Expected, table: Shown) -> str | None:
    if expected.value is not None and not table.measures:
        return count_fault(expected, table)
    if expected.measure is not None and table.measure(expected.measure) is None:
        return f"shows {table.measures} instead of {expected.measure}"
    if expected.rows:
        return rows_fault(expected, table)
    return _figures_fault(expected, table)


def _figures_fault(expected: Expected, table: Shown) -> str | None:
    if expected.by_currency is not None:
        return currencies_fault(expected.by_currency, table, expected.measure)
    fault = figure_fault(expected, table)
    other = expected.or_by_currency
    if fault is None or other is None:
        return fault
    return currencies_fault(other, table, expected.measure)
