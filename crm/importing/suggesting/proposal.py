"""The proposal: what each source of a file or folder is, and how it would be imported."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fnmatch import fnmatchcase
from os.path import commonprefix
from pathlib import Path

from crm.importing.failures import ImportFailed
from crm.importing.fields import form
from crm.importing.mapping import Mapping, SourceMapping
from crm.importing.opening import opened
from crm.importing.plain import contract_mapping, table_named
from crm.importing.suggesting.joins import join_small_sheets
from crm.importing.suggesting.profiles import Sheet, profiled
from crm.importing.suggesting.sheet_proposal import Draft, sheet_proposal
from crm.importing.suggesting.table_proposal import (
    looked_up,
    table_named_like,
    table_proposal,
)


@dataclass
class _Proposal:
    """The mappings so far, and their comments by path."""

    mappings: list[SourceMapping] = field(default_factory=list[SourceMapping])
    comments: dict[str, str] = field(default_factory=dict[str, str])

    def add(self, mapping: SourceMapping, draft: Draft | None = None, comment: str = "") -> None:
        at = len(self.mappings)
        self.mappings.append(mapping)
        notes = dict(draft.comments) if draft else {}
        own = "\n".join(filter(None, (comment, notes.pop("", ""))))
        if own:
            self.comments[str(at)] = own
        self.comments.update({f"{at}.{path}": note for path, note in notes.items() if note})

    def name_lookups(self) -> None:
        """Says of sources that are left aside for themselves that others look into them."""
        used = looked_up(self.mappings)
        self.mappings = [
            replace(one, skip="others look into it") if one.skip and one.source in used else one
            for one in self.mappings
        ]


def suggest(path: Path, *, today: date) -> Mapping:
    """Proposes a mapping from headers and values; it can be used as it is, or edited first.

    Args:
        path: the file, zip or folder to import.
        today: the business date: dates after it are a sign of day and month exchanged.

    Raises:
        ImportFailed: nothing there looks like orders or any other table of the contract.
    """
    with opened(path) as found:
        sheets = [profiled(source) for source in found.sources]
        for by_values in (False, True):
            proposal = _proposed(sheets, today, by_values=by_values)
            if not all(mapping.skip for mapping in proposal.mappings):
                return Mapping(tuple(proposal.mappings), comments=proposal.comments)
    names = "; ".join(f"{s.source.label}: {', '.join(s.source.headers)}" for s in sheets)
    raise ImportFailed(
        "Nothing here looks like orders or another table: there must be columns for the "
        f"order number, its date, the customer, the product and an amount. Found {names}."
    )


def _proposed(sheets: Sequence[Sheet], today: date, *, by_values: bool) -> _Proposal:
    proposal = _Proposal()
    unique, same = _without_copies(sheets)
    used: set[str] = set()
    lines: list[tuple[Sheet, SourceMapping, Draft]] = []
    for group in _of_one_form([one for one in unique if not _is_contracts_own(one)]):
        name = _pattern(group, sheets)
        made = sheet_proposal(group[0], name, today, by_values=by_values) if name else None
        if made is not None:
            lines.append((group[0], *made))
            used |= {one.source.label for one in group}
    others = [sheet for sheet in unique if sheet.source.label not in used]
    notes: dict[str, str] = {}
    for sheet, mapping, draft in lines:
        small = [other for other in others if table_named(other.source) is None]
        notes |= join_small_sheets(draft, sheet, small)
        targets = draft.targets()
        tables = {table: targets[table] for table in mapping.tables}
        proposal.add(replace(mapping, tables=tables), draft, _about(sheet))
    for sheet in others:
        _add_other(proposal, sheet, others, notes.get(sheet.source.label), today)
    proposal.name_lookups()
    for sheet, original in same:
        proposal.add(SourceMapping(sheet.source.label, skip=f"the same sheet as {original}"))
    return proposal


def _of_one_form(sheets: Sequence[Sheet]) -> list[list[Sheet]]:
    """Gives the sheets grouped by their headers, as files of one month each have the same."""
    groups: dict[tuple[str, ...], list[Sheet]] = {}
    for sheet in sheets:
        groups.setdefault(sheet.source.headers, []).append(sheet)
    found: list[list[Sheet]] = []
    for group in groups.values():
        found.extend([group] if _pattern(group, sheets) else [[sheet] for sheet in group])
    return found


def _pattern(group: Sequence[Sheet], sheets: Sequence[Sheet]) -> str:
    """Gives the name that fits just these sheets, with `*` for several; empty if none does."""
    if len(group) == 1:
        return _name(group[0], sheets)
    names = [sheet.source.name for sheet in group]
    pattern = commonprefix(names) + "*"  # noqa: RUF071  (character by character is meant)
    fits = [sheet for sheet in sheets if fnmatchcase(sheet.source.name, pattern)]
    return pattern if len(fits) == len(group) else ""


def _about(sheet: Sheet) -> str:
    rows = sheet.source.total
    return "each row is an invoice line" + (f"; {rows} rows" if rows else "")


def _is_contracts_own(sheet: Sheet) -> bool:
    table = table_named(sheet.source)
    if table is None:
        return False
    filled = contract_mapping(sheet.source, table).tables[table].columns
    return all(f.name in filled for f in form(table).fields if f.required)


def _add_other(
    proposal: _Proposal, sheet: Sheet, sheets: Sequence[Sheet], note: str | None, today: date
) -> None:
    name = _name(sheet, sheets)
    if _is_contracts_own(sheet):
        table = table_named(sheet.source) or ""
        mapping = contract_mapping(sheet.source, table)
        proposal.add(SourceMapping(name, mapping.tables), comment="has the contract's headers")
        return
    table = None if note else table_named_like(sheet)
    made = None if table is None else table_proposal(sheet, table, name, sheets, today)
    if made is not None:
        proposal.add(*made)
        return
    reason = "it is like no table of the contract, or lacks its required columns"
    proposal.add(SourceMapping(name, skip=note or reason))


def _without_copies(
    sheets: Sequence[Sheet],
) -> tuple[list[Sheet], list[tuple[Sheet, str]]]:
    """Gives the sheets, and those that are there a second time, such as a sheet as CSV too."""
    first: dict[tuple[str, tuple[str, ...]], Sheet] = {}
    same: list[tuple[Sheet, str]] = []
    unique: list[Sheet] = []
    for sheet in sheets:
        key = (sheet.source.name.casefold(), sheet.source.headers)
        if key in first:
            same.append((sheet, first[key].source.label))
        else:
            first[key] = sheet
            unique.append(sheet)
    return unique, same


def _name(sheet: Sheet, sheets: Sequence[Sheet]) -> str:
    """Gives the shortest name that means this source only."""
    namesakes = [s for s in sheets if s.source.name.casefold() == sheet.source.name.casefold()]
    return sheet.source.name if len(namesakes) == 1 else sheet.source.label
