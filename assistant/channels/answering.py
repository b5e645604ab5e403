"""One message becomes what is to be said to it: who asks, who reads along, the turn.

What comes of a message is kept in one transaction with it: the turn, or nothing. A click approves
first and is noted then: approved once more, nothing more is done, and the same is answered.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.engine import Connection, Engine

from assistant import identity
from assistant.actions.approvals import Approvals
from assistant.actions.channel import NotEver
from assistant.actions.refusal import ActionRefused
from assistant.audience import Addressed, Audience, Place, addressed
from assistant.channels import inbox
from assistant.channels.contract import Adapter, Fetched, Fetcher, Incoming
from assistant.channels.inbox import Item, Lease
from assistant.channels.saying import Saying
from assistant.conversation.cards import card
from assistant.conversation.question import Question, language_of, storable
from assistant.conversation.reply import Language, NoticePart, Reply
from assistant.conversation.turn import Taken
from assistant.desk import ConversationNotFound, Desk
from assistant.identity import Told
from assistant.journal import Journal, Reading
from assistant.voice import MOST_BYTES, Hearing, NotHeard
from crm.access import Caller
from crm.database import writing

MOST_LETTERS = 2000
"""Of a question, as over HTTP."""
MOST_MEMBERS = 100
"""In a larger group nobody looks who all of them are: the answer goes to the asker alone."""
HEARD: Mapping[Language, str] = {"zh": "听到的是：「{text}」", "en": "This was heard: “{text}”"}
UNKNOWN = Told(
    "这种消息我还看不了。请把问题打成文字发给我。",
    "I cannot read that kind of message yet. Please type your question.",
)
TOO_LONG = Told(
    f"这条太长了，最多 {MOST_LETTERS:,} 个字。请说短一点。",
    f"That is too long: at most {MOST_LETTERS:,} characters. Please shorten it.",
)
EMPTY = Told("想问什么直接说，比如：{examples}", "Ask me anything, such as: {examples}")
TOO_FAST = Told(
    "问得太快了，请过 {seconds} 秒再问。", "Too many questions: ask again in {seconds} seconds."
)
EDIT = Told(
    "想改什么就直接说，比如「短一点」「改成周五」；我会重新给一份。也可以在网页上逐项改。",
    "Say what to change, such as “shorter” or “make it Friday”, and I give you another one. On the "
    "page you can edit it field by field.",
)
NOT_HERE = Told(
    "这里有别人看得到，我没法单独回答你。请点我的头像，私聊问我。",
    "Others read along here, and I cannot answer you alone. Please ask me in a direct chat.",
)
NotePlace = Callable[[Addressed], None]
"""Is told as whom a question is put, and where its answer goes, before it is put."""


@dataclass(frozen=True)
class _Keeper:
    """Keeps a turn together with what is to be said."""

    journal: Journal
    beside: Callable[[Connection, Taken], None]

    def keep_turn(self, question: Question, taken: Taken, reading: Reading) -> None:
        self.journal.keep_turn(
            question, taken, reading, lambda connection: self.beside(connection, taken)
        )


@dataclass(frozen=True)
class Answering:
    """Makes turns of messages."""

    engine: Engine
    desk: Desk
    approvals: Approvals
    now: Callable[[], datetime]
    """In business time, as bindings and turns are dated."""
    wait_s: Callable[[str], float] = lambda _user_id: 0
    """How long a user must wait before the next question."""
    hearing: Hearing | None = None
    """What hears recordings, where voice is set up."""

    def answer(self, lease: Lease, item: Item, adapter: Adapter, note: NotePlace) -> None:
        """Has it kept what is to be said to a message.

        Raises:
            LeaseLost: another worker has the conversation in hand by now.
        """
        incoming = item.incoming
        if isinstance(adapter, Fetched) and not incoming.place.is_private:
            self._say(lease, item, NOT_HERE)
            return
        text = incoming.text if incoming.kind == "text" else ""
        found = identity.arrival(self.engine, incoming.account, text, self.now())
        if isinstance(found, Told):
            self._say(lease, item, found, alone=True)
            return
        match incoming.kind:
            case "approve" | "reject":
                self._keep(lease, item, self._decided(found, incoming))
            case "edit":
                self._say(lease, item, EDIT)
            case "unknown":
                self._say(lease, item, UNKNOWN)
            case "voice":
                self._spoken(lease, item, found, adapter, note)
            case "text":
                self._asked(lease, item, found, adapter, note)

    def _spoken(
        self, lease: Lease, item: Item, asker: Caller, adapter: Adapter, note: NotePlace
    ) -> None:
        """Asks what was said: what the program has written down, else what is heard of it."""
        incoming = item.incoming
        text = incoming.text
        if not text and (self.hearing is None or not isinstance(adapter, Fetcher)):
            self._say(lease, item, UNKNOWN)
            return
        if not text and self.hearing is not None and isinstance(adapter, Fetcher):
            try:
                text = self.hearing.words(adapter.fetch(incoming, MOST_BYTES), asker)
            except NotHeard as why:
                self._say(lease, item, Told(why.trouble.zh, why.trouble.en))
                return
            except NotEver:  # the program has let go of it
                self._say(lease, item, UNKNOWN)
                return
        heard = replace(item, incoming=replace(incoming, text=text))
        self._asked(lease, heard, asker, adapter, note)

    def _asked(
        self, lease: Lease, item: Item, asker: Caller, adapter: Adapter, note: NotePlace
    ) -> None:
        incoming = item.incoming
        if told := self._no_question(asker, incoming):
            self._say(lease, item, told)
            return
        where = self._addressed(asker, incoming, adapter)
        note(where)

        def beside(connection: Connection, taken: Taken) -> None:
            reply = taken.reply if incoming.kind == "text" else _with_heard(taken.reply, incoming)
            alone = where.place is not Place.HERE
            said = Saying(language=reply.language, reply=reply, alone=alone)
            document = said.model_dump(mode="json")
            inbox.answer(connection, lease, item, document, reply.conversation_id)

        desk = self.desk.telling(_Keeper(Journal(self.engine, self.now), beside))
        heard = incoming.kind == "voice"
        text = storable(incoming.text)
        question = Question(text, lease.conversation_id, incoming.language, heard=heard)
        try:
            desk.ask(where.caller, question)
        except ConversationNotFound:  # erased since, or of whoever the account was before
            desk.ask(where.caller, replace(question, conversation_id=None))

    def _no_question(self, asker: Caller, incoming: Incoming) -> Told | None:
        """Gives what is said to what is not put as a question; None where it is."""
        if not incoming.text.strip():
            zh, en = (self.desk.welcome(asker, one).questions for one in ("zh", "en"))
            return Told(
                EMPTY.zh.format(examples="；".join(zh)), EMPTY.en.format(examples="; ".join(en))
            )
        if len(incoming.text) > MOST_LETTERS:
            return TOO_LONG
        if wait := self.wait_s(asker.user_id):
            told = int(wait) + 1
            return Told(TOO_FAST.zh.format(seconds=told), TOO_FAST.en.format(seconds=told))
        return None

    def _addressed(self, asker: Caller, incoming: Incoming, adapter: Adapter) -> Addressed:
        """Gives as whom a question is put: who comes here can be answered alone."""
        if incoming.place.is_private:
            return Addressed(asker, Place.HERE)
        return addressed(asker, self._audience(incoming, adapter), can_whisper=True)

    def _audience(self, incoming: Incoming, adapter: Adapter) -> Audience:
        members = adapter.members(incoming.place, incoming.account)
        if members.strangers or len(members.accounts) > MOST_MEMBERS:
            return Audience(strangers=True)
        with self.engine.connect() as connection:
            found = [identity.caller_of(connection, one) for one in members.accounts]
        known = [one for one in found if one is not None]
        return Audience(known, strangers=len(known) < len(found))

    def _decided(self, caller: Caller, incoming: Incoming) -> Saying:
        """Gives what became of a proposal; somebody else's is like none."""
        language: Language = incoming.language or "zh"
        user_id, action_id = caller.user_id, storable(incoming.action_id)
        told = ""
        try:
            if incoming.kind == "approve":
                self.approvals.approve(user_id, action_id, incoming.shown)
            else:
                self.approvals.reject(user_id, action_id)
        except ActionRefused as refused:
            told = refused.zh if language == "zh" else refused.en
        try:
            proposal = self.approvals.one(user_id, action_id)
        except ActionRefused:
            return Saying(language=language, text=told, alone=True)
        shown = card(proposal, language, self.now())
        return Saying(language=language, text=told, action=shown)

    def _say(self, lease: Lease, item: Item, told: Told, *, alone: bool = False) -> None:
        language = item.incoming.language or language_of(Question(item.incoming.text))
        if not item.incoming.text.strip() and item.incoming.language is None:
            text = f"{told.zh}\n{told.en}"  # nobody can tell in which one was thought
        else:
            text = told.text(language)
        self._keep(lease, item, Saying(language=language, text=text, alone=alone))

    def _keep(self, lease: Lease, item: Item, said: Saying) -> None:
        with writing(self.engine) as connection:
            inbox.answer(connection, lease, item, said.model_dump(mode="json"), None)


def _with_heard(reply: Reply, incoming: Incoming) -> Reply:
    """Gives a reply that says what was heard: who said something else sees it there."""
    text = HEARD[reply.language].format(text=incoming.text)
    return reply.model_copy(
        update={"notices": (NoticePart(kind="heard", text=text), *reply.notices)}
    )
