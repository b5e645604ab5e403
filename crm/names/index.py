"""The index of names: which names stand in a question, of those that the asker may know."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from types import MappingProxyType

from sqlalchemy.engine import Connection

from crm.access import Caller
from crm.names.aliases import NO_ALIASES, Aliases, with_aliases
from crm.names.entry import Writing
from crm.names.everyday import PLAIN, QUESTION, TRADE
from crm.names.guess import Stretch, around
from crm.names.heard import letters_of
from crm.names.homophones import Homophones
from crm.names.likeness import Likeness
from crm.names.name import ENTITIES, RANK, Name, NameSpan
from crm.names.sources import Version, versions, writings
from crm.names.spelling import Spelling, fits, is_chinese, key, spelling, stands_alone
from crm.names.texts import Texts

MAX_PARTIAL = 12
"""A piece of more names than this is no way to name one of them."""
MOST_CONTAINING = 30
MOST_AROUND = 3
"""So many letters beside what nothing explains may belong to a spoken name."""
MIN_SIMILARITY = {"chinese": 0.7, "latin": 0.8}
"""How much a suggestion must look like what was asked for (Jaro-Winkler)."""


@dataclass(frozen=True, eq=False)
class NameIndex:
    """All names of a database. Immutable: build another when `versions` differ from `version`.

    For every caller it gives the same as an index over only the rows which that caller may see.
    """

    version: Version
    _keys: MappingProxyType[str, tuple[Writing, ...]]
    _lengths: MappingProxyType[str, int]
    """The longest key that begins with these two characters (or is this one)."""
    _whole: tuple[Writing, ...]
    """The writings that a wrong one is compared with."""
    _spoken: bool = False

    @classmethod
    def build(cls, connection: Connection, aliases: Aliases = NO_ALIASES) -> "NameIndex":
        """Gives the index of all names in the database, and of further words for them."""
        return cls._of(versions(connection), with_aliases(writings(connection), aliases))

    @classmethod
    def empty(cls) -> "NameIndex":
        """Gives the index of no names."""
        return cls._of((), ())

    @classmethod
    def _of(cls, version: Version, found: Iterable[Writing]) -> "NameIndex":
        keys: dict[str, list[Writing]] = {}
        for writing in found:
            keys.setdefault(writing.key, []).append(writing)
        lengths: dict[str, int] = {}
        for spelled in keys:
            start = spelled[:2]
            lengths[start] = max(len(spelled), lengths.get(start, 0))
        ranked = {
            spelled: tuple(sorted(same, key=_rank) if len(same) > 1 else same)
            for spelled, same in keys.items()
        }
        whole = tuple(filter(_is_suggested, chain.from_iterable(ranked.values())))
        return cls(version, MappingProxyType(ranked), MappingProxyType(lengths), whole)

    def find(self, text: str, caller: Caller) -> tuple[NameSpan, ...]:
        """Gives the names in a folded text, from left to right.

        At every position that is the longest name, and the longest piece of names where that is
        longer. What lies inside a longer one is left out, but for an exact name inside a piece.
        """
        spelled = spelling(text)
        spans = [
            span
            for start in range(len(spelled.letters))
            for span in self._at(start, spelled, text, caller)
        ]
        return tuple(span for span in spans if not any(_covers(other, span) for other in spans))

    def _at(self, start: int, spelled: Spelling, text: str, caller: Caller) -> Iterator[NameSpan]:
        partial_seen = False
        for end in range(self._furthest(start, spelled.letters), start, -1):
            letters = spelled.letters[start:end]
            found = self._keys.get(letters)
            if found is None:
                continue
            first, last = spelled.places[start], spelled.places[end - 1] + 1
            if not stands_alone(text, first, last):
                continue
            meant = _meant(found, text[first:last], caller)
            if not meant:
                continue
            partial = RANK[meant[0].how] == RANK["part"]
            if partial and partial_seen:
                continue
            names = _names(meant)
            weak = not partial and _is_weak(letters, names)
            if self._spoken and not weak:
                names = (*names, *self._sounding(letters, meant, caller))
            yield NameSpan(first, last, text[first:last], names, weak=weak, partial=partial)
            if not partial:
                return
            partial_seen = True

    @cached_property
    def heard(self) -> "NameIndex":
        """The same names, for texts that were spoken.

        Where one is in a text, those that sound like it may have been said as well: they stand
        behind it among a span's names, found by their `sound`.
        """
        return replace(self, _spoken=True)

    def _sounding(self, letters: str, meant: list[Writing], caller: Caller) -> Iterator[Name]:
        """Gives what may have been said where `meant` is written."""
        known = {writing.entry.thing for writing in meant}
        found = self._homophones.like(letters, [thing[0] for thing in known])
        others = [w for w in found if w.entry.thing not in known and w.entry.visible_to(caller)]
        for name in _names(others):
            yield replace(name, how="sound")

    def _furthest(self, start: int, letters: str) -> int:
        """Gives one past the last character that a name beginning at `start` could have."""
        longest = max(
            self._lengths.get(letters[start : start + 2], 0), self._lengths.get(letters[start], 0)
        )
        return min(len(letters), start + longest)

    def like(
        self, text: str, gaps: Iterable[tuple[int, int]], caller: Caller
    ) -> tuple[NameSpan, ...]:
        """Gives what in a folded text is like the name of a customer, a product or a person.

        It sounds so (南海贸易 for 蓝海贸易), or is nearly spelled so, or says a code (P幺二). Each
        span holds a gap, perhaps with what touches it; its names are equally near, or almost.

        Args:
            text: the folded question.
            gaps: where in it nothing is explained, as start and end.
            caller: only what this person may see is given, and has an effect.
        """
        apart = tuple(gaps)
        found = tuple(self._likeness.spans(text, apart, caller))
        return found + tuple(self._near(text, apart, caller)) if self._spoken else found

    def _near(
        self, text: str, gaps: Iterable[tuple[int, int]], caller: Caller
    ) -> Iterator[NameSpan]:
        """Gives what nothing explains and sounds like a name, of places too; the asker is asked."""
        spelled = spelling(text)
        inner = [one for one in (letters_of(spelled, Stretch(*gap)) for gap in gaps) if one]
        for at in dict.fromkeys(around(inner, MOST_AROUND, len(spelled.letters))):
            near = self._homophones.near(spelled.letters[at.start : at.end])
            near = [writing for writing in near if writing.entry.visible_to(caller)]
            start, end = spelled.places[at.start], spelled.places[at.end - 1] + 1
            if near and stands_alone(text, start, end):
                names = tuple(replace(name, how="sound") for name in _names(near))
                yield NameSpan(start, end, text[start:end], names, unsure=True)

    def holds(self, dimension: str) -> bool:
        """Whether the data has any value of a dimension that has names."""
        return dimension in self._dimensions

    def values_of(self, dimension: str, caller: Caller) -> frozenset[str]:
        """Gives the stored values of a dimension that the caller may know of."""
        entries = (w.entry for found in self._keys.values() for w in found)
        return frozenset(
            e.value for e in entries if e.dimension == dimension and e.visible_to(caller)
        )

    @cached_property
    def _dimensions(self) -> frozenset[str]:
        return frozenset(w.entry.dimension for found in self._keys.values() for w in found)

    @cached_property
    def _whole_keys(self) -> tuple[str, ...]:
        return tuple(writing.key for writing in self._whole)

    @cached_property
    def _texts(self) -> Texts:
        return Texts.of(w for w in self._whole if w.entry.dimension in ENTITIES)

    @cached_property
    def _homophones(self) -> Homophones:
        return Homophones.of(self._keys)

    @cached_property
    def _likeness(self) -> Likeness:
        # Made when a question first needs it: a good one does not, and should not wait for it.
        return Likeness.of(self._keys)

    def containing(self, text: str, caller: Caller) -> tuple[Name, ...]:
        """Gives the customers, products and people with a folded text somewhere in their names.

        Latin words count whole; fewer than two Chinese or four Latin characters are no piece of a
        name. At most `MOST_CONTAINING`, in the order of their labels.
        """
        piece = text.strip()
        least = 2 if any(map(is_chinese, piece)) else 4
        if len(piece) < least or key(piece) in QUESTION or key(piece) in PLAIN:
            return ()
        found = [
            writing
            for writing in self._texts.holding(piece)
            if _has_words(writing.text, piece) and writing.entry.visible_to(caller)
        ]
        names = (Name(n.dimension, n.values, n.label, "part") for n in _names(found))
        found_names = tuple(sorted(names, key=lambda name: name.order))[:MOST_CONTAINING]
        # 科技 in 明天科技 says nothing of the one other company that is called so.
        only_trade = len(found_names) == 1 and key(piece) in TRADE
        return () if only_trade else found_names

    def nearest(
        self, text: str, caller: Caller, limit: int = 3, *, dimension: str | None = None
    ) -> tuple[Name, ...]:
        """Gives the names that look most like a folded text, the nearest first; often none.

        Args:
            text: what was asked for.
            caller: only what this person may see is given.
            limit: at most so many.
            dimension: only names of this dimension.
        """
        # 50 ms of import, which only a question that was not understood needs.
        from rapidfuzz import process  # noqa: PLC0415
        from rapidfuzz.distance import JaroWinkler  # noqa: PLC0415

        scored = process.extract(
            key(text),
            self._whole_keys,
            scorer=JaroWinkler.normalized_similarity,
            score_cutoff=MIN_SIMILARITY["chinese" if any(map(is_chinese, text)) else "latin"],
            limit=None,
        )
        ranked = sorted(
            (
                (-score, _name((writing,)))
                for score, writing in ((score, self._whole[number]) for _, score, number in scored)
                if dimension in (None, writing.entry.dimension) and writing.entry.visible_to(caller)
            ),
            key=lambda pair: (pair[0], pair[1].order),
        )
        best: dict[tuple[str, tuple[str, ...]], Name] = {}
        for _, name in ranked:
            best.setdefault((name.dimension, name.values), name)
        return tuple(best.values())[:limit]


def _has_words(text: str, piece: str) -> bool:
    """Whether `piece` stands in `text` without cutting a Latin word."""
    start = text.find(piece)
    return start >= 0 and stands_alone(text, start, start + len(piece))


def _covers(longer: NameSpan, span: NameSpan) -> bool:
    """Gives whether `span` is only a piece of a longer name, and no name of its own kind."""
    if longer.weak or (longer.partial and not span.partial):
        return False
    inside = longer.start <= span.start and span.end <= longer.end
    return inside and longer.end - longer.start > span.end - span.start


def _meant(found: tuple[Writing, ...], said: str, caller: Caller) -> list[Writing]:
    """Gives the writings that `said` stands for: the visible ones of the best rank.

    What is written exactly so comes before what differs in spaces and hyphens. A piece of too many
    names stands for none.
    """
    meant: list[Writing] = []
    for writing in found:
        if meant and _rank(writing) > _rank(meant[0]):
            break
        if writing.entry.visible_to(caller) and fits(said, writing.text):
            meant.append(writing)
            if len(meant) > MAX_PARTIAL and writing.how == "part":
                return []
    exactly = {writing.entry.thing for writing in meant if writing.text == said}
    return [writing for writing in meant if writing.entry.thing in exactly] or meant


def _is_suggested(writing: Writing) -> bool:
    known = writing.how not in {"part", "umlaut", "id"} and not writing.entry.whole
    return known and len(writing.key) > 1


def _rank(writing: Writing) -> int:
    return RANK[writing.how]


def _names(meant: list[Writing]) -> tuple[Name, ...]:
    same_thing: dict[tuple[str, str], list[Writing]] = {}
    for writing in meant:
        same_thing.setdefault(writing.entry.thing, []).append(writing)
    names = (_name(group) for group in same_thing.values())
    return tuple(sorted(names, key=lambda name: name.order))


def _name(group: Iterable[Writing]) -> Name:
    """Gives the name of one thing, which may be stored in several writings."""
    ordered = sorted(group, key=lambda writing: (RANK[writing.how], writing.entry.value))
    first = ordered[0]
    values = tuple(dict.fromkeys(writing.entry.value for writing in ordered))
    label = first.entry.label
    if first.entry.whole:
        label = f"{label} ({', '.join(values)})"
    return Name(first.entry.dimension, values, label, first.how)


def _is_weak(letters: str, names: tuple[Name, ...]) -> bool:
    if len(letters) == 1 or letters in PLAIN or letters in QUESTION:
        return True
    if letters.isdigit() and len(letters) <= 4:
        return True
    return letters in TRADE and all(name.dimension in ENTITIES for name in names)
