"""A file of the home before and after a lesson."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.teaching.house import House, Own
from assistant.teaching.lesson import Resolved
from assistant.teaching.lines import quoted, text_of, with_line, without_line, written
from assistant.teaching.refusal import Refused
from crm.measures import Catalog, Dimension, MeasuresError, load
from crm.text import fold
from crm.vocabulary import VocabularyError, parsed


@dataclass(frozen=True)
class Change:
    """A file's next text, and the line that came or went."""

    path: Path
    text: str
    line: str


def added(house: House, found: Resolved) -> Change:
    """Gives the file with the line of a lesson.

    Raises:
        Refused: there is no place where the line could be put.
    """
    entry = found.entry
    path = house.words if found.measure is None else house.measures
    value = entry.meaning if found.measure is None else found.measure
    text = with_line(text_of(path), entry.section, entry.word, value)
    return Change(path, text, f"{quoted(entry.word)} = {written(value)}")


def removed(house: House, word: str, own: Own) -> Change:
    """Gives the file without the line of a word.

    Raises:
        Refused: the word has no line of its own.
    """
    entry = own.vocabulary.entries.get(fold(word).text)
    place = (house.words, entry.section, entry.word) if entry is not None else None
    path, section, key = place or (house.measures, "measures", word.strip())
    text = without_line(text_of(path), section, key)
    if text is None:
        raise Refused(f"「{word}」没有教过。", f"{word!r} has not been taught.")
    return Change(path, text, quoted(key))


def own_after(
    house: House, change: Change, dimensions: Mapping[str, Dimension], today: date
) -> Own:
    """Gives what the files say after a change.

    Raises:
        Refused: one of them could not be used any more.
    """
    try:
        catalog = _catalog(house, change).with_dimensions(dimensions)
        words = change.text if change.path == house.words else text_of(house.words)
        found = parsed(words, catalog, source=str(house.words))
        house.require_sound(found, catalog, today)
    except (VocabularyError, MeasuresError) as error:
        raise Refused(f"那样文件就不能用了：{error}", f"No, for then {error}") from error
    return Own(found.applied(catalog), found)


def _catalog(house: House, change: Change) -> Catalog:
    if change.path != house.measures:
        return load(house.measures)
    with tempfile.TemporaryDirectory(prefix="wendan-") as folder:
        new = Path(folder, house.measures.name)
        new.write_text(change.text, encoding="utf-8")
        return load(new)
