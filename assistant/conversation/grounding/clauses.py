"""The clauses of a text, and the row that each speaks of.

A clause speaks of the row that it names, else of the one that was named before it in its sentence,
else of the whole. It may name one row, or two that it compares.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.conversation.grounding.facts import Row, Spot
from assistant.conversation.grounding.tokens import QUIET, Token, Ungrounded

SAID_OF = frozenset(
    "up down flat changed highest lowest fastest next rank2 rank3 above below over_half doubled"
    " more_than_doubled halved mainly".split()
)
"""Kinds of words that claim something of what a clause speaks of."""


@dataclass(frozen=True)
class Subject:
    """A row that is spoken of, by the columns that name it; several where too little is said."""

    spots: tuple[frozenset[Spot], ...]

    @property
    def rows(self) -> frozenset[Row]:
        """Gives the rows that have all the names."""
        rows = [frozenset(spot.row for spot in one) for one in self.spots]
        return rows[0].intersection(*rows[1:])

    def and_also(self, spots: frozenset[Spot]) -> "Subject | None":
        """Gives the rows of these that have a further name, in another column; None if none has."""
        columns = [_columns(one) for one in self.spots]
        if any(one & _columns(spots) for one in columns):
            return None
        both = Subject((*self.spots, spots))
        return both if both.rows else None

    def completed(self, before: "Subject | None") -> "Subject":
        """Gives the rows of these that also have the other names of what was spoken of before."""
        found = self
        for spots in before.spots if before is not None else ():
            found = found.and_also(spots) or found
        return found


def _columns(spots: frozenset[Spot]) -> frozenset[tuple[int, int]]:
    return frozenset((spot.row.result, spot.column) for spot in spots)


@dataclass(frozen=True)
class Clause:
    """A part of a sentence without a comma."""

    tokens: tuple[Token, ...]

    def has(self, *kinds: str) -> bool:
        """Whether a token of one of these kinds is there."""
        return any(token.kind in kinds for token in self.tokens)

    @property
    def claims(self) -> tuple[Token, ...]:
        """Gives the words that claim something."""
        return tuple(token for token in self.tokens if token.kind in SAID_OF)

    @property
    def figures(self) -> tuple[Token, ...]:
        """Gives the figures."""
        return tuple(token for token in self.tokens if token.kind == "figure")

    @property
    def measures(self) -> frozenset[str]:
        """Gives the measures that are named last."""
        found = [token.measures for token in self.tokens if token.kind == "measure"]
        return found[-1] if found else frozenset()

    @property
    def is_bare(self) -> bool:
        """Whether there is a figure, and not a word that says what it is of."""
        rest = (one for one in self.tokens if one.kind != "figure" and one.text not in QUIET)
        return bool(self.figures) and not any(rest)

    @property
    def mixes_measures(self) -> bool:
        """Whether two measures stand before one figure: the overdue receivable is neither."""
        said: frozenset[str] = frozenset()
        mixed = False
        for token in self.tokens:
            if token.kind == "figure":
                if mixed:
                    return True
                said = frozenset()
            elif token.kind == "measure":
                mixed = bool(said) and not said & token.measures
                said = token.measures
        return False

    def stand_before_a_figure(self, kind: str) -> bool:
        """Whether each word of a kind stands before a figure, with words that claim nothing."""
        told = [one for one in self.tokens if one.kind != "neutral"]
        pairs = zip(told, [*told[1:], None], strict=True)
        return all(
            after is not None and after.kind == "figure" for one, after in pairs if one.kind == kind
        )

    def is_bare_most(self, most: Token) -> bool:
        """Whether "most" has no "the" before it, and a measure behind it."""
        told = [one for one in self.tokens if one.text.strip()]
        at = told.index(most)
        the = at > 0 and told[at - 1].text == "the"
        return not the and at + 1 < len(told) and told[at + 1].kind == "measure"

    def subjects(self) -> tuple[Subject, ...]:
        """Gives the rows that are named, in their order."""
        return tuple(subject for subject, _ in self.spoken())

    def spoken(self) -> list[tuple[Subject, int]]:
        """Gives the rows that are named, each with the place of its last name.

        Raises:
            Ungrounded: there are more than two.
        """
        found: list[tuple[Subject, int]] = []
        for place, token in enumerate(self.tokens):
            if token.kind != "name":
                continue
            wider = found[-1][0].and_also(token.spots) if found else None
            if wider is not None:
                found[-1] = wider, place
            elif not found or found[-1][0].spots[-1] != token.spots:
                found.append((Subject((token.spots,)), place))
        if len(found) > 2:
            raise Ungrounded("Name one thing in each clause, with commas between them.")
        return found


def sentences(tokens: Sequence[Token]) -> Iterator[list[Clause]]:
    """Gives the sentences, each as its clauses."""
    for sentence in _split(tokens, "stop"):
        yield _paired(sentence) or [Clause(tuple(part)) for part in _split(sentence, "break")]


def _paired(sentence: Sequence[Token]) -> list[Clause]:
    """Gives a clause for each name and its figure, where both are listed: 甲和乙分别为 1 和 2.

    Raises:
        Ungrounded: there are more of the ones than of the others.
    """
    names = [at for at, token in enumerate(sentence) if token.kind == "name"]
    figures = [at for at, token in enumerate(sentence) if token.kind == "figure"]
    said = any(token.kind == "respectively" for token in sentence)
    if not said or len(names) < 2 or not figures or names[-1] > figures[0]:
        return []
    rest = tuple(t for t in sentence if t.kind not in {"name", "figure", "break"})
    measures = {token.measures for token in rest if token.kind == "measure"}
    if len(names) != len(figures) or len(measures) > 1:
        raise Ungrounded("Say each figure right behind its name.")
    return [
        Clause((sentence[name], *rest, sentence[figure]))
        for name, figure in zip(names, figures, strict=True)
    ]


def _split(tokens: Iterable[Token], kind: str) -> Iterator[list[Token]]:
    part: list[Token] = []
    for token in tokens:
        if token.kind == kind:
            if part:
                yield part
            part = []
        else:
            part.append(token)
    if part:
        yield part
