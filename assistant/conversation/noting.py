"""Replies with what a note says, and with proposals: the activity, and what is to be done next.

Nothing is written to the record before somebody approves it.
"""

from collections.abc import Iterator
from datetime import date, datetime, time

from assistant.actions.contents import Content, CreateTask, RecordActivity
from assistant.actions.editing import LINE
from assistant.actions.proposal import Proposal, proposed
from assistant.actions.rights import refusal
from assistant.conversation.cards import card
from assistant.conversation.circumstances import Circumstances
from assistant.conversation.facts import written_day
from assistant.conversation.formats import number
from assistant.conversation.labels import label
from assistant.conversation.reply import (
    CommitmentPart,
    Dates,
    Language,
    NotePart,
    Reply,
    SaidAmountPart,
    SaidDayPart,
)
from assistant.conversation.speaker import Speaker
from assistant.markup import escaped, visible
from crm.query.spec import Order
from tools.customer_rows import CustomerRows
from tools.notes import Commitment, Note, SaidAmount, SaidDay

NINE = time(9)
"""When a task is due of which only the day was said."""
MOST_TASKS = 5
"""Tasks that one note proposes."""
READ_ONLY = frozenset({"finance"})
"""Roles that record nothing (contract section 2)."""
_REFUSED = ("财务只看不记。", "Finance reads only: no notes are made.")
_MADE = (
    "整理好了，请核对；批准之后才写入记录。",
    "This is what the note says. Please check it: nothing is on record before you approve it.",
)
_WORDS: dict[Language, dict[str, str]] = {
    "zh": {
        "summary": "内容",
        "people": "提到的人",
        "theirs": "对方要的、要做的",
        "ours": "我们答应的",
        "amounts": "金额",
        "days": "时间",
        "none": "没有提到要做的事。",
        "due": "（最晚 {day}）",
        "about": "约 {value}",
        "on_file": "{said}（联系人 {name}）",
        "unknown": "{said}（联系人里没有对上）",
        "colon": "：",
        "to": " 到 ",
    },
    "en": {
        "summary": "What was said",
        "people": "Who",
        "theirs": "They want or will do",
        "ours": "We promised",
        "amounts": "Amounts",
        "days": "Times",
        "none": "Nothing was said that is to be done.",
        "due": " (by {day})",
        "about": "about {value}",
        "on_file": "{said} (contact {name})",
        "unknown": "{said} (no contact on file)",
        "colon": ": ",
        "to": " to ",
    },
}


def noted(
    note: Note, around: Circumstances, speaker: Speaker
) -> tuple[Reply, tuple[Proposal, ...]]:
    """Gives what a note says, for somebody to check, and what may be done with it."""
    at = 0 if speaker.language == "zh" else 1
    if around.tools.caller.role in READ_ONLY:
        return speaker.said("refused", _REFUSED[at]), ()
    people = tuple(_people(note, around, speaker.language))
    lines = "\n".join(f"- {line}" for line in _lines(note, people, speaker.language))
    steps = _proposals(note, around)
    text = "\n\n".join((_MADE[at], _head(note, speaker.language), lines))
    reply = speaker.said("pending_approval" if steps else "answered", text)
    cards = tuple(card(one, speaker.language, around.by_the_clock) for one in steps)
    return reply.model_copy(update={"note": _part(note, people), "actions": cards}), steps


def _proposals(note: Note, around: Circumstances) -> tuple[Proposal, ...]:
    """Gives the activity and the tasks that a note comes to, of those that its writer may have."""
    caller, connection = around.tools.caller, around.tools.database.connection
    return tuple(
        proposed(caller.user_id, content, around.by_the_clock)
        for content in _contents(note, around.today)
        if refusal(connection, caller, content, around.sends) is None
    )


def _contents(note: Note, today: date) -> Iterator[Content]:
    customer_id, customer = note.customer_id, note.customer
    yield RecordActivity(customer_id, customer, note.kind, note.occurred_on, note.summary)
    ahead = [one for one in note.commitments if one.due is None or one.due >= today]
    for one in ahead[:MOST_TASKS]:
        due = None if one.due is None else datetime.combine(one.due, NINE)
        title = " ".join(one.text.split())[:LINE]
        yield CreateTask(title, due, remind=False, customer_id=customer_id, customer=customer)


def _head(note: Note, language: Language) -> str:
    kind = label("values", note.kind, language)
    day = written_day(note.occurred_on, language)
    return f"**{escaped(note.customer, 'markdown')}** · {kind} · {day}"


def _lines(note: Note, people: tuple[str, ...], language: Language) -> Iterator[str]:
    words = _WORDS[language]

    def line(name: str, text: str) -> str:
        return f"{words[name]}{words['colon']}{escaped(text, 'markdown')}"

    yield line("summary", note.summary)
    between = "；" if language == "zh" else "; "
    if people:
        yield line("people", between.join(people))
    for one in note.commitments:
        yield line(one.whose, _promised(one, language))
    if not note.commitments:
        yield words["none"]
    if note.amounts:
        yield line("amounts", between.join(_amount(one, language) for one in note.amounts))
    if note.days:
        yield line("days", between.join(_when(one, language) for one in note.days))


def _promised(one: Commitment, language: Language) -> str:
    if one.due is None:
        return one.text
    return one.text + _WORDS[language]["due"].format(day=written_day(one.due, language))


def _amount(one: SaidAmount, language: Language) -> str:
    value = number(one.value)
    told = _WORDS[language]["about"].format(value=value) if one.about else value
    return f"{one.text} = {told}"


def _when(one: SaidDay, language: Language) -> str:
    """Gives a time with its days: only the last one where it runs from now on."""
    last = written_day(one.last, language)
    if one.first in {None, one.last}:
        return f"{one.text} = {last}"
    assert one.first is not None, "looked at above"
    return f"{one.text} = {written_day(one.first, language)}{_WORDS[language]['to']}{last}"


def _people(note: Note, around: Circumstances, language: Language) -> Iterator[str]:
    """Gives who was spoken of, each with the contact on file where only one can be meant."""
    rows = CustomerRows(around.tools, note.customer_id, around.today).rows(
        "contact", ("name", "title"), by=Order("contact_id", descending=False), limit=50
    )
    for said in note.people:
        family = said[0] if said[0] >= "\u4e00" else said.split()[-1]
        fits = [str(r["name"]) for r in rows if _fits(family, str(r["name"] or ""))]
        known = _WORDS[language]["on_file" if len(fits) == 1 else "unknown"]
        yield visible(known.format(said=said, name=fits[0] if fits else ""))


def _fits(family: str, name: str) -> bool:
    return name.startswith(family) or name.split()[-1:] == [family]


def _part(note: Note, people: tuple[str, ...]) -> NotePart:
    return NotePart(
        customer_id=note.customer_id,
        customer=note.customer,
        kind=note.kind,
        occurred_on=note.occurred_on.isoformat(),
        text=note.text,
        summary=note.summary,
        people=people,
        commitments=tuple(
            CommitmentPart(text=one.text, whose=one.whose, due=_iso(one.due))
            for one in note.commitments
        ),
        dates=tuple(
            SaidDayPart(
                text=one.text, dates=Dates(start=_iso(one.first) or "", end=one.last.isoformat())
            )
            for one in note.days
        ),
        amounts=tuple(
            SaidAmountPart(text=one.text, value=float(one.value), about=one.about)
            for one in note.amounts
        ),
    )


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
