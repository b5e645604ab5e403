"""Measures names under noise: `python -m evals.names`. Needs the development environment.

Each name of a company is asked for as `evals/noise.py` distorts it, and once as a company that is
not there. "One fits" means that only one customer has a name which sounds so or is spelled nearly
so, by pypinyin and the usual confusions; where several fit, asking back is right.
"""

import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import product
from random import Random

import sqlalchemy as sa
from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.brains.rules.brain import understand
from assistant.brains.rules.lexicon import lexicon_for
from assistant.brains.rules.spans import Sources
from assistant.brains.rules.thread import Thread
from crm.access import operator
from crm.database import connect
from crm.demo import company
from crm.measures import load
from crm.models import customers, metadata, products
from crm.names import NameIndex
from crm.names.spelling import is_chinese, key
from crm.periods import standard_calendar
from crm.text import same
from evals.bench.big_company import company_names, product_name
from evals.bench.tables import Table, ms
from evals.noise import Noise, misheard, mistyped, written_alike
from evals.syllables import readings

TODAY = date(2026, 11, 21)
SEEDS = (1, 2, 3, 4)
BIG = (20_000, 5_000)
ASKED = 400
NOISES: dict[str, Noise] = {
    "same sound": written_alike,
    "misheard": misheard,
    "mistyped": mistyped,
}
_PLAIN = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("r", "l"), ("h", "f"))


@dataclass
class Names:
    """A company's names: the index, and how its customers are spoken of."""

    title: str
    index: NameIndex
    said: dict[str, tuple[str, ...]]
    """The names in use of each customer, its short name first."""
    counts: dict[tuple[str, bool], Counter[str]] = field(default_factory=dict)

    def fitting(self, noisy: str) -> set[str]:
        """Gives the customers that a distorted name may mean."""
        if not noisy.isascii():
            return {who for one in _sounds(noisy) for who in self._by_sound.get(one, ())}
        near = process.extract(
            key(same(noisy)), self._spelled, scorer=OSA.distance, score_cutoff=2, limit=None
        )
        return {who for _, _, who in near}

    def __post_init__(self) -> None:
        self._by_sound: dict[str, set[str]] = {}
        self._spelled: dict[str, str] = {}
        for who, forms in self.said.items():
            for form in forms:
                folded = same(form)
                if folded.isascii():
                    self._spelled[who] = key(folded)
                for one in _sounds(folded):
                    self._by_sound.setdefault(one, set()).add(who)


@cache
def _sounds(text: str) -> frozenset[str]:
    """Gives the sounds of a Chinese name with all that is mixed up made one."""
    if not all(map(is_chinese, text)):
        return frozenset()
    choices = [{_merged(one) for one in readings(character)} for character in text]
    return frozenset(" ".join(sounds) for sounds in product(*choices))


def _merged(sound: str) -> str:
    for said, plain in _PLAIN:
        if sound.startswith(said):
            sound = plain + sound.removeprefix(said)
    return sound.replace("ng", "n").replace("en", "on") if sound[-1:] in "ng" else sound


def demo(seed: int) -> Names:
    """Gives the names of a demo company."""
    tables = company(seed, TODAY).tables
    rows = [
        {name: getattr(row, name) for name in ("customer_id", "name", "short_name", "aliases")}
        | {"city": row.city, "province": row.province}
        for row in tables.customers
    ]
    sold = [
        {name: getattr(row, name) for name in ("product_id", "name", "model", "aliases")}
        for row in tables.products
    ]
    said = {
        row.customer_id: (row.short_name, *filter(None, row.aliases.split(";")))
        for row in tables.customers
    }
    return Names(f"demo company, seed {seed}", _index(rows, sold), said)


def big() -> Names:
    """Gives the names of a company with 20,000 customers and 5,000 products."""
    many, goods = BIG
    names = {f"C{number:05}": name for number, name in enumerate(company_names(many))}
    rows = [{"customer_id": who, "name": name} for who, name in names.items()]
    sold = [
        {"product_id": f"P{number:04}", "name": product_name(number)} for number in range(goods)
    ]
    said = {who: (_short(name),) for who, name in names.items()}
    return Names(f"{many:,} customers", _index(rows, sold), said)


def _short(name: str) -> str:
    return name.removesuffix("有限公司") if not name.isascii() else name.rpartition(" ")[0]


