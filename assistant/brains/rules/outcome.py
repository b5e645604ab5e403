"""What the rules brain makes of a question."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from assistant.brains.rules.frame import Frame
from assistant.brains.rules.slots import Mention
from tools.batches import BatchRequest
from tools.drafts import DraftRequest
from tools.notes import Note
from tools.phrases.periods import BadPeriod
from tools.schedules import Wish
from tools.wishes import Wish as DeedWish

Topic = Literal["help", "greeting", "thanks", "definition"]
Lacking = Literal[
    "measure", "ranked", "period", "group", "comparison", "before", "brevity", "order",
    "occasion", "addressee", "statement", "sent", "whose", "draft", "day", "task", "activity",
    "lines", "since",
]  # fmt: skip
"""What a question does not say, or is not about; of a message, what for and to whom, or which of
its statements is on record; of something to be done, when, what, of which kind, of what."""
Doubt = Literal["name", "measure", "comparison", "period", "customers", "flag"]


@dataclass(frozen=True)
class Understood:
    """The question has one reading."""

    frame: Frame
    matched: tuple[Mention, ...] = ()
    """Names that were not written as they are stored, and what was used for them."""
    read_as: tuple[tuple[str, str], ...] = ()
    """Words that were slips of the keyboard, each with what it was read as."""
    carried: bool = False
    """Whether it edits the question before."""
    then: str = ""
    """A second question of the same breath, which is not answered yet."""
    confidence: float = 1.0
    """How sure the reading is, from 0 to 1 (`confidence.py`)."""


ANEW = "@anew"
"""What a choice settles that asks another question: its text."""


@dataclass(frozen=True)
class Option:
    """One of several readings.

    `settles` is what the choice decides: the words of a name with the id meant, `@measure` or
    `@comparison` with the reading, or `@anew` with the question in other words.
    """

    value: str
    """A catalog name, the label of an entity, or days."""
    settles: Mapping[str, str]
    dimension: str | None = None


@dataclass(frozen=True)
class Doubtful:
    """Two or more readings would give different answers."""

    doubt: Doubt
    words: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Offer:
    """A question that one which was not understood may have been."""

    text: str
    put_in: str
    """What stands in it for the words that were not understood; empty where they are left out."""
    frame: Frame
    """What it means."""


@dataclass(frozen=True)
class NotUnderstood:
    """Something in the question has no meaning here.

    `words` are the unexplained ones; `known` is what the rest of the question says.
    """

    words: tuple[str, ...]
    known: Frame | None = None
    bad_periods: tuple[BadPeriod, ...] = ()
    edits: bool = False
    """Whether it was to change the question before, in a way that was not understood."""
    lacking: Lacking | None = None
    offers: tuple[Offer, ...] = ()
    """What may have been meant, the likeliest first (`offering.py`)."""

    @property
    def is_too_long(self) -> bool:
        """Whether it was not read at all: it is longer than anything that somebody asks."""
        return self.lacking == "brevity"


@dataclass(frozen=True)
class Talk:
    """Something other than a question about data."""

    topic: Topic
    measures: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Drafting:
    """A message to a customer is to be written."""

    request: DraftRequest


@dataclass(frozen=True)
class Briefing:
    """What is on record of a customer is wanted, before a visit."""

    customer_id: str
    customer: str
    """Its name, as answers write it."""


@dataclass(frozen=True)
class NotedDown:
    """Something was done with a customer, and somebody tells what came of it."""

    note: Note


@dataclass(frozen=True)
class Batching:
    """A message each to many customers is to be written."""

    request: BatchRequest
    whose: Frame | None = None
    """The insight whose customers are meant, where they are those of none of the queries."""


@dataclass(frozen=True)
class Scheduling:
    """Something is to come by itself, or something is to become of what comes."""

    act: Literal[
        "propose", "unclear", "others", "keep", "drop", "list", "pause", "resume", "remove", "run"
    ]
    """`others`: it is to go to somebody else, whom `which` tells."""
    wish: Wish | None = None
    """What is proposed, kept or dropped."""
    which: str = ""
    """Words for one that is kept, or its number in the list; empty where none is named."""
    unclear: Doubtful | None = None
    """What must be said more clearly in `text`, before it can be asked again and again."""
    text: str = ""


@dataclass(frozen=True)
class Acting:
    """Something is to be done, once a person has approved it."""

    wish: DeedWish
    instead: bool = False
    """Whether it takes the place of what was proposed just now."""


Requested = Drafting | Briefing | NotedDown | Batching
"""What is asked for beside data."""
Outcome = Understood | Doubtful | NotUnderstood | Talk | Requested | Scheduling | Acting
