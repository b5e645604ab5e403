"""The products: the fixed models and a range drawn for the seed, 150 in eight categories."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from crm.demo.product_words import CORE, LETTERS, OPTIONAL, VARIANTS, Fixed, Line, Noun
from crm.demo.rows import Product

PRODUCTS = 150
OPTIONAL_LINES = 3
MOST_PULL = 4.0


@dataclass(frozen=True, slots=True)
class Article:
    """A product and how much it is asked for, at the start of the span and at its end."""

    product: Product
    cents: int
    early_pull: float
    late_pull: float


@dataclass(frozen=True, slots=True)
class _Entry:
    category: str
    noun: Noun
    model: str
    list_price: int
    aliases: str
    pull: float


def articles(rng: Random) -> tuple[Article, ...]:
    """All products, by category."""
    lines = (*CORE, *rng.sample(OPTIONAL, OPTIONAL_LINES))
    letters = rng.sample(LETTERS, len(lines) * 2)
    entries: list[_Entry] = []
    for index, line in enumerate(lines):
        entries += _range(rng, line, count=_count(lines, index), letters=letters[index * 2 :][:2])
    return tuple(_article(rng, number, entry) for number, entry in enumerate(entries, 1))


def _count(lines: tuple[Line, ...], index: int) -> int:
    """How many of the products belong to a line; the last line takes what is left."""
    total = sum(line.weight for line in lines)
    counts = [round(PRODUCTS * line.weight / total) for line in lines]
    return counts[index] if index < len(lines) - 1 else PRODUCTS - sum(counts[:-1])


def _range(rng: Random, line: Line, *, count: int, letters: list[str]) -> list[_Entry]:
    entries = [_fixed(line, item) for item in line.fixed]
    families = _families(rng, letters)
    while len(entries) < count:
        model = next(families)
        noun = rng.choice(line.nouns)
        price = rng.uniform(noun.lowest, noun.highest)
        entries += [
            _Entry(
                category=line.category,
                noun=noun,
                model=f"{model} {variant}".strip(),
                list_price=_tidy(price * (rng.uniform(0.85, 1.45) if variant else 1)),
                aliases="",
                pull=min(MOST_PULL, rng.paretovariate(1.6) * 0.6),
            )
            for variant in ("", *rng.sample(VARIANTS, rng.choice((0, 1, 1, 2, 3))))
        ]
    return entries[:count]


def _families(rng: Random, letters: list[str]) -> Iterator[str]:
    """Models without variants, such as `K20` or `K300`, none twice."""
    numbers = [*range(10, 100, 5), *range(100, 1000, 50)]
    models = [f"{letter}{number}" for letter in letters for number in numbers]
    rng.shuffle(models)
    return iter(models)


def _fixed(line: Line, item: Fixed) -> _Entry:
    return _Entry(
        category=line.category,
        noun=line.noun(item.noun),
        model=item.model,
        list_price=item.list_price,
        aliases=item.aliases,
        pull=item.pull,
    )


def _tidy(yuan: float) -> int:
    """A list price as people set it: two leading digits above a hundred."""
    step = 1 if yuan < 100 else 10 if yuan < 3000 else 100
    return max(10, round(yuan / step) * step)


def _article(rng: Random, number: int, entry: _Entry) -> Article:
    names = [f"{entry.model} {entry.noun.zh}", f"{entry.model} {entry.noun.en}"]
    if rng.random() < 0.35:
        names.reverse()
    product = Product(
        product_id=f"P{number:03}",
        name=names[0],
        model=entry.model,
        category=entry.category,
        unit=entry.noun.unit,
        list_price=Decimal(f"{entry.list_price}.00"),
        aliases=";".join(filter(None, (names[1], entry.aliases))),
    )
    drift = rng.choice((0.5, 0.7, 1.0, 1.0, 1.4, 2.0))
    return Article(
        product=product,
        cents=entry.list_price * 100,
        early_pull=entry.pull / drift,
        late_pull=entry.pull * drift,
    )
