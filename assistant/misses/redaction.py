"""A question without personal data: names, numbers and addresses become placeholders.

Everything that the index of names knows as a customer or a person goes, whoever asked; so does
every contact. What nobody knows stays, for it is what there is to learn: a name that is on no file
cannot be told from any other word.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.access import operator
from crm.models import contacts
from crm.names import Name, NameIndex
from crm.text import fold

READ = 2_000
"""What stands further behind is not looked at, and not kept."""
KEPT = 300
CUSTOMER, PERSON, NUMBER, EMAIL = "〈customer〉", "〈person〉", "〈number〉", "〈email〉"
_OF_DIMENSION = {"customer": CUSTOMER, "owner": PERSON}
_DATE = r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)"
_DIGIT = "[0-9零〇一二三四五六七八九幺]"
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,255}")
_NUMBER = re.compile(rf"(?<!\d){_DATE}|(\+?{_DIGIT}(?:[ \-().·]{{0,2}}{_DIGIT}){{4,40}}x?)")
"""Five digits and more, also in groups (138 1234 5678); a date before it is taken for one."""
_PLACEHOLDER = re.compile("〈[a-z]+〉")

Span = tuple[int, int, str]


@dataclass(frozen=True)
class Redaction:
    """Takes personal data out of a question, and out of the words in it."""

    text: str
    """The question, without control characters."""
    names: NameIndex
    contacts: tuple[str, ...]
    """The folded names of the contacts that stand in it."""

    def question(self) -> str:
        """Gives the question with placeholders, at most `KEPT` long."""
        whole = self._without(self.text)
        return whole if len(whole) <= KEPT else whole[: KEPT - 1] + "…"

    def words(self) -> Iterator[tuple[str, str]]:
        """Gives what is taken out: the placeholder of each, and its words as they stand there."""
        folded = fold(self.text)
        for start, end, placeholder in _apart(self._spans(folded.text)):
            first, last = folded.original(start, end)
            yield placeholder, self.text[first:last]

    def word(self, word: str) -> str:
        """Gives a word that was not understood, folded; a placeholder where it is only a name."""
        folded = fold(cleaned(word)).text
        question = fold(self.text).text
        for start, end, placeholder in _apart(self._spans(question)):
            if folded in question[start:end]:  # b of a@b.com
                return placeholder
        placeholder = _placeholder(self.names.containing(folded, operator()))
        if placeholder is not None:
            return placeholder
        told = fold(self._without(folded)).text[:KEPT]
        rest = " ".join(_PLACEHOLDER.sub(" ", told).split())
        return rest if len(rest) > 1 else told

    def _without(self, text: str) -> str:
        folded = fold(text)
        parts: list[str] = []
        position = 0
        for start, end, placeholder in _apart(self._spans(folded.text)):
            first, last = folded.original(start, end)
            parts += [text[position:first], placeholder]
            position = last
        return " ".join("".join([*parts, text[position:]]).split())

    def _spans(self, folded: str) -> Iterator[Span]:
        for found in self.names.find(folded, operator()):
            placeholder = None if found.weak else _placeholder(found.names)
            if placeholder is not None:
                yield found.start, found.end, placeholder
        for name in self.contacts:
            for match in re.finditer(re.escape(name), folded):
                yield match.start(), match.end(), PERSON
        for match in _EMAIL.finditer(folded):
            yield match.start(), match.end(), EMAIL
        for match in _NUMBER.finditer(folded):
            if match[1] is not None:
                yield match.start(), match.end(), NUMBER


def redaction(connection: Connection, names: NameIndex, text: str) -> Redaction:
    """Gives what takes personal data out of a question."""
    clean = cleaned(text)
    folded = fold(clean).text
    name = contacts.c.name
    # The database leaves a few of perhaps a million; whether they really stand there is told here.
    statement = sa.select(name).where(
        sa.func.length(name) > 1,
        sa.literal(folded).contains(sa.func.lower(name)) | sa.literal(clean).contains(name),
    )
    found = {fold(row.name).text for row in connection.execute(statement)}
    return Redaction(clean, names, tuple(sorted(one for one in found if len(one) > 1)))


def cleaned(text: str) -> str:
    """Gives the beginning of a text without control characters: it is shown in a terminal too."""
    return "".join(
        " " if unicodedata.category(character)[0] == "C" else character for character in text[:READ]
    )


def _placeholder(names: Sequence[Name]) -> str | None:
    found = (_OF_DIMENSION.get(name.dimension) for name in names)
    return next((placeholder for placeholder in found if placeholder is not None), None)


def _apart(spans: Iterator[Span]) -> Iterator[Span]:
    """Gives the spans from left to right, those that overlap as one."""
    waiting: Span | None = None
    for span in sorted(spans):
        if waiting is None:
            waiting = span
        elif span[0] < waiting[1]:
            waiting = (waiting[0], max(waiting[1], span[1]), waiting[2])
        else:
            yield waiting
            waiting = span
    if waiting is not None:
        yield waiting
