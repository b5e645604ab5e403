"""A question as a pattern: names and periods are slots, every other word stands as it was asked.

    宁波上季度斩获如何  →  〈city〉〈period〉斩获如何

Two questions of one pattern differ in nothing but what stands in the slots. A number, a word that
leaves something out, a word more: each makes another pattern.
"""

from dataclasses import dataclass

from assistant.brains.rules import mentions
from assistant.brains.rules.asides import without_asides
from assistant.brains.rules.filling import UNSURE
from assistant.brains.rules.mentions import Known
from assistant.brains.rules.sentence import Sentence
from assistant.brains.rules.slots import Mention, Slots
from assistant.brains.rules.spans import EDGES, Cover, Sources, Span, cover
from tools.phrases.periods import BadPeriod, PeriodSpan

PERIOD = "period"
OPENS, CLOSES = "〈", "〉"
"""Around what a slot takes: a dimension of the catalog, or `period`."""


@dataclass(frozen=True)
class Pattern:
    """A question with slots, and what stands in them, from left to right."""

    text: str
    mentions: tuple[Mention, ...]
    periods: tuple[PeriodSpan, ...]
    unsure: Mention | None
    """A name that means several things to whoever asks."""
    cover: Cover
    """The spans that it was made of."""


def pattern_of(question: str, sources: Sources, known: Known) -> Pattern | None:
    """Gives the pattern of a question, as whoever asks reads its names.

    None where a time in it is none, or something that may be a name fills no slot: such a word must
    not be kept, nor be taken for one that is.
    """
    found = cover(without_asides(question), sources)
    if OPENS in found.text or CLOSES in found.text:
        return None  # somebody types a slot
    making = _Making(Sentence(found.text, found.spans), known)
    if not all(making.takes(index, span) for index, span in enumerate(found.spans)):
        return None
    return Pattern(
        making.text(),
        tuple(making.slots.mentions),
        tuple(making.periods),
        next(iter(making.slots.ambiguous), None),
        found,
    )


class _Making:
    """Goes through the spans of a question from left to right."""

    def __init__(self, sentence: Sentence, known: Known) -> None:
        self._sentence = sentence
        self._known = known
        self._cuts: list[tuple[int, int, str]] = []
        self.slots = Slots(sentence)
        self.periods: list[PeriodSpan] = []

    def takes(self, index: int, span: Span) -> bool:
        """Makes a slot of a span, or leaves its words; False where it may be neither."""
        unsure = len(self.slots.ambiguous)
        if mentions.read(self._sentence, self.slots, index, self._known):
            found = self.slots.ambiguous if len(self.slots.ambiguous) > unsure else None
            self._cut(span, (found or self.slots.mentions)[-1].dimension)
            return True
        if isinstance(span.period, BadPeriod):
            return False
        if isinstance(span.period, PeriodSpan) and span.text != "now":
            self.periods.append(span.period)
            self._cut(span, PERIOD)
            return not UNSURE.search(span.text)
        return span.name is None or span.name.weak or bool(span.roles)

    def _cut(self, span: Span, slot: str) -> None:
        self._cuts.append((span.start, span.end, f"{OPENS}{slot}{CLOSES}"))

    def text(self) -> str:
        """Gives the question with its slots."""
        whole, parts, position = self._sentence.text, list[str](), 0
        for start, end, slot in self._cuts:
            parts += [whole[position:start], slot]
            position = end + whole[end:].startswith(".")  # of a name that ends in Ltd.
        return "".join([*parts, whole[position:]]).strip(EDGES)
