"""Assignment: which header is which column of the contract, by name, checked against the values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from crm.importing.fields import form
from crm.importing.registry import canonical_custom_name, normal
from crm.importing.suggesting.profiles import Profile, Sheet
from crm.importing.suggesting.vocabulary import column_words

_EXACT = 100.0
_PART = 50.0


@dataclass(frozen=True)
class _Fit:
    score: float
    priority: int
    path: str
    header: str


def assigned(
    sheet: Sheet, paths: Sequence[str], more: Mapping[str, Iterable[str]]
) -> dict[str, str]:
    """Gives `table.column` -> header for the columns that are recognised.

    `paths` come in the order of their importance, which decides between equal fits; `more` are
    further words for a path. A header is used once.
    """
    fits = [
        _Fit(score, priority, path, header)
        for priority, path in enumerate(paths)
        for header, profile in sheet.profiles.items()
        if profile.filled and _may_hold(path, profile)
        if (score := _score(header, path, more.get(path, ())))
    ]
    found: dict[str, str] = {}
    for fit in sorted(fits, key=lambda one: (-one.score, one.priority)):
        if fit.path not in found and fit.header not in found.values():
            found[fit.path] = fit.header
    return found


def _may_hold(path: str, profile: Profile) -> bool:
    table, _, column = path.partition(".")
    kind = form(table).field(column).kind
    if kind in ("decimal", "rate", "integer"):
        return profile.is_number()
    if kind in ("date", "moment"):
        return profile.is_date()
    if kind == "text" and column != "external_id" and normal(profile.header).endswith("id"):
        return False
    if kind == "text":
        return not profile.is_date() or column not in ("name", "category")
    return not (kind == "id" and profile.is_date())


def _score(header: str, path: str, more: Iterable[str]) -> float:
    words = (*map(normal, more), *column_words(path))
    plain, unit_less = (
        normal(header),
        normal(header.split("(", maxsplit=1)[0].split("（", maxsplit=1)[0]),
    )
    for word in (plain, unit_less):
        if word in words:
            return _EXACT - 0.1 * words.index(word)
    if canonical_custom_name(header) != header:
        return 0
    parts = [len(word) / len(plain) for word in words if _is_part(word, plain)]
    return _PART + 10 * max(parts) if parts else 0


def _is_part(word: str, header: str) -> bool:
    enough = len(word) >= (5 if word.isascii() else 2)
    return enough and len(word) * 2 >= len(header) and word in header
