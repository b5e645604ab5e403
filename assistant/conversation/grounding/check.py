"""Holds a text against the evidence, sentence by sentence."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain

from assistant.conversation.grounding import claims, forms
from assistant.conversation.grounding.binding import ANOTHER_TIME, SIGNS, Before, Marker, is_bound
from assistant.conversation.grounding.claims import Claim
from assistant.conversation.grounding.clauses import Clause, Subject, sentences
from assistant.conversation.grounding.facts import Facts, Row
from assistant.conversation.grounding.tokens import Token, Tokens, Ungrounded
from assistant.markup import escaped

LONGEST = 800


@dataclass(frozen=True)
class Grounded:
    """A text that is borne out: as Markdown, and how many figures it has."""

    text: str
    figures: int


def grounded(text: str, facts: Facts) -> Grounded:
    """Gives a text that says nothing but what the evidence holds.

    Raises:
        Ungrounded: it says more, or something else; the message says what, for its author.
    """
    plain = " ".join(text.replace("**", "").split())
    if len(plain) > LONGEST:
        raise Ungrounded(f"Write at most {LONGEST} characters.")
    tokens = Tokens(plain, facts).read()
    for token in tokens:
        named = token.kind in {"name", "scope"} and not token.is_time
        if named and is_like_our_words(token.text, facts):
            raise Ungrounded(f"{token.text!r} can be read in two ways: leave it out.")
    for clauses in sentences(tokens):
        _Sentence(facts).read(clauses)
    figures = sum(token.kind == "figure" for token in tokens)
    if not figures:
        raise Ungrounded("State at least one figure of the data.")
    return Grounded("".join(map(_written, tokens)) if tokens else "", figures)


def is_like_our_words(name: str, facts: Facts) -> bool:
    """Whether a name could be taken for words of a sentence: of a company called 最高, or 12."""
    try:
        Tokens(name, facts, with_names=False).read()
    except Ungrounded:
        return False
    return True


def _written(token: Token) -> str:
    if token.kind in {"name", "scope"}:
        return escaped(token.text, "markdown")
    return token.text.replace("$", "\\$")


@dataclass
class _Sentence:
    """What was spoken of so far in a sentence."""

    facts: Facts
    subject: Subject | None = None
    measure: frozenset[str] = frozenset()
    currency: str | None = None
    opening: Marker = "level"
    """What figures are behind a clause that is only a time that is compared with, or 同比."""
    moved: str = ""
    """How the clause before says that something moved: `up`, `down`, `changed`; or nothing."""
    compared: bool = False
    """Whether the clause before compares two rows, so that it is open which is spoken of."""
    before: Row | None = None
    unused: Subject | None = None
    """What was named, and nothing said of yet."""
    top: int = 0
    gathered: list[Subject] = field(default_factory=list[Subject])
    spoken: set[Row] = field(default_factory=set[Row])
    """The rows of which something was said."""

    def read(self, clauses: list[Clause]) -> None:
        self.currency = next(chain.from_iterable(map(_currencies, clauses)), None)
        self.measure = next((one.measures for one in clauses if one.measures), self.measure)
        for clause in clauses:
            self._clause(clause)
        if self.top:
            self._check_top()
        elif self.opening == "previous":
            raise Ungrounded("Say the time before its figure.")
        elif self.unused is not None:
            raise Ungrounded(f"Say a figure of {_called(self.unused)}, or leave it out.")

    def _clause(self, clause: Clause) -> None:
        self._notice(clause)
        forms.refuse_wider(clause, self.facts)
        subjects = clause.subjects()
        if subjects and self.unused is not None and not self.top:
            joined = subjects[0].completed(self.unused)
            if len(joined.spots) == len(subjects[0].spots):
                raise Ungrounded(f"Say a figure of {_called(self.unused)}, or leave it out.")
        if len(subjects) > 1:
            self._compare(clause, subjects[0], subjects[1])
        else:
            if self.compared and clause.figures and not subjects:
                raise Ungrounded("Say a figure that stands behind a comparison of its name.")
            self._one(clause, subjects[0].completed(self.subject) if subjects else self.subject)
        if clause.measures:
            self.measure = clause.measures
        self.compared = len(subjects) > 1 and clause.has("above", "below")
        self.moved = forms.moved(clause) or (self.moved if clause.is_bare else "")
        empty = not clause.figures and not clause.claims and not clause.has("versus")
        self.opening = (forms.opened(clause) or self.opening) if empty else "level"

    def _notice(self, clause: Clause) -> None:
        """Takes in what a clause says for those behind it, and refuses times of something else."""
        for token in clause.tokens:
            if token.kind == "top":
                self.top = token.number
            elif token.kind in ANOTHER_TIME and not self._is_compared(token.kind):
                raise Ungrounded(f"The data has no comparison with {token.text!r}.")
        said = set(_currencies(clause))
        if len(said) > 1:
            raise Ungrounded("Say amounts of one currency in each clause.")
        self.currency = next(iter(said), self.currency)

    def _is_compared(self, kind: str) -> bool:
        against = self.facts.frame.against
        return self.facts.compare is not None and kind in {against, "compared"}

    def _one(self, clause: Clause, subject: Subject | None) -> None:
        """Checks a clause that speaks of one row, or of the whole."""
        rows = self._rows(subject) if subject is not None or not self.top else ()
        if clause.has("total") and not clause.subjects() and self._named_all():
            rows = self.facts.whole
        self._check(clause, rows, _called(subject))
        said = bool(clause.figures or clause.claims or clause.has("time"))
        if subject is not self.subject and subject is not None and self.top:
            self.gathered.append(subject)
        self.unused = None if said else (subject if clause.subjects() else self.unused)
        if said and rows:
            self.before = rows[0]
            self.spoken.update(rows)
        self.subject = subject

    def _named_all(self) -> bool:
        """Whether each row was spoken of: a total behind fewer would be read as theirs."""
        rows = len(self.facts.evidence[0].table.rows)
        return self.facts.is_whole and {Row(0, at) for at in range(rows)} <= self.spoken

    def _check(self, clause: Clause, rows: tuple[Row, ...], called: str) -> None:
        if clause.figures and clause.has("each"):
            raise Ungrounded("Say a figure of one thing, not of each.")
        for place, token in enumerate(clause.tokens):
            if token.kind == "figure" and not self._is_bound(clause, place, rows):
                raise Ungrounded(f"{token.text!r} is not a figure of {called}.")
            if token.kind == "time" and not self._is_a_day_of(token, rows):
                raise Ungrounded(f"{token.text!r} is not the time of the data.")
        for token in clause.claims:
            if not self._holds(token, clause, rows) or not self._is_most(token, clause, rows):
                raise Ungrounded(f"{token.text!r} is not true of {called}.")

    def _is_bound(self, clause: Clause, place: int, rows: tuple[Row, ...]) -> bool:
        if clause.is_bare and self.moved:  # 增加最多，¥170.9万: by how much
            before = Before(self.measure, "change", SIGNS.get(self.moved, ""))
        else:
            before = Before(self.measure, self.opening)
        return is_bound(clause, place, rows, before, self.facts)

    def _rows(self, subject: Subject | None) -> tuple[Row, ...]:
        """Gives the row that is spoken of: one of each result, of the currency said."""
        rows = subject.rows if subject is not None else frozenset(self.facts.whole)
        if subject is not None and self.facts.frame.view == "profile":
            rows = self._of_profile(subject)
        chosen = [row for row in rows if self._is_of_currency(row)]
        alone = [row for row in chosen if sum(o.result == row.result for o in chosen) == 1]
        return tuple(sorted(alone, key=lambda row: -row.result))

    def _of_profile(self, subject: Subject) -> frozenset[Row]:
        """Gives the rows of a profile: its figures are those of the customer, of no order or city.

        Of an order, a contract or a deal the customer's name alone says nothing.
        """
        named = [{self.facts.column_name(spot) for spot in spots} for spots in subject.spots]
        if {"customer"} not in named:
            return subject.rows
        told = frozenset(row for row in subject.rows if self.facts.title(row) == "card")
        alone = len(named) == 1
        return told | frozenset(self.facts.whole) if alone or told else subject.rows

    def _is_of_currency(self, row: Row) -> bool:
        return self.currency is None or self.facts.currency(row) in {None, self.currency}

    def _is_a_day_of(self, token: Token, rows: tuple[Row, ...]) -> bool:
        period = token.period
        if period is None or period.start != period.end:
            return False
        return any(period.start in self.facts.days(row) for row in rows if row.place >= 0)

    def _holds(self, token: Token, clause: Clause, rows: tuple[Row, ...]) -> bool:
        kinds = frozenset(one.kind for one in clause.tokens)
        measures = clause.measures or self.measure
        told = [
            Claim(row, measure, kinds, self.before)
            for row in rows
            if (measure := _measure(row, measures, self.facts)) is not None
        ]
        return any(claims.holds(token.kind, claim, self.facts) for claim in told)

    def _is_most(self, token: Token, clause: Clause, rows: tuple[Row, ...]) -> bool:
        """Whether "most sales" are more than half of them; "the most sales" are the largest."""
        if token.text != "most" or not clause.is_bare_most(token):
            return True
        return self._holds(replace(token, kind="over_half"), clause, rows)

    def _compare(self, clause: Clause, first: Subject, second: Subject) -> None:
        """Checks a clause that compares two rows."""
        kinds = {token.kind for token in clause.claims}
        one, other = self._rows(first), self._rows(second)
        rises = bool(kinds & {"above", "down"})
        if len(kinds) != 1 or len(one) != 1 or len(other) != 1:
            raise Ungrounded("Name one thing in each clause, with commas between them.")
        if kinds & {"up", "down"} and not self._are_times(first, second):
            raise Ungrounded("Name one thing in each clause, with commas between them.")
        measure = _measure(one[0], clause.measures or self.measure, self.facts)
        more = claims.is_above(one[0], other[0], measure, self.facts)
        if not kinds & {"above", "below", "up", "down"} or more is None or more != rises:
            said = clause.claims[0].text
            raise Ungrounded(f"{said!r} is not true of {_called(first)} and {_called(second)}.")
        for place, token in enumerate(clause.tokens):
            rows = one if place < _turn(clause) else other
            if token.kind == "figure" and not self._is_bound(clause, place, rows):
                raise Ungrounded(f"{token.text!r} is not a figure of the row beside it.")
            if token.kind == "figure" and forms.is_a_distance(clause, place):
                raise Ungrounded(f"{token.text!r} reads as the difference: put it in brackets.")
            if token.kind == "time":
                raise Ungrounded(f"{token.text!r} is not the time of the data.")
        self.subject, self.unused, self.before = second, None, other[0]

    def _are_times(self, first: Subject, second: Subject) -> bool:
        """Whether both are times, in their order: nothing falls from September to February."""
        began, ended = (self.facts.began(subject.rows) for subject in (first, second))
        return began is not None and ended is not None and began < ended

    def _check_top(self) -> None:
        first = claims.top(self.top, self.facts)
        said = [subject.rows for subject in self.gathered]
        frame, shown = self.facts.frame, len(self.facts.evidence[0].table.rows)
        if not said and frame.limited and not frame.offset and shown == self.top:
            return
        if [frozenset({row}) for row in first] != said or len(said) != self.top:
            raise Ungrounded(f"These are not the first {self.top}, in their order.")


def _turn(clause: Clause) -> int:
    """Gives where a clause that compares turns from its first row to its second."""
    (_, first), (_, second) = clause.spoken()
    joints = ("versus", "above", "below", "to")
    between = [at for at in range(first, second) if clause.tokens[at].kind in joints]
    return between[0] if between else second


def _measure(row: Row, said: frozenset[str], facts: Facts) -> str | None:
    """Gives the measure that is spoken of; None where that is open."""
    there = facts.evidence[row.result].measures
    chosen = [name for name in there if name in said] or list(there)
    return chosen[0] if len(chosen) == 1 else None


def _currencies(clause: Clause) -> Iterator[str]:
    """Gives the currencies of a clause: of its figures, and those that are named."""
    for token in clause.tokens:
        if token.kind.startswith("money_"):
            yield token.kind.removeprefix("money_").upper()
        if token.figure is not None:
            yield from (unit for unit in token.figure.units if len(unit) == 3 and unit.isupper())


def _called(subject: Subject | None) -> str:
    return "what it stands beside" if subject is not None else "the whole"
