"""The reply to a question, as the contract (section 3) gives it to pages, channels and scripts."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from assistant.markup import visible

Language = Literal["zh", "en"]
Status = Literal["answered", "clarify", "refused", "not_understood", "pending_approval", "error"]
Scalar = str | int | float | bool | None
Shown = Annotated[str, AfterValidator(visible)]
"""A line of plain text for people, in which names may stand: no markup, and nothing unseen."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Dates(_Part):
    """A period, both ends included, as ISO dates."""

    start: str
    end: str


class ColumnPart(_Part):
    """One column of a result. `unit` is a currency code, `ratio`, `pp` or a noun counted."""

    name: str
    label: Shown
    type: Literal["id", "name", "text", "date", "period", "number"]
    unit: str | None = None
    role: str = "field"
    direction: Literal["up", "down", "neutral"] = "neutral"
    """Whether a rise is good (`up`) or bad (`down`)."""
    additive: bool = False


class ResultPart(_Part):
    """What one tool gave. `row_count` counts all rows; `rows` may be cut (`truncated`)."""

    tool: str
    title: str | None = None
    """What it is among several results of one answer."""
    arguments: dict[str, Any]
    definition: str
    period: Dates | None
    compare_period: Dates | None = None
    columns: tuple[ColumnPart, ...]
    rows: tuple[tuple[Scalar, ...], ...]
    row_count: int
    truncated: bool
    totals: tuple[Scalar, ...] | None = None
    sql: str | None = None


class Choice(_Part):
    """Something to tap; `value` is what it says when sent back as the next question."""

    label: Shown
    value: str
    hint: Shown | None = None


class ReadingPart(_Part):
    """One chip of the reading line: how a part of the question was understood."""

    slot: str
    label: Shown
    value: Shown
    assumed: bool = False
    choices: tuple[Choice, ...] = ()


class ScopePart(_Part):
    """Whose customers the answer is about."""

    text: str
    customers: int


class SourcePart(_Part):
    """A table that the answer comes from, and when it last took in rows."""

    name: str
    label: str
    as_of: str | None
    stale: bool = False


class QuotePart(_Part):
    """A passage of a document, as it stands there; plain text, whatever signs are in it."""

    document_id: str
    title: str
    path: str
    headings: tuple[str, ...]
    place: int
    """Which passage of its document, from 1."""
    page: int | None = None
    url: str | None = None
    text: str


class CheckedPart(_Part):
    """How many figures the text states, and how many of them stand in the evidence."""

    figures: int
    matched: int


class ChangePart(_Part):
    """The change that stands beside the headline."""

    text: str
    amount_text: str | None
    direction: Literal["up", "down", "flat"]
    tone: Literal["good", "bad", "neutral"]
    versus: str


class HeadlinePart(_Part):
    """The one figure that answers the question: rounded, exact, and as a number."""

    text: str
    exact: str
    label: str
    unit: str | None
    value: float
    change: ChangePart | None = None


class NoticePart(_Part):
    """An exception that must not hide behind a tap."""

    kind: Literal[
        "stale",
        "truncated",
        "running_period",
        "matched",
        "currency",
        "scope",
        "model",
        "documents",
        "then",
        "late",
        "deciding",
        "paused",
        "heard",
    ]
    text: Shown


class ActionFieldPart(_Part):
    """One thing that would be done: what it is called, what it is, and whether it may be edited."""

    name: str
    label: Shown
    value: str
    editable: bool = False
    choices: tuple[Choice, ...] = ()
    """What it may be, where not just anything."""


class ActionPart(_Part):
    """Something that waits for a person's approval, or what became of it."""

    action_id: str
    kind: str
    summary: Shown
    state: str
    title: str = ""
    """What would be done, in a word or two: `kind` as people call it."""
    state_text: str = ""
    hash: str = ""
    """Of all that would be done; sent back with the approval, it says what was seen."""
    expires_at: str = ""
    fields: tuple[ActionFieldPart, ...] = ()
    blanks: tuple[str, ...] = ()
    """What is still to be filled in before it can be approved."""
    can_be_sent_again: bool = False
    download: str | None = None
    """Below `/api/v1`: where an approved export is fetched, as an export of its own."""
    replaced_by: str | None = None


class DraftFactPart(_Part):
    """A fact that a draft says, as it says it, and the row that it is from."""

    label: str
    text: Shown
    source: Shown


