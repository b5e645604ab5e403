"""Replies with a draft: the message, its facts, and what the writer has to fill in."""

from collections.abc import Mapping
from typing import assert_never

from assistant.conversation.circumstances import Circumstances
from assistant.conversation.drafting.beside import beside, told
from assistant.conversation.drafting.trying import Tried, tried
from assistant.conversation.drafting.writing import InventedError, Letter
from assistant.conversation.reply import (
    CheckedPart,
    Choice,
    DraftFactPart,
    DraftPart,
    Language,
    Reply,
)
from assistant.conversation.results import result
from assistant.conversation.speaker import Speaker
from assistant.conversation.wording.other import ungrounded
from assistant.markup import escaped
from crm.query.spec import QueryError
from tools.drafts import DraftRequest, Record

NO_DRAFTS = frozenset({"finance"})
"""Roles that write to no customer (contract section 2)."""
REFUSED = ("财务没有写给客户的草稿。", "Drafts are not for finance.")
_WRITTEN = ("草稿写好了，还没有发出。", "The draft is ready. Nothing has been sent.")
_GONE = ("现在没有这家客户。", "There is no such customer now.")
_CLOSED = (
    "{name} 在记录里是不接收这类消息的，所以没有写。",
    "{name} is on record as not wanting such messages, so that none was written.",
)
_NOTHING: Mapping[str, tuple[str, str]] = {
    "thanks": ("没有已送达的订单", "has no delivered order"),
    "check_in": ("没有拜访记录", "has no visit on record"),
    "quotation": ("没有在谈的商机", "has no open deal"),
    "reminder": ("没有逾期款", "owes nothing that is overdue"),
    "renewal": ("没有还在期内的合同", "has no contract that is in force"),
    "win_back": ("最近一个月下过单，或从未下过单", "ordered within a month, or never did"),
    "cross_sell": ("没有买过东西", "has bought nothing so far"),
}
"""Why there is no occasion, of a customer."""
_CHANGES: Mapping[Language, tuple[str, ...]] = {
    "zh": ("短一点", "更正式", "翻译成英文"),
    "en": ("shorter", "more formal", "translate to Chinese"),
}


def drafted(request: DraftRequest, around: Circumstances, speaker: Speaker) -> Reply:
    """Gives the draft of a message, or why there is none."""
    if around.tools.caller.role in NO_DRAFTS:
        return speaker.said("refused", REFUSED[0 if speaker.language == "zh" else 1])
    try:
        found = tried(request, around)
    except QueryError as error:
        return speaker.said("error", str(error))
    except InventedError:
        return speaker.said("error", ungrounded(speaker.language))
    if found.letter is None:
        status = "not_understood" if found.reason == "gone" else "answered"
        return speaker.said(status, why_none(found, speaker.language))
    return _with(found.letter, found, around, speaker)


def why_none(found: Tried, language: Language) -> str:
    """Gives why nothing was written to a customer, as a sentence."""
    at = 0 if language == "zh" else 1
    match found.reason:
        case "gone":
            return _GONE[at]
        case "closed":
            return _CLOSED[at].format(name=escaped(found.record.closed_to or "", "markdown"))
        case "nothing" | None:
            return _nothing(found.request, language)
        case _:
            assert_never(found.reason)


def _nothing(request: DraftRequest, language: Language) -> str:
    zh, en = _NOTHING[request.occasion]
    name = escaped(request.customer, "markdown")
    if language == "zh":
        return f"{name} {zh}，所以没有写。"
    return f"{name} {en}, so that there is nothing to write about."


def _with(letter: Letter, found: Tried, around: Circumstances, speaker: Speaker) -> Reply:
    language, tools = speaker.language, around.tools
    parts = tuple(
        result(one, tools.database.catalog, language, with_sql=tools.caller.may_see_query)
        for one in found.record.evidence
        if one.table.rows
    )
    changes = tuple(Choice(label=text, value=text) for text in _CHANGES[found.request.language])
    text = _text(letter, found, around, language)
    return speaker.said("answered", text, suggestions=changes).model_copy(
        update={
            "draft": part(letter, found.request, found.record),
            "results": parts,
            "checked": CheckedPart(figures=letter.figures, matched=letter.figures),
        }
    )


def part(letter: Letter, request: DraftRequest, record: Record) -> DraftPart:
    """Gives a message as a part of a reply."""
    facts = (DraftFactPart(label=f.label, text=f.text, source=f.source) for f in letter.facts)
    return DraftPart(
        occasion=request.occasion,
        channel=request.channel,
        language=request.language,
        style=request.style,
        customer_id=request.customer_id,
        customer=request.customer,
        contact=_known(record, "contact"),
        address=_known(record, "address") if request.channel == "email" else None,
        subject=letter.subject,
        text=letter.text,
        facts=tuple(facts),
        blanks=letter.blanks,
    )


def _known(record: Record, name: str) -> str | None:
    return next((str(fact.value) for fact in record.of(name)), None)


def _text(letter: Letter, found: Tried, around: Circumstances, language: Language) -> str:
    """Gives the reply's text: that nothing was sent, the message, what to fill in and to mind."""
    said = [_WRITTEN[0 if language == "zh" else 1], "", *_quoted(letter, found.request)]
    if letter.blanks:
        blanks = "、".join(letter.blanks) if language == "zh" else ", ".join(letter.blanks)
        said += ["", f"要填：{blanks}。" if language == "zh" else f"To fill in: {blanks}."]
    more = beside(letter, found.request, found.record, now=around.now, quiet=around.quiet)
    return "\n".join([*said, *told(more, language)])


def _quoted(letter: Letter, request: DraftRequest) -> list[str]:
    subject = [] if letter.subject is None else [f"{_SUBJECT[request.language]}{letter.subject}"]
    lines = [*subject, *letter.text.split("\n")]
    return [f"> {escaped(line, 'markdown')}  " for line in lines]


_SUBJECT: Mapping[str, str] = {"zh": "主题：", "en": "Subject: "}
