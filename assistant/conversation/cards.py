"""A proposal as replies, pages and programs are shown it."""

from collections.abc import Sequence
from datetime import datetime

from assistant.actions.contents import ExportRows, SendMessage
from assistant.actions.proposal import Proposal
from assistant.actions.telling import (
    ShownField,
    kind_in_words,
    shown_fields,
    state_in_words,
    summary,
)
from assistant.conversation.reply import ActionFieldPart, ActionPart, Choice, Language
from crm.contacts import Recipient


def card(
    one: Proposal, language: Language, now: datetime, to: Sequence[Recipient] = ()
) -> ActionPart:
    """Gives the card of a proposal.

    Args:
        one: the proposal.
        language: of its labels.
        now: by which it may have expired.
        to: to whom a message may go instead.
    """
    state, content = one.at(now), one.content
    is_message = isinstance(content, SendMessage)
    return ActionPart(
        action_id=one.action_id,
        kind=content.kind,
        summary=summary(content, language),
        state=state,
        title=kind_in_words(content, language),
        state_text=state_in_words(state, one.note, content, language),
        hash=one.hash,
        expires_at=one.expires_at.isoformat(sep=" ", timespec="minutes"),
        fields=tuple(_field(field, content, to) for field in shown_fields(one, language)),
        blanks=content.open_blanks if isinstance(content, SendMessage) else (),
        download=_download(content) if state == "done" else None,
        can_be_sent_again=is_message and state == "failed",
        replaced_by=one.replaced_by,
    )


def _download(content: object) -> str | None:
    if not isinstance(content, ExportRows):
        return None
    wanted = f"result={content.result}&format={content.format}"
    return f"/export/turns/{content.turn_id}?{wanted}"


def _field(field: ShownField, content: object, to: Sequence[Recipient]) -> ActionFieldPart:
    choices: tuple[Choice, ...] = ()
    if field.editable and field.name == "to":
        choices = tuple(Choice(label=_told(other), value=other.address) for other in to)
    if field.editable and field.name == "format":
        choices = tuple(Choice(label=name.upper(), value=name) for name in ("csv", "xlsx"))
    value = field.value
    if choices and isinstance(content, SendMessage):
        value = content.to
    return ActionFieldPart(
        name=field.name, label=field.label, value=value, editable=field.editable, choices=choices
    )


def _told(one: Recipient) -> str:
    title = f"，{one.title}" if one.title else ""
    return f"{one.name}{title} <{one.address}>"
