"""Joins: small sheets beside a sheet of lines, such as one row a region with its manager."""

from collections.abc import Sequence

from crm.importing.mapping import Lookup
from crm.importing.registry import canonical_custom_name, normal
from crm.importing.suggesting.profiles import Sheet
from crm.importing.suggesting.sheet_proposal import Draft

_MOST_COLUMNS = 4


def join_small_sheets(draft: Draft, sheet: Sheet, others: Sequence[Sheet]) -> dict[str, str]:
    """Adds the columns of other sheets to the orders; gives a note for each sheet so used.

    A sheet is joined by a header that both have, if it holds one value for each cell there.
    """
    notes: dict[str, str] = {}
    for other in others:
        shared = [header for header in other.profiles if header in sheet.profiles]
        if len(shared) != 1 or not 2 <= len(other.profiles) <= _MOST_COLUMNS:
            continue
        taken = [header for header in other.profiles if header not in shared]
        if not all(_is_function(other, shared[0], header) for header in taken):
            continue
        for header in taken:
            name = canonical_custom_name(header)
            join = Lookup(other.source.name, shared[0], shared[0], header)
            draft.set_custom("orders", name, join, _caution(draft, shared[0]))
        notes[other.source.label] = f"its columns are looked up by {shared[0]}, see orders.custom"
    return notes


def _is_function(sheet: Sheet, key: str, header: str) -> bool:
    pairs = set(zip(sheet.cells(key), sheet.cells(header), strict=True))
    return len(pairs) == len({pair[0] for pair in pairs})


def _caution(draft: Draft, key: str) -> str:
    number = draft.tables["orders"]["order_id"]
    if normal(getattr(number, "header", "")) == normal(key):
        return "said of the order number, so of all orders that it is split into; has no amounts"
    return ""
