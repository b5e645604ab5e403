"""Replies with a proposal: a wish becomes exactly what would be done, which waits for approval."""

from datetime import datetime
from functools import singledispatch

from assistant.actions.contents import (
    Content,
    CreateTask,
    ExportRows,
    MarkAnomalies,
    OrderDraft,
    OrderLine,
    RecordActivity,
    SendMessage,
    UpdateField,
)
from assistant.actions.editing import LARGEST, LINE, fits
from assistant.actions.proposal import Proposal, own, proposed, require_open
from assistant.actions.refusal import ActionRefused, require
from assistant.actions.rights import refusal
from assistant.conversation import history
from assistant.conversation.cards import card
from assistant.conversation.circumstances import Circumstances
from assistant.conversation.history import ConversationNotFound
from assistant.conversation.posting import EMAIL, message_of
from assistant.conversation.reply import ActionPart, Language, NoticePart, Reply
from assistant.conversation.speaker import Speaker
from assistant.conversation.waiting import to_approve, to_do
from assistant.markup import escaped
from crm.contacts import recipients
from crm.insight.listing import Wanted, listed
from crm.recording import field_of, prices_of, sold_by_the_piece
from tools.wishes import (
    ChangeField,
    DraftOrder,
    ExportAnswer,
    LogActivity,
    MakeTask,
    MarkAnomaly,
    SendDraft,
    ShowProposals,
    ShowTasks,
    Wish,
)

AS_EMAIL = {
    "zh": "这里只能发邮件：卡片上是邮件的全文，和刚才给别的渠道写的不一样；批准前请看一遍。"
    "要发刚才那份，请复制出去发。",
    "en": "Only e-mail can be sent from here: the card has its whole text, not the one just"
    " drafted for another channel. Read it before you approve; to send that one, copy it.",
}


def proposal_for(
    wish: Wish, around: Circumstances, speaker: Speaker, instead_of: str | None = None
) -> tuple[Reply, tuple[Proposal, ...]]:
    """Gives the proposal that a wish becomes, with its card; or why there is none.

    `instead_of` is the id of the one that it changes, which has to wait still.
    """
    if isinstance(wish, ShowTasks):
        return to_do(around, speaker), ()
    if isinstance(wish, ShowProposals):
        return to_approve(around, speaker, by_words=wish.by_words), ()
    at = 0 if speaker.language == "zh" else 1
    caller, connection = around.tools.caller, around.tools.database.connection
    try:
        if instead_of is not None:
            require_open(own(connection, caller.user_id, instead_of), around.by_the_clock)
        content = content_for(wish, around, speaker)
        require(refusal(connection, caller, content, around.sends))
    except ActionRefused as refused:
        return speaker.said("refused", (refused.zh, refused.en)[at]), ()
    one = proposed(caller.user_id, content, around.by_the_clock)
    shown = _card(one, around, speaker.language)
    reply = speaker.said("pending_approval", _text(shown, speaker.language))
    other = isinstance(wish, SendDraft) and wish.draft.channel != EMAIL
    note = NoticePart(kind="deciding", text=AS_EMAIL[speaker.language])
    notices = (note,) if other else ()
    return reply.model_copy(update={"actions": (shown,), "notices": notices}), (one,)


def _card(one: Proposal, around: Circumstances, language: Language) -> ActionPart:
    connection, caller, content = around.tools.database.connection, around.tools.caller, one.content
    is_message = isinstance(content, SendMessage)
    to = recipients(connection, caller, content.customer_id) if is_message else ()
    return card(one, language, around.by_the_clock, to)


def _text(shown: ActionPart, language: Language) -> str:
    """Gives all that would be done, as a text: what programs without cards show."""
    colon = "：" if language == "zh" else ": "
    lines = [f"{shown.state_text}{'。' if language == 'zh' else '.'}", ""]
    for field in shown.fields:
        first, *more = field.value.split("\n")
        lines.append(f"- {escaped(field.label, 'markdown')}{colon}{escaped(first, 'markdown')}")
        lines += [f"  {escaped(line, 'markdown')}  " for line in more]
    if shown.blanks:
        names = ("、" if language == "zh" else ", ").join(shown.blanks)
        lines += ["", f"要填：{names}。" if language == "zh" else f"To fill in: {names}."]
    return "\n".join(lines)


