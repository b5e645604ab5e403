"""What the words of one question say, slot by slot, before it is decided what is asked."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from assistant.brains.rules.sentence import Sentence
from crm.names import Name
from crm.periods import Period
from tools.phrases.numbers import NumberSpan
from tools.phrases.periods import BadPeriod


@dataclass(frozen=True)
class Mention:
    """A name in the question: what it means, or the several things that it may mean."""

    text: str
    names: tuple[Name, ...]
    negated: bool = False
    matched: bool = False
    """Whether the words are not the name itself, so that the answer says what was used."""

    @property
    def dimension(self) -> str:
        """Gives what the name is a value of."""
        return self.names[0].dimension


@dataclass(frozen=True)
class Bound:
    """A numeric condition: 超过10万, between 5k and 10k."""

    operator: str
    values: tuple[Decimal, ...]


@dataclass(frozen=True)
class PastDue:
    """For how long: more than so many months and days, or from so many days until so many."""

    days: int = 0
    months: int = 0
    until: int | None = None


@dataclass
class Slots:
    """The slots, filled from left to right (`filling.py`).

    The `…_at` are indices of spans in the sentence.
    """

    sentence: Sentence
    measure_at: list[int] = field(default_factory=list[int])
    period_at: list[int] = field(default_factory=list[int])
    mention_at: list[int] = field(default_factory=list[int])
    share_at: int = -1
    measures: list[str] = field(default_factory=list[str])
    groups: list[str] = field(default_factory=list[str])
    each: list[str] = field(default_factory=list[str])
    """Dimensions of each value of which something is asked: 各区域, for each rep."""
    every: list[str] = field(default_factory=list[str])
    """Dimensions of which all are meant: all products."""
    asked: list[str] = field(default_factory=list[str])
    """Dimensions or entities asked for with 哪个, which, who."""
    mentions: list[Mention] = field(default_factory=list[Mention])
    ambiguous: list[Mention] = field(default_factory=list[Mention])
    periods: list[Period] = field(default_factory=list[Period])
    period_words: list[str] = field(default_factory=list[str])
    bad_periods: list[BadPeriod] = field(default_factory=list[BadPeriod])
    against_at: int | None = None
    """How many periods had been named when 比 or vs came."""
    compare: list[str] = field(default_factory=list[str])
    compare_words: list[str] = field(default_factory=list[str])
    bounds: list[Bound] = field(default_factory=list[Bound])
    moved_by: Bound | None = None
    """By how much a figure rose or fell: 下降超过50%."""
    by_percent: bool = False
    statuses: list[str] = field(default_factory=list[str])
    weekdays: list[str] = field(default_factory=list[str])
    currencies: list[str] = field(default_factory=list[str])
    entities: list[str] = field(default_factory=list[str])
    units: list[str] = field(default_factory=list[str])
    """What 多少 counts, by its measure word: 台, 单, 家."""
    verbs: dict[str, str] = field(default_factory=dict[str, str])
    """The verbs, each with the word that was used."""
    flags: dict[str, str] = field(default_factory=dict[str, str])
    """Kinds of the lexicon that only need noticing, each with the word that was used."""
    per: str | None = None
    """The unit of time that an average is of: 日均, per month on average."""
    rank: str | None = None
    rank_text: str = ""
    limit: int | None = None
    nth: int | None = None
    past_due: PastDue | None = None
    older: tuple[int, str] | None = None
    """How long ago at least, in days, weeks, months or years: older than 30 days."""
    due_within: tuple[date, date] | None = None
    """The first and the last day on which it is due."""
    due_before: date | None = None
    """The day before which that was due."""
    pick: int | None = None
    """Which row of the last answer is meant: 第二个客户, the second one."""
    moves: set[str] = field(default_factory=set[str])
    """Which way a figure went: `up`, `down`."""
    attained: bool | None = None
    """Whether those are asked for who reached their targets, or who did not."""
    those: int | None = None
    """How many rows of the last answer are meant: 这三家, those three."""
    bare: NumberSpan | None = None
    """A number that stands alone, and takes the place of one before: "make it 20"."""
    unexplained: tuple[str, ...] = ()

    def has(self, *flags: str) -> bool:
        """Whether one of the flags was raised."""
        return any(flag in self.flags for flag in flags)

    @property
    def names_two(self) -> bool:
        """Whether two values of one dimension are named: Ann and Bob."""
        dimensions = [mention.dimension for mention in self.mentions]
        return len(dimensions) > len(set(dimensions))

    @property
    def compares_two(self) -> bool:
        """Whether two of a kind are set against each other: "compare orders of Ann and Bob"."""
        return self.has("against") and self.names_two
