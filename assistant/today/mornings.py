"""Keeps each caller's page until the data, the day, flags, or what waits for them changes."""

import threading
from dataclasses import dataclass, field

from sqlalchemy.engine import Connection, Engine

from assistant.actions.tasks import listed as listed_tasks
from assistant.conversation.circumstances import Circumstances
from assistant.conversation.reply import Language
from assistant.conversation.waiting import pending
from assistant.desk import Desk
from assistant.today.page import Today
from assistant.today.today import todays
from crm.access import Caller
from crm.database import reading
from crm.insight.version import flags_version

MOST_PAGES = 500
"""Pages that are kept (some kilobytes each); beyond them the oldest goes."""
_Key = tuple[Caller, Language]
_Pages = dict[_Key, tuple[object, Today]]


@dataclass
class Mornings:
    """Gives callers their pages. One per process, thread-safe.

    `patience_s` is what the statements of a page may take before they are cancelled.
    """

    desk: Desk
    engine: Engine
    patience_s: float | None = None
    _kept: dict[_Key, tuple[object, Today]] = field(
        default_factory=dict[_Key, tuple[object, Today]]
    )
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, caller: Caller, language: Language) -> Today:
        """Gives the page of a caller.

        Raises:
            TooSlowError: the statements took longer than they may.
        """
        with reading(self.engine, patience_s=self.patience_s) as connection:
            around = self.desk.circumstances(connection, caller, language)
            version = self._version(connection), around.today, *_waiting(around)
            kept = self._found((caller, language))
            if kept is not None and kept[0] == version:
                return kept[1]
            page = todays(around, language)
        self._keep((caller, language), (version, page))
        return page

    def _version(self, connection: Connection) -> tuple[object, ...]:
        return self.desk.knowledge(connection).version, *flags_version(connection)

    def _found(self, key: _Key) -> tuple[object, Today] | None:
        with self._lock:
            return self._kept.get(key)

    def _keep(self, key: _Key, page: tuple[object, Today]) -> None:
        with self._lock:
            self._kept.pop(key, None)
            self._kept[key] = page
            while len(self._kept) > MOST_PAGES:
                del self._kept[next(iter(self._kept))]


def _waiting(around: Circumstances) -> tuple[object, ...]:
    """Gives what is another one once a proposal or a task of the caller's came or went."""
    connection, caller = around.tools.database.connection, around.tools.caller
    own = listed_tasks(connection, caller.user_id)
    return tuple(one.action_id for one in pending(around)), tuple(own)
