"""The e-mail that a draft becomes: written anew from the record of now, to a contact on file."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlalchemy.engine import Connection

from assistant.actions.contents import SendMessage
from assistant.actions.refusal import ActionRefused
from assistant.conversation.circumstances import Circumstances
from assistant.conversation.drafting.writing import InventedError, Letter, write
from assistant.conversation.reply import Language
from assistant.markup import visible
from crm.access import Caller
from crm.contacts import Recipient, recipients
from crm.query.spec import QueryError
from crm.text import fold
from tools.draft_facts import on_record
from tools.drafts import DraftRequest, Record
from tools.wishes import SendDraft

EMAIL = "email"


def message_of(wish: SendDraft, around: Circumstances) -> SendMessage:
    """Gives the e-mail of a draft, whatever channel it was written for.

    Raises:
        ActionRefused: there is nobody to send it to, or nothing to write about any more.
    """
    if EMAIL not in around.sends:
        raise ActionRefused("channel")
    request = replace(wish.draft, channel=EMAIL)
    caller, connection = around.tools.caller, around.tools.database.connection
    to = recipients(connection, caller, request.customer_id)
    letter, addressed = _written(request, around)
    chosen = _chosen(to, wish.to, addressed)
    name, text = visible(chosen.name), letter.text
    if addressed and addressed != chosen.name:
        text = text.replace(addressed, name, 1)  # who is written to is who is greeted
    return SendMessage(
        EMAIL,
        request.customer_id,
        request.customer,
        chosen.address,
        name,
        visible(letter.subject or ""),
        text,
        letter.blanks,
        request,
        _facts(letter),
    )


def _written(request: DraftRequest, around: Circumstances) -> tuple[Letter, str]:
    """Gives the letter as the record has it now, and whom it greets.

    Raises:
        ActionRefused: there is nothing to write about any more.
    """
    try:
        record = on_record(around.tools, request, around.today)
        letter = write(request, record, around.tools.caller.name, around.today)
    except (QueryError, InventedError) as error:
        raise ActionRefused("stale") from error
    if record.closed_to is not None:
        raise ActionRefused("opted_out")
    if not record.is_visible or record.lacks(request.occasion):
        raise ActionRefused("stale")
    return letter, _addressed(record)


def checker(
    circumstances: Callable[[Connection, Caller, Language], Circumstances],
) -> Callable[[Connection, Caller, SendMessage], bool]:
    """Gives what tells whether the facts of a message are still those on record."""

    def still_so(connection: Connection, caller: Caller, content: SendMessage) -> bool:
        if content.draft is None:
            return True
        around = circumstances(connection, caller, content.draft.language)
        try:
            return _facts(_written(content.draft, around)[0]) == content.facts
        except ActionRefused:
            return False

    return still_so


def _facts(letter: Letter) -> tuple[str, ...]:
    return tuple(fact.text for fact in letter.facts)


def _addressed(record: Record) -> str:
    """Gives who is greeted in the letter; empty where nobody is on file."""
    return next((str(fact.value) for fact in record.of("contact")), "")


def _chosen(to: Sequence[Recipient], said: str, addressed: str) -> Recipient:
    """Gives the contact that is meant: by address or name, else who is greeted, else the first.

    Raises:
        ActionRefused: no contact on file is meant, or none has an address.
    """
    if not to:
        raise ActionRefused("no_address")
    if not said:
        return next((one for one in to if one.name == addressed), to[0])
    meant = [one for one in to if _is_meant(one, fold(said).text)]
    if len(meant) != 1:
        names = ", ".join(visible(one.name) for one in to)
        raise ActionRefused(
            "recipient", (f"有邮箱的联系人：{names}。", f"With an address: {names}.")
        )
    return meant[0]


def _is_meant(one: Recipient, said: str) -> bool:
    name, title = fold(one.name).text, fold(one.title).text
    if said in {name, fold(one.address).text}:
        return True
    by_title = bool(title) and said in {f"{name[:1]}{title}", f"{name[:2]}{title}", title}
    return by_title or said in name.split() or said in {f"{name[:1]}总", f"{name[:1]}经理"}
