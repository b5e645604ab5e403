"""How a proposal is shown: every field of what would be done, in words of both languages."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, singledispatch
from pathlib import Path
from typing import Literal

import tomli

from assistant.actions.contents import (
    Content,
    CreateTask,
    ExportRows,
    MarkAnomalies,
    OrderDraft,
    RecordActivity,
    SendMessage,
    UpdateField,
)
from assistant.actions.editing import QUANTITY
from assistant.actions.proposal import Proposal, State
from crm.insight.telling import title

Language = Literal["zh", "en"]
Family = Literal["kinds", "fields", "states", "notes", "activities", "verdicts", "customer_fields"]
_OF_MESSAGES: Mapping[State, str] = {"pending": "unsent", "done": "sent"}
UNSURE = frozenset({"cut_off", "restored"})
"""Notes of messages that may have gone."""


@dataclass(frozen=True)
class ShownField:
    """One thing that is done: how it is called, what it is, and whether it may be edited."""

    name: str
    label: str
    value: str
    editable: bool = False


def word(family: Family, name: str, language: Language) -> str:
    """Gives how something is called; its name where there is no word for it."""
    pair = _words()[family].get(name)
    return name if pair is None else pair[0 if language == "zh" else 1]


@cache
def _words() -> Mapping[str, Mapping[str, tuple[str, str]]]:
    read = tomli.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
    return {
        family: {name: (pair[0], pair[1]) for name, pair in entries.items()}
        for family, entries in read.items()
    }


def kind_in_words(content: Content, language: Language) -> str:
    """Gives what would be done, in a word."""
    reminds = isinstance(content, CreateTask) and content.remind
    return word("kinds", "reminder" if reminds else content.kind, language)


def summary(content: Content, language: Language) -> str:
    """Gives what would be done in one line, as plain text."""
    colon = "：" if language == "zh" else ": "
    return f"{kind_in_words(content, language)}{colon}{gist(content, language)}"


@singledispatch
def gist(content: object, language: Language) -> str:
    """Gives what a proposal is about, without what kind it is, as plain text."""
    del language
    raise TypeError(content)


@gist.register
def _(content: SendMessage, language: Language) -> str:
    del language
    return f"{content.customer} · {content.to_name} <{content.to}> · {content.subject}"


@gist.register
def _(content: CreateTask, language: Language) -> str:
    del language
    when = "" if content.due_at is None else f" · {content.due_at:%Y-%m-%d %H:%M}"
    return f"{content.title}{when}"


@gist.register
def _(content: RecordActivity, language: Language) -> str:
    kind = word("activities", content.activity, language)
    return f"{content.customer} · {kind} · {content.occurred_on}"


@gist.register
def _(content: OrderDraft, language: Language) -> str:
    del language
    return f"{content.customer} · {content.currency} {content.amount:,.2f}"


@gist.register
def _(content: UpdateField, language: Language) -> str:
    name = word("customer_fields", content.field, language)
    return f"{content.customer} · {name} {content.before or '—'} → {content.value}"


@gist.register
def _(content: ExportRows, language: Language) -> str:
    del language
    return f"{content.rows:,} · {content.format.upper()}"


@gist.register
def _(content: MarkAnomalies, language: Language) -> str:
    return f"{content.order_id} · {word('verdicts', content.verdict, language)}"


def state_in_words(state: State, note: str | None, content: Content, language: Language) -> str:
    """Gives what became of a proposal."""
    name = "unsure" if note in UNSURE else _OF_MESSAGES.get(state, state)
    if name != "unsure" and not isinstance(content, SendMessage):
        name = state
    told = word("states", name, language)
    if note is None or name == "unsure":
        return told
    # A note may end with what a server answered: "recipient 550".
    why, _, code = note.partition(" ")
    reason = word("notes", why, language)
    if language == "zh":
        return f"{told}：{reason}{f'（{code}）' if code else ''}"
    return f"{told}: {reason}{f' ({code})' if code else ''}"


def shown_fields(one: Proposal, language: Language) -> Sequence[ShownField]:
    """Gives all that would be done, field by field; nothing is done that is not among them."""
    is_open = one.state == "pending"
    return [
        ShownField(name, label, value, is_open and editable)
        for name, label, value, editable in _fields(one.content, language)
    ]


_Field = tuple[str, str, str, bool]


def _fields(content: Content, language: Language) -> Iterator[_Field]:
    if customer := getattr(content, "customer", None):
        yield "customer", word("fields", "customer", language), str(customer), False
    for name, value, editable in _rest(content, language):
        yield name, word("fields", name, language), value, editable
    if isinstance(content, OrderDraft):
        yield from _lines(content, language)


_Told = tuple[str, str, bool]
"""A field's name and value, and whether it may be edited."""


@singledispatch
def _rest(content: object, language: Language) -> Sequence[_Told]:
    """Gives the fields beside the customer."""
    del content, language
    return ()


@_rest.register
def _(content: SendMessage, language: Language) -> Sequence[_Told]:
    del language
    return (
        ("to", f"{content.to_name} <{content.to}>", True),
        ("subject", content.subject, True),
        ("text", content.text, True),
    )


@_rest.register
def _(content: CreateTask, language: Language) -> Sequence[_Told]:
    del language
    due = "" if content.due_at is None else f"{content.due_at:%Y-%m-%d %H:%M}"
    return ("title", content.title, True), ("due_at", due, True)


@_rest.register
def _(content: RecordActivity, language: Language) -> Sequence[_Told]:
    return (
        ("activity", word("activities", content.activity, language), False),
        ("occurred_on", content.occurred_on.isoformat(), True),
        ("note", content.note, True),
    )


@_rest.register
def _(content: UpdateField, language: Language) -> Sequence[_Told]:
    return (
        ("field", word("customer_fields", content.field, language), False),
        ("before", content.before or "—", False),
        ("value", content.value, True),
    )


@_rest.register
def _(content: ExportRows, language: Language) -> Sequence[_Told]:
    del language
    return ("rows", f"{content.rows:,}", False), ("format", content.format, True)


@_rest.register
def _(content: MarkAnomalies, language: Language) -> Sequence[_Told]:
    until = "" if content.until is None else content.until.isoformat()
    is_later = content.verdict == "snoozed"
    return (
        ("order_id", content.order_id, False),
        ("flags", ", ".join(title(kind, language) for kind in content.flags), False),
        ("verdict", word("verdicts", content.verdict, language), False),
        ("until", until, True) if is_later else ("reason", content.reason, True),
    )


def _lines(content: OrderDraft, language: Language) -> Iterator[_Field]:
    quantity = word("fields", "quantity", language)
    for number, line in enumerate(content.lines, 1):
        label = f"{line.product} · {line.unit_price:,.2f} · {quantity}"
        yield f"{QUANTITY}{number}", label, f"{line.quantity.normalize():f}", True
    total = f"{content.currency} {content.amount:,.2f}"
    yield "amount", word("fields", "amount", language), total, False
