"""The summary of an import as text: what was read is what was kept, rejected or waits."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crm.importing import Count, Summary

EXAMPLES = 5


def told(summary: "Summary") -> str:
    """Gives the summary in a few lines of plain text."""
    lines = [f"Imported {summary.path} (business date {summary.business_date}).", ""]
    lines += _columns([_HEADER, *_sources(summary)])
    lines += ["", *_tables(summary), *_rejects(summary), *_remarks(summary)]
    return "\n".join(lines)


_ROWS = ("rows read", "kept", "returns", "rejected", "waiting")
_HEADER = ("file", *_ROWS, "amount read", "amount kept")


def _sources(summary: "Summary") -> Iterator[tuple[str, ...]]:
    for one in summary.sources:
        counts = (one.read, one.kept, one.returned, one.rejected, one.waiting)
        rows = (f"{count.rows:,}" for count in counts)
        yield (one.source, *rows, _amount(one.read), _amount(one.kept))


def _amount(count: "Count") -> str:
    return "" if count.amount is None else f"{_plain(count.amount):,}"


def _plain(amount: Decimal) -> Decimal:
    """Gives an amount with two decimals, or more where it has more."""
    places = max(2, -int(amount.normalize().as_tuple().exponent))
    return amount.quantize(Decimal(1).scaleb(-places))


def _columns(rows: list[tuple[str, ...]]) -> list[str]:
    """Gives lines whose columns stand below each other, the first to the left."""
    widths = [max(_width(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines: list[str] = []
    for first, *rest in rows:
        padded = (" " * (w - _width(cell)) + cell for cell, w in zip(rest, widths[1:], strict=True))
        lines.append("  ".join((first + " " * (widths[0] - _width(first)), *padded)).rstrip())
    return lines


def _width(text: str) -> int:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


def _tables(summary: "Summary") -> Iterator[str]:
    for table in summary.tables:
        counts = {
            "new": table.new,
            "changed": table.changed,
            "unchanged": table.unchanged,
            "had waited": table.resolved,
        }
        said = ", ".join(f"{count:,} {name}" for name, count in counts.items() if count)
        yield f"{table.table}: {said or 'nothing'}"


def _rejects(summary: "Summary") -> Iterator[str]:
    if not summary.rejected_rows:
        return
    yield ""
    yield f"{summary.rejected_rows:,} rows rejected; all of them in {summary.reject_file}:"
    for one in summary.rejects[:EXAMPLES]:
        yield f"  {one.sentence()}"


def _remarks(summary: "Summary") -> Iterator[str]:
    """Gives what an importer should look at."""
    if summary.waiting_rows:
        yield f"{summary.waiting_rows:,} rows wait for a row that they refer to."
    for split in summary.splits[:EXAMPLES]:
        yield f"Order number {split.number} stood for {len(split.order_ids)} orders: split."
    if summary.split_numbers > EXAMPLES:
        yield f"… {summary.split_numbers:,} order numbers were split."
    for one in summary.conflicts[:EXAMPLES]:
        others = ", ".join(map(repr, one.others))
        yield f"{one.table} {one.key}: {one.column} is {one.kept!r}, and elsewhere {others}."
    if summary.conflicts_found > EXAMPLES:
        yield f"… {summary.conflicts_found:,} ids had several values in one column."
    if summary.rounded_values:
        yield f"{summary.rounded_values:,} numbers had more than six decimals and were rounded."
    yield from summary.notes
