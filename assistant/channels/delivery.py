"""Answers what is in the inbox: each message once, each conversation in order.

Before a message of ours leaves, it is noted that it may be there. Where a process dies, or a
connection breaks, before it is known to be there, the program is asked (`Adapter.find`) before
anything is posted again. An answer that takes its time is announced by one message, which becomes
the answer: so there is one message whatever happens.
"""

import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import uuid4

import structlog
from sqlalchemy.engine import Engine

from assistant.actions.channel import NobodyKnows, NotEver, NotNow
from assistant.audience import Addressed, Place
from assistant.channels import inbox
from assistant.channels.answering import Answering
from assistant.channels.card import Card, looking
from assistant.channels.card import said as sentence
from assistant.channels.contract import Adapter, Fetched, Unknowable
from assistant.channels.inbox import FETCHED, Item, Lease, LeaseLost
from assistant.channels.saying import Saying
from assistant.conversation.question import Question, language_of
from assistant.conversation.reply import Language
from crm.database import writing

PATIENCE_S = 3.0
"""How long an answer may take before it is announced."""
UNFETCHED = 2
"""So many pauses of the inbox's backoff (35 s) an answer waits to be fetched; then it is posted."""
MOST_FAILURES = 2
"""So many times a turn may break; then it is said that it did."""
BROKEN: Mapping[Language, str] = {
    "zh": "没查成：这边出了问题。你的问题没有丢，可以再问一次。",
    "en": "That did not work: something is wrong on our side. Please ask again.",
}
ELSEWHERE: Mapping[Language, str] = {
    "zh": "这里有人看不到你能看的，所以我私聊回答你了。",
    "en": "Not everybody here may see what you see, so I answered you in a direct message.",
}
_log = structlog.get_logger("wendan")


