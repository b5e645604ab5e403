"""Cases: questions with what is right, written from the contract and computed from the raw files.

Each data set has a folder under `cases/`: `about.toml` says its business date and currency, and
`questions`, `traps`, `dialogues` and `colloquial` hold one case a line. The figures come from SQL
on the files themselves, never from the product. A trap is a question to which a careless system
gives a wrong number.
"""

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal

import tomli
from pydantic import BaseModel, ConfigDict

from assistant.conversation.reply import Dates, Language, Status

CASES = Path(__file__).with_name("cases")
DATA_SETS = (
    "superstore",
    "northwind",
    "online_retail",
    "demo",
    "second",
    "third",
    "fourth",
    "fifth",
)

Sort = Literal["questions", "traps", "dialogues", "colloquial"]
SORTS: Sequence[Sort] = ("questions", "traps", "dialogues", "colloquial")
COLLOQUIAL: Sort = "colloquial"
"""Questions and dialogues as people talk who do not think of a machine: slang, asides, leaps.

They tell how far there is to go, and are neither widened nor under the limit for wrong answers.
"""
ONE_IN = 5
"""One case in so many is held back from whoever develops the product."""
Spellings = tuple[str, ...]
"""All ways to write one name that are right: its full and short names, its id."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Row(_Part):
    """One row that the answer must hold: its labels, one a dimension, and its figures."""

    labels: tuple[Spellings, ...]
    value: float | None = None
    share: float | None = None
    currency: str | None = None
    current: float | None = None
    previous: float | None = None

    @property
    def figure(self) -> float | None:
        """Gives the figure of the period asked about."""
        return self.value if self.current is None else self.current


class Listed(_Part):
    """One row of a list of orders."""

    order_id: str
    customer: Spellings
    date: date
    amount: float | None


class Figure(_Part):
    """One of several measures that are asked for at once."""

    measure: str
    value: float | None = None
    by_currency: dict[str, float] | None = None


class Expected(_Part):
    """What is right. Figures are exact to six decimals; rates and shares are fractions."""

    status: Status
    or_status: tuple[Status, ...] = ()
    """Statuses that are right as well: abstaining from a trap."""
    measure: str | None = None
    assumed: tuple[Literal["measure"], ...] = ()
    """What the question leaves open, so that asking back is right as well."""
    period: Dates | None = None
    compare_period: Dates | None = None
    periods: tuple[Dates, ...] = ()
    """Two periods beside each other: `rows` has one a row, but a comparison is right as well."""
    group_by: tuple[str, ...] = ()
    value: float | None = None
    currency: str | None = None
    by_currency: dict[str, float] | None = None
    """One figure a currency, never added."""
    or_by_currency: dict[str, float] | None = None
    values: tuple[Figure, ...] = ()
    current: float | None = None
    previous: float | None = None
    growth: float | None = None
    rows: tuple[Row, ...] = ()
    ordered: bool = False
    complete: bool = False
    """Whether there are no other rows but empty ones; else these are the first, or some."""
    zero_ok: bool = False
    """Whether nothing at all is right as well as zero."""
    entity: str | None = None
    row_count: int | None = None
    listed: tuple[Listed, ...] = ()
    by: Literal["date", "amount"] | None = None
    """By what a list is ordered; rows that are equal in it may swap."""
    choices: tuple[Spellings, ...] = ()
    names: tuple[str, ...] = ()
    """Words one of which an answer must name as not understood."""
    wrong_values: tuple[float, ...] = ()
    """What a careless reading of a trap gives."""


class Turn(_Part):
    """One question and what is right."""

    text: str
    kind: str
    expected: Expected


class Case(_Part):
    """One conversation of one asker; `asker` None is the operator, who sees everything."""

    id: str
    asker: str | None = None
    lang: Language
    tags: tuple[str, ...] = ()
    turns: tuple[Turn, ...]

    @property
    def held_back(self) -> bool:
        """Whether developers are not shown what it asks: told by its id, so that it stays so."""
        return mark(self.id) % ONE_IN == 0


def mark(text: str) -> int:
    """Gives a number for a text that is the same on every machine, to draw lots by."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])


class DataSet(_Part):
    """What the cases of a data set are asked about."""

    today: date
    currency: str


def data_set(name: str) -> DataSet:
    """Gives the business date and the currency of a data set."""
    text = (CASES / name / "about.toml").read_text(encoding="utf-8")
    return DataSet.model_validate(tomli.loads(text))


def cases(name: str, sort: Sort) -> tuple[Case, ...]:
    """Gives the cases of one sort for a data set, in the order of their file.

    Some data sets are not part of an installation; `evals.datasets.lacking` says which.
    """
    text = (CASES / name / f"{sort}.jsonl").read_text(encoding="utf-8")
    return tuple(Case.model_validate_json(line) for line in text.splitlines())