class DraftPart(_Part):
    """A message to a customer that nobody has sent."""

    occasion: str
    channel: str
    language: Language
    style: str
    customer_id: str
    customer: Shown
    contact: Shown | None = None
    """Whom it is written to."""
    address: Shown | None = None
    """Of an e-mail, as it is on file."""
    subject: Shown | None = None
    """Of an e-mail."""
    text: str
    facts: tuple[DraftFactPart, ...] = ()
    blanks: tuple[str, ...] = ()
    """What is not on record and has to be filled in; it stands in brackets in the text."""


class SkippedPart(_Part):
    """A customer to whom nothing was written, and why."""

    customer_id: str
    customer: Shown
    why: str


class BatchPart(_Part):
    """A message each to many customers; nobody has sent one. `found` counts all who were meant."""

    found: int
    drafts: tuple[DraftPart, ...]
    skipped: tuple[SkippedPart, ...] = ()


class BriefSection(_Part):
    """One side of a customer: `who`, `buys`, `owes`, `issues`, `deals`, `last`, `offer`, `talk`."""

    name: str
    title: str
    lines: tuple[Shown, ...]


class BriefPart(_Part):
    """What to know before a visit; the playbooks' passages for it are the reply's `quotes`."""

    customer_id: str
    customer: Shown
    sections: tuple[BriefSection, ...]
    playbook: str
    """What the passages are headed with."""


class CommitmentPart(_Part):
    """What somebody is to do, in the note's own words, and its last day where one was said."""

    text: Shown
    whose: Literal["theirs", "ours"]
    due: str | None


class SaidDayPart(_Part):
    """A time that a note names, and which days these are."""

    text: Shown
    dates: Dates


class SaidAmountPart(_Part):
    """An amount that a note names: its words, and what they come to, in no currency but theirs."""

    text: Shown
    value: float
    about: bool


class NotePart(_Part):
    """What a note says, as an activity that nobody has approved: it is not on record."""

    customer_id: str
    customer: Shown
    kind: str
    occurred_on: str
    text: str
    """The note as it was written."""
    summary: str
    people: tuple[Shown, ...] = ()
    commitments: tuple[CommitmentPart, ...] = ()
    dates: tuple[SaidDayPart, ...] = ()
    amounts: tuple[SaidAmountPart, ...] = ()


class DigestPart(_Part):
    """What a reply was sent for that nobody asked just then."""

    schedule_id: str
    name: Shown
    due: str
    """When it was due, in the person's time."""
    missed: int = 0
    """How many before it were not sent."""


class Usage(_Part):
    """Tokens spent on a model; zero with the rules brain."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    calls: int = Field(default=0, exclude=True)
    """Of the model, for the counters: no part of the contract's JSON."""
    cached_tokens: int = 0
    """Those of the prompt that the server had read before, as far as it says so."""
    cost: str | None = None
    """A decimal number, in `currency`; None where no price is set."""
    currency: str | None = None


class Reply(_Part):
    """The answer to one question."""

    conversation_id: str
    turn_id: str
    status: Status
    text: str
    language: Language
    headline: HeadlinePart | None = None
    results: tuple[ResultPart, ...] = ()
    reading: tuple[ReadingPart, ...] = ()
    scope: ScopePart | None = None
    sources: tuple[SourcePart, ...] = ()
    quotes: tuple[QuotePart, ...] = ()
    """Passages of documents that answer, where no data does."""
    draft: DraftPart | None = None
    batch: BatchPart | None = None
    """Messages to many, to be downloaded by the turn's id (`/api/v1/drafts/{turn_id}`)."""
    brief: BriefPart | None = None
    note: NotePart | None = None
    digest: DigestPart | None = None
    checked: CheckedPart = CheckedPart(figures=0, matched=0)
    chart: dict[str, Any] | None = None
    choices: tuple[Choice, ...] = ()
    suggestions: tuple[Choice, ...] = ()
    notices: tuple[NoticePart, ...] = ()
    actions: tuple[ActionPart, ...] = ()
    verified: bool = False
    """Whether an admin has verified how such a question is answered."""
    brain: Literal["rules", "llm"] = "rules"
    model: str | None = None
    worded_by: str | None = None
    """The model whose words the text is; None where it is ours."""
    usage: Usage = Usage()
    timings_ms: dict[str, float] = Field(default_factory=dict[str, float])
    confidence: float | None = Field(default=None, exclude=True, ge=0, le=1)
    """How sure the brain is of its reading, for the evaluation: no part of the contract's JSON."""