@dataclass(frozen=True)
class Delivery:
    """Answers messages of one database, beside others that do the same."""

    engine: Engine
    adapters: Mapping[str, Adapter]
    """By channel; messages of others wait."""
    answering: Answering
    now: Callable[[], datetime]
    """The moment, in UTC."""
    patience_s: float = PATIENCE_S
    holder: str = field(default_factory=lambda: uuid4().hex)

    def due(self) -> list[str]:
        """Gives the conversations in which something is to be answered."""
        with self.engine.connect() as connection:
            return list(inbox.due(connection, tuple(self.adapters), self.now()))

    def run(self) -> int:
        """Answers all that is due now, one conversation after the other; gives how many."""
        return sum(map(self.answer_lane, self.due()))

    def renew(self, in_hand: Collection[str]) -> None:
        """Goes on holding conversations; to be called several times in `inbox.LEASE`."""
        with writing(self.engine) as connection:
            inbox.renew(connection, in_hand, self.holder, self.now())

    def sweep(self) -> None:
        """Takes out marks of long ago."""
        with writing(self.engine) as connection:
            inbox.sweep(connection, self.now())

    def answer_lane(self, lane: str) -> int:
        """Answers all messages of a conversation, in order; gives how many. Others may have it."""
        count = 0
        while True:
            with writing(self.engine) as connection:
                lease = inbox.take(connection, lane, self.holder, self.now())
            if lease is None:
                return count
            try:
                if not self._next(lease):
                    return count
            except LeaseLost:
                return count
            count += 1

    def _next(self, lease: Lease) -> bool:
        """Answers the first message of a conversation and lets go; False where none is left."""
        with writing(self.engine) as connection:
            item = inbox.first(connection, lease)
            if item is None:
                inbox.release(connection, lease)
                return False
        adapter = self.adapters[item.channel]
        try:
            note = self._answered(lease, item, adapter)
        except (NotNow, NobodyKnows) as why:
            self._put_off(lease, item, str(why))
            return False
        except LeaseLost:
            raise
        except Exception as error:  # noqa: BLE001  (the edge: others wait behind it)
            _log.warning("channel.failed", channel=item.channel, error=type(error).__name__)
            self._put_off(lease, item, "error")
            return False
        self._end(lease, item, note)
        return True

    def _answered(self, lease: Lease, item: Item, adapter: Adapter) -> str:
        """Answers a message; gives why it could not be, empty where it was."""
        try:
            if item.said is None:
                self._turn(lease, item, adapter)
                item = self._again(lease)
            said = Saying.model_validate(item.said)
            self._posted(lease, item, adapter, said)
        except NotEver as why:
            return str(why) or "refused"
        except Unknowable:
            return "unsure"
        return ""

    def _again(self, lease: Lease) -> Item:
        with self.engine.connect() as connection:
            found = inbox.first(connection, lease)
        if found is None or found.said is None:
            raise LeaseLost(lease.lane)
        return found

    def _turn(self, lease: Lease, item: Item, adapter: Adapter) -> None:
        if item.attempts > MOST_FAILURES:
            language = language_of(Question(item.incoming.text))
            broken = Saying(language=language, text=BROKEN[language])
            with writing(self.engine) as connection:
                inbox.answer(connection, lease, item, broken.model_dump(mode="json"), None)
            return
        progress = _Progress(self, lease, item, adapter)
        try:
            self.answering.answer(lease, item, adapter, progress.begin)
        finally:
            progress.end()

    def _posted(self, lease: Lease, item: Item, adapter: Adapter, said: Saying) -> None:
        """Posts what is to be said, or makes it of the message that announced it."""
        incoming = item.incoming
        if isinstance(adapter, Fetched):
            if item.handle == FETCHED:
                adapter.post_rest(incoming.place, item.key, said.card)
            else:
                is_late = item.attempts >= UNFETCHED and adapter.posts
                waits = adapter.is_fetched(incoming) and not is_late
                self._post_unfetched(lease, item, adapter, said.card, waits=waits)
            return
        if said.action is not None and incoming.clicked:
            adapter.edit(incoming.clicked, said.card)
            return
        alone = said.alone and not incoming.place.is_private
        item = self._where_it_belongs(item, adapter, said, alone=alone)
        if item.handle is None:
            item, is_fresh = self.post(lease, item, adapter, said.card, alone=alone)
        else:
            is_fresh = False
        if not is_fresh and item.handle is not None:
            adapter.edit(item.handle, said.card)
        if alone:
            self._point(adapter, item, said.language)

    def _post_unfetched(
        self, lease: Lease, item: Item, adapter: Adapter, card: Card, *, waits: bool
    ) -> None:
        """Posts what the program does not fetch; what it still may fetch is left to it a while."""
        place, now = item.incoming.place, self.now()
        if waits:
            raise NotNow("to be fetched")
        if item.posting_at is not None:
            age_s = (now - item.posting_at).total_seconds()
            handle = adapter.find(place, item.key, card, age_s)
            self._note(item, handle or adapter.post(place, item.key, card))
            return
        with writing(self.engine) as connection:
            is_begun = inbox.begin_instead(connection, lease, item, now)
        if not is_begun:
            raise NotNow("fetched meanwhile")
        self._note(item, adapter.post(place, item.key, card))

    def _where_it_belongs(self, item: Item, adapter: Adapter, said: Saying, *, alone: bool) -> Item:
        """Gives a message without what announced its answer where others read along by now."""
        if item.alone == alone:
            return item
        if item.handle is not None:
            adapter.edit(item.handle, sentence(ELSEWHERE[said.language], said.language))
        return replace(item, handle=None, posting_at=None)

    def post(
        self, lease: Lease, item: Item, adapter: Adapter, card: Card, *, alone: bool
    ) -> tuple[Item, bool]:
        """Posts a card; gives the message with its handle, and True.

        Or finds one that was posted, which may be another card; then False.
        """
        incoming, now = item.incoming, self.now()
        place = adapter.direct(incoming.account) if alone else incoming.place
        key = f"{item.key}{'a' if alone else ''}"
        if item.posting_at is not None:
            found = adapter.find(place, key, card, (now - item.posting_at).total_seconds())
            if found is not None:
                self._note(item, found)
                return replace(item, handle=found), False
        with writing(self.engine) as connection:
            inbox.begin_posting(connection, lease, item, now, alone=alone)
        handle = adapter.post(place, key, card)
        self._note(item, handle)
        return replace(item, handle=handle), True

    def _note(self, item: Item, handle: str) -> None:
        with writing(self.engine) as connection:
            inbox.note_handle(connection, item, handle)

    def _point(self, adapter: Adapter, item: Item, language: Language) -> None:
        """Says where the answer is; it may fail, for the answer is there."""
        try:
            adapter.point(item.incoming.place, item.incoming.account, ELSEWHERE[language])
        except (NotNow, NotEver, NobodyKnows) as why:
            _log.info("channel.not_pointed", channel=item.channel, why=str(why))

    def _end(self, lease: Lease, item: Item, note: str) -> None:
        with writing(self.engine) as connection:
            inbox.require(connection, lease)
            inbox.end(connection, item, "failed" if note else "sent", note, self.now())
            inbox.release(connection, lease)
        _log.info("channel.ended", channel=item.channel, key=item.key, note=note)

    def _put_off(self, lease: Lease, item: Item, note: str) -> None:
        with writing(self.engine) as connection:
            if not inbox.put_off(connection, lease, item, note[:40], self.now()):
                inbox.end(connection, item, "failed", note[:40], self.now())
                inbox.release(connection, lease)


class _Progress:
    """Announces an answer that takes its time, once; and not any more once it is there."""

    def __init__(self, delivery: Delivery, lease: Lease, item: Item, adapter: Adapter) -> None:
        self._delivery = delivery
        self._lease = lease
        self._item = item
        self._adapter = adapter
        self._where: Addressed | None = None
        self._lock = threading.Lock()
        self._over = False
        self._timer = threading.Timer(delivery.patience_s, self._announce)
        self._timer.daemon = True

    def begin(self, where: Addressed) -> None:
        """Begins to count the time."""
        self._where = where
        if not isinstance(self._adapter, Fetched):  # who fetches hears so meanwhile
            self._timer.start()

    def end(self) -> None:
        """Ends it; a message that is just being posted is waited for, and becomes the answer."""
        with self._lock:
            self._over = True
        self._timer.cancel()

    def _announce(self) -> None:
        with self._lock:
            if self._over or self._item.handle is not None or self._item.posting_at is not None:
                return
            try:
                self._post()
            except Exception as error:  # noqa: BLE001  (the answer itself is still to come)
                _log.info("channel.not_announced", error=type(error).__name__)

    def _post(self) -> None:
        incoming = self._item.incoming
        alone = self._where is not None and self._where.place is not Place.HERE
        card = looking(incoming.language or language_of(Question(incoming.text)))
        self._delivery.post(self._lease, self._item, self._adapter, card, alone=alone)
