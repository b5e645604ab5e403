"""Evaluating a mapping's expressions over the columns of a chunk."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from hashlib import sha256
from typing import assert_never
from unicodedata import normalize

from crm.importing.cells import Source
from crm.importing.failures import ImportFailed
from crm.importing.mapping import (
    Column,
    Constant,
    DerivedId,
    Expression,
    Lookup,
    Ordinal,
    Product,
    Template,
    Words,
)
from crm.importing.values import Cell, Problem, exact, plain_text

Columns = Sequence[Sequence[Cell]]
Evaluate = Callable[[Columns, int], Sequence[Cell]]
"""Gives a column of so many rows from the columns of a chunk."""
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_LONGEST_ID = 100


def compiled(  # noqa: C901, PLR0911  (one case a form)
    expression: Expression, source: Source, others: Sequence[Source]
) -> Evaluate:
    """Gives the function that evaluates an expression over chunks of `source`.

    Raises:
        ImportFailed: it names a column or source that is not there.
    """
    match expression:
        case Column(header):
            at = place(header, source)
            return lambda columns, _rows: columns[at]
        case Constant(value):
            return lambda _columns, rows: [value] * rows
        case DerivedId(header):
            at = place(header, source)
            return lambda columns, _rows: _each(columns[at], derived_id)
        case Ordinal(header):
            at = place(header, source)
            counts: dict[object, int] = {}
            return lambda columns, _rows: _ordinals(columns[at], counts)
        case Words():
            return _words(expression, source)
        case Template(text):
            return _template(text, source)
        case Product(factors):
            return _product(factors, source)
        case Lookup():
            return _lookup(expression, source, others)
        case _:
            assert_never(expression)


def place(header: str, source: Source) -> int:
    """Gives the place of a header in a source, in any writing variant.

    Raises:
        ImportFailed: it is not there.
    """
    wanted = _folded(header)
    for at, found in enumerate(source.headers):
        if _folded(found) == wanted:
            return at
    near = get_close_matches(header, source.headers, n=3, cutoff=0.5)
    hint = f" Near: {', '.join(map(repr, near))}." if near else ""
    raise ImportFailed(
        f"{source.label} has no column {header!r}.{hint} Its columns: {', '.join(source.headers)}."
    )


def derived_id(cell: Cell) -> Cell:
    """Gives an id for a name: the name in a normal form, so that writing variants share one."""
    name = plain_text(cell)
    if name is None:
        return None
    plain = re.sub(r"[\s\-_]+", "-", normalize("NFKC", name).casefold()).strip("-")
    slug = re.sub(r"\W+", "-", plain).strip("-")
    if slug == plain and len(slug) <= _LONGEST_ID:
        return slug
    return f"{slug[:_LONGEST_ID]}-{sha256(plain.encode()).hexdigest()[:8]}"


def _folded(header: str) -> str:
    return normalize("NFKC", header).strip().casefold()


def _each(cells: Iterable[Cell], convert: Callable[[Cell], Cell]) -> list[Cell]:
    known: dict[Cell, Cell] = {}
    found: list[Cell] = []
    for cell in cells:
        if cell not in known:
            known[cell] = convert(cell)
        found.append(known[cell])
    return found


def _ordinals(cells: Sequence[Cell], counts: dict[object, int]) -> Sequence[Cell]:
    found: list[Cell] = []
    for cell in cells:
        count = counts[cell] = counts.get(cell, 0) + 1
        found.append(count)
    return found


def _words(expression: Words, source: Source) -> Evaluate:
    at = place(expression.header, source)
    meanings = {_folded(word): meaning for word, meaning in expression.words.items()}

    def meaning(cell: Cell) -> Cell:
        word = plain_text(cell)
        otherwise = word if expression.otherwise is None else expression.otherwise
        return otherwise if word is None else meanings.get(_folded(word), otherwise)

    return lambda columns, _rows: _each(columns[at], meaning)


def _template(text: str, source: Source) -> Evaluate:
    places = [place(header, source) for header in _PLACEHOLDER.findall(text)]
    pieces = [piece.replace("%", "%%") for piece in _PLACEHOLDER.split(text)[::2]]
    form = "%s".join(pieces)

    def evaluate(columns: Columns, rows: int) -> Sequence[Cell]:
        if not places:
            return [text] * rows
        parts = zip(
            *([plain_text(cell) or "" for cell in columns[at]] for at in places), strict=True
        )
        return [(form % cells).strip() if any(cells) else None for cells in parts]

    return evaluate


def _product(factors: Sequence[str], source: Source) -> Evaluate:
    read = [_factor(factor, source) for factor in factors]

    def product(row: tuple[Cell, ...]) -> Cell:
        result = Decimal(1)
        for cell, (_, complement) in zip(row, read, strict=True):
            value = exact(cell)
            if value is None or isinstance(value, Problem):
                return None if value is None else f"{cell} (in {' × '.join(factors)})"
            result *= 1 - value if complement else value
        return result

    return lambda columns, _rows: [
        product(row) for row in zip(*(columns[at] for at, _ in read), strict=True)
    ]


def _factor(factor: str, source: Source) -> tuple[int, bool]:
    """Gives a factor's column, and whether it is `1-HEADER`, as a discount is."""
    complement = re.fullmatch(r"1\s*-\s*(.+)", factor)
    return place(complement[1] if complement else factor, source), complement is not None


def _lookup(expression: Lookup, source: Source, others: Sequence[Source]) -> Evaluate:
    at = place(expression.by, source)
    table = _table(expression, others)

    def take(cell: Cell) -> Cell:
        return table.get(plain_text(cell) or "")

    return lambda columns, _rows: _each(columns[at], take)


def _table(expression: Lookup, others: Sequence[Source]) -> Mapping[str, Cell]:
    named = [source for source in others if _folded(source.name) == _folded(expression.source)]
    if not named:
        names = ", ".join(source.name for source in others)
        raise ImportFailed(
            f"The mapping looks up {expression.source!r}, which is not there. Found: {names}."
        )
    key, take = place(expression.key, named[0]), place(expression.take, named[0])
    found: dict[str, Cell] = {}
    for chunk in named[0].chunks():
        for cell, value in zip(chunk.columns[key], chunk.columns[take], strict=True):
            found.setdefault(plain_text(cell) or "", value)
    return found
