"""The one way by which raw rows leave: who may, how many, and what is on record of it."""

import threading
import uuid
from collections.abc import Callable, Generator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.engine import Connection, Engine

from assistant import audit
from assistant.audit import Event, Value
from assistant.conversation.drafting import NO_DRAFTS
from assistant.desk import Desk
from assistant.exports.csv_file import csv_parts
from assistant.exports.export import Begun, Export
from assistant.exports.failures import ExportsBusyError, RoleMayNotExportError
from assistant.exports.mark import Mark
from assistant.exports.reading import sheet
from assistant.exports.sheet import Sheet
from assistant.exports.wishes import OfDrafts, Shape, Wish
from assistant.exports.workbook import workbook_parts
from assistant.exports.workplace import workplace
from crm.access import Caller
from crm.database import reading, writing

MOST_AT_ONCE = 4
"""Each holds a connection as long as it is read; the others are for those who ask."""


@dataclass(frozen=True)
class Exports:
    """The exports of one service. `limit` is the number of rows that one may have."""

    desk: Desk
    engine: Engine
    now: Callable[[], datetime]
    limit: int
    _places: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(MOST_AT_ONCE)
    )

    def begin(self, caller: Caller, wish: Wish, shape: Shape) -> Export:
        """Gives the export, which is on record by then; nothing of it has left.

        Raises:
            RoleMayNotExportError: the caller may take no raw rows out.
            ExportsBusyError: too many run already.
            NothingToExportError: there is no such answer or customer for this caller.
            NotExportableError: the rows cannot be chosen like that.
        """
        if not _may_have(caller, wish):
            self._record(caller, "export.refused", None, {"role": caller.role})
            raise RoleMayNotExportError
        with ExitStack() as held:
            if not self._places.acquire(blocking=False):
                raise ExportsBusyError
            held.callback(self._places.release)
            connection = held.enter_context(reading(self.engine))
            begun = self._begun(connection, caller, wish, shape, held)
            return Export(begun, self._ended(caller, begun.mark))

    def _begun(
        self, connection: Connection, caller: Caller, wish: Wish, shape: Shape, held: ExitStack
    ) -> Begun:
        """Reads what is wished for and records it; what is held passes to the export."""
        found = sheet(connection, self.desk, caller, wish, self.limit)
        rows = min(found.found, self.limit)
        mark = Mark(uuid.uuid4().hex[:12], caller.user_id, self.now(), rows, found.found)
        parts = _parts(found, mark, shape, held)
        held.callback(parts.close)
        detail: dict[str, Value] = {
            "role": caller.role,
            "format": shape.format,
            **found.told,
            "rows": mark.rows,
            "found": mark.found,
        }
        self._record(caller, "data.exported", mark.export_id, detail)
        return Begun(found.name, mark, shape, parts, held.pop_all())

    def _ended(self, caller: Caller, mark: Mark) -> Callable[[Event, dict[str, Value]], None]:
        return lambda event, detail: self._record(caller, event, mark.export_id, detail)

    def _record(
        self, caller: Caller, event: Event, subject: str | None, detail: dict[str, Value]
    ) -> None:
        with writing(self.engine) as connection:
            entry = audit.Entry(self.now(), caller.user_id, event, subject, detail)
            audit.record(connection, entry)


def _may_have(caller: Caller, wish: Wish) -> bool:
    """Whether a role may have such a file: raw rows few, messages whoever may draft any."""
    if isinstance(wish, OfDrafts):
        return caller.role not in NO_DRAFTS
    return caller.may_export


def _parts(found: Sheet, mark: Mark, shape: Shape, held: ExitStack) -> Generator[bytes]:
    if shape.format == "csv":
        return csv_parts(found, mark, shape.encoding)
    return workbook_parts(found, mark, held.enter_context(workplace()))
