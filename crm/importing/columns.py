"""Whole columns: thousands of cells of one kind converted at once, each distinct cell only once."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count

from crm.importing import usual, values
from crm.importing.fields import Field
from crm.importing.values import Cell, Dating, Problem, Stored
from crm.importing.words import CHOICE_WORDS

_MEMORY = 20_000
"""Distinct cells that a column remembers; a column of ever new ones starts again."""


Quick = Callable[[Sequence[Cell]], list[Stored] | None] | None
"""Converts a whole column of the usual form, else gives None (see `crm.importing.usual`)."""


class _Memo(dict[Cell, Stored | Problem]):
    """What each cell converts to. Looking up a known cell costs a twentieth of converting it."""

    def __init__(self, convert: Callable[[Cell], Stored | Problem]) -> None:
        self.convert = convert
        self.problems = 0
        self.missing = False

    def __missing__(self, raw: Cell) -> Stored | Problem:
        if len(self) >= _MEMORY:
            self.clear()
        found = self[raw] = self.convert(raw)
        self.problems += isinstance(found, Problem)
        return found


@dataclass
class Converted:
    """A column as the database stores it; a cell with a problem is None in `stored`."""

    stored: list[Stored]
    problems: dict[int, Problem] = field(default_factory=dict[int, Problem])
    rounded: int = 0


class Converter:
    """Converts the cells of one field, chunk after chunk."""

    def __init__(
        self, of: Field, convert: Callable[[Cell], Stored | Problem] | None, quick: Quick = None
    ) -> None:
        self._field = of
        self._quick = quick
        self._rounded: set[Cell] = set()
        if of.kind in ("decimal", "rate"):
            read = values.rate if of.kind == "rate" else values.millionths
            convert = partial(_decimal, read=read, rounded=self._rounded)
        self._memo = None if convert is None else _Memo(convert)

    def __call__(self, cells: Sequence[Cell]) -> Converted:
        """Gives the cells converted, in order."""
        if self._memo is None:
            found = _texts(cells, self._field.length)
        elif self._quick is not None and (quickly := self._quick(cells)) is not None:
            found = Converted(quickly)
        else:
            found = self._looked_up(cells, self._memo)
        if self._field.required and None in found.stored:
            empty = Problem("is empty", f"a value: {self._field.header} is required")
            for at, stored in enumerate(found.stored):
                if stored is None:
                    found.problems.setdefault(at, empty)
        return found

    def _looked_up(self, cells: Sequence[Cell], memo: _Memo) -> Converted:
        mixed = list(map(memo.__getitem__, cells))
        rounded = sum(map(self._rounded.__contains__, cells)) if self._rounded else 0
        if not memo.problems:
            return Converted(mixed, rounded=rounded)  # pyright: ignore[reportArgumentType] (none is a Problem)
        problems = {at: cell for at, cell in enumerate(mixed) if isinstance(cell, Problem)}
        stored = [None if isinstance(cell, Problem) else cell for cell in mixed]
        return Converted(stored, problems, rounded)


def converter(of: Field, dating: Dating) -> Converter:
    """Gives the converter for a field."""
    if of.kind in ("id", "text"):
        return Converter(of, None)
    if of.kind == "choice":
        return Converter(of, partial(_choice, choices=of.choices, words=_words(of)))
    plain: Mapping[str, Callable[[Cell], Stored | Problem]] = {
        "decimal": values.millionths,
        "rate": values.rate,
        "integer": values.integer,
        "boolean": values.boolean,
        "currency": values.currency,
        "date": partial(values.day, dating=dating),
        "moment": partial(values.moment, dating=dating),
        "month": partial(values.month, dating=dating),
    }
    if of.kind == "moment" and dating.written_in is None:
        return Converter(of, plain["moment"], usual.moments)
    return Converter(of, plain[of.kind], usual.millionths if of.kind == "decimal" else None)


def _decimal(
    raw: Cell, read: Callable[[Cell], Stored | Problem], rounded: set[Cell]
) -> Stored | Problem:
    if values.is_rounded(raw):
        rounded.add(raw)
    return read(raw)


def _words(of: Field) -> Mapping[str, str]:
    return next(
        words
        for path, words in CHOICE_WORDS.items()
        if path.endswith("." + of.name) and set(of.choices) == set(words.values())
    )


def _choice(raw: Cell, choices: tuple[str, ...], words: Mapping[str, str]) -> Stored | Problem:
    text = values.plain_text(raw)
    if text is None:
        return None
    found = words.get(_folded(text))
    return found or Problem("is not one of the known words", ", ".join(choices))


def _texts(cells: Sequence[Cell], length: int | None) -> Converted:
    # Each distinct cell once; equal ones become one string, which saves memory further on.
    known = {
        cell: (cell.strip() or None) if type(cell) is str else values.plain_text(cell)
        for cell in set(cells)
    }
    found = Converted(list(map(known.__getitem__, cells)))
    written = list(filter(None, known.values()))
    if length is not None and max(map(len, written), default=0) > length:
        _mark(found, lambda t: len(t) > length, "is too long", f"at most {length} characters")
    if "\x00" in "".join(written):
        _mark(found, lambda t: "\x00" in t, "holds a NUL character", "text")
    return found


def _mark(found: Converted, bad: Callable[[str], bool], reason: str, accepted: str) -> None:
    problem = Problem(reason, accepted)
    for at, text in zip(count(), found.stored):
        if isinstance(text, str) and bad(text):
            found.problems[at] = problem
            found.stored[at] = None


def is_known_choice(path: str, word: str) -> bool:
    """Tells whether a word is one of a choice's, such as 已完成 of `orders.status`."""
    return _folded(word) in CHOICE_WORDS[path]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold().replace("_", " ")