def _index(rows: list[dict[str, str]], sold: list[dict[str, str]]) -> NameIndex:
    with connect("sqlite://").connect() as connection:
        metadata.create_all(connection)
        connection.execute(sa.insert(customers), rows)
        connection.execute(sa.insert(products), sold)
        before, began = _memory_mb(), time.perf_counter()
        index = NameIndex.build(connection)
        built = time.perf_counter()
        index.like("无名", [(0, 2)], operator())
    if len(rows) == BIG[0]:
        sys.stdout.write(
            f"index of {len(rows):,} customers and {len(sold):,} products: "
            f"built in {built - began:.2f} s, sounds {time.perf_counter() - built:.2f} s, "
            f"{_memory_mb() - before:.0f} MB\n"
        )
    return index


def _memory_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024 / (1024 if sys.platform == "darwin" else 1)


def measured(names: Names, rng: Random) -> Iterator[tuple[str, ...]]:
    """Gives a row for each noise: what came of it where one customer fits, and where several."""
    for title, noise in NOISES.items():
        latin = noise is mistyped
        pool = [(who, f[0]) for who, f in names.said.items() if same(f[0]).isascii() == latin]
        one, several = Counter[str](), Counter[str]()
        for who, name in rng.sample(pool, min(ASKED, len(pool))):
            noisy = same(noise(name, rng))
            fitting = names.fitting(noisy) | {who}
            (one if len(fitting) == 1 else several)[_outcome(names.index, noisy, who)] += 1
        yield (f"{names.title}, {title}", *_shares(one), *_shares(several))


def _outcome(index: NameIndex, noisy: str, who: str) -> str:
    """Gives whether the name was right, wrong, asked for, or not taken for any."""
    exact = [s for s in index.find(noisy, operator()) if len(s.text) == len(noisy)]
    spans = exact or index.like(noisy, [(0, len(noisy))], operator())
    whole = [span for span in spans if len(span.text) == len(noisy)]
    if not whole:
        return "none"
    meant = {value for name in whole[0].names for value in name.values}
    if len(meant) > 1 or whole[0].unsure:
        return "asked" if who in meant else "wrongly asked"
    return "right" if who in meant else "wrong"


COLUMNS = ("right", "asked", "wrongly asked", "none", "wrong")


def _shares(found: Counter[str]) -> tuple[str, ...]:
    total = found.total()
    shares = (f"{found[column] / total:.1%}" if found[column] else "" for column in COLUMNS)
    return (str(total), *shares)


def strangers(names: Names, others: Sequence[str], rng: Random) -> tuple[str, ...]:
    """Gives a row for companies that are not there: all but `none` is too much."""
    found = Counter[str]()
    for name in rng.sample(others, min(ASKED, len(others))):
        if not names.fitting(name) and not names.index.find(same(name), operator()):
            found[_outcome(names.index, same(name), "")] += 1
    return (f"{names.title}, not there", *_shares(found), *_shares(Counter()))


def latency(names: Names, rng: Random) -> Table:
    """Gives how long questions take to be read in which a name is distorted."""
    sources = Sources(lexicon_for(load()), names.index, operator(), TODAY, standard_calendar())
    spent: list[float] = []
    for _, (name, *_) in rng.sample(sorted(names.said.items()), ASKED):
        latin = name.isascii()
        noisy = mistyped(name, rng) if latin else misheard(name, rng)
        question = f"{noisy} sales last month" if latin else f"{noisy}上个月买了多少"
        began = time.perf_counter()
        understand(question, Thread(), sources)
        spent.append((time.perf_counter() - began) * 1000)
    ordered = sorted(spent)
    figures = (ms(ordered[len(ordered) // 2]), ms(ordered[int(len(ordered) * 0.95)]))
    return Table("Reading a question", ("", "median ms", "p95 ms"), [(names.title, *figures)])


def main() -> None:
    """Prints the tables."""
    rng = Random(1)  # noqa: S311 - the same noise at every run
    large = big()
    sys.stdout.write(latency(large, rng).text() + "\n")
    demos = [demo(seed) for seed in SEEDS]
    strange = [names[0] for one in demos for names in one.said.values()]
    rows = [row for names in (*demos, large) for row in measured(names, rng)]
    rows += [strangers(names, strange, rng) for names in (demos[0], large)]
    header = ("", "one fits", *COLUMNS, "several", *COLUMNS)
    sys.stdout.write(Table("Names under noise", header, rows).text() + "\n")


if __name__ == "__main__":
    main()
