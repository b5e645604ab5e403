"""Replies with a draft: the message, its facts, and what the writer has to fill in."""

from collections.abc import Mapping

from assistant.conversation.circumstances import Circumstances
from assistant.conversation.drafting.writing import SMS_CHARACTERS, InventedError, Letter, write
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
from tools.drafts import DraftRequest, Record, on_record

NO_DRAFTS = frozenset({"finance"})
"""Roles that write to no customer (contract section 2)."""
_REFUSED = ("财务没有写给客户的草稿。", "Drafts are not for finance.")
_WRITTEN = ("草稿写好了，还没有发出。", "The draft is ready. Nothing has been sent.")
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
    at = 0 if speaker.language == "zh" else 1
    caller = around.tools.caller
    if caller.role in NO_DRAFTS:
        return speaker.said("refused", _REFUSED[at])
    try:
        record = on_record(around.tools, request, around.today)
        if record.lacks(request.occasion):
            return speaker.said("answered", _nothing(request, speaker.language))
        letter = write(request, record, caller.name, around.today)
    except QueryError as error:
        return speaker.said("error", str(error))
    except InventedError:
        return speaker.said("error", ungrounded(speaker.language))
    return _with(letter, request, record, around, speaker)


def _nothing(request: DraftRequest, language: Language) -> str:
    zh, en = _NOTHING[request.occasion]
    name = escaped(request.customer, "markdown")
    if language == "zh":
        return f"{name} {zh}，所以没有写。"
    return f"{name} {en}, so that there is nothing to write about."


def _with(
    letter: Letter,
    request: DraftRequest,
    record: Record,
    around: Circumstances,
    speaker: Speaker,
) -> Reply:
    language, tools = speaker.language, around.tools
    parts = tuple(
        result(one, tools.database.catalog, language, with_sql=tools.caller.may_see_query)
        for one in record.evidence
        if one.table.rows
    )
    changes = tuple(Choice(label=text, value=text) for text in _CHANGES[request.language])
    return speaker.said(
        "answered", _text(letter, request, language), suggestions=changes
    ).model_copy(
        update={
            "draft": _part(letter, request),
            "results": parts,
            "checked": CheckedPart(figures=letter.figures, matched=letter.figures),
        }
    )


def _part(letter: Letter, request: DraftRequest) -> DraftPart:
    facts = (DraftFactPart(label=f.label, text=f.text, source=f.source) for f in letter.facts)
    return DraftPart(
        occasion=request.occasion,
        channel=request.channel,
        language=request.language,
        style=request.style,
        customer_id=request.customer_id,
        customer=request.customer,
        subject=letter.subject,
        text=letter.text,
        facts=tuple(facts),
        blanks=letter.blanks,
    )


def _text(letter: Letter, request: DraftRequest, language: Language) -> str:
    """Gives the reply's text: that nothing was sent, the message, and what to fill in."""
    said = [_WRITTEN[0 if language == "zh" else 1], "", *_quoted(letter, request)]
    if letter.blanks:
        blanks = "、".join(letter.blanks) if language == "zh" else ", ".join(letter.blanks)
        said += ["", f"要填：{blanks}。" if language == "zh" else f"To fill in: {blanks}."]
    if request.channel == "sms" and (more := _too_long(letter)):
        said += ["", more[0 if language == "zh" else 1]]
    return "\n".join(said)


def _quoted(letter: Letter, request: DraftRequest) -> list[str]:
    subject = [] if letter.subject is None else [f"{_SUBJECT[request.language]}{letter.subject}"]
    lines = [*subject, *letter.text.split("\n")]
    return [f"> {escaped(line, 'markdown')}  " for line in lines]


_SUBJECT: Mapping[str, str] = {"zh": "主题：", "en": "Subject: "}


def _too_long(letter: Letter) -> tuple[str, str] | None:
    """Gives how long a text message is, where it is longer than one."""
    is_plain = letter.text.isascii()
    most = SMS_CHARACTERS["en" if is_plain else "zh"]
    length = len(letter.text)
    if length <= most:
        return None
    return (
        f"共 {length} 字，超过一条短信的 {most} 字。",
        f"{length} characters: more than one text message of {most}.",
    )