@singledispatch
def content_for(wish: object, around: Circumstances, speaker: Speaker) -> Content:
    """Gives exactly what a wish would do, read with the asker's eyes.

    Raises:
        ActionRefused: it cannot be done.
    """
    del around, speaker
    raise TypeError(wish)


@content_for.register
def _(wish: SendDraft, around: Circumstances, speaker: Speaker) -> Content:
    del speaker
    return message_of(wish, around)


@content_for.register
def _(wish: MakeTask, around: Circumstances, speaker: Speaker) -> Content:
    del speaker
    if wish.remind and wish.due_at is not None and _is_past(wish.due_at, around):
        raise ActionRefused("past")
    if len(wish.title) > LINE:
        raise ActionRefused("value")
    about = wish.customer
    return CreateTask(
        " ".join(wish.title.split()),
        wish.due_at,
        wish.remind,
        None if about is None else about.customer_id,
        None if about is None else about.name,
    )


def _is_past(due: datetime, around: Circumstances) -> bool:
    """Whether a moment is over: by the business date, and on the day itself by the clock."""
    now = around.by_the_clock
    return due.date() < around.today or (due.date() == around.today == now.date() and due < now)


@content_for.register
def _(wish: LogActivity, around: Circumstances, speaker: Speaker) -> Content:
    del around, speaker
    about = wish.customer
    return RecordActivity(about.customer_id, about.name, wish.activity, wish.occurred_on, wish.note)


@content_for.register
def _(wish: DraftOrder, around: Circumstances, speaker: Speaker) -> Content:
    del speaker
    database, caller = around.tools.database, around.tools.caller
    prices = prices_of(database.connection, caller, [line.product_id for line in wish.lines])
    if any(not 0 < line.quantity <= LARGEST for line in wish.lines):
        raise ActionRefused("value")
    parts = [one.product_id for one in wish.lines if one.quantity % 1]
    if parts and sold_by_the_piece(database.connection, caller, parts):
        raise ActionRefused("whole")
    known = {key: price for key, price in prices.items() if price is not None and price > 0}
    unpriced = [one.product for one in wish.lines if one.product_id not in known]
    if unpriced:
        raise ActionRefused("price", (f"{'、'.join(unpriced)}。", f"{', '.join(unpriced)}."))
    lines = tuple(
        OrderLine(one.product_id, one.product, one.quantity, known[one.product_id])
        for one in wish.lines
    )
    about = wish.customer
    return OrderDraft(about.customer_id, about.name, database.base_currency, lines)


@content_for.register
def _(wish: ChangeField, around: Circumstances, speaker: Speaker) -> Content:
    del speaker
    if not fits(wish.field, wish.value) or len(wish.value) > LINE:
        raise ActionRefused("value")
    about, connection = wish.customer, around.tools.database.connection
    before = field_of(connection, around.tools.caller, about.customer_id, wish.field)
    if before == wish.value:
        raise ActionRefused("same")
    return UpdateField(about.customer_id, about.name, wish.field, before, wish.value)


@content_for.register
def _(wish: ExportAnswer, around: Circumstances, speaker: Speaker) -> Content:
    connection, caller = around.tools.database.connection, around.tools.caller
    if not caller.may_export:  # said before anything is looked for
        raise ActionRefused("role")
    try:
        turn_id, rows = history.last_rows(connection, caller.user_id, speaker.conversation_id)
    except ConversationNotFound as error:
        raise ActionRefused("nothing") from error
    return ExportRows(turn_id, 0, rows, wish.format)


@content_for.register
def _(wish: MarkAnomaly, around: Circumstances, speaker: Speaker) -> Content:
    del speaker
    spelt = tuple(dict.fromkeys((wish.order_id, wish.order_id.lower())))
    wanted = Wanted(order_ids=spelt)
    connection, caller = around.tools.database.connection, around.tools.caller
    found = listed(connection, caller, wanted, today=around.today)
    if not found:
        raise ActionRefused("flag")
    first = found[0]
    kinds = tuple(one.kind for one in found if one.order_id == first.order_id)
    return MarkAnomalies(
        first.order_id,
        first.customer_id,
        first.customer,
        kinds,
        wish.verdict,
        wish.reason,
        wish.until,
    )
