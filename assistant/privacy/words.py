"""Finds in texts what tells of one customer, and puts a pseudonym in its place.

A name that is an everyday word (a firm called 今年) is taken out only where the text is known to be
about the customer; a distinctive one, and all that tells of a contact, everywhere.
"""

import re
from collections.abc import Collection
from functools import cached_property
from typing import Any, cast

from assistant.markup import escaped, visible
from assistant.privacy.person import Person
from crm.access import operator
from crm.names import NameIndex
from crm.text import fold

ERASED = "〈erased〉"
_DIGITS = re.compile(r"\d(?:[ \-().]{0,2}\d){5,}")
_CJK = re.compile(r"[\u3400-\u9fff]")


class Words:
    """What tells of one customer."""

    def __init__(self, person: Person, names: NameIndex, pseudonym: str) -> None:
        self.person = person
        self._names = names
        self._pseudonym = pseudonym

    @cached_property
    def _distinctive(self) -> frozenset[str]:
        """Gives what tells of the customer in whatever text it stands."""
        return self.person.told_by | {name for name in self.person.names if _is_rare(name)}

    @cached_property
    def _everything(self) -> frozenset[str]:
        return self.person.told_by | self.person.names

    @cached_property
    def _cells(self) -> frozenset[str]:
        """Gives what a whole cell may be, as it is stored or as it is shown."""
        stored = self._everything | self.person.notes
        return stored | frozenset(map(visible, stored))

    @cached_property
    def _telling(self) -> frozenset[str]:
        """Gives the cells that tell of the customer also where other words stand."""
        stored = self._distinctive | self.person.notes
        return stored | frozenset(map(visible, stored))

    def is_cell(self, value: object) -> bool:
        """Whether a cell of a result is the customer, or something personal of it."""
        return isinstance(value, str) and value in self._cells

    def is_about(self, document: object) -> bool:
        """Whether some text of a document is the customer's id, or what is personal of it."""
        match document:
            case str():
                return (
                    document == self.person.customer_id
                    or document in self._telling
                    or self._raw(about=False).search(document) is not None
                )
            case dict():
                return any(map(self.is_about, cast("dict[str, object]", document).values()))
            case list():
                return any(map(self.is_about, cast("list[object]", document)))
            case _:
                return False

    def asks_about(self, text: str) -> bool:
        """Whether a question names the customer or a contact."""
        return self.question(text, about=False) != text

    def question(self, text: str, *, about: bool) -> str:
        """Gives a text that somebody typed without what tells of the customer."""
        folded = fold(text)
        spans = [
            (span.start, span.end)
            for span in self._names.find(folded.text, operator())
            if (about or not (span.weak or span.partial))
            and any(self.person.customer_id in name.values for name in span.names)
        ]
        for pattern in (self._folded(about=about), _numbers(self._distinctive)):
            spans += [found.span() for found in pattern.finditer(folded.text)]
        return self._without(text, [folded.original(*span) for span in spans])

    def document(self, value: Any, *, about: bool) -> Any:
        """Gives a JSON document without what tells of the customer."""
        match value:
            case str():
                return self._cell(value, about=about)
            case dict():
                found = cast("dict[str, Any]", value)
                return {name: self.document(one, about=about) for name, one in found.items()}
            case list():
                several = cast("list[Any]", value)
                return [self.document(one, about=about) for one in several]
            case _:
                return value

    def _cell(self, text: str, *, about: bool) -> str:
        if about and text in self._cells:
            return self._pseudonym
        return self._raw(about=about).sub(self._pseudonym, text)

    def _without(self, text: str, spans: Collection[tuple[int, int]]) -> str:
        """Gives a text with the pseudonym in place of the spans, those that overlap as one."""
        parts: list[str] = []
        position = 0
        for start, end in sorted(spans):
            if start >= position:
                parts += [text[position:start], self._pseudonym]
            position = max(position, end)
        return "".join([*parts, text[position:]])

    def _raw(self, *, about: bool) -> re.Pattern[str]:
        """Gives what finds the words as replies write them: plain, or escaped for Markdown."""
        return self._raw_all if about else self._raw_distinctive

    @cached_property
    def _raw_all(self) -> re.Pattern[str]:
        return _any_of(self._written(self._everything))

    @cached_property
    def _raw_distinctive(self) -> re.Pattern[str]:
        return _any_of(self._written(self._distinctive))

    @staticmethod
    def _written(words: Collection[str]) -> frozenset[str]:
        return frozenset(
            form for word in words for form in (word, visible(word), escaped(word, "markdown"))
        )

    def _folded(self, *, about: bool) -> re.Pattern[str]:
        words = self._everything if about else self._distinctive
        return _any_of({fold(word).text for word in words})


def _is_rare(name: str) -> bool:
    """Whether a name of a customer is no everyday word: by its length."""
    return len(name) >= (4 if _CJK.search(name) else 6)


def _any_of(words: Collection[str]) -> re.Pattern[str]:
    """Gives what finds any of the words, the longest first; Latin ones only as whole words."""
    ordered = sorted((word for word in words if len(word) > 1), key=len, reverse=True)
    edged = [
        rf"(?<![A-Za-z0-9]){re.escape(word)}(?![A-Za-z0-9])" if word.isascii() else re.escape(word)
        for word in ordered
    ]
    return re.compile("|".join(edged) or r"(?!)")


def _numbers(words: Collection[str]) -> re.Pattern[str]:
    """Gives what finds telephone numbers however they are grouped: 138 0013-8000."""
    digits = {"".join(filter(str.isdigit, word)) for word in words if _DIGITS.search(word)}
    grouped = (r"[ \-().]{0,2}".join(number) for number in digits if len(number) > 6)
    return re.compile("|".join(grouped) or r"(?!)")
