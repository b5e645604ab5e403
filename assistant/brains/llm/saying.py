"""Reads what a model passes on as the asker said it: names, periods, amounts, measures."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from assistant.brains.llm.earlier import Earlier
from assistant.brains.rules.filling import fill
from assistant.brains.rules.filters import conditions
from assistant.brains.rules.frame import Condition
from assistant.brains.rules.mentions import Known
from assistant.brains.rules.outcome import Doubtful
from assistant.brains.rules.reader import one_of_several
from assistant.brains.rules.slots import Bound, Mention, Slots
from assistant.brains.rules.spans import Sources, cover
from crm.measures import Catalog, Words
from crm.periods import Period
from crm.text import fold

LEAVING_OUT = ("not ", "except ", "excluding ", "without ", "不含", "不要", "除了", "除")


class Misfit(Exception):
    """An argument cannot be used; says to the model what would do."""

    def __init__(self, told: str, unknown: str = "") -> None:
        super().__init__(told)
        self.unknown = unknown
        """The name that means nothing to the asker; empty where something else is the matter."""


class Several(Exception):
    """A name means several things: the asker has to say which."""

    def __init__(self, found: Doubtful) -> None:
        super().__init__()
        self.found = found


@dataclass(frozen=True)
class Kept:
    """What rows must have: what was said of them now, and what the question before said."""

    slots: Slots
    before: tuple[Condition, ...] = ()

    def conditions(self, measures: tuple[str, ...] = ()) -> tuple[Condition, ...]:
        """Gives the conditions for figures of some measures, or for rows."""
        return (*self.before, *conditions(self.slots, measures))

    @property
    def matched(self) -> tuple[Mention, ...]:
        """Gives the names that were not written as they are stored."""
        return tuple(mention for mention in self.slots.mentions if mention.matched)


@dataclass(frozen=True)
class Saying:
    """What arguments mean to one caller on one day, in one conversation."""

    sources: Sources
    catalog: Catalog
    known: Known
    earlier: Earlier
    text: str = ""
    """The question; where it is not known, all that is passed on counts as asked."""

    def measure(self, said: str) -> str:
        """Gives the name of a measure.

        Raises:
            Misfit: there is no such measure.
        """
        words = {name: one.words for name, one in self.catalog.measures.items()}
        return _named(said, words, "measure")

    def dimension(self, said: str) -> str:
        """Gives the name of a dimension.

        Raises:
            Misfit: there is no such dimension.
        """
        words = {name: one.words for name, one in self.catalog.dimensions.items()}
        return _named(said, words, "dimension")

    def period(self, said: str) -> Period | None:
        """Gives a period of days; None where none is said.

        Raises:
            Misfit: the words are no period, or more than one.
        """
        if not said.strip():
            return None
        if said in self.earlier.periods:
            return self.earlier.periods[said]
        slots = self._slots(said)
        if len(slots.periods) != 1 or _says_more(slots, "periods"):
            raise Misfit(f"{said!r} is no period: pass the words of the question that say when.")
        return slots.periods[0]

    def kept(self, said: list[str]) -> "Kept":
        """Gives the names and states that rows must have, or must not have.

        Raises:
            Misfit: one is none that the asker may see.
            Several: one is the name of several things.
        """
        signs = [one for one in said if one in self.earlier.conditions]
        found = self._slots("")
        for one in said:
            if one not in signs:
                self._keep(one, found)
        return Kept(found, tuple(self.earlier.conditions[sign] for sign in signs))

    def _keep(self, said: str, found: Slots) -> None:
        bare = next((said[len(word) :] for word in LEAVING_OUT if said.startswith(word)), said)
        slots = self._slots(bare)
        if slots.ambiguous:
            raise Several(one_of_several(slots.ambiguous[0]))
        if slots.mentions and not _says_more(slots, "mentions"):
            negated = bare != said
            found.mentions += [replace(mention, negated=negated) for mention in slots.mentions]
        elif slots.statuses and bare == said and not _says_more(slots, "statuses"):
            found.statuses += slots.statuses
        elif self._is_in_the_question(bare):
            raise Misfit(
                f"{said!r} is no name, place, level, channel or state that is known here.", bare
            )

    def _is_in_the_question(self, bare: str) -> bool:
        """Whether words that mean nothing were asked; such as `null` are a small model's "none"."""
        return not self.text or fold(bare).text.strip() in fold(self.text).text

    def bound(self, said: str) -> Bound | None:
        """Gives a condition on an amount; None where none is said.

        Raises:
            Misfit: the words are none.
        """
        if not said.strip():
            return None
        slots = self._slots(said)
        if len(slots.bounds) != 1 or slots.unexplained:
            raise Misfit(f"{said!r} is no bound: write such as 'over 100000' or 'at most 3'.")
        return slots.bounds[0]

    def _slots(self, said: str) -> Slots:
        return fill(cover(said, self.sources), self.known)


def _named(said: str, words: Mapping[str, Words], kind: str) -> str:
    """Gives the name of what is called so: its catalog name, or one of its words."""
    wanted = fold(said).text.strip()
    for name, one in words.items():
        if wanted in {name, *(fold(word).text for word in (*one.zh, *one.en))}:
            return name
    near = difflib.get_close_matches(wanted, words, n=3, cutoff=0.5)
    meant = f" Near: {', '.join(near)}." if near else ""
    raise Misfit(f"There is no {kind} {said!r}; use one of the list.{meant}")


def _says_more(slots: Slots, *read: str) -> bool:
    """Whether words say something beside what is asked of them."""
    kinds = ("mentions", "ambiguous", "periods", "bad_periods", "statuses", "bounds", "measures")
    return any(getattr(slots, kind) for kind in kinds if kind not in read) or bool(
        slots.unexplained
    )
