"""The tools, as a language model and other programs see them. No LLM library in here.

Names, periods and amounts are passed as the asker said them and resolved by our own code. Every
argument is required and an empty one says "none": small models call such tools right. The first
line of a class and the descriptions of its fields are prompt text.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Sort = Literal["", "largest", "smallest", "most growth", "most decline"]
RowSort = Literal["", "newest", "oldest", "largest", "smallest"]
RowsOf = Literal[
    "order",
    "customer",
    "product",
    "contact",
    "payment",
    "invoice",
    "return",
    "contract",
    "open deal",
    "won deal",
    "lost deal",
    "visit",
    "call",
    "complaint",
    "ticket",
    "training",
]
_WHERE = "names, places, levels, channels, states; 'not X' leaves X out"
_PERIOD = "the time in the user's words, or ''"
_BOUND = "such as 'over 100000', or ''"


class _Arguments(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Meaning(_Arguments):
    """What a word that is not known here means."""

    word: str
    means: str = Field(description="what it stands for, or 'filler'")


class Figures(_Arguments):
    """Figures: a total, a split, a ranking, a trend, a comparison, a share."""

    measures: list[str] = Field(min_length=1, description="of the list")
    by: list[str] = Field(description="dimensions to split by; [] for a total")
    where: list[str] = Field(description=_WHERE)
    period: str = Field(description=_PERIOD)
    compare: str = Field(description="'previous', 'year' (a year earlier), another period, or ''")
    bound: str = Field(description=_BOUND)
    sort: Sort
    rows: int = Field(ge=0, le=200, description="how many are asked for, or 0")
    share: bool = Field(description="of the total")
    unknown: list[Meaning]


class Rows(_Arguments):
    """A list of single orders, payments, contracts, deals, visits, customers and the like."""

    of: RowsOf
    where: list[str] = Field(description=_WHERE)
    period: str = Field(description=_PERIOD)
    bound: str = Field(description=_BOUND)
    sort: RowSort
    rows: int = Field(ge=0, le=200, description="how many are asked for, or 0")
    unknown: list[Meaning]


class Profile(_Arguments):
    """All that is known of one customer."""

    customer: str = Field(min_length=1, description="the name")
    unknown: list[Meaning]


class Reasons(_Arguments):
    """Why a figure rose or fell: what the change is made of."""

    measure: str
    where: list[str] = Field(description=_WHERE)
    period: str = Field(min_length=1, description=_PERIOD)
    unknown: list[Meaning]


class Documents(_Arguments):
    """What the company's own documents say: policies, warranty, delivery, products, how to sell."""

    topic: str = Field(min_length=1, description="what to look up, in words of such a document")


class Unanswerable(_Arguments):
    """Nothing here answers the question, or a part of it would be left out."""

    words: list[str] = Field(min_length=1, description="those not covered")


Call = Figures | Rows | Profile | Reasons | Documents | Unanswerable
CATALOG: dict[str, type[Call]] = {
    "figures": Figures,
    "rows": Rows,
    "profile": Profile,
    "reasons": Reasons,
    "documents": Documents,
    "unanswerable": Unanswerable,
}
"""The tools by their names."""
