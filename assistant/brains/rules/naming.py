"""What is meant where only names and times are said, or rows of which customers have so many.

"Germany, UK and Sweden side by side, YTD" and "May's numbers" are about sales, and the reply says
that this was assumed; "customers with at least 2 returns" counts their returns.
"""

from assistant.brains.rules.clauses import MOST_COUNTED
from assistant.brains.rules.lexicon import is_cjk
from assistant.brains.rules.outcome import NotUnderstood
from assistant.brains.rules.situation import EndOfReading
from assistant.brains.rules.slots import Slots
from assistant.brains.rules.spans import Span

SOLD_TO = frozenset({"customer", "city", "province", "region", "country", "industry", "owner"}) | {
    "channel",
    "category",
    "product",
    "team",
}
"""What has sales by itself: a customer, a place, goods, a person."""
BESIDE_NAMES = ("conj", "thanks", "greeting", "scope", "suffix", "split")
"""Words beside names and times that ask for nothing else."""
GENERAL = frozenset("figures numbers performance business results stats statistics data".split())
"""Words for how somebody does, which are no measure."""
SMALL = GENERAL | frozenset(
    "the in for on of and at please pls plz 's ' s a an give me tell let's see just from to".split()
    + "with how how's what's what is are was were i need want so then now hey hi any show".split()
    + "like i'd it worth".split()
)
UP_OR_DOWN = frozenset({"up or down", "better or worse", "higher or lower"})


def only_names(slots: Slots) -> bool:
    """Whether nothing is said in English but of whom, when, and perhaps whether it rose."""
    named = [m for m in slots.mentions if m.dimension in SOLD_TO and not m.negated]
    if len(named) != len(slots.mentions) or slots.entities or slots.groups or slots.bounds:
        return False
    if any(map(is_cjk, "".join(slots.period_words))):
        return False
    if slots.moves or slots.flags.get("change") in UP_OR_DOWN:
        return bool(named) and not slots.verbs
    general = any(span.text in GENERAL for span in slots.sentence.spans)
    side_by_side = slots.has("split") and slots.names_two
    timed = bool(slots.periods) and (bool(named) or general)
    asked = timed or side_by_side or (bool(named) and general)
    return asked and all(map(_says_nothing_else, slots.sentence.spans))


def _says_nothing_else(span: Span) -> bool:
    if span.name is not None or span.period is not None:
        return True
    return any(map(span.may_be, BESIDE_NAMES)) or {*span.text.split()} <= SMALL


COUNTED = {
    "return": ("return_count", "returned"),
    "payment": ("payment_count", "collected"),
    "contract": ("contracts", "contract_amount"),
    "opportunity": ("open_deals", "pipeline"),
}
"""What counts the rows that customers have, and what adds them up."""
NO_MEASURE = frozenset({"invoice", "contact", "activity"})


def counted_of(slots: Slots) -> str | None:
    """Gives what customers have so many of: at least 2 returns; more than 50,000 are money.

    Raises:
        EndOfReading: nothing counts them.
    """
    rows = [entity for entity in slots.entities if entity in COUNTED or entity in NO_MEASURE]
    if not rows:
        return None
    if len(rows) > 1 or rows[0] in NO_MEASURE:
        raise EndOfReading(NotUnderstood((slots.flags["customer_noun"],)))
    count, amount = COUNTED[rows[0]]
    large = any(value > MOST_COUNTED for bound in slots.bounds for value in bound.values)
    return amount if large else count
