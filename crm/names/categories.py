"""The names of categories in the other language: 打印机 is also printers."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import tomli

from crm.text import same

TRANSLATED = frozenset(
    "category channel industry customer_status method title stage lead_source".split()
)
"""Dimensions whose values are plain nouns that people say in either language."""


MERGED = frozenset({"method", "title"})
"""Dimensions of which two stored values are the same where one is the other in translation."""


def category_identity(value: str) -> str:
    """Gives what two stored values share that translate each other; the folded value else."""
    folded = same(value)
    return min((folded, *(same(other) for other in category_names(value))))


def category_names(value: str) -> tuple[str, ...]:
    """Gives the names that a category has beside the one that is stored; often none."""
    return _names().get(same(value), ())


@cache
def _names() -> Mapping[str, tuple[str, ...]]:
    """Gives the other names of each name, in both directions."""
    text = Path(__file__).with_name("categories.toml").read_text(encoding="utf-8")
    found: dict[str, tuple[str, ...]] = {}
    for chinese, english in tomli.loads(text).items():
        found[same(chinese)] = tuple(english)
        for word in english:
            others = tuple(other for other in english if other != word)
            found.setdefault(same(word), (chinese, *others))
    return found
