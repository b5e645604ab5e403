"""Writes a message: the words of the occasion with the facts of the record in them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from assistant.conversation.drafting.letters import Words, label_of, words_of
from assistant.conversation.facts import fact_text, written_day
from assistant.markup import visible
from tools.drafts import DraftFact, DraftRequest, Record

_SLOT = re.compile(r"\{(\w+)\}")
_DIGITS = re.compile(r"\d[\d,.]*")
OPTIONAL = "?"
"""Before a sentence that is left out where the record does not have what it says."""
YOURS = {"zh": "您填的", "en": "filled in by you"}
"""In place of a source, of what is not on record."""
SMS_CHARACTERS = {"zh": 70, "en": 160}
"""What one text message holds (GSM 03.38: 160 of its letters, 70 where one is another)."""


class InventedError(Exception):
    """A message says a figure that is not on record: it must not be shown."""


@dataclass(frozen=True)
class Said:
    """A fact as a message says it, and where it is from."""

    label: str
    text: str
    source: str


@dataclass(frozen=True)
class Letter:
    """A message that nobody has sent."""

    subject: str | None
    """Of an e-mail."""
    text: str
    facts: tuple[Said, ...]
    blanks: tuple[str, ...]
    """What the writer has to fill in, as it is called."""

    @property
    def figures(self) -> int:
        """Gives how many numbers the message has."""
        return len(_DIGITS.findall(f"{self.subject or ''} {self.text}"))


def write(request: DraftRequest, record: Record, sender: str, today: date) -> Letter:
    """Gives the message that is asked for.

    Raises:
        InventedError: it would say a figure that no fact has.
    """
    return written(words_of(request, record), request, record, sender, today)


def written(
    words: Words, request: DraftRequest, record: Record, sender: str, today: date
) -> Letter:
    """Gives the message in those words.

    Raises:
        InventedError: they say a figure that no fact has.
    """
    pen = _Pen(request, _texts(request, record, sender, today))
    text = pen.letter(words)
    subject = pen.filled(words.subject) if request.channel == "email" else None
    letter = Letter(subject, text, tuple(_said(request, record, pen.used)), pen.blanks)
    _require_on_record(letter, pen)
    return letter


class _Pen:
    """Fills sentences with facts, and remembers which it used and which it lacked."""

    def __init__(self, request: DraftRequest, texts: Mapping[str, str]) -> None:
        self._request = request
        self._texts = texts
        self.used: list[str] = []
        self._lacking: list[str] = []

    @property
    def blanks(self) -> tuple[str, ...]:
        return tuple(label_of(name, self._request.language) for name in self._lacking)

    @property
    def facts(self) -> str:
        return "\n".join(self._texts[name] for name in self.used)

    def letter(self, words: Words) -> str:
        """Gives the whole text: in a text message without line breaks."""
        wanted = [sentence for sentence in words.sentences if self._may_say(sentence)]
        plain = [self.filled(sentence.removeprefix(OPTIONAL)) for sentence in wanted]
        between = "" if self._request.language == "zh" else " "
        parts = (self.filled(words.opening), between.join(plain), self.filled(words.closing))
        return (between if self._request.channel == "sms" else "\n").join(parts)

    def _may_say(self, sentence: str) -> bool:
        names = _SLOT.findall(sentence)
        return not sentence.startswith(OPTIONAL) or all(name in self._texts for name in names)

    def filled(self, sentence: str) -> str:
        return _SLOT.sub(lambda slot: self._fact(slot.group(1)), sentence)

    def _fact(self, name: str) -> str:
        if name in self._texts:
            self.used.extend([name] if name not in self.used else [])
            return self._texts[name]
        self._lacking.extend([name] if name not in self._lacking else [])
        blank = label_of(name, self._request.language)
        return f"【{blank}】" if self._request.language == "zh" else f"[{blank}]"


def _texts(request: DraftRequest, record: Record, sender: str, today: date) -> Mapping[str, str]:
    """Gives what can be said, as it is written, by name."""
    names = dict.fromkeys(fact.name for fact in record.facts)
    found = {name: _joined(request, record.of(name)) for name in names}
    found["today"] = written_day(today, request.language)
    zh, _, en = request.festival.partition("|")
    given = {"sender": visible(sender), "festival": zh if request.language == "zh" else en}
    found |= {name: text for name, text in given.items() if text}
    found |= {name: visible(words) for name, words in request.filled if name not in found}
    count = next((fact.value for fact in record.of("overdue_orders")), None)
    found["are"] = "is" if count == 1 else "are"
    if not request.with_invoices:
        found.pop("invoice_numbers", None)
    return found


def _joined(request: DraftRequest, facts: Iterable[DraftFact]) -> str:
    between = "、" if request.language == "zh" else ", "
    return between.join(fact_text(fact, request.language) for fact in facts)


def _said(request: DraftRequest, record: Record, used: Iterable[str]) -> Iterable[Said]:
    """Gives the facts that were used, in their order; what the writer filled in has no source."""
    given = dict(request.filled)
    for name in used:
        found = record.of(name)
        for fact in found:
            yield Said(
                label_of(name, request.language), fact_text(fact, request.language), fact.source
            )
        if name in given and not found:
            yours = YOURS[request.language]
            yield Said(label_of(name, request.language), visible(given[name]), yours)


def _require_on_record(letter: Letter, pen: _Pen) -> None:
    """Ends where a number of the message is in none of the facts that it used."""
    for found in _DIGITS.findall(f"{letter.subject or ''}\n{letter.text}"):
        if found.strip(",.") not in pen.facts:
            raise InventedError(found)
