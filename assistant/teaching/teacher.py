"""Gives words a meaning, and takes it back: checked, written, and in force with the next question.

1. the lesson's meaning is found in the catalog or among the names
2. the word must be free: nothing that is understood today is read differently after it
3. the file's next text is tried as a whole: it can be read, and the word is read as it was meant
4. only then the file is replaced (`pending.py`); if somebody else changed it meanwhile, it begins
   again
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.engine import Connection, Engine

from assistant import audit, misses
from assistant.brains.rules.lexicon import lexicon_for
from assistant.brains.rules.spans import Sources
from assistant.teaching.files import Change, added, own_after, removed
from assistant.teaching.house import House, Own
from assistant.teaching.lesson import Lesson, Resolved, Taught, resolved
from assistant.teaching.lines import quoted, written
from assistant.teaching.meaning import listening, require_free, require_read
from assistant.teaching.pending import finish_alone, lay_ready
from assistant.teaching.refusal import Refused
from assistant.teaching.signing import Signature
from crm.customs import custom_dimensions
from crm.database import writing
from crm.home import alone, put
from crm.measures import MeasuresError
from crm.names import NameIndex
from crm.text import fold
from crm.vocabulary import VocabularyError

ATTEMPTS = 5


@dataclass(frozen=True)
class Teacher:
    """Changes the files of one home. The `names` given are those of the database as they are."""

    engine: Engine
    house: House
    today: Callable[[], date]
    signature: Signature

    def teach(self, lesson: Lesson, names: NameIndex) -> Taught:
        """Gives a word its meaning.

        Raises:
            Refused: it cannot have that one; nothing was changed.
        """
        for _ in range(ATTEMPTS):
            stamp = self.house.stamp()
            with self.engine.connect() as connection:
                own, sources = self._now(connection, names)
                found = resolved(lesson, own.catalog, sources)
                if _is_known(found, own):
                    return _taught(found, self.house, new=False)
                require_free(found.entry, sources)
                change = added(self.house, found)
                self._try(connection, change, found, own, names)
                taken_out = misses.redaction(connection, names, found.entry.word)
            signed = self.signature.taught(found, taken_out)
            if self._put(change, stamp, signed, taught=found.entry.word):
                return _taught(found, self.house, new=True)
        raise _busy()

    def forget(self, words: str, names: NameIndex) -> Change:
        """Takes the meaning of a word back that was taught; gives what was changed.

        Raises:
            Refused: it was not taught, or other words rest on it.
        """
        for _ in range(ATTEMPTS):
            stamp = self.house.stamp()
            with self.engine.connect() as connection:
                own, _ = self._now(connection, names)
                change = removed(self.house, words, own)
                own_after(self.house, change, custom_dimensions(connection), self.today())
                taken_out = misses.redaction(connection, names, words)
            entry = own.vocabulary.entries.get(fold(words).text)
            if self._put(change, stamp, self.signature.forgotten(words, entry, taken_out)):
                return change
        raise _busy()

    def _now(self, connection: Connection, names: NameIndex) -> tuple[Own, Sources]:
        try:
            own = self.house.read(custom_dimensions(connection), self.today())
        except (VocabularyError, MeasuresError) as error:
            raise Refused(f"先改好这个文件：{error}", f"Correct this first: {error}") from error
        return own, self._sources(own, names)

    def _sources(self, own: Own, names: NameIndex) -> Sources:
        lexicon = lexicon_for(own.catalog)
        return listening(lexicon, names, self.today(), self.house.calendar)

    def _try(
        self, connection: Connection, change: Change, found: Resolved, own: Own, names: NameIndex
    ) -> None:
        after = own_after(self.house, change, custom_dimensions(connection), self.today())
        if after.vocabulary.aliases() != own.vocabulary.aliases():
            names = NameIndex.build(connection, after.vocabulary.aliases())
        require_read(found.entry, self._sources(after, names))

    def _put(
        self, change: Change, stamp: object, signed: audit.Entry, *, taught: str | None = None
    ) -> bool:
        """Replaces the file, one writer at a time; False where it is no longer the one read."""
        with alone(self.house.home):
            with writing(self.engine) as connection:
                finish_alone(connection, self.house.home)
                if self.house.stamp() != stamp:
                    return False
                if taught is not None:
                    misses.forget(connection, taught)
                entry = audit.record(connection, signed)
                ready = lay_ready(change.path, change.text, entry)
            put(ready, change.path)
            return True


def _is_known(found: Resolved, own: Own) -> bool:
    return own.vocabulary.entries.get(fold(found.entry.word).text) == found.entry


def _taught(found: Resolved, house: House, *, new: bool) -> Taught:
    entry = found.entry
    file = house.words if found.measure is None else house.measures
    value = entry.meaning if found.measure is None else found.measure
    line = f"{quoted(entry.word)} = {written(value)}"
    meaning = entry.meaning if found.measure is None else found.measure["formula"]
    return Taught(entry.word, found.kind, meaning, found.label, file.name, line, new)


def _busy() -> Refused:
    return Refused(
        "文件一直有人在改，请再试一次。", "The file kept changing meanwhile; try once more."
    )
