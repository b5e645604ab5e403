"""The tables that the bench prints."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """One topic's figures: the first column names the row, the others are right-aligned."""

    title: str
    header: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    notes: tuple[str, ...] = ()

    def text(self) -> str:
        """Gives the table as lines of plain text."""
        everything = [self.header, *self.rows]
        widths = [max(len(row[at]) for row in everything) for at in range(len(self.header))]
        rule = "  ".join("-" * width for width in widths)
        lines = [self.title, "", _line(self.header, widths), rule]
        lines += [_line(row, widths) for row in self.rows]
        return "\n".join([*lines, *(f"({note})" for note in self.notes), ""])


def _line(row: tuple[str, ...], widths: Sequence[int]) -> str:
    first, *rest = (
        cell.rjust(width) if at else cell.ljust(width)
        for at, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join((first, *rest)).rstrip()


def ms(value: float) -> str:
    """Gives milliseconds: with decimals where they matter."""
    return f"{value:,.1f}" if abs(value) < 100 else f"{value:,.0f}"


def times(value: float, of: float) -> str:
    """Gives how often `of` fits into `value`."""
    return f"{value / of:,.2f}x" if of else "-"


def met(holds: bool) -> str:
    """Gives the word for a demand that holds or does not."""
    return "yes" if holds else "NO"
