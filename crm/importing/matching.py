"""Matching sources with a mapping: what is loaded from where, in which order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from crm.importing.cells import Source
from crm.importing.failures import ImportFailed
from crm.importing.fields import TABLES
from crm.importing.mapping import Mapping, SourceMapping
from crm.importing.plain import contract_mapping, table_named

SHEETS_OF_LINES = "sheets of lines"


@dataclass(frozen=True)
class Step:
    """One load: a source into a table, or sheets of lines (all of one mapping) into several."""

    table: str
    sources: tuple[Source, ...]
    mapping: SourceMapping


@dataclass(frozen=True)
class Plan:
    """All loads of an import, and what is left aside, in words."""

    steps: tuple[Step, ...]
    notes: tuple[str, ...]

    def of(self, table: str) -> Sequence[Step]:
        """Gives the loads into one table."""
        return [step for step in self.steps if step.table == table]


def planned(sources: Sequence[Source], mapping: Mapping | None) -> Plan:
    """Gives what is to be loaded.

    Raises:
        ImportFailed: nothing fits, or the mapping names what is not there.
    """
    plan = _by_name(sources) if mapping is None else _by_mapping(sources, mapping)
    loaded = {source.label: source for step in plan.steps for source in step.sources}
    nameless = [
        f"{label}: column {at} has no header and is left out"
        for label, source in loaded.items()
        for at in source.nameless
    ]
    return replace(plan, notes=(*plan.notes, *nameless))


def _by_name(sources: Sequence[Source]) -> Plan:
    steps: list[Step] = []
    notes: list[str] = []
    for source in sources:
        table = table_named(source)
        if table is None:
            notes.append(f"{source.label} is not named after a table and was left aside")
        else:
            steps.append(Step(table, (source,), contract_mapping(source, table)))
    if not steps:
        raise ImportFailed(
            f"None of {', '.join(source.label for source in sources)} is named after a table "
            f"({', '.join(TABLES)}). Rename the file, or let `wendan import FILE --suggest` "
            "propose a mapping and give it with --map."
        )
    return Plan(tuple(steps), tuple(notes))


def _by_mapping(sources: Sequence[Source], mapping: Mapping) -> Plan:
    steps: list[Step] = []
    notes: list[str] = []
    used: set[str] = set()
    for one in mapping.sources:
        found = _named(one, sources)
        used |= {source.label for source in found}
        if one.skip:
            notes.extend(f"{source.label} was left aside: {one.skip}" for source in found)
        elif one.is_sheet_of_lines:
            steps.append(Step(SHEETS_OF_LINES, tuple(found), one))
        else:
            steps.extend(Step(t, (source,), one) for t in one.tables for source in found)
    left = [source.label for source in sources if source.label not in used]
    notes.extend(f"{label} is not in the mapping and was left aside" for label in left)
    return Plan(tuple(steps), tuple(notes))


def _named(one: SourceMapping, sources: Sequence[Source]) -> list[Source]:
    found = [source for source in sources if one.source == source.label]
    found = found or [source for source in sources if _fits(one.source, source)]
    if not found:
        names = ", ".join(repr(source.label) for source in sources)
        raise ImportFailed(f"The mapping names the source {one.source!r}. Found: {names}.")
    if len(found) > 1 and "*" not in one.source and not one.skip:
        names = " and ".join(repr(source.label) for source in found)
        raise ImportFailed(
            f"The mapping's source {one.source!r} may be {names}. Write the one that is meant."
        )
    return found


def _fits(pattern: str, source: Source) -> bool:
    names = (source.name, source.label, source.file.name)
    return any(fnmatchcase(name.casefold(), pattern.casefold()) for name in names)
