"""The files of the home that say what words mean here, read again when one of them changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.brains.rules.lexicon import lexicon_for
from assistant.teaching.meaning import is_read, listening, require_free
from assistant.teaching.refusal import Refused
from crm.measures import Catalog, Dimension, MeasuresError, load
from crm.names import NameIndex
from crm.periods import BusinessCalendar, standard_calendar
from crm.vocabulary import Vocabulary, VocabularyError, place_of, read

MEASURES, WORDS = "measures.toml", "words.toml"
Stamp = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class Own:
    """What is asked for here and how it is called: the product's, and this deployment's changes."""

    catalog: Catalog
    """With the words of the vocabulary."""
    vocabulary: Vocabulary


class House:
    """The home's two files. Keeps the last that could be used, for a server that goes on."""

    def __init__(self, home: Path, calendar: BusinessCalendar | None = None) -> None:
        self.home = home
        self.measures, self.words = home / MEASURES, home / WORDS
        self.calendar = calendar or standard_calendar()
        self._catalog: Catalog | None = None
        self._vocabulary: Vocabulary | None = None

    def stamp(self) -> Stamp:
        """Gives what changes when one of the files does."""
        return _stamp(self.measures), _stamp(self.words)

    def read(self, dimensions: Mapping[str, Dimension], today: date) -> Own:
        """Gives what the files say.

        Args:
            dimensions: the custom fields' (`crm.customs`).
            today: the business date.

        Raises:
            MeasuresError: measures.toml cannot be used.
            VocabularyError: words.toml cannot be used.
            OSError: one of them cannot be read.
        """
        catalog = load(self.measures).with_dimensions(dimensions)
        return self._own(catalog, today)

    def current(self, dimensions: Mapping[str, Dimension], today: date) -> Own:
        """Gives what the files say; where one is broken, what it said when it was not.

        Raises:
            MeasuresError: measures.toml cannot be used, and has not been since the start.
        """
        try:
            self._catalog = load(self.measures)
        except (MeasuresError, OSError):
            if self._catalog is None:
                raise
            _warn(MEASURES)
        catalog = self._catalog.with_dimensions(dimensions)
        try:
            own = self._own(catalog, today)
        except (VocabularyError, OSError):
            if self._vocabulary is not None:
                _warn(WORDS)
            last = self._vocabulary or Vocabulary()
            return Own(last.applied(catalog), last)
        self._vocabulary = own.vocabulary
        return own

    def _own(self, catalog: Catalog, today: date) -> Own:
        found = read(self.words, catalog)
        self.require_sound(found, catalog, today)
        return Own(found.applied(catalog), found)

    def require_sound(self, found: Vocabulary, catalog: Catalog, today: date) -> None:
        """Sees that no word takes the meaning of a word that questions are made of.

        Raises:
            VocabularyError: one does.
        """
        if not found.entries:
            return
        sources = listening(lexicon_for(catalog), NameIndex.empty(), today, self.calendar)
        for entry in found.entries.values():
            if is_read(entry, sources):  # a later version of the product knows it too
                continue
            try:
                require_free(entry, sources)
            except Refused as refused:
                text = self.words.read_text(encoding="utf-8-sig")
                place = place_of(text, entry.section, entry.word)
                raise VocabularyError(f"{self.words}, {place}: {refused}") from refused


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except OSError:
        return 0, 0, 0
    return found.st_mtime_ns, found.st_size, found.st_ino


def _warn(file: str) -> None:
    import structlog  # noqa: PLC0415  (slow to load, and seldom needed)

    structlog.get_logger("wendan").warning("words.broken", file=file, advice="wendan doctor")
